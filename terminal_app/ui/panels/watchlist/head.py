"""What stands above the list of markets: the search, the star, the columns, and the way it is sorted."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.ui.panels.watchlist.state import Order
from terminal_app.ui.style import GAP, PAD
from terminal_app.ui.widgets.bar import bar_button, search_field


class WatchHead(QWidget):
    """The controls of the list. `order` and `reverse` say how it is sorted.

    Signals:
        sorted_anew: another way of sorting was chosen, or the same one turned around.
    """

    sorted_anew = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.order = Order.VOLUME
        self.reverse = False
        self.search = search_field("Search symbol  /", "Search for an instrument")
        self.only_starred = bar_button("★", "Show favourites only")
        self.only_starred.setCheckable(True)
        self.choose_columns = bar_button("⋯", "Choose columns")
        self.orders = QButtonGroup(self)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.search, 1)
        for button in (self.only_starred, self.choose_columns):
            button.setToolTip(button.accessibleName())
            top.addWidget(button)
        chips = QHBoxLayout()
        chips.setSpacing(GAP)
        for number, order in enumerate(Order):
            chip = bar_button(order.value, f"Sort by {order.value}")
            chip.setCheckable(True)
            self.orders.addButton(chip, number)
            chips.addWidget(chip)
        chips.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP + 2)
        column.addLayout(top)
        column.addLayout(chips)
        self._show_order()
        self.orders.idClicked.connect(self.on_order_chosen)

    def remember(self) -> Mapping[str, object]:
        """How the list is sorted, and whether it shows favourites alone."""
        return {
            "order": self.order.name,
            "reverse": self.reverse,
            "only_favourites": self.only_starred.isChecked(),
        }

    def recall(self, saved: Mapping[str, object]) -> None:
        """Sort and choose as before."""
        self.order = next((order for order in Order if order.name == saved.get("order")), self.order)
        self.reverse = saved.get("reverse") is True
        self.only_starred.setChecked(saved.get("only_favourites") is True)
        self._show_order()

    def on_order_chosen(self, number: int) -> None:
        """A way of sorting was pressed; pressing it again turns the order around."""
        chosen = tuple(Order)[number]
        self.reverse = not self.reverse if chosen is self.order else False
        self.order = chosen
        self._show_order()
        self.sorted_anew.emit()

    def _show_order(self) -> None:
        falling = self.reverse is (self.order is Order.NAME)
        for number, order in enumerate(Order):
            chosen = order is self.order
            arrow = (" ▾" if falling else " ▴") if chosen else ""
            self.orders.button(number).setText(order.value + arrow)
            self.orders.button(number).setChecked(chosen)
