"""Reading strategy orders, and settling doubt about them: the venue is asked, and nothing is sent again.

The venue cannot be asked about one of them, only for the lists of those that wait and those that are over.
"Not listed" is no answer: the order may still be on its way.
"""

import logging
from collections.abc import Callable, Sequence

from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.ids import is_ours
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import AccountData, Clock
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading.books import Books
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.settle import Settler, Spawn

log = logging.getLogger(__name__)

# Nothing bounds how late the venue may take a strategy order, so this is generous.
_WINDOW_S = 30
_SLOWEST = 99

Until = Callable[[StrategyOrder], bool]

_DOUBTFUL = (StrategyStatus.SENDING, StrategyStatus.UNKNOWN)
_NOT_LISTED = "The exchange does not list this order. That proves nothing yet: it is asked again."
_GONE = "The exchange does not list this order any more, and does not say what became of it."
_STILL_WAITS = "The exchange still lists this order as it was: send the change or the cancel again."


class StrategySettler:
    """Asks about strategy orders in doubt, with growing pauses, one conversation per order.

    Args:
        client: answers the questions.
        books: take the answers.
        settler: knows how long to pause.
        clock: tells when a lost request can no longer arrive.
        spawn: starts a task that somebody owns.
    """

    def __init__(
        self, client: AccountData, books: Books, settler: Settler, clock: Clock, spawn: Spawn
    ) -> None:
        self._client = client
        self._books = books
        self._settler = settler
        self._clock = clock
        self._spawn = spawn
        self._watched: set[str] = set()
        self._rereading = False

    def watch(self, client_oid: str, instrument: InstrumentId, until: Until | None = None) -> None:
        """Ask about an order until nothing about it is in doubt.

        Args:
            client_oid: the order; one that is not known has nobody to be told about it.
            instrument: where it is.
            until: what a change or a cancel of it has to look like; without it the order itself is in doubt.
        """
        order = self._books.strategies.get(client_oid)
        if client_oid not in self._watched and order is not None and not _settled(order, until):
            self._watched.add(client_oid)
            self._spawn(self._settle(client_oid, instrument.product, until), f"settle {client_oid}")

    def is_asking(self, client_oid: str) -> bool:
        """Whether the exchange is being asked about an order, so that nobody knows how it stands."""
        return client_oid in self._watched

    async def ask(self, client_oid: str, instrument: InstrumentId) -> None:
        """Ask about an order once and take the answer."""
        await self._ask(client_oid, instrument.product)

    async def read(self, products: Sequence[ProductType]) -> None:
        """Read every waiting order. What cannot be read is read later: nothing else waits for it."""
        try:
            await self._read(products)
        except (LinkError, VenueError) as error:
            log.info("reading strategy orders failed: %s (%s)", error.sentence, error.detail)
            self._books.changes.post(
                TradingNotice(f"Trigger orders and TP/SL could not be read. {error.sentence}")
            )
            if not self._rereading:
                self._rereading = True
                self._spawn(self._read_later(products, error), "strategy orders")

    async def _read_later(self, products: Sequence[ProductType], error: LinkError | VenueError) -> None:
        attempt = 0
        try:
            while True:
                # What the venue refuses is not asked for again and again.
                refused = isinstance(error, VenueError)
                await self._settler.pause(_SLOWEST if refused else attempt)
                attempt += 1
                try:
                    await self._read(products)
                except (LinkError, VenueError) as again:
                    error = again
                else:
                    return
        finally:
            self._rereading = False

    async def _read(self, products: Sequence[ProductType]) -> None:
        for product in products:
            before = {order.client_oid for order in self._waiting(product)}
            rows = await self._client.strategy_orders(product)
            self._books.strategy_reports(rows, announce=False)
            listed = {row.order_id for row in rows} | {row.client_oid for row in rows}
            missing = [
                order
                for order in self._waiting(product)
                if order.client_oid in before and not listed & {order.client_oid, order.order_id or None}
            ]
            if missing:
                # They ended while nobody was listening: the list of those that are over tells how.
                self._books.strategy_reports(self._known(await self._client.strategy_history(product)))
                for order in missing:
                    known = self._books.strategies.get(order.client_oid)
                    if known is order and order.status is not StrategyStatus.UNKNOWN:
                        self._books.strategy_lost(order.client_oid, _GONE)
                    self.watch(order.client_oid, order.instrument)

    def _waiting(self, product: ProductType) -> list[StrategyOrder]:
        return [
            order
            for order in self._books.strategies.open()
            if order.instrument.product is product and order.status is not StrategyStatus.SENDING
        ]

    async def _settle(self, client_oid: str, product: ProductType, until: Until | None) -> None:
        since = self._clock.monotonic()
        attempt = 0
        while not self._is_settled(client_oid, until):
            await self._settler.pause(attempt)
            attempt += 1
            if self._is_settled(client_oid, until):
                continue
            asked = self._clock.monotonic()
            answered, listed = await self._ask(client_oid, product)
            if not answered or asked - since <= _WINDOW_S or self._is_settled(client_oid, until):
                continue
            if listed and until is not None:
                self._books.strategy_say(client_oid, _STILL_WAITS)
                break
            if not listed:
                self._books.strategy_lost(client_oid, _NOT_LISTED if until is None else _GONE)
                until = None
        else:
            order = self._books.strategies.get(client_oid)
            if until is not None and order is not None and not order.status.is_final:
                self._books.strategy_say(client_oid, "")
        self._watched.discard(client_oid)

    async def _ask(self, client_oid: str, product: ProductType) -> tuple[bool, bool]:
        """Ask once and take the answer. Whether there was one, and whether the order is in a list."""
        try:
            for ask in (self._client.strategy_orders, self._client.strategy_history):
                rows = self._known(await ask(product))
                self._books.strategy_reports(rows)
                order = self._books.strategies.get(client_oid)
                if any(self._books.strategies.find(row.client_oid, row.order_id) is order for row in rows):
                    return True, True
        except (LinkError, VenueError) as error:
            log.info("asking about %s failed: %s", client_oid, error.sentence)
            return False, False
        if self._is_settled(client_oid, None):
            return True, False
        self._books.strategy_say(client_oid, _NOT_LISTED)
        return True, False

    def _known(self, rows: Sequence[StrategyOrder]) -> list[StrategyOrder]:
        """Without orders that nobody here has heard of: the past of the account is not news.

        One of ours that still waits is: a classic account makes two orders of a pair of exits.
        """
        return [
            row
            for row in rows
            if self._books.strategies.find(row.client_oid, row.order_id) is not None
            or (is_ours(row.client_oid) and not row.status.is_final)
        ]

    def _is_settled(self, client_oid: str, until: Until | None) -> bool:
        order = self._books.strategies.get(client_oid)
        return order is None or _settled(order, until)


def _settled(order: StrategyOrder, until: Until | None) -> bool:
    if order.status.is_final:
        return True
    return order.status not in _DOUBTFUL and (until is None or until(order))
