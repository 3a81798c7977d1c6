"""The ticker panel: every instrument with its last price, its change and its volume."""
