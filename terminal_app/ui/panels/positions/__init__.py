"""The open positions and what they are worth."""
