"""The only road to the exchange."""
