"""The fields of the ticket as widgets: type, price, size and flags. They hold text and decide nothing."""

from collections.abc import Callable, Mapping
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
from terminal_app.core.orders import OrderType, TimeInForce
from terminal_app.ui.panels.ticket.form import SizeUnit, TicketForm
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

PRICE_CHIPS = ("Bid", "Mid", "Ask", "Last")
SIZE_CHIPS = ("25%", "50%", "75%", "100%")

_TYPE = "type"
_UNIT = "unit"
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
        chosen(): type, unit, time in force or post-only is another one.
        price_wanted(str): a price chip was pressed, by its name.
    """

    changed = Signal()
    chosen = Signal()
    price_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._instrument: Instrument | None = None
        self._unit = SizeUnit.BASE
        self.limit = _tab("Limit")
        self.market = _tab("Market")
        self._tabs = QButtonGroup(self)
        for tab in (self.limit, self.market):
            self._tabs.addButton(tab)
        self.limit.setChecked(True)
        self.price = DecimalEdit("Price", self._price_step)
        self._price_coin = plain_label(role=Role.SOFT)
        self.price.row.addWidget(self._price_coin)
        self.price_chips = [_chip(name, f"Price: {name}") for name in PRICE_CHIPS]
        self._price_box = _group("Price", self.price, self.price_chips)
        self.size_edit = DecimalEdit("Size", self._size_step)
        self.unit = QPushButton()
        set_role(self.unit, Role.CHIP)
        self.unit.setAutoDefault(False)
        self.unit.setToolTip("Count the size in base coin, in quote coin, or in percent")
        self.size_edit.row.addWidget(self.unit)
        self.size_chips = [_chip(name, "") for name in SIZE_CHIPS]
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
        self._name_size_chips()

    def form(self) -> TicketForm:
        """The fields as they are."""
        return TicketForm(
            order_type=OrderType.MARKET if self.market.isChecked() else OrderType.LIMIT,
            price=self.price.text(),
            size=self.size_edit.text(),
            unit=self._unit,
            time_in_force=TimeInForce(self.time_in_force.currentData()),
            post_only=self.post_only.isChecked(),
            reduce_only=self.reduce_only.isChecked(),
        )

    def show_instrument(self, instrument: Instrument | None) -> None:
        """Name the coins of an instrument; `None` while its rules are not known."""
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self._price_coin.setText(instrument.quote if instrument else "")
        self.reduce_only.setVisible(instrument is not None and instrument.id.product.is_futures)
        self._name_unit()

    def forget_numbers(self) -> None:
        """Clear what another instrument must not inherit: the price, and a size that counts its base coin."""
        self.price.set_text("")
        if self._unit is SizeUnit.BASE and not self.size_edit.text().endswith("%"):
            self.size_edit.set_text("")

    def choices(self) -> dict[str, object]:
        """Type, unit, time in force and post-only, as values that fit in JSON."""
        form = self.form()
        return {
            _TYPE: form.order_type.value,
            _UNIT: form.unit.value,
            _TIME_IN_FORCE: form.time_in_force.value,
            _POST_ONLY: form.post_only,
        }

    def take_choices(self, saved: Mapping[str, object]) -> None:
        """Take choices told earlier; what is not understood stays as it is."""
        kinds = {OrderType.LIMIT.value: self.limit, OrderType.MARKET.value: self.market}
        if (tab := kinds.get(str(saved.get(_TYPE)))) is not None:
            tab.setChecked(True)
        units = {unit.value: unit for unit in SizeUnit}
        self._set_unit(units.get(str(saved.get(_UNIT)), self._unit))
        row = next(
            (n for n, rule in enumerate(_TIMES_IN_FORCE) if rule[1].value == saved.get(_TIME_IN_FORCE)), -1
        )
        if row >= 0:
            self.time_in_force.setCurrentIndex(row)
        if isinstance(post_only := saved.get(_POST_ONLY), bool):
            self.post_only.setChecked(post_only)

    def set_base_size(self, text: str) -> None:
        """Fill a size in base coin in, whatever was counted before."""
        self._set_unit(SizeUnit.BASE)
        self.size_edit.set_text(text)

    def set_closing(self, text: str) -> None:
        """Fill in what closes a size in base coin at market and can open nothing."""
        self.market.setChecked(True)
        self.reduce_only.setChecked(True)
        self.set_base_size(text)

    def set_limit_price(self, text: str) -> None:
        """Fill a price in; a market ticket becomes a limit one, because it has no price."""
        self.limit.setChecked(True)
        self.price.set_text(text)

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(GAP)
        tabs.addWidget(self.limit)
        tabs.addWidget(self.market)
        flags = QHBoxLayout()
        flags.setSpacing(PAD)
        flags.addWidget(self.time_in_force)
        flags.addWidget(self.post_only)
        flags.addWidget(self.reduce_only)
        flags.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(PAD)
        whole.addLayout(tabs)
        whole.addWidget(self._price_box)
        whole.addWidget(_group("Size", self.size_edit, self.size_chips))
        whole.addLayout(flags)

    def _connect_signals(self) -> None:
        self._tabs.buttonToggled.connect(self._on_type_chosen)
        self.price.changed.connect(self.changed)
        self.size_edit.changed.connect(self.changed)
        self.time_in_force.currentIndexChanged.connect(self._on_rule_chosen)
        self.post_only.toggled.connect(self._on_post_only)
        self.reduce_only.toggled.connect(self._on_reduce_only)
        self.unit.clicked.connect(self._on_unit_clicked)
        for chip in self.price_chips:
            chip.clicked.connect(_say(self.price_wanted.emit, chip.text()))
        for chip in self.size_chips:
            chip.clicked.connect(_say(self.size_edit.set_text, chip.text()))

    def _on_type_chosen(self, _tab: QPushButton, checked: bool) -> None:
        if not checked:
            return
        limit = self.limit.isChecked()
        self._price_box.setVisible(limit)
        self.post_only.setVisible(limit)
        self.time_in_force.setVisible(limit)
        self._on_rule_chosen()

    def _on_post_only(self, wanted: bool) -> None:
        self.time_in_force.setEnabled(not wanted)
        self._on_rule_chosen()

    def _on_rule_chosen(self) -> None:
        self.changed.emit()
        self.chosen.emit()

    def _on_reduce_only(self) -> None:
        self._name_size_chips()
        self.changed.emit()

    def _on_unit_clicked(self) -> None:
        units = list(SizeUnit)
        self._set_unit(units[(units.index(self._unit) + 1) % len(units)])

    def _set_unit(self, unit: SizeUnit) -> None:
        if unit is self._unit:
            return
        self._unit = unit
        if not self.size_edit.text().endswith("%"):
            self.size_edit.set_text("")  # 0.5 of one coin is not 0.5 of the other
        self._name_unit()
        self._on_rule_chosen()

    def _name_unit(self) -> None:
        instrument = self._instrument
        base, quote = (instrument.base, instrument.quote) if instrument else ("", "")
        name = {SizeUnit.BASE: base, SizeUnit.QUOTE: quote, SizeUnit.PERCENT: "%"}[self._unit]
        self.unit.setText(f"{name} ⇄")
        self.unit.setAccessibleName(f"Size is counted in {name}; press to change")

    def _name_size_chips(self) -> None:
        whole = "the position" if self.reduce_only.isChecked() else "what is available"
        for chip in self.size_chips:
            chip.setToolTip(f"{chip.text()} of {whole}")
            chip.setAccessibleName(f"Size: {chip.text()} of {whole}")

    def _price_step(self) -> Decimal | None:
        return self._instrument.tick if self._instrument else None

    def _size_step(self) -> Decimal | None:
        if self._instrument is None:
            return None
        return self._instrument.lot if self._unit is SizeUnit.BASE else Decimal(1)


def _say(tell: Callable[[str], object], text: str) -> Callable[[], None]:
    def told() -> None:
        tell(text)

    return told


def _tab(name: str) -> QPushButton:
    tab = QPushButton(name)
    tab.setCheckable(True)
    tab.setAutoDefault(False)
    tab.setAccessibleName(f"{name} order")
    tab.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return tab


def _chip(name: str, meaning: str) -> QPushButton:
    chip = QPushButton(name)
    set_role(chip, Role.CHIP)
    chip.setAutoDefault(False)
    chip.setAccessibleName(meaning)
    chip.setToolTip(meaning)
    chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return chip


def _group(title: str, field: QWidget, chips: list[QPushButton]) -> QWidget:
    """A field under its name, with chips below."""
    box = QWidget()
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for chip in chips:
        row.addWidget(chip, 1)
    whole = QVBoxLayout(box)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(GAP)
    name = plain_label(title, Role.CAPTION)
    name.setBuddy(field)
    whole.addWidget(name)
    whole.addWidget(field)
    whole.addLayout(row)
    return box
