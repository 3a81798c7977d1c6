"""The REST families of the paper exchange, one file each."""
