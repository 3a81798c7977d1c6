"""The parts of a window for tests: real stores, a feed without a client, and a road that only writes down."""

from collections.abc import Iterable
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.orders import VenueOrder
from terminal_app.core.ports import Channel, Health
from terminal_app.market.feed import MarketFeed
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.parts import Parts
from terminal_app.ui.theme import DARK
from terminal_app.ui.topbar_state import Venue
from tests.helpers.fake_guard import FakeGuard
from tests.helpers.fake_journal import FakeJournal
from tests.helpers.ui_desk import Desk


class WatchedFeed(MarketFeed):
    """Remembers who wants what."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.hub, desk.clock, desk.tasks)
        self._by_owner: dict[object, frozenset[Channel]] = {}

    def watch(self, owner: object, channels: Iterable[Channel]) -> None:
        """Write it down, and go on."""
        self._by_owner[owner] = frozenset(channels)
        super().watch(owner, self._by_owner[owner])

    def release(self, owner: object) -> None:
        """Forget it, and go on."""
        self._by_owner.pop(owner, None)
        super().release(owner)

    def wanted(self) -> set[Channel]:
        """Everything anybody wants."""
        return set().union(*self._by_owner.values())


class DeskPrices:
    """The prices of a desk as trading sees them."""

    def __init__(self, desk: Desk) -> None:
        self._hub = desk.hub

    def instrument(self, instrument: InstrumentId) -> Instrument | None:
        """The rules of an instrument."""
        return self._hub.instruments.get(instrument)

    def ticker(self, instrument: InstrumentId) -> Ticker | None:
        """The latest ticker."""
        return self._hub.tickers.get(instrument)

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """Best bid and best ask."""
        ticker = self._hub.tickers.get(instrument)
        return (None, None) if ticker is None else (ticker.bid, ticker.ask)

    def age(self, instrument: InstrumentId) -> float | None:
        """Seconds since a price last arrived."""
        return self._hub.tickers.age(instrument)


async def no_history(count: int) -> list[VenueOrder]:
    """A venue without a past."""
    del count
    return []


class PartsDesk:
    """A desk with everything a whole window needs."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.feed = WatchedFeed(self.desk)
        self.blotter = OrderBlotter()
        self.positions = PositionBook()
        self.balances = BalanceSheet()
        self.links = LinkStates(self.desk.changes)
        self.close_asked = 0
        self.guard = FakeGuard()
        self.journal = FakeJournal()
        self.keeping = Forgetful()

    def parts(self) -> Parts:
        """The parts, connected to nothing."""
        desk = self.desk
        return Parts(
            theme=DARK,
            clock=desk.clock,
            changes=desk.changes,
            hub=desk.hub,
            feed=self.feed,
            blotter=self.blotter,
            positions=self.positions,
            balances=self.balances,
            prices=DeskPrices(desk),
            links=self.links,
            log_lines=[],
            submit=desk.submit,
            place_group=desk.place_group,
            cancel_group=desk.cancel_group,
            entry_block=lambda: None,
            account_settings=lambda: None,
            order_history=no_history,
            health=lambda: Health(None, None, None, None, ()),
            last_order_ms=lambda: None,
            order_times=lambda: (),
            tasks=desk.tasks,
            account="paper",
            venue=Venue.PAPER,
            on_close=self._on_close,
            guard=self.guard,
            journal=self.journal,
            keeping=self.keeping,
        )

    def _on_close(self) -> None:
        self.close_asked += 1
