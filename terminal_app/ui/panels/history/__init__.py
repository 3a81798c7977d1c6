"""Orders that are over, and how they ended."""
