"""The wire of the paper exchange: requests in, engine calls, the venue's JSON out.

Written from the venue's documentation and recordings, never from our own client's decoder, so that the two
readings check each other. Knows the engine and the venue's words; knows nothing of the terminal.
"""
