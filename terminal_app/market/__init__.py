"""What the market is right now: stores of public data and the feed that fills them. No orders, no Qt."""
