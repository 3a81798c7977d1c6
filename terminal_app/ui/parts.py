"""What the window is made from: ready stores, and callables for what exists only while connected."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from terminal_app.core.account import AccountSettings
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.commands import CancelOrder, Command, PlaceOrder
from terminal_app.core.instrument import InstrumentId, PositionTier
from terminal_app.core.orders import VenueOrder
from terminal_app.core.outcomes import Outcome
from terminal_app.core.ports import Clock, Health
from terminal_app.market.feed import MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.timings import OrderTimes
from terminal_app.trading.transfers import TransferBook
from terminal_app.ui.alerts.desk import AlertKeeping
from terminal_app.ui.keeping import Forgetful, Keeping
from terminal_app.ui.keys.state import KeyDesk
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.panels.chart.drawings.board import DrawingKeeping
from terminal_app.ui.panels.journal.ports import JournalDesk
from terminal_app.ui.panels.log.line import LogLine
from terminal_app.ui.recording.state import RecordingDesk
from terminal_app.ui.replay.state import ReplayControl
from terminal_app.ui.safety.guard import Guard
from terminal_app.ui.theme import Theme
from terminal_app.ui.topbar_state import Venue


class Arm(Protocol):
    """Opens or shuts orders by hand."""

    def __call__(self, *, armed: bool) -> None:
        """Do it."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the window shows and asks. It builds no connection and closes none.

    Args:
        submit: the one road for commands.
        place_group: the same road for up to 20 new orders of one product; one outcome each, in order.
        cancel_group: the same road for several cancels; one outcome each, in order.
        entry_block: why orders are shut, `None` when they are open.
        account_settings: how the account is set up, `None` until it is known.
        order_history: reads so many finished orders from the venue, newest first; raises `TerminalError`.
        health: round trips, clock offset and rate budgets.
        last_order_ms: how long the venue took to answer the last order, `None` before one.
        order_times: when the last orders were sent, answered and filled, oldest first.
        tasks: owns the actions of the window; closed by whoever made it.
        on_close: called once, when the person wants to close; the program then ends in order and calls
            `MainWindow.finish_close`.
        keeping: what was kept of the last run, and where this one is kept.
        drawings: where what is drawn on charts is kept, `None` where it is not.
        keys: profiles and keys, `None` where there are none to manage.
        on_profile: called with the name of the profile the person wants to switch to.
        arm: opens or shuts orders by hand.
        guard: the kill switch, flat with proof, evidence and our own limits.
        journal: reads what was traded, and writes notes.
        account_kind: which kind of account this is, `None` until it is known.
        position_tiers: reads the position tiers of a contract; raises `TerminalError`.
        alerts: where price alerts are kept, `None` where there are none.
        replay: moves the recording that is played, `None` where none is.
        recording: records what is seen, `None` where nothing can be recorded.
    """

    theme: Theme
    clock: Clock
    changes: Changes
    hub: MarketHub
    feed: MarketFeed
    blotter: OrderBlotter
    positions: PositionBook
    balances: BalanceSheet
    prices: PriceView
    links: LinkStates
    log_lines: Collection[LogLine]
    submit: Callable[[Command], Awaitable[Outcome]]
    place_group: Callable[[Sequence[PlaceOrder]], Awaitable[Sequence[Outcome]]]
    cancel_group: Callable[[Sequence[CancelOrder]], Awaitable[Sequence[Outcome]]]
    entry_block: Callable[[], str | None]
    account_settings: Callable[[], AccountSettings | None]
    order_history: Callable[[int], Awaitable[Sequence[VenueOrder]]]
    health: Callable[[], Health]
    last_order_ms: Callable[[], float | None]
    order_times: Callable[[], Sequence[OrderTimes]]
    tasks: TaskOwner
    venue: Venue
    account: str
    guard: Guard
    journal: JournalDesk
    on_close: Callable[[], None]
    strategy_orders: StrategyBook = field(default_factory=StrategyBook)
    held: HeldBook = field(default_factory=HeldBook)
    transfers: TransferBook = field(default_factory=TransferBook)
    account_kind: Callable[[], AccountKind | None] = lambda: None
    keeping: Keeping = field(default_factory=Forgetful)
    drawings: DrawingKeeping | None = None
    keys: KeyDesk | None = None
    on_profile: Callable[[str], None] | None = None
    arm: Arm | None = None
    position_tiers: Callable[[InstrumentId], Awaitable[Sequence[PositionTier]]] | None = None
    alerts: AlertKeeping | None = None
    replay: ReplayControl | None = None
    recording: RecordingDesk | None = None
