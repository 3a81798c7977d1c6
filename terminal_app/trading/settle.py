"""Settling doubt: the venue is asked until it answers with the order, or is proven never to have had it.

"Not found" alone is no answer: the order may still be on its way, or the venue may have forgotten it. What
proves it is in `proof`; until then the order stays unknown, and the row says so. Nothing is ever sent again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace

from terminal_app.core.commands import AmendOrder
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.orders import Move, Order, OrderStatus, VenueOrder
from terminal_app.core.ports import AccountData, Clock
from terminal_app.core.records import QuestionSeen
from terminal_app.trading.books import Books
from terminal_app.trading.proof import MARGIN_MS, QUIET_MS, Answer, Evidence, Round, is_never, wait_ms

log = logging.getLogger(__name__)

PAUSES_MS = (500, 1_000, 2_000, 4_000, 8_000, 15_000, 20_000)

# A cancel and a change carry no window of their own, nor does any futures order of a classic account: what
# ends them is the time stamp of their signature.
_WINDOW_S = (QUIET_MS + MARGIN_MS) / 1000

# How far before our own record the lists are searched: clocks differ a little.
_SEARCH_MARGIN_MS = 60_000

_SLACK_MS = 20

_CANCELLING = (OrderStatus.CANCEL_PENDING, OrderStatus.CANCEL_UNKNOWN)
_DOUBTFUL = (OrderStatus.UNKNOWN, *_CANCELLING)

_NOT_FOUND = "The exchange does not find this order. That proves nothing yet: it is asked again."
_NEVER = (
    "The exchange never had this order: asked twice, late enough, it found it neither by its number nor "
    "among open orders, history and fills."
)
_STILL_WORKING = "The cancel did not reach the exchange: the order still works. Cancel it again."
_OLD_TERMS = "The change did not reach the exchange: the order works with its old price and size."
_BY_NUMBER = "for the order by its number"
_IN_LISTS = "for open orders, history and fills"

Spawn = Callable[[Coroutine[object, object, None], str], object]


class Settler:
    """Asks about orders in doubt, with growing pauses, one conversation per order.

    Args:
        client: answers the questions.
        books: take the answers.
        clock: tells when a lost request can no longer arrive.
        spawn: starts a task that somebody owns.
        pauses_ms: before each question; the last one repeats.
        venue_ms: the venue's clock (Unix ms), `None` while it is not measured: then nothing is proven.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        client: AccountData,
        books: Books,
        clock: Clock,
        spawn: Spawn,
        pauses_ms: Sequence[int],
        venue_ms: Callable[[], int | None] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._books = books
        self._clock = clock
        self._spawn = spawn
        self._pauses_ms = pauses_ms
        self._venue_ms = venue_ms or clock.now_ms
        self._sleep = sleep
        self._watched: set[str] = set()
        self._evidence: dict[str, Evidence] = {}

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
        began = self._begin(order)
        report, answer = await self._look_up(order)
        if report is not None:
            self._books.orders([report])
            return True
        if answer is Answer.SILENT:
            return False
        if began is not None and order.status is OrderStatus.UNKNOWN:
            return await self._search(order, began)
        self._books.say(client_oid, _NOT_FOUND)
        return False

    async def pause(self, attempt: int) -> None:
        """Wait before a question; `attempt` counts from zero."""
        await self._sleep(self._pause_ms(attempt) / 1000)

    def _pause_ms(self, attempt: int) -> int:
        return self._pauses_ms[min(attempt, len(self._pauses_ms) - 1)]

    def _begin(self, order: Order) -> Round | None:
        """The moment of a round of questions; `None` while the venue's clock is not known."""
        now_ms, now = self._venue_ms(), self._clock.monotonic()
        if now_ms is None:
            return None
        if order.status is OrderStatus.UNKNOWN:
            # Its answer is missing by now, so it was signed earlier than this.
            self._evidence.setdefault(order.client_oid, Evidence(now_ms, now))
        return Round(now_ms, now, Answer.NOT_FOUND)

    async def _look_up(self, order: Order) -> tuple[VenueOrder | None, Answer]:
        asked_ms = self._clock.now_ms()
        try:
            report = await self._client.order(order.client_oid, order.order_id, order.instrument)
        except (LinkError, VenueError) as error:
            log.info("asking about %s failed: %s", order.client_oid, error.sentence)
            self._remember(order.client_oid, _BY_NUMBER, f"no answer. {error.sentence}", asked_ms)
            return None, Answer.SILENT
        if report is None:
            self._remember(order.client_oid, _BY_NUMBER, "not found.", asked_ms)
            return None, Answer.NOT_FOUND
        self._remember(order.client_oid, _BY_NUMBER, f"{report.status.value}.", asked_ms)
        return report, Answer.FOUND

    async def _search(self, order: Order, began: Round) -> bool:
        """Look through the lists once that can prove something. Whether the order was found in one."""
        client_oid = order.client_oid
        evidence = self._evidence[client_oid]
        if wait_ms(evidence, began.asked_ms, began.asked) > 0:
            self._books.say(client_oid, _NOT_FOUND)
            return False
        asked_ms = self._clock.now_ms()
        product = order.instrument.product
        ahead_ms = (self._venue_ms() or asked_ms) - asked_ms
        since_ms = order.created_ms + ahead_ms - _SEARCH_MARGIN_MS
        try:
            working = await self._client.open_orders(product)
            history = await self._client.order_history(product, since_ms=since_ms)
            fills = await self._client.fills(product, since_ms=since_ms)
        except (LinkError, VenueError) as error:
            log.info("searching for %s failed: %s", client_oid, error.sentence)
            self._remember(client_oid, _IN_LISTS, f"no answer. {error.sentence}", asked_ms)
            return False
        reports = [report for report in (*working, *history) if _is(report.client_oid, order)]
        executed = [fill for fill in reversed(fills) if _is(fill.client_oid, order)]
        if reports or executed:
            self._remember(client_oid, _IN_LISTS, "found.", asked_ms)
            self._books.orders(reports)
            self._books.fills(executed)
            return True
        self._remember(client_oid, _IN_LISTS, "in none of them.", asked_ms)
        nowhere = replace(began, working=Answer.NOT_FOUND, history=Answer.NOT_FOUND, fills=Answer.NOT_FOUND)
        self._evidence[client_oid] = evidence.having(nowhere)
        if is_never(self._evidence[client_oid]) and self._is_unknown(client_oid):
            self._books.never(client_oid, _NEVER)
        else:
            self._books.say(client_oid, _NOT_FOUND)
        return False

    async def _settle(self, client_oid: str) -> None:
        since = self._clock.monotonic()
        attempt = 0
        while (order := self._books.blotter.get(client_oid)) is not None and _is_doubtful(order):
            self._begin(order)
            await self._sleep(self._next_pause_ms(client_oid, attempt) / 1000)
            attempt += 1
            asked = self._clock.monotonic()
            late = asked - since > _WINDOW_S
            if self._in_doubt(client_oid) and await self.ask(client_oid) and late:
                self._no_cancel_came(client_oid)
        self._watched.discard(client_oid)
        self._evidence.pop(client_oid, None)

    def _next_pause_ms(self, client_oid: str, attempt: int) -> int:
        """The usual pause, or a shorter one when the next round can prove something sooner."""
        usual, now_ms = self._pause_ms(attempt), self._venue_ms()
        evidence = self._evidence.get(client_oid)
        if evidence is None or now_ms is None:
            return usual
        wait = wait_ms(evidence, now_ms, self._clock.monotonic())
        # A moment more: a round that begins a hair too early would count for nothing.
        return min(usual, wait + _SLACK_MS) if wait > 0 else usual

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
        return order is not None and _is_doubtful(order)

    def _no_cancel_came(self, client_oid: str) -> None:
        """The venue has just shown the order alive, and a cancel can no longer arrive."""
        order = self._books.blotter.get(client_oid)
        if order is not None and order.status in _CANCELLING:
            self._books.cancel_failed(client_oid, Move.CANCEL_REFUSED, _STILL_WORKING)

    def _is_unknown(self, client_oid: str) -> bool:
        order = self._books.blotter.get(client_oid)
        return order is not None and order.status is OrderStatus.UNKNOWN

    def _remember(self, client_oid: str, question: str, answer: str, asked_ms: int) -> None:
        now_ms = self._clock.now_ms()
        self._books.remember(QuestionSeen(client_oid, question, answer, asked_ms, now_ms))


def _is_doubtful(order: Order) -> bool:
    """Whether only the venue can say what it is; also when all was executed and no report has ended it."""
    executed = order.status is OrderStatus.PARTIAL and order.remaining is not None and order.remaining <= 0
    return executed or order.status in _DOUBTFUL


def _is(client_oid: str, order: Order) -> bool:
    return client_oid == order.client_oid
