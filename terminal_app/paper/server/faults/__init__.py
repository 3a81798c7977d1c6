"""What goes wrong on purpose: a seeded plan, what is done to requests and frames, and the log of it."""
