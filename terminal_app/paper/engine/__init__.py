"""The pure half of the paper exchange: matching, accounts, a synthetic market. No I/O, no clock, no wire."""
