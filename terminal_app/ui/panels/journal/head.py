"""The bar over the journal: which view, of what time, and what can be done with it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from terminal_app.ui.panels.journal.periods import Period
from terminal_app.ui.panels.journal.state import View
from terminal_app.ui.style import GAP, PAD
from terminal_app.ui.widgets.bar import bar_button


class JournalHead(QWidget):
    """Views, the period, and the tools of the view that is shown.

    Signals:
        view_chosen: another view was pressed (View).
        period_chosen: another period was chosen (Period).

    Args:
        tools: what belongs to each view.
    """

    view_chosen = Signal(object)
    period_chosen = Signal(object)

    def __init__(self, tools: Mapping[View, Sequence[QWidget]]) -> None:
        super().__init__()
        self._tools = tools
        self.views = QButtonGroup(self)
        self.period = QComboBox()
        self.period.setAccessibleName("Time to show")
        self.period.addItems([period.value for period in Period])
        self.reload = bar_button("Reload", "Read the journal and the bills again (F5)")
        self.reload.setToolTip(self.reload.accessibleName())
        self.export = bar_button("Export…", "Save what is shown as CSV (Ctrl+S)")
        self.export.setToolTip(self.export.accessibleName())
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(GAP)
        for number, view in enumerate(View):
            chip = bar_button(view.value, f"Show {view.value.lower()}")
            chip.setCheckable(True)
            self.views.addButton(chip, number)
            row.addWidget(chip)
        row.addSpacing(PAD)
        row.addWidget(self.period)
        row.addWidget(self.reload)
        row.addStretch(1)
        for widgets in tools.values():
            for widget in widgets:
                row.addWidget(widget)
        row.addWidget(self.export)
        self.views.idClicked.connect(self.on_view)
        self.period.activated.connect(self.on_period)

    def show_view(self, view: View) -> None:
        """Mark a view as the one that is shown, and offer its tools."""
        self.views.button(tuple(View).index(view)).setChecked(True)
        for other, widgets in self._tools.items():
            for widget in widgets:
                widget.setVisible(other is view)

    def show_period(self, period: Period) -> None:
        """Mark a period as the one that is shown."""
        self.period.setCurrentIndex(tuple(Period).index(period))

    def on_view(self, number: int) -> None:
        """A view was pressed."""
        self.view_chosen.emit(tuple(View)[number])

    def on_period(self, number: int) -> None:
        """A period was chosen."""
        self.period_chosen.emit(tuple(Period)[number])
