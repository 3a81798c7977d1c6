"""The order ticket: what is typed, what it means, and the two buttons that send it."""
