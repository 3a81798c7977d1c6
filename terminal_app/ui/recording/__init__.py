"""Recording what the terminal sees: its mark in the status bar, and what it says."""
