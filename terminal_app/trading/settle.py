"""Settling doubt: the venue is asked about an order until it answers with one. Nothing is ever sent again.

"Not found" is no answer: the order may still be on its way, or the venue may have forgotten it. Such an order
stays unknown, and the row says so.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence

from terminal_app.core.commands import AmendOrder
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.orders import Move, OrderStatus
from terminal_app.core.ports import AccountData, Clock
from terminal_app.trading.books import Books

log = logging.getLogger(__name__)

PAUSES_MS = (500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000)

# The venue throws away a request that reaches it later than its receive window of five seconds.
_WINDOW_S = 10

_DOUBTFUL = (OrderStatus.UNKNOWN, OrderStatus.CANCEL_PENDING, OrderStatus.CANCEL_UNKNOWN)

_NOT_FOUND = "The exchange does not find this order. That proves nothing yet: it is asked again."
_STILL_WORKING = "The cancel did not reach the exchange: the order still works. Cancel it again."
_OLD_TERMS = "The change did not reach the exchange: the order works with its old price and size."

Spawn = Callable[[Coroutine[object, object, None], str], object]


class Settler:
    """Asks about orders in doubt, with growing pauses, one conversation per order.

    Args:
        client: answers the questions.
        books: take the answers.
        clock: tells when a lost request can no longer arrive.
        spawn: starts a task that somebody owns.
        pauses_ms: before each question; the last one repeats.
    """

    def __init__(
        self, client: AccountData, books: Books, clock: Clock, spawn: Spawn, pauses_ms: Sequence[int]
    ) -> None:
        self._client = client
        self._books = books
        self._clock = clock
        self._spawn = spawn
        self._pauses_ms = pauses_ms
        self._watched: set[str] = set()

    def watch(self, client_oid: str) -> None:
        """Ask about an order until nothing about it is in doubt."""
        if client_oid not in self._watched and self._in_doubt(client_oid):
            self._watched.add(client_oid)
            self._spawn(self._settle(client_oid), f"settle {client_oid}")

    def watch_change(self, command: AmendOrder) -> None:
        """Ask about an order until it is known whether a change has arrived."""
        self._spawn(self._settle_change(command), f"settle change of {command.client_oid}")

    async def ask(self, client_oid: str) -> bool:
        """Ask about a known order once and take the answer. Whether the venue answered with an order."""
        order = self._books.blotter.get(client_oid)
        if order is None:
            return False
        try:
            report = await self._client.order(client_oid, order.order_id)
        except (LinkError, VenueError) as error:
            log.info("asking about %s failed: %s", client_oid, error.sentence)
            return False
        if report is None:
            self._books.say(client_oid, _NOT_FOUND)
            return False
        self._books.orders([report])
        return True

    async def pause(self, attempt: int) -> None:
        """Wait before a question; `attempt` counts from zero."""
        await asyncio.sleep(self._pauses_ms[min(attempt, len(self._pauses_ms) - 1)] / 1000)

    async def _settle(self, client_oid: str) -> None:
        since = self._clock.monotonic()
        attempt = 0
        while self._in_doubt(client_oid):
            await self.pause(attempt)
            attempt += 1
            asked = self._clock.monotonic()
            if self._in_doubt(client_oid) and await self.ask(client_oid) and asked - since > _WINDOW_S:
                self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, _STILL_WORKING)
        self._watched.discard(client_oid)

    async def _settle_change(self, command: AmendOrder) -> None:
        since = self._clock.monotonic()
        attempt = 0
        while True:
            await self.pause(attempt)
            attempt += 1
            asked = self._clock.monotonic()
            if not await self.ask(command.client_oid):
                continue
            order = self._books.blotter.get(command.client_oid)
            if order is None or order.status.is_final:
                return
            if (order.size.value, order.price) == (command.size, command.price):
                self._books.say(command.client_oid, "")
                return
            if asked - since > _WINDOW_S:
                self._books.say(command.client_oid, _OLD_TERMS)
                return

    def _in_doubt(self, client_oid: str) -> bool:
        order = self._books.blotter.get(client_oid)
        return order is not None and order.status in _DOUBTFUL
