"""Looking at processes of this machine (Linux): who is whose child, and who still runs."""

import os
from pathlib import Path


def children(word: str, pid: int | None = None) -> list[int]:
    """The running children of a process (this one when left out) with this word in their command line."""
    pid = os.getpid() if pid is None else pid
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))) is not None:
            state, parent = fields[0], int(fields[1])
            if parent == pid and state != "Z" and word in command_line(int(folder.name)):
                found.append(int(folder.name))
    return found


def alive(pid: int) -> bool:
    """Whether a process still runs."""
    fields = _stat(pid)
    return fields is not None and fields[0] != "Z"


def command_line(pid: int) -> str:
    """The arguments of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name, which may itself hold blanks and brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
