"""Bitget: wire in, core out. The only room that knows the venue's addresses, fields and codes."""
