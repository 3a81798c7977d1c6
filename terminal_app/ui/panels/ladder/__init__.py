"""The trading ladder: fixed prices, one click is one order, armed on purpose only."""
