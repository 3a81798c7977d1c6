"""The bar at the top: menu, chosen symbol and its prices, equity, connection, and where orders go."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QMenuBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Batch, Kind, Topic, topics_of
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Health
from terminal_app.market.hub import MarketHub
from terminal_app.trading.gate import TradingState
from terminal_app.ui import format as text
from terminal_app.ui import topbar_state as state
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.resources import icon
from terminal_app.ui.statusbar_state import Mood
from terminal_app.ui.style import PAD, Role, set_role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.topbar_row import Field, FittingRow
from terminal_app.ui.topbar_state import TopView, Venue
from terminal_app.ui.widgets.text import plain_label, set_tip, steady_label

_BAND_PX = 3
_BAR_PX = 46
_ROOM_FOR_SENTENCE_PX = 1700
_NARROW_PX = 900
"""Below this width the menus are behind one button, and what can be done without is left out."""

_DOT = "● "
_WHERE_THERE_IS_ROOM = ("Mark", "Index", "Funding / in", "24 h high", "24 h low", "24 h turnover")
_PRICES = frozenset({Kind.TICKER, Kind.TRADES})
_ALWAYS: frozenset[Kind | Topic] = frozenset({Kind.BALANCES, Kind.LINK, Kind.TRADING, Kind.INSTRUMENTS})


class TopBar(QWidget):
    """Everything one looks at before an order.

    Signals:
        search_asked: the symbol was pressed; the person wants another one.
        markets_asked: the list of markets is to be shown (true) or put away.
        arm_asked: orders with real money are to be open (true) or shut.

    Args:
        hub: tickers and instruments.
        links: the connections.
        health: round trips.
        equity: of the account in USD, `None` until known.
        block: why orders are shut, `None` when they are not.
        venue: where orders go.
        theme: the colour of the icons.
        switch: what may leave at all, and why not everything.
        kind: which kind of account this is, `None` until it is known.
    """

    search_asked = Signal()
    markets_asked = Signal(bool)
    arm_asked = Signal(bool)

    def __init__(
        self,
        hub: MarketHub,
        links: LinkStates,
        health: Callable[[], Health],
        equity: Callable[[], Decimal | None],
        block: Callable[[], str | None],
        venue: Venue,
        theme: Theme,
        switch: Callable[[], tuple[TradingState, str | None]] = lambda: (TradingState.ENABLED, None),
        kind: Callable[[], AccountKind | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._hub = hub
        self._links = links
        self._health = health
        self._equity = equity
        self._block = block
        self._switch = switch
        self._kind = kind
        self._chosen: InstrumentId | None = None
        self._shown: TopView | None = None
        self._made: tuple[tuple[object, ...], TopView] | None = None
        self._fields: dict[str, Field] = {}
        self._measure: tuple[object, ...] = ()
        self._row = FittingRow()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menu = QMenuBar()
        self.more = QToolButton()
        self.more.setText("☰")
        self.more.setAccessibleName("Menu")
        self.more.setToolTip("Menu")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.hide()
        set_role(self.more, Role.QUIET)
        self.more.clicked.connect(self.on_more)
        self.markets = QToolButton()
        self.markets.setCheckable(True)
        self.markets.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.markets.setAccessibleName("List of markets")
        self.markets.setToolTip("Show or put away the list of markets (Ctrl+B)")
        set_role(self.markets, Role.QUIET)
        self.symbol = QPushButton()
        self.symbol.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.symbol.setObjectName("symbol_button")
        self.symbol.setAutoDefault(False)
        self.last = steady_label("", Role.FIGURE)
        self.last.setAccessibleName("Last price")
        self.change = steady_label("", Role.STRONG)
        self.change.setAccessibleName("Change over 24 hours")
        self.blocked = plain_label("", Role.STRONG)
        set_state(self.blocked, Mood.WARNING.value)
        self.halted = plain_label("", Role.BADGE)
        set_state(self.halted, "shut")
        self.halted.hide()
        self.arm = QPushButton("ARM")
        self.arm.setCheckable(True)
        self.arm.setAutoDefault(False)
        self.arm.setAccessibleName("Arm orders with real money")
        self.arm.setToolTip("Orders on this account use real money. They are shut until this is pressed.")
        self.arm.setVisible(venue is Venue.LIVE)
        set_role(self.arm, Role.DANGER)
        self.badge = plain_label(venue.value, Role.BADGE)
        set_state(self.badge, venue.value.lower())
        self.badge.setAccessibleName(f"Venue: {venue.value}")
        self.badge.setToolTip(venue.meaning)
        self._lay_out(venue)
        self.symbol.clicked.connect(self.search_asked)
        self.markets.clicked.connect(self.markets_asked)
        self.arm.toggled.connect(self._on_arm_toggled)
        self.apply_theme(theme)

    def _lay_out(self, venue: Venue) -> None:
        band = QFrame()
        band.setObjectName("venue_band")
        band.setFixedHeight(_BAND_PX)
        set_state(band, venue.value.lower())
        row = self._row
        row.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.more)
        self._divider = _divider()
        row.addWidget(self._divider)
        row.addWidget(self.markets)
        row.addWidget(self.symbol)
        row.addWidget(self.last)
        row.addWidget(self.change)
        row.addSpacing(PAD)
        for name in _WHERE_THERE_IS_ROOM:
            row.addWidget(self._field(name))
        row.addStretch(1)
        row.addWidget(self.blocked)
        row.addWidget(self.halted, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._field("Equity"))
        row.addWidget(self._field("Link"))
        row.addWidget(self.arm, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(band)
        column.addLayout(row, 1)
        self.setFixedHeight(_BAND_PX + _BAR_PX)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The chosen ticker, the account, the connections and whether orders are open."""
        return _ALWAYS if self._chosen is None else _ALWAYS | topics_of(self._chosen, *_PRICES)

    def show_frame(self, batch: Batch) -> None:
        """Bring the bar up to date. A price says nothing of the account and the connections."""
        if any(topic.kind not in _PRICES for topic in batch.topics):
            self.on_tick()
        elif batch.topics:
            self._show_instrument()
            self._show_fields()

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show another instrument."""
        self._chosen = instrument
        self.on_tick()

    def _on_arm_toggled(self, armed: bool) -> None:
        self.arm.setText("ARMED" if armed else "ARM")
        self.arm_asked.emit(armed)

    def on_more(self) -> None:
        """Show the menus one below the other: there is no room for them side by side."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.menu.actions())
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def value(self, name: str) -> str:
        """What a field says, by its caption."""
        return self._fields[name].value.text()

    def on_tick(self) -> None:
        """Say how things are now."""
        self._show_instrument()
        self._set("Equity", state.equity_text(self._equity()))
        caption, meaning = state.account_words(self._kind())
        self._fields["Equity"].name(caption)
        set_tip(self._fields["Equity"], meaning)
        words, mood, tip = state.link_words(self._links, self._health())
        self._set("Link", _DOT + words)
        label = self._fields["Link"].value
        set_tip(label, tip)
        set_state(label, mood.value)
        block = self._block()
        shut = self._show_switch()
        wide = self.width() >= _ROOM_FOR_SENTENCE_PX
        # The badge says it where there is no room for the sentence.
        self.blocked.setVisible(block is not None and (wide or block != shut))
        if block is not None:
            self.blocked.setText(block if wide else "Orders shut")
            set_tip(self.blocked, block)
            self.blocked.setAccessibleName(f"Orders are shut: {block}")
        self._show_fields()

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of this theme and say everything anew."""
        self.markets.setIcon(icon("list", theme.text_soft))
        self.symbol.setIcon(icon("chevron", theme.text_soft))
        self._shown, self._measure = None, ()
        self.on_tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the less important fields when there is no room for them."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_PX
        self.more.setVisible(narrow)
        self._fields["Equity"].setVisible(not narrow)
        for part in (self.menu, self._divider, self.markets):
            part.setVisible(not narrow)
        if not narrow:
            self.change.show()
            self._fields["Link"].show()
        self._show_fields()

    def _show_instrument(self) -> None:
        view = self._look()
        if view == self._shown:
            return
        before, self._shown = self._shown, view
        if before is None or (before.symbol, before.product) != (view.symbol, view.product):
            name = f"{view.symbol} {view.product}"
            self.symbol.setText(name)
            self.symbol.setAccessibleName(f"Instrument {name}. Press to search another one")
        self.last.say(view.last)
        set_state(self.last, view.last_mood.value)
        self.change.say(view.change)
        set_state(self.change, view.change_mood.value)
        for name, value in (
            ("Mark", view.mark),
            ("Index", view.index),
            ("Funding / in", view.funding),
            ("24 h high", view.high),
            ("24 h low", view.low),
            ("24 h turnover", view.volume),
        ):
            self._set(name, value)
        set_tip(self._fields["Funding / in"].value, view.funding_tip)

    def _look(self) -> TopView:
        """What to say of the instrument. Most frames bring a trade, which is another last price alone."""
        chosen, ticker, instrument, age, last = self._chosen, None, None, None, None
        if chosen is not None:
            ticker = self._hub.tickers.get(chosen)
            instrument = self._hub.instruments.get(chosen)
            age = self._hub.tickers.age(chosen)
            traded = self._hub.last.get(chosen)
            # What the chart says too.
            last = traded.price if traded is not None and ticker is not None else None
        now_ms = self._hub.clock.now_ms()
        made_of = (chosen, ticker, instrument, state.is_stale(age), now_ms // 1_000)
        if self._made is None or self._made[0] != made_of:
            self._made = (made_of, state.view(chosen, instrument, ticker, age, now_ms))
        view = self._made[1]
        return view if last is None else replace(view, last=text.price(last, instrument))

    def _show_switch(self) -> str | None:
        """Say in words what the kill switch, or a lock after a loss, allows; returns why."""
        allowed, why = self._switch()
        words = state.SWITCH_WORDS.get(allowed, "")
        self.halted.setVisible(bool(words))
        self.halted.setText(words)
        set_tip(self.halted, why or "")
        self.halted.setAccessibleName(f"{words}: {why}" if words else "")
        return why

    def _show_fields(self) -> None:
        """Show the fields that say something, as many as fit: those that matter more come first."""
        words = [label.text() for label in (self.last, self.change, self.blocked, self.halted)]
        words += [field.value.text() for field in self._fields.values()]
        # Figures have one width, so texts of the same lengths need the same room.
        measure = (
            self.width(),
            self.symbol.text(),
            self.blocked.isHidden(),
            self.halted.isHidden(),
            *map(len, words),
        )
        if measure == self._measure:
            return
        self._measure = measure
        narrow = self.width() < _NARROW_PX
        names = ("Link", *_WHERE_THERE_IS_ROOM) if narrow else _WHERE_THERE_IS_ROOM
        optional: dict[QWidget, bool] = {}
        if narrow:
            # The status bar tells of the connections too.
            optional[self.change] = bool(self.change.text())
        for name in names:
            optional[self._fields[name]] = bool(self.value(name))
        self._row.fit(self.width(), optional)
        self._row.settle()

    def _field(self, name: str) -> Field:
        self._fields[name] = field = Field(name)
        return field

    def _set(self, name: str, value: str) -> None:
        self._fields[name].value.say(value)


def _divider() -> QFrame:
    line = QFrame()
    line.setObjectName("divider")
    line.setFixedSize(1, _BAR_PX // 2)
    return line
