"""Recordings of what the terminal saw: their records, their files, and core values in them."""
