"""The panels of the window, each built with exactly what it needs, more of a kind when first shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import Transfer
from terminal_app.core.events import Link
from terminal_app.core.instrument import InstrumentId, PositionTier
from terminal_app.core.market import Level
from terminal_app.market.day_shapes import DayShapes
from terminal_app.market.indicators.gatherer import Gatherer
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.transfer_effect import Effect, effects
from terminal_app.ui import sounds
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.bridge.frame import Panel
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Confirmer
from terminal_app.ui.honesty.freshness import Freshness, account_freshness
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.kept_templates import KeptTemplates
from terminal_app.ui.panels.balances.moving import MoveWorld
from terminal_app.ui.panels.balances.panel import BalancesPanel, MoveDesk
from terminal_app.ui.panels.balances.state import Told
from terminal_app.ui.panels.book.panel import BookPanel
from terminal_app.ui.panels.book.state import freshness as book_freshness
from terminal_app.ui.panels.chart.crosshair import CrosshairBoard
from terminal_app.ui.panels.chart.drawings.board import DrawingBoard
from terminal_app.ui.panels.chart.hand import ChartDesk
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.panels.chart.sharing import SharedCrosshair
from terminal_app.ui.panels.fills.panel import FillsPanel
from terminal_app.ui.panels.history.panel import HistoryPanel
from terminal_app.ui.panels.journal.panel import JournalPanel
from terminal_app.ui.panels.ladder.desk import LadderStores
from terminal_app.ui.panels.ladder.panel import LadderPanel
from terminal_app.ui.panels.log.panel import LogPanel
from terminal_app.ui.panels.orders.panel import OrdersPanel
from terminal_app.ui.panels.positions.panel import PositionsPanel
from terminal_app.ui.panels.tape.panel import TapePanel
from terminal_app.ui.panels.ticket.form import Stores
from terminal_app.ui.panels.ticket.panel import TicketPanel
from terminal_app.ui.panels.ticket.tiers import TierShelf
from terminal_app.ui.panels.triggers.panel import TriggersPanel
from terminal_app.ui.panels.watchlist.panel import WatchlistPanel
from terminal_app.ui.parts import Parts
from terminal_app.ui.safety.evidence import AskingAgain
from terminal_app.ui.safety.guard import Guard
from terminal_app.ui.spares import Spares
from terminal_app.ui.taps import Tap

_DEPTH = 400


@dataclass(frozen=True, slots=True)
class PanelSet:
    """The first of each kind, and `spares` for the others.

    `taps` are the feeds of panels that say themselves what they want, by the name of the panel; `crosshairs`
    is what charts share; `alerts` leads the price alerts, also those of symbols that nobody shows.
    """

    watchlist: WatchlistPanel
    chart: ChartPanel
    book: BookPanel
    ladder: LadderPanel
    tape: TapePanel
    ticket: TicketPanel
    positions: PositionsPanel
    orders: OrdersPanel
    triggers: TriggersPanel
    fills: FillsPanel
    history: HistoryPanel
    balances: BalancesPanel
    journal: JournalPanel
    log: LogPanel
    spares: Spares
    taps: Mapping[str, Tap]
    crosshairs: CrosshairBoard
    alerts: AlertDesk | None = None

    def panel(self, name: str) -> QWidget:
        """A panel by the name that layouts use, built if it is a spare one that was not yet.

        Raises:
            KeyError: there is no such panel.
        """
        standing = self.standing()
        return standing[name] if name in standing else self.spares.get(name)

    def by_id(self) -> Mapping[str, QWidget]:
        """The panels that there are, under the names that layouts use."""
        return {**self.standing(), **self.spares.built()}

    def standing(self) -> Mapping[str, QWidget]:
        """The first of each kind."""
        return {
            "watchlist": self.watchlist,
            "chart": self.chart,
            "book": self.book,
            "ladder": self.ladder,
            "tape": self.tape,
            "ticket": self.ticket,
            "positions": self.positions,
            "orders": self.orders,
            "triggers": self.triggers,
            "fills": self.fills,
            "history": self.history,
            "balances": self.balances,
            "journal": self.journal,
            "log": self.log,
        }

    def all(self) -> Sequence[Panel]:
        """Everything the frame clock serves of what there is."""
        return (
            *self.spares.served(),
            self.watchlist,
            self.chart,
            self.book,
            self.ladder,
            self.tape,
            self.ticket,
            self.positions,
            self.orders,
            self.triggers,
            self.fills,
            self.history,
            self.balances,
            self.journal,
            self.log,
            self.positions.counter,
            self.orders.counter,
            self.triggers.counter,
        )


def _reducing(guard: Guard) -> str | None:
    """Why nothing but reductions may leave, `None` while that is not so."""
    return guard.trading_why() if guard.trading_state() is TradingState.REDUCE_ONLY else None


def _tiers(
    parts: Parts, changed: Callable[[InstrumentId], None]
) -> Callable[[InstrumentId], Sequence[PositionTier]]:
    if parts.position_tiers is None:
        return lambda _: ()
    return TierShelf(parts.position_tiers, parts.tasks, parts.clock, changed).get


def _change_note(parts: Parts) -> str:
    """What a change of an order means in this account, where it is not simply made."""
    kind = parts.account_kind()
    return "" if kind is None else unavailable(kind).get(Ability.CHANGES_IN_PLACE, "")


def _alerts(parts: Parts, ui_tasks: UiTasks) -> AlertDesk | None:
    """The price alerts of this profile."""
    if parts.alerts is None:
        return None
    mute = AlertMute(parts.keeping)
    return AlertDesk(
        parts.hub,
        parts.feed,
        parts.changes,
        parts.alerts,
        lambda: parts.links.state(Link.PUBLIC),
        ui_tasks.start,
        lambda: None if mute.muted else sounds.play("alert"),
    )


def _move_desk(
    parts: Parts, sender: Sender, confirm: Confirmer, mark: Callable[[InstrumentId], Decimal | None]
) -> MoveDesk:
    """Moves money between the wallets of this account."""
    find = parts.hub.instruments.get

    def shut(takes_margin: bool) -> str | None:
        guard = parts.guard
        if takes_margin:
            return parts.entry_block() or _reducing(guard)
        return guard.trading_why() if guard.trading_state() is TradingState.HALTED else None

    def effects_of(command: Transfer) -> Sequence[Effect]:
        positions = parts.positions.all()
        marks = {one.instrument: now for one in positions if (now := mark(one.instrument)) is not None}
        return effects(command, parts.balances, positions, marks, find)

    world = MoveWorld(parts.balances, parts.transfers, find, shut, effects_of)
    return MoveDesk(world, sender, confirm, parts.clock)


def build_panels(parts: Parts, sender: Sender, ui_tasks: UiTasks, confirm: Confirmer) -> PanelSet:
    """Build the panels from the stores; `confirm` asks for all of them."""
    theme, hub, feed = parts.theme, parts.hub, parts.feed
    find = hub.instruments.get

    def mark(instrument: InstrumentId) -> Decimal | None:
        ticker = hub.tickers.get(instrument)
        return None if ticker is None else ticker.mark

    def limits() -> RiskLimits:
        # The person may choose others while the window is open.
        return parts.guard.limits

    def best(instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        age = parts.prices.age(instrument)
        fresh = age is not None and age <= limits().max_price_age_s
        return parts.prices.best(instrument) if fresh else (None, None)

    def look_again(instrument: InstrumentId) -> None:
        parts.changes.mark(Topic(Kind.TICKER, instrument))

    def account_age() -> Freshness | None:
        return account_freshness(parts.balances.snapshot)

    def depth(instrument: InstrumentId) -> tuple[Sequence[Level], Sequence[Level]]:
        book = hub.book(instrument)
        # Nothing may be foretold from a book that nobody should act on.
        stale = book_freshness(book).is_stale(parts.clock.monotonic())
        return ((), ()) if stale else book.top(_DEPTH)

    tiers = _tiers(parts, look_again)

    def veiled(over: QWidget) -> StaleVeil:
        return StaleVeil(over, theme, parts.clock, account_age)

    def working_size(instrument: InstrumentId) -> Decimal | None:
        return made.ticket.working_size(instrument)

    alerts = _alerts(parts, ui_tasks)
    chart_desk = ChartDesk(
        orders=parts.blotter.open,
        positions=parts.positions.all,
        sender=sender,
        tasks=ui_tasks,
        settings=parts.account_settings,
        entry_block=parts.entry_block,
        working_size=working_size,
        confirm=confirm,
        waiting=parts.strategy_orders.open,
        held=parts.held,
        change_note=lambda: _change_note(parts),
        alerts=alerts,
        mute=AlertMute(parts.keeping),
    )

    gatherer = Gatherer(hub, feed.past_funding, lambda: feed.attached, parts.tasks)
    taps: dict[str, Tap] = {}
    crosshairs = CrosshairBoard()
    drawings = DrawingBoard(parts.drawings, ui_tasks.start)

    def new_chart(name: str) -> ChartPanel:
        taps[name] = Tap(feed)
        return ChartPanel(
            hub,
            taps[name],
            theme,
            fills=parts.blotter.fills.all,
            clock_offset_ms=lambda: parts.health().clock_offset_ms,
            desk=chart_desk,
            sharing=SharedCrosshair(crosshairs, name),
            gatherer=gatherer,
            templates=KeptTemplates(parts.keeping),
            drawings=drawings,
        )

    def new_book(name: str) -> BookPanel:
        del name
        return BookPanel(hub, theme, parts.blotter.open, sender, parts.feed.refresh_book, confirm)

    def new_ladder(name: str) -> LadderPanel:
        del name
        stores = LadderStores(
            prices=parts.prices,
            orders=parts.blotter.open,
            positions=parts.positions.all,
            settings=parts.account_settings,
            entry_block=parts.entry_block,
            links=parts.links,
            limits=limits,
            waiting=parts.strategy_orders.open,
        )
        return LadderPanel(hub, stores, theme, sender, ui_tasks, feed.refresh_book, confirm)

    made = PanelSet(
        watchlist=WatchlistPanel(
            hub,
            theme,
            DayShapes(feed.past_candles, lambda: feed.attached, parts.clock, parts.tasks, look_again),
        ),
        chart=new_chart("chart"),
        book=new_book("book"),
        ladder=new_ladder("ladder"),
        tape=TapePanel(hub, theme),
        ticket=TicketPanel(
            submit=parts.submit,
            place_group=parts.place_group,
            stores=Stores(parts.prices, parts.positions, parts.balances, depth, tiers),
            entry_block=parts.entry_block,
            settings=parts.account_settings,
            tasks=ui_tasks,
            clock=parts.clock,
            limits=parts.guard.limits,
            confirm=confirm,
            reducing=lambda: _reducing(parts.guard),
        ),
        positions=PositionsPanel(
            parts.positions.all,
            find,
            mark,
            sender,
            ui_tasks,
            theme,
            veiled,
            confirm,
            best=best,
            clock=parts.clock,
            waiting=parts.strategy_orders.open,
        ),
        orders=OrdersPanel(
            parts.blotter.open,
            find,
            sender,
            parts.clock,
            theme,
            veiled,
            confirm,
            AskingAgain(parts.guard, sender).ask,
            parts.guard.evidence,
            lambda: _change_note(parts),
        ),
        triggers=TriggersPanel(
            parts.strategy_orders.all,
            parts.positions.all,
            find,
            hub.tickers.get,
            sender,
            parts.clock,
            theme,
            veiled,
            confirm,
            parts.held,
        ),
        fills=FillsPanel(parts.blotter.fills.all, find, parts.clock, theme),
        history=HistoryPanel(
            parts.blotter.all,
            parts.order_history,
            parts.blotter.fills.all,
            lambda order: parts.blotter.fills.of_order(order.order_id, order.client_oid),
            find,
            ui_tasks,
            parts.clock,
            theme,
        ),
        balances=BalancesPanel(
            lambda: parts.balances.snapshot,
            theme,
            veiled,
            told=Told(parts.balances, parts.clock),
            desk=_move_desk(parts, sender, confirm, mark),
        ),
        journal=JournalPanel(parts.journal, find, ui_tasks, parts.clock, theme),
        log=LogPanel(parts.log_lines, theme),
        spares=Spares({"chart": new_chart, "book": new_book, "ladder": new_ladder}),
        taps=taps,
        crosshairs=crosshairs,
        alerts=alerts,
    )
    return made
