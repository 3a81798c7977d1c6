"""A `BitgetRest` over a scripted venue or a real socket, with a clock that its sleeps move."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import LinkChanged
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from tests.helpers.http_script import HttpScript

CREDENTIALS = Credentials(
    Secret("bg_test_key_0001"), Secret("test-secret-0123456789abcdef"), Secret("testpass")
)
LOOPBACK = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")


class Bench:
    """The parts of a test of REST.

    Attributes:
        slept: every wait of the program, in seconds; it moved the clock and nothing else.
        links: every state of the link that was told.
    """

    def __init__(self, venue_ahead_ms: int = 0) -> None:
        self.clock = ManualClock()
        self.http = HttpScript(self.clock, venue_ahead_ms)
        self.tasks = TaskOwner("test")
        self.slept: list[float] = []
        self.links: list[LinkChanged] = []

    async def sleep(self, seconds: float) -> None:
        """Let the clock pass instead of the time."""
        self.slept.append(seconds)
        self.clock.advance(seconds + 1e-6)
        await asyncio.sleep(0)

    def rest(
        self, venue: Venue = LOOPBACK, credentials: Credentials | None = CREDENTIALS, *, scripted: bool = True
    ) -> BitgetRest:
        """A new one."""
        return BitgetRest(
            venue,
            credentials,
            self.clock,
            self.tasks,
            LinkWatch(self.links.append),
            sleep=self.sleep,
            jitter=lambda: 0.5,
            over=self.http if scripted else None,
        )


@contextlib.asynccontextmanager
async def over_socket(url: str, bench: Bench) -> AsyncIterator[BitgetRest]:
    """One that talks to a real server on loopback."""
    ws = url.replace("http", "ws", 1)
    rest = bench.rest(Venue.paper(url, ws, ws), scripted=False)
    try:
        yield rest
    finally:
        await bench.tasks.aclose()
        await rest.aclose()
