"""The tour of a first start."""
