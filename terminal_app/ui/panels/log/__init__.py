"""What the program has written down about itself."""
