"""Price alerts: what waits for a price, when it is reached, and what nobody saw. Pure."""
