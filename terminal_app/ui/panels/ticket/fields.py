"""The fields of the ticket as widgets: type, price, size and flags. They hold text and decide nothing."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from terminal_app.core.instrument import Instrument
from terminal_app.core.orders import OrderType, TimeInForce, TriggerBy
from terminal_app.ui.panels.ticket.exit_box import ExitBox
from terminal_app.ui.panels.ticket.form import OrderKind, SizeUnit, TicketForm
from terminal_app.ui.panels.ticket.parsing import FieldErrors
from terminal_app.ui.panels.ticket.price_box import PriceBox
from terminal_app.ui.panels.ticket.size_box import SizeBox
from terminal_app.ui.style import GAP, PAD
from terminal_app.ui.widgets.decimal_edit import DecimalEdit

_TYPE = "type"
_UNIT = "unit"
_CHIPS = "chips"
_EXITS = "exits"
_TIME_IN_FORCE = "time in force"
_POST_ONLY = "post-only"

_TIMES_IN_FORCE = (
    ("GTC", TimeInForce.GTC, "Good till cancelled: works until it is filled or cancelled"),
    ("IOC", TimeInForce.IOC, "Immediate or cancel: fills what it can at once, cancels the rest"),
    ("FOK", TimeInForce.FOK, "Fill or kill: fills wholly at once or not at all"),
)


class _CalmCombo(QComboBox):
    """A list that a wheel which scrolls past does not change."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only the list that has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TicketFields(QWidget):
    """Everything above the preview.

    Signals:
        changed(): what is asked for is something else now.
        chosen(): type, unit, time in force, post-only or a size button is another one.
        price_wanted(str): a price chip was pressed, by its name.
    """

    changed = Signal()
    chosen = Signal()
    price_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._instrument: Instrument | None = None
        self._futures = False
        self.opens = _tab("Open", "Open a position")
        self.closes = _tab("Close", "Close a position")
        self._purposes = QButtonGroup(self)
        for tab in (self.opens, self.closes):
            self._purposes.addButton(tab)
            tab.hide()
        self.opens.setChecked(True)
        self.limit = _tab("Limit", "Limit order")
        self.market = _tab("Market", "Market order")
        self.trigger = _tab("Trigger", "Trigger order: placed when a price is reached")
        self.scaled = _tab("Scaled", "Several limit orders over a range of prices")
        self._tabs = QButtonGroup(self)
        for tab in (self.limit, self.market, self.trigger, self.scaled):
            self._tabs.addButton(tab)
        self.limit.setChecked(True)
        self.prices = PriceBox(self._price_step)
        self.price, self.price_chips = self.prices.price, self.prices.chips
        self.trigger_by = _CalmCombo()
        self.trigger_by.setAccessibleName("Which price sets it off")
        for by, name in ((TriggerBy.LAST, "Last price"), (TriggerBy.MARK, "Mark price")):
            self.trigger_by.addItem(name, by)
        self.size_box = SizeBox()
        self.size_edit, self.unit = self.size_box.edit, self.size_box.unit
        self.slider, self.size_chips = self.size_box.slider, self.size_box.chips
        self.exits = ExitBox(self._price_step)
        self.time_in_force = _CalmCombo()
        self.time_in_force.setAccessibleName("Time in force")
        for number, (name, value, tip) in enumerate(_TIMES_IN_FORCE):
            self.time_in_force.addItem(name, value)
            self.time_in_force.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self.post_only = QCheckBox("Post-only")
        self.post_only.setToolTip("Only add to the book; the exchange cancels the order if it would take")
        self.reduce_only = QCheckBox("Reduce-only")
        self.reduce_only.setToolTip("Only make a position smaller, never open or turn one")
        self._lay_out()
        self._connect_signals()
        self.trigger_by.hide()

    def form(self) -> TicketForm:
        """The fields as they are."""
        target, stop = self.exits.texts()
        kind, force = self.kind, TimeInForce(self.time_in_force.currentData())
        market = self.market.isChecked() or (kind is OrderKind.TRIGGER and not self.price.text().strip())
        by = TriggerBy(self.trigger_by.currentData()) if kind is OrderKind.TRIGGER else self.exits.by
        return TicketForm(
            order_type=OrderType.MARKET if market else OrderType.LIMIT,
            price=self.price.text(),
            size=self.size_edit.text(),
            unit=self.size_box.counted,
            time_in_force=force if kind is OrderKind.PLAIN else TimeInForce.GTC,
            post_only=self.post_only.isChecked(),
            reduce_only=self.reduce_only.isChecked(),
            take_profit=target,
            stop_loss=stop,
            trigger_by=by,
            kind=kind,
            trigger=self.prices.trigger.text(),
            price_to=self.prices.price_to.text(),
            count=self.prices.count.text(),
        )

    @property
    def kind(self) -> OrderKind:
        """What the ticket sends."""
        if self.trigger.isChecked():
            return OrderKind.TRIGGER
        return OrderKind.SCALED if self.scaled.isChecked() else OrderKind.PLAIN

    def show_instrument(self, instrument: Instrument | None, *, hedge: bool = False) -> None:
        """Name the coins of an instrument; `None` while its rules are not known.

        With `hedge`, long and short stand beside each other: whether an order opens or closes is then chosen
        on tabs of its own.
        """
        futures = instrument is not None and instrument.id.product.is_futures
        self.reduce_only.setVisible(futures and not hedge)
        self._futures = futures
        self.trigger.setVisible(futures)
        if self.trigger.isChecked() and instrument is not None and not futures:
            self.limit.setChecked(True)
        self._show_exits()
        for tab in (self.opens, self.closes):
            tab.setVisible(futures and hedge)
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self.prices.show_instrument(instrument)
        self.size_box.show_instrument(instrument)

    def show_errors(self, errors: FieldErrors) -> None:
        """Say by each field what is wrong with it."""
        prices = self.prices
        prices.price.show_error(errors.price)
        prices.trigger.show_error(errors.trigger)
        prices.price_to.show_error(errors.price_to)
        prices.count.show_error(errors.count)
        self.size_edit.show_error(errors.size)
        self.exits.show_errors(errors.target, errors.stop)

    def forget_numbers(self) -> None:
        """Clear what another instrument must not inherit: prices, and a size that counts its base coin."""
        self.prices.forget()
        self.exits.forget()
        if self.size_box.counted is SizeUnit.BASE and not self.size_edit.text().endswith("%"):
            self.size_edit.set_text("")

    def choices(self) -> dict[str, object]:
        """Type, unit, time in force, post-only and the size buttons, as values that fit in JSON."""
        form = self.form()
        return {
            _TYPE: form.order_type.value if form.kind is OrderKind.PLAIN else form.kind.value,
            _UNIT: form.unit.value,
            _TIME_IN_FORCE: TimeInForce(self.time_in_force.currentData()).value,
            _POST_ONLY: form.post_only,
            _CHIPS: self.size_box.held(),
            _EXITS: self.exits.choices(),
        }

    def take_choices(self, saved: Mapping[str, object]) -> None:
        """Take choices told earlier; what is not understood stays as it is."""
        kinds = {
            OrderType.LIMIT.value: self.limit,
            OrderType.MARKET.value: self.market,
            OrderKind.TRIGGER.value: self.trigger,
            OrderKind.SCALED.value: self.scaled,
        }
        if (tab := kinds.get(str(saved.get(_TYPE)))) is not None:
            tab.setChecked(True)
        units = {unit.value: unit for unit in SizeUnit}
        self.size_box.set_unit(units.get(str(saved.get(_UNIT)), self.size_box.counted))
        self.size_box.take_held(saved.get(_CHIPS))
        if isinstance(exits := saved.get(_EXITS), Mapping):
            self.exits.take_choices(exits)
        row = next(
            (n for n, rule in enumerate(_TIMES_IN_FORCE) if rule[1].value == saved.get(_TIME_IN_FORCE)), -1
        )
        if row >= 0:
            self.time_in_force.setCurrentIndex(row)
        if isinstance(post_only := saved.get(_POST_ONLY), bool):
            self.post_only.setChecked(post_only)

    def set_base_size(self, text: str) -> None:
        """Fill a size in base coin in, whatever was counted before."""
        self.size_box.set_base(text)

    def set_closing(self, text: str) -> None:
        """Fill in what closes a size in base coin at market and can open nothing."""
        self.market.setChecked(True)
        self.reduce_only.setChecked(True)
        self.set_base_size(text)

    def set_limit_price(self, text: str) -> None:
        """Fill a price in; a market ticket becomes a limit one, because it has no price."""
        if self.market.isChecked():
            self.limit.setChecked(True)
        self.prices.set_price(text)

    def first_empty(self) -> DecimalEdit:
        """The field to fill in next: a price if one is missing, else the size."""
        empty = None if self.market.isChecked() else self.prices.first_empty()
        return empty or self.size_edit

    def tab_order(self) -> list[QWidget]:
        """What the tab key goes through, in its order."""
        return [
            self.opens,
            self.closes,
            self.limit,
            self.market,
            self.trigger,
            self.scaled,
            *self.prices.tab_order(),
            self.size_edit.line,
            self.unit,
            self.slider,
            *self.size_chips,
            *self.exits.tab_order(),
            self.time_in_force,
            self.trigger_by,
            self.post_only,
            self.reduce_only,
        ]

    def _lay_out(self) -> None:
        purposes = QHBoxLayout()
        purposes.setSpacing(GAP)
        purposes.addWidget(self.opens, 1)
        purposes.addWidget(self.closes, 1)
        tabs = QHBoxLayout()
        tabs.setSpacing(GAP)
        for tab in (self.limit, self.market, self.trigger, self.scaled):
            tabs.addWidget(tab, 1)
        flags = QHBoxLayout()
        flags.setSpacing(PAD)
        flags.addWidget(self.time_in_force)
        flags.addWidget(self.trigger_by)
        flags.addWidget(self.post_only)
        flags.addWidget(self.reduce_only)
        flags.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(PAD)
        whole.addLayout(purposes)
        whole.addLayout(tabs)
        whole.addWidget(self.prices)
        whole.addWidget(self.size_box)
        whole.addWidget(self.exits)
        whole.addLayout(flags)

    def _connect_signals(self) -> None:
        self._tabs.buttonToggled.connect(self._on_type_chosen)
        self.closes.toggled.connect(self.reduce_only.setChecked)
        self.prices.changed.connect(self.changed)
        self.prices.price_wanted.connect(self.price_wanted)
        self.trigger_by.currentIndexChanged.connect(self._on_rule_chosen)
        self.size_box.changed.connect(self.changed)
        self.size_box.chosen.connect(self.chosen)
        self.exits.changed.connect(self.changed)
        self.exits.chosen.connect(self.chosen)
        self.time_in_force.currentIndexChanged.connect(self._on_rule_chosen)
        self.post_only.toggled.connect(self._on_post_only)
        self.reduce_only.toggled.connect(self._on_reduce_only)

    def _on_type_chosen(self, _tab: QPushButton, checked: bool) -> None:
        if not checked:
            return
        kind = self.kind
        works = self.limit.isChecked() or kind is OrderKind.SCALED
        self.prices.show_kind(kind)
        self.prices.setVisible(not self.market.isChecked())
        self.post_only.setVisible(works)
        self.time_in_force.setVisible(works and kind is OrderKind.PLAIN)
        self.trigger_by.setVisible(kind is OrderKind.TRIGGER)
        self._show_exits()
        self._on_rule_chosen()

    def _on_post_only(self, wanted: bool) -> None:
        self.time_in_force.setEnabled(not wanted)
        self._on_rule_chosen()

    def _on_rule_chosen(self) -> None:
        self.changed.emit()
        self.chosen.emit()

    def _on_reduce_only(self, wanted: bool) -> None:
        (self.closes if wanted else self.opens).setChecked(True)
        self._show_exits()
        self.size_box.name_whole("the position" if wanted else "what is available")
        self.changed.emit()

    def _show_exits(self) -> None:
        plain = self.kind is OrderKind.PLAIN
        self.exits.setVisible(self._futures and plain and not self.reduce_only.isChecked())

    def _price_step(self) -> Decimal | None:
        return self._instrument.tick if self._instrument else None


def _tab(name: str, meaning: str) -> QPushButton:
    tab = QPushButton(name)
    tab.setCheckable(True)
    tab.setAutoDefault(False)
    tab.setAccessibleName(meaning)
    tab.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return tab
