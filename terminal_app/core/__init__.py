"""The language every room speaks: frozen values, no I/O, no Qt, no asyncio."""
