"""The dialog of settings: what is asked about before it is sent, and our own limits."""
