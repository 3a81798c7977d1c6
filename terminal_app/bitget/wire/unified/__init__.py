"""The dialect of the unified account (the venue's V3)."""
