"""The streams of the paper exchange."""
