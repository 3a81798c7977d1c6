"""The order book of the selected instrument."""
