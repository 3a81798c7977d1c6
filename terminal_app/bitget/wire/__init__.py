"""Translation between the venue's JSON and core values. Pure: no sockets, no clock, no asyncio."""
