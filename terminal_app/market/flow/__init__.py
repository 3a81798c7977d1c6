"""The memory of trades and books: bounded, on disk when long, and open about what it has not seen."""
