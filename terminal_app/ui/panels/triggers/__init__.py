"""The trigger orders, take-profits and stop-losses: what waits at the venue for a price."""
