"""Append-only memory in SQLite: what we meant to do, what became of it, and what was executed."""
