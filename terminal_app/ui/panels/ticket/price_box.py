"""The prices of an order: one, the one that sets it off, or the two ends of a range. Holds text only."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from terminal_app.core.instrument import Instrument
from terminal_app.ui.panels.ticket.form import OrderKind
from terminal_app.ui.panels.ticket.scaled import FEWEST, MOST
from terminal_app.ui.style import GAP, PAD, Role, set_role
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from terminal_app.ui.widgets.text import plain_label

PRICE_CHIPS = ("Bid", "Mid", "Ask", "Last")
_CHIP_GOES_TO = {
    OrderKind.PLAIN: "Price",
    OrderKind.TRIGGER: "Trigger price",
    OrderKind.SCALED: "Price",
    OrderKind.TRAILING: "Activation price",
    OrderKind.OCO: "Price",
}
_PRICE_NAMES = {
    OrderKind.PLAIN: "Price",
    OrderKind.TRIGGER: "Then at, empty for market",
    OrderKind.SCALED: "From",
    OrderKind.TRAILING: "",
    OrderKind.OCO: "Limit price",
}


class PriceBox(QWidget):
    """Fields that come and go with the kind of the order.

    Signals:
        changed(): a text is another one.
        price_wanted(str): a price of the market is wanted, by the name of its button.
    """

    changed = Signal()
    price_wanted = Signal(str)

    def __init__(self, step: Callable[[], Decimal | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = OrderKind.PLAIN
        self.price = DecimalEdit("Price", step)
        self.trigger = DecimalEdit("Trigger price", step)
        self.price_to = DecimalEdit("Last price of the range", step)
        self.count = DecimalEdit("Number of orders", lambda: Decimal(1))
        self.count.line.setPlaceholderText(f"{FEWEST}-{MOST}")
        self.distance = DecimalEdit("Distance of the stop, a price or a percentage", step)
        self.distance.line.setPlaceholderText("1.5% or 500")
        self.activation = DecimalEdit("Activation price, empty to begin at once", step)
        self.activation.line.setPlaceholderText("at once")
        self.chips = [_chip(name) for name in PRICE_CHIPS]
        self._coins = [plain_label(role=Role.SOFT) for _ in (self.price, self.trigger)]
        for field, coin in zip((self.price, self.trigger), self._coins, strict=True):
            field.row.addWidget(coin)
        self._names = {
            field: _caption(field)
            for field in (
                self.trigger,
                self.price,
                self.price_to,
                self.count,
                self.distance,
                self.activation,
            )
        }
        self._columns = {field: QWidget() for field in self._names if field is not self.trigger}
        self._chip_row = QWidget()
        self._lay_out()
        for field in self._names:
            field.changed.connect(self.changed)
        for chip in self.chips:
            chip.clicked.connect(_say(self.price_wanted.emit, chip.text()))
        self.show_kind(OrderKind.PLAIN)

    def show_instrument(self, instrument: Instrument | None) -> None:
        """Name the coin of the prices."""
        for coin in self._coins:
            coin.setText(instrument.quote if instrument else "")

    def show_kind(self, kind: OrderKind, *, closing: bool = False) -> None:
        """Show the fields of another kind of order; two prices that close are exits of a position."""
        self._kind = kind
        two = kind is OrderKind.OCO
        for part in (self.trigger, self._names[self.trigger]):
            part.setVisible(kind is OrderKind.TRIGGER or two)
        for field in (self.price_to, self.count):
            self._columns[field].setVisible(kind is OrderKind.SCALED)
        for field in (self.distance, self.activation):
            self._columns[field].setVisible(kind is OrderKind.TRAILING)
        self._columns[self.price].setVisible(kind is not OrderKind.TRAILING)
        self._names[self.price_to].setText("To")
        self._names[self.count].setText("Orders")
        self._names[self.distance].setText("Behind by")
        self._names[self.activation].setText("Moves from")
        self._names[self.trigger].setText("Stop-loss" if two and closing else "Trigger price")
        self._names[self.price].setText("Take-profit" if two and closing else _PRICE_NAMES[kind])
        self.price.line.setPlaceholderText("market" if kind is OrderKind.TRIGGER else "")
        self._coins[0].setVisible(kind is not OrderKind.SCALED)
        for chip in self.chips:
            meaning = f"{_CHIP_GOES_TO[kind]}: {chip.text()}"
            chip.setAccessibleName(meaning)
            chip.setToolTip(meaning)

    def set_price(self, text: str) -> None:
        """Fill in a price of the market where this kind of order wants one first."""
        match self._kind:
            case OrderKind.PLAIN:
                self.price.set_text(text)
            case OrderKind.TRIGGER:
                self.trigger.set_text(text)
            case OrderKind.TRAILING:
                self.activation.set_text(text)
            case OrderKind.OCO:
                (self.trigger if self.price.text().strip() else self.price).set_text(text)
            case OrderKind.SCALED:
                (self.price_to if self.price.text().strip() else self.price).set_text(text)

    def forget(self) -> None:
        """Clear every price."""
        for field in (self.price, self.trigger, self.price_to, self.distance, self.activation):
            field.set_text("")

    def first_empty(self) -> DecimalEdit | None:
        """The first field that still has to be filled in."""
        needed = {
            OrderKind.PLAIN: (self.price,),
            OrderKind.TRIGGER: (self.trigger,),
            OrderKind.SCALED: (self.price, self.price_to, self.count),
            OrderKind.TRAILING: (self.distance,),
            OrderKind.OCO: (self.price, self.trigger),
        }
        return next((field for field in needed[self._kind] if not field.text().strip()), None)

    def tab_order(self) -> list[QWidget]:
        """What the tab key goes through."""
        fields = (self.trigger, self.price, self.price_to, self.count, self.distance, self.activation)
        return [*(field.line for field in fields), *self.chips]

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(PAD)
        fields = (
            (self.price, 3),
            (self.price_to, 3),
            (self.count, 2),
            (self.distance, 1),
            (self.activation, 1),
        )
        for field, stretch in fields:
            column = QVBoxLayout(self._columns[field])
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(GAP)
            column.addWidget(self._names[field])
            column.addWidget(field)
            column.addStretch(1)
            beside.addWidget(self._columns[field], stretch)
        chips = QHBoxLayout(self._chip_row)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(GAP)
        for chip in self.chips:
            chips.addWidget(chip, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self._names[self.trigger])
        whole.addWidget(self.trigger)
        whole.addLayout(beside)
        whole.addWidget(self._chip_row)


def _caption(field: DecimalEdit) -> QLabel:
    label = plain_label(field.line.accessibleName(), Role.CAPTION)
    label.setBuddy(field)
    return label


def _chip(name: str) -> QPushButton:
    chip = QPushButton(name)
    set_role(chip, Role.CHIP)
    chip.setAutoDefault(False)
    chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return chip


def _say(tell: Callable[[str], object], text: str) -> Callable[[], None]:
    def told() -> None:
        tell(text)

    return told
