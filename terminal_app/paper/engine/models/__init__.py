"""What the synthetic market is like: paths, liveliness, quotes. Pictures in floats; no account is touched."""
