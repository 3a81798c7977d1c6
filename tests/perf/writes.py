"""When the bytes of a request left for the socket. Standard library only; for asyncio's own loop."""

import contextlib
import statistics
import time
from asyncio import selector_events
from collections.abc import Iterator, Sequence
from unittest import mock


class Writes:
    """Remembers when the last write of any connection returned, by the CPU time of its thread in ns.

    Nothing on the way to a write waits, so that this is also the time on a clock, but for what other
    programs take of the core meanwhile: on loopback the reader is woken by the very write.
    """

    def __init__(self) -> None:
        self.last = 0

    def note(self) -> None:
        """A write has returned."""
        self.last = time.thread_time_ns()


def undisturbed(times: Sequence[int]) -> float:
    """What the fastest tenth stays below: other programs make the rest slower by taking core and caches."""
    return statistics.quantiles(times, n=10)[0]


@contextlib.contextmanager
def watched() -> Iterator[Writes]:
    """Watch every socket of this process."""
    transport = vars(selector_events)["_SelectorSocketTransport"]
    writes = Writes()
    one, many = transport.write, transport.writelines

    def write(self: object, data: bytes) -> None:
        one(self, data)
        writes.note()

    def writelines(self: object, data: list[bytes]) -> None:
        many(self, data)
        writes.note()

    with mock.patch.object(transport, "write", write), mock.patch.object(transport, "writelines", writelines):
        yield writes
