"""Everything that goes wrong in one exchange, put together: clock, calls, streams, and the proxy in front."""

import socket

from terminal_app.core.ports import Clock
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Plan
from terminal_app.paper.server.faults.proxy import FaultProxy
from terminal_app.paper.server.faults.rest import FaultyRestApp
from terminal_app.paper.server.faults.venue import SkewedClock, delist
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.venue import Venue
from terminal_app.tasks import TaskOwner


class Faults:
    """What a plan does to an exchange. Loaded only with a plan: it takes time that a start does not have.

    Attributes:
        clock: the exchange's clock from then on.
        dice: decide what happens to whom.
    """

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self.clock = SkewedClock(clock, plan)
        self.dice = Dice(plan)
        self._proxy: FaultProxy | None = None

    def calls(self, rest: RestApp) -> FaultyRestApp:
        """The calls, as they fail."""
        return FaultyRestApp(rest, self.dice)

    async def begin(self, venue: Venue, listening: socket.socket, port: int, owner: TaskOwner) -> None:
        """Stand in front of the port on which the exchange listens; do what the plan does by itself."""
        self._proxy = FaultProxy(listening, port)
        await self._proxy.start()
        owner.spawn(delist(venue, self.dice), "delist")

    async def aclose(self) -> None:
        """End every connection."""
        if self._proxy is not None:
            await self._proxy.aclose()
