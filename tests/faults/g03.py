"""G03: the system calls in their order: the journal is synced before the first byte of its order leaves."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.goals import Result
from tests.helpers.paper_process import paper_process

CALLS = "pwrite64,fdatasync,fsync,write,sendto,sendmsg,writev"
_OID = re.compile(r"tb-[0-9a-z]{8}-[0-9a-z]{12}")
_LINE = re.compile(r"^(?P<pid>\d+) +(?:<\.\.\. )?(?P<call>\w+)")
_ORDER = "place-order"


def run(cases: int, seed: int) -> Result:
    """A case is one order of a real program under strace."""
    return traced(cases, seed)


def traced(count: int, seed: int, *options: str) -> Result:
    """Watch a program send its orders."""
    with tempfile.TemporaryDirectory() as folder, paper_process("--no-rate-limits", seed=seed) as paper:
        log = Path(folder) / "calls"
        watch = ["strace", "-f", "-y", "-qq", "-s", "9000", "-e", f"trace={CALLS}", "-o", str(log)]
        program = [sys.executable, "-m", "tests.faults.traced", folder, str(count), *options]
        names = ("rest", "public_ws", "private_ws", "key", "secret", "passphrase")
        told = json.dumps({name: getattr(paper, name) for name in names}) + "\n"
        subprocess.run([*watch, *program], input=told.encode(), check=True, timeout=300)
        return judged(log.read_text("ascii", "replace"), count)


def judged(calls: str, count: int) -> Result:
    """Go through the calls."""
    disk, wire = _Disk(), _Wire()
    for line in calls.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        if found["call"] in ("pwrite64", "fdatasync", "fsync"):
            disk.see(found["pid"], found["call"], line)
        elif "socket:" in line:
            wire.see(line, disk)
    result = Result(len(wire.sent), wire.wrong)
    if result.cases < count:
        result.wrong.append(f"only {result.cases} of {count} orders were seen on the wire")
    return result


class _Disk:
    """Which orders were written to the journal's log, and which of them the disk has."""

    def __init__(self) -> None:
        self.durable: set[str] = set()
        self._written: set[str] = set()
        self._syncing: dict[str, set[str]] = {}

    def see(self, pid: str, call: str, line: str) -> None:
        """A write or a sync. A sync only counts for what was written before it began."""
        if call == "pwrite64":
            if "-wal>" in line:
                self._written |= set(_OID.findall(line))
        elif "resumed" in line:
            self.durable |= self._syncing.pop(pid, set())
        elif "-wal>" in line and "unfinished" in line:
            self._syncing[pid] = set(self._written)
        elif "-wal>" in line:
            self.durable |= self._written


class _Wire:
    """Which orders were sent, and what the disk had when the first byte of each left: its headers."""

    def __init__(self) -> None:
        self.sent: set[str] = set()
        self.wrong: list[str] = []
        self._at_headers: set[str] = set()

    def see(self, line: str, disk: _Disk) -> None:
        """Bytes that leave."""
        if "POST" in line and _ORDER in line:
            self._at_headers = set(disk.durable)
        if "clientOid" not in line:
            return
        for name in set(_OID.findall(line)) - self.sent:
            self.sent.add(name)
            if name not in self._at_headers:
                self.wrong.append(f"{name} left before its intent was on the disk")
