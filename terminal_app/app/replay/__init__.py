"""Playing recordings: through the same protocol and the same stores, on the recording's own clock."""
