"""Keeps the memory of this process from other programs of the same user, as far as the system allows.

On Linux the process is made undumpable: no core file, no reading of its memory or environment, no debugger.
Root, and code that runs inside this process, still see everything. A program that is started anew is dumpable
again, so each process calls this for itself.
"""

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def harden_process() -> None:
    """Close this process to others. Does nothing where the system has no such thing, and never fails."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most if sys.platform == "darwin" else 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
