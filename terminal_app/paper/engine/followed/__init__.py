"""A market that follows another one: a recording, or the live public feed."""
