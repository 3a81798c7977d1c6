"""The open orders: what works at the venue, and what nobody knows about yet."""
