"""Reading the whole account, at the start and after every gap, and keeping orders shut until that is done.

Start, reconnect, wake and crash recovery are the same path. It asks and takes; what the difference means is
decided in `reconcile`. It places nothing.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import AccountSettings, HoldMode
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.errors import AuthError, LinkError, VenueError
from terminal_app.core.events import FillsSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import AccountData, Clock
from terminal_app.trading.books import Books
from terminal_app.trading.reconcile import OurState, VenueState, settle
from terminal_app.trading.settle import Settler, Spawn
from terminal_app.trading.strategy_settle import StrategySettler

log = logging.getLogger(__name__)

_READING = "Orders open when the account has been read from the exchange."
_SLOWEST = 99

_OVERLAP_MS = 10 * 60_000
"""How far a reading goes back before the last moment that is known: clocks differ, and rows appear late."""

_FIRST_LOOK_MS = 86_400_000
_LONGEST_LOOK_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """The account as the venue told it. `asked_ms` is our clock before the first question."""

    asked_ms: int
    settings: AccountSettings
    state: VenueState


class AccountSync:
    """Runs one synchronisation at a time, once more when asked for meanwhile, and retries until it works.

    `known_ms` is the last moment (Unix ms) up to which everything is known, `None` when nothing is.
    """

    def __init__(
        self,
        client: AccountData,
        books: Books,
        settler: Settler,
        clock: Clock,
        spawn: Spawn,
        strategies: StrategySettler,
        at_least_since: Callable[[], int],
        venue_ms: Callable[[], int | None] | None = None,
    ) -> None:
        self.settings: AccountSettings | None = None
        self.known_ms: int | None = None
        self._at_least_since = at_least_since
        self._venue_ms = venue_ms or clock.now_ms
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

    def hold_mode(self, product: ProductType) -> HoldMode | None:
        """How a product is set up, `None` until it has been read."""
        return self.settings.hold_mode_of(product) if self.settings else None

    def has_spot_triggers(self) -> bool:
        """Whether the account has trigger orders on spot; not before it has been read."""
        return self.settings is not None and Ability.SPOT_TRIGGERS not in unavailable(self.settings.kind)

    def replaces(self) -> bool:
        """Whether the venue changes an order of this account by putting another in its place."""
        return self.settings is not None and Ability.CHANGES_IN_PLACE in unavailable(self.settings.kind)

    def shut(self, sentence: str) -> None:
        """Shut orders until the next synchronisation has succeeded."""
        self._set_block(sentence)

    async def start(self, products: Sequence[ProductType]) -> None:
        """Read the account for the first time; returns when that has succeeded."""
        self._products = products
        self._wanted += 1
        await self._run()

    async def learn(self, instrument: InstrumentId) -> None:
        """Have the settings tell margin mode and leverage of a contract, where they do not yet.

        Raises:
            AuthError, LinkError, VenueError: see `AccountData`.
        """
        if _tells_of(self.settings, instrument):
            return
        found = await self._client.symbol_setting(instrument)
        # Settings that were read meanwhile are newer.
        if found is not None and self.settings is not None and not _tells_of(self.settings, instrument):
            self.settings = replace(self.settings, symbols=(*self.settings.symbols, found))
            self._books.changes.mark(Topic(Kind.TRADING))

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
                await self._strategies.read(self._with_triggers(reading.settings))
                self._done = goal
        finally:
            self._running = False
        self._set_block(None)

    def _with_triggers(self, settings: AccountSettings) -> Sequence[ProductType]:
        """The products that have trigger orders in this account."""
        on_spot = Ability.SPOT_TRIGGERS not in unavailable(settings.kind)
        return [one for one in self._products if one.is_futures or on_spot]

    async def _read(self) -> _Reading:
        client = self._client
        asked_ms, asked_at = self._clock.now_ms(), self._clock.monotonic()
        futures = [product for product in self._products if product.is_futures]
        settings = await client.settings()
        since_ms = self._since_ms(asked_ms) + self._ahead_ms()
        # Working orders come before the history: one that ends in between is then in both, never in neither.
        working = await client.open_orders()
        past = [
            order
            for product in self._products
            for order in await client.order_history(product, since_ms=since_ms)
        ]
        state = VenueState(
            asked_at=asked_at,
            account=await client.account(),
            working=tuple(working),
            history=tuple(past),
            fills=tuple(await client.fills(since_ms=since_ms)),
            positions={product: tuple(await client.positions(product)) for product in futures},
        )
        return _Reading(asked_ms, settings, state)

    def _ahead_ms(self) -> int:
        """How far the venue's clock is ahead of ours: what we know is by our clock, its rows are not."""
        venue_ms = self._venue_ms()
        return 0 if venue_ms is None else venue_ms - self._clock.now_ms()

    def _since_ms(self, now_ms: int) -> int:
        """How far back history and fills are read."""
        known_ms = now_ms - _FIRST_LOOK_MS if self.known_ms is None else self.known_ms - _OVERLAP_MS
        return max(now_ms - _LONGEST_LOOK_MS, min(known_ms, self._at_least_since()))

    async def _apply(self, reading: _Reading) -> None:
        books = self._books
        self.settings = reading.settings
        blotter = books.blotter
        settlement = settle(reading.state, OurState(tuple(blotter.all()), blotter.fills.ids()))
        for event in settlement.events:
            if isinstance(event, FillsSeen):
                books.fills(event.fills, announce=self._ever)
            else:
                books.apply(event)
        self._ever = True
        self.known_ms = reading.asked_ms
        # Orders that work no more were finished while nobody was listening: what became of each is asked.
        for client_oid in settlement.ask:
            await self._settler.ask(client_oid)
        for order in blotter.open():
            self._settler.watch(order.client_oid)

    def _set_block(self, sentence: str | None) -> None:
        self._block = sentence
        self._books.changes.mark(Topic(Kind.TRADING))


def _tells_of(settings: AccountSettings | None, instrument: InstrumentId) -> bool:
    return settings is not None and any(one.instrument == instrument for one in settings.symbols)
