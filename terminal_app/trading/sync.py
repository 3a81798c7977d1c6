"""Reading the whole account, at the start and after every gap, and keeping orders shut until that is done.

Start, reconnect and crash recovery are the same path. It decides when the door opens; it places nothing.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from terminal_app.core.account import AccountSettings, AccountSnapshot, Fill, Position
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.errors import AuthError, LinkError, VenueError
from terminal_app.core.events import AccountSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import OrderStatus, VenueOrder
from terminal_app.core.ports import AccountData, Clock
from terminal_app.trading.books import Books
from terminal_app.trading.settle import Settler, Spawn
from terminal_app.trading.strategy_settle import StrategySettler

log = logging.getLogger(__name__)

_READING = "Orders open when the account has been read from the exchange."
_SLOWEST = 99


@dataclass(frozen=True, slots=True)
class _Reading:
    """The account as the venue told it; `asked_at` is monotonic seconds before the first question."""

    asked_at: float
    settings: AccountSettings
    account: AccountSnapshot
    orders: list[VenueOrder]
    positions: dict[ProductType, list[Position]]
    fills: list[Fill]


class AccountSync:
    """Runs one synchronisation at a time, once more when asked for meanwhile, and retries until it works."""

    def __init__(
        self,
        client: AccountData,
        books: Books,
        settler: Settler,
        clock: Clock,
        spawn: Spawn,
        strategies: StrategySettler,
    ) -> None:
        self.settings: AccountSettings | None = None
        self._client = client
        self._books = books
        self._settler = settler
        self._clock = clock
        self._spawn = spawn
        self._strategies = strategies
        self._products: Sequence[ProductType] = ()
        self._wanted = 0
        self._done = 0
        self._running = False
        self._ever = False
        self._block: str | None = _READING

    @property
    def block(self) -> str | None:
        """Why orders are shut, `None` when they are open."""
        return self._block

    def shut(self, sentence: str) -> None:
        """Shut orders until the next synchronisation has succeeded."""
        self._set_block(sentence)

    async def start(self, products: Sequence[ProductType]) -> None:
        """Read the account for the first time; returns when that has succeeded."""
        self._products = products
        self._wanted += 1
        await self._run()

    def again(self) -> None:
        """Read the account again, in the background. Before `start` it waits for that."""
        self._wanted += 1
        if self._products and not self._running:
            self._spawn(self._run(), "sync")

    async def _run(self) -> None:
        if self._running:
            return
        self._running = True
        try:
            attempt = 0
            while self._done != self._wanted:
                goal = self._wanted
                try:
                    reading = await self._read()
                except (LinkError, VenueError) as error:
                    log.info("reading the account failed: %s (%s)", error.sentence, error.detail)
                    if self._block is not None:
                        self._set_block(f"{error.sentence} {_READING}")
                    # A key that is refused is not tried again and again: the venue would block the address.
                    await self._settler.pause(_SLOWEST if isinstance(error, AuthError) else attempt)
                    attempt += 1
                    continue
                await self._apply(reading)
                await self._strategies.read([one for one in self._products if one.is_futures])
                self._done = goal
        finally:
            self._running = False
        self._set_block(None)

    async def _read(self) -> _Reading:
        client = self._client
        asked_at = self._clock.monotonic()
        futures = [product for product in self._products if product.is_futures]
        return _Reading(
            asked_at=asked_at,
            settings=await client.settings(),
            account=await client.account(),
            orders=await client.open_orders(),
            positions={product: await client.positions(product) for product in futures},
            fills=await client.fills(),
        )

    async def _apply(self, reading: _Reading) -> None:
        books = self._books
        before = [order for order in books.blotter.open() if order.status is not OrderStatus.INTENT]
        self.settings = reading.settings
        books.apply(AccountSeen(reading.account))
        books.orders(reading.orders)
        for product, positions in reading.positions.items():
            if books.positions.replace(positions, reading.asked_at, product):
                books.changes.mark(Topic(Kind.POSITIONS))
        books.fills(reversed(reading.fills), announce=self._ever)
        self._ever = True
        # Orders that work no more were finished while nobody was listening: what became of each is asked.
        listed = {report.client_oid for report in reading.orders} | {
            f"id:{report.order_id}" for report in reading.orders
        }
        for order in before:
            if order.client_oid not in listed:
                await self._settler.ask(order.client_oid)
            self._settler.watch(order.client_oid)

    def _set_block(self, sentence: str | None) -> None:
        self._block = sentence
        self._books.changes.mark(Topic(Kind.TRADING))
