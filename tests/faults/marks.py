"""Real clients of the three kinds of venue side by side, and whether each byte carries its own marks only.

What makes a client live is the `Venue` it was built with; nothing a test, or the rest of the program, can do
to a demo or paper client may bring it to the live host, or to the live key.
"""

import asyncio
from functools import cache
from unittest import mock
from urllib.parse import urlsplit

from terminal_app.bitget import transport
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Approved, CancelOrder, PlaceOrder
from terminal_app.core.keys import Environment, LiveToken
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from tests.helpers.http_script import Asked, HttpScript, ok, refusal

_PAPER = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")
_VENUES = {venue.badge: venue for venue in (Venue.live(LiveToken(Environment.LIVE)), Venue.demo(), _PAPER)}
KINDS = tuple(_VENUES)
"""Where orders can go."""


# Reading the certificates takes longer than a hundred orders, and nothing here is encrypted.
_TLS = cache(transport.tls_context)


class ThreeVenues:
    """A client of each kind in one process, over scripts that write down every byte."""

    def __init__(self, clock: ManualClock) -> None:
        self._tasks = TaskOwner("mixed")
        self._scripts = {badge: HttpScript(clock) for badge in KINDS}
        self._desks: dict[Badge, OrderCommands] = {}
        self._sent: dict[str, Badge] = {}
        self._looked = dict.fromkeys(KINDS, 0)
        with mock.patch.object(transport, "tls_context", _TLS):
            for badge, script in self._scripts.items():
                for path in ("/place-order", "/cancel-order"):
                    script.on(path, ok({"orderId": "1"}), refusal("40010"), refusal("43012"))
                self._desks[badge] = OrderCommands(_rest(_VENUES[badge], clock, self._tasks, script))

    async def place(self, badge: Badge, command: PlaceOrder) -> None:
        """Send an order to one of them."""
        self._sent[command.client_oid] = badge
        await self._desks[badge].place(Approved(command))

    async def cancel(self, badge: Badge, command: CancelOrder) -> None:
        """Cancel an order at one of them."""
        self._sent[command.order_id or command.client_oid] = badge
        await self._desks[badge].cancel(command)

    def begin(self, badge: Badge, command: PlaceOrder | CancelOrder) -> None:
        """Do it without waiting, as bytes leave while everything else goes on."""
        work = self.cancel(badge, command) if isinstance(command, CancelOrder) else self.place(badge, command)
        self._tasks.spawn(work, "bytes")

    def wrong(self) -> list[str]:
        """What of the requests since the last look carries the marks of another venue."""
        wrong = []
        for badge, script in self._scripts.items():
            for asked in script.asked[self._looked[badge] :]:
                wrong += [f"{badge.value}: {what}" for what in self._wrong(badge, asked)]
            self._looked[badge] = len(script.asked)
        return wrong

    def commands_sent(self) -> int:
        """How many commands have left altogether."""
        return sum(asked.method == "POST" for script in self._scripts.values() for asked in script.asked)

    async def aclose(self) -> None:
        """Nothing runs afterwards."""
        await self._tasks.aclose()

    def _wrong(self, badge: Badge, asked: Asked) -> list[str]:
        wrong = []
        if asked.headers.get("host") != urlsplit(_VENUES[badge].rest).netloc:
            wrong.append(f"sent to {asked.headers.get('host')}")
        if ("paptrading" in asked.headers) is not (badge is Badge.DEMO):
            wrong.append("the mark of demo trading is wrong")
        key = asked.headers.get("access-key")
        if key is not None and key != _key_of(badge):
            wrong.append("signed with another key")
        if asked.method == "POST":
            body = asked.json
            assert isinstance(body, dict)
            name = str(body.get("orderId") or body.get("clientOid"))
            if self._sent.get(name) is not badge:
                wrong.append(f"{name} was meant for another venue")
        return wrong


def _key_of(badge: Badge) -> str:
    return f"key-of-{badge.value}"


def _rest(venue: Venue, clock: ManualClock, tasks: TaskOwner, script: HttpScript) -> BitgetRest:
    parts = (_key_of(venue.badge), f"secret-of-{venue.badge.value}", f"pass-of-{venue.badge.value}")
    key = Credentials(*(Secret(part) for part in parts))
    return BitgetRest(
        venue, key, clock, tasks, LinkWatch(lambda _event: None), sleep=asyncio.sleep, over=script
    )
