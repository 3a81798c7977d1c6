"""Bitget: wire in, core out. The only room that knows the venue's addresses, fields and codes."""

import sys
from types import ModuleType

# Where click and rich happen to be installed, httpx imports its command line with them: a sixth of a start.
# An empty module says that it is not there, which httpx allows for.
sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))
