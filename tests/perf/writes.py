"""When the bytes of a request left for the socket. Standard library only; for asyncio's own loop."""

import contextlib
import time
from asyncio import selector_events
from collections.abc import Iterator
from unittest import mock


class Writes:
    """Remembers when the last write of any connection returned, in ns of `perf_counter_ns`."""

    def __init__(self) -> None:
        self.last = 0


@contextlib.contextmanager
def watched() -> Iterator[Writes]:
    """Watch every socket of this process."""
    transport = vars(selector_events)["_SelectorSocketTransport"]
    writes = Writes()
    one, many = transport.write, transport.writelines

    def write(self: object, data: bytes) -> None:
        one(self, data)
        writes.last = time.perf_counter_ns()

    def writelines(self: object, data: list[bytes]) -> None:
        many(self, data)
        writes.last = time.perf_counter_ns()

    with mock.patch.object(transport, "write", write), mock.patch.object(transport, "writelines", writelines):
        yield writes
