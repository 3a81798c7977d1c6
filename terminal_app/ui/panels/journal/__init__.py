"""Every intent with its story, what each trip into a market brought, and what all of them come to."""
