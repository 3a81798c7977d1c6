"""What a session has while it is open: the client, the journal and what works with both, built together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from terminal_app.app.guards import Guards
from terminal_app.app.paths import Paths
from terminal_app.app.prices import HubPrices
from terminal_app.app.recording.deck import Deck
from terminal_app.app.recording.stores import RecordedJournal
from terminal_app.app.watchdog import Charge
from terminal_app.app.watchdog_child import WatchdogChild
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.ports import Clock, Listeners
from terminal_app.core.secret import Credentials
from terminal_app.journal.candle_store import SqliteCandleStore
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.gate import Gate
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.transfers import TransferBook


class Stores(Protocol):
    """What a session has from the start, as far as its connection needs it."""

    paths: Paths
    clock: Clock
    own_clock: Clock | None
    changes: Changes
    hub: MarketHub
    blotter: OrderBlotter
    positions: PositionBook
    balances: BalanceSheet
    strategy_orders: StrategyBook
    held: HeldBook
    transfers: TransferBook
    guards: Guards
    gate: Gate
    limits: RiskLimits
    deck: Deck
    tasks: TaskOwner


@dataclass(frozen=True, slots=True)
class Connection:
    """One venue and one account, spoken to; nothing has been sent yet when it has just been built.

    `venue_ms` is the venue's clock (Unix ms), `None` while it is not measured.
    """

    client: BitgetClient
    service: TradingService
    journal: JournalWriter
    reader: JournalReader
    watchdog: WatchdogChild
    candles: SqliteCandleStore
    venue_ms: Callable[[], int | None]


def build(
    stores: Stores, journal: JournalWriter, venue: Venue, credentials: Credentials, listeners: Listeners
) -> Connection:
    """Put on top of the stores and an open journal what talks to the venue.

    Raises:
        EnvironmentTroubleError: the journal cannot be read.
    """
    paths, clock, guards = stores.paths, stores.clock, stores.guards
    client = BitgetClient(
        venue,
        credentials,
        listeners,
        stores.own_clock or clock,
        may_send=stores.gate.may_send,
        orders_over=guards.choices.orders_over,
        kind=guards.account_kind,
        tap=stores.deck,
    )

    def venue_ms() -> int | None:
        offset_ms = client.health().clock_offset_ms
        return None if offset_ms is None else clock.now_ms() + offset_ms

    reader = JournalReader(paths.journal)
    service = TradingService(
        client=client,
        journal=RecordedJournal(journal, stores.deck),
        blotter=stores.blotter,
        positions=stores.positions,
        balances=stores.balances,
        prices=HubPrices(stores.hub, clock),
        limits=stores.limits,
        changes=stores.changes,
        clock=clock,
        tasks=stores.tasks,
        strategies=stores.strategy_orders,
        held=stores.held,
        transfers=stores.transfers,
        own_clock=stores.own_clock,
        gate=stores.gate,
        venue_ms=venue_ms,
        past=reader,
        keep_limits=guards.keep_limits,
    )
    charge = Charge(venue, credentials, paths.journal, kind=guards.account_kind)
    watchdog = WatchdogChild(charge, stores.tasks, paths.logs / "watchdog.log")
    candles = SqliteCandleStore(paths.market(venue.badge), clock)
    return Connection(client, service, journal, reader, watchdog, candles, venue_ms)
