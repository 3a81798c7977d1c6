"""The button above the chart that lists the price alerts of every symbol. It is there while there are any."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from terminal_app.ui.panels.chart.alert_lines import ChartAlerts
from terminal_app.ui.panels.chart.menu import Entry
from terminal_app.ui.style import Role, set_role

_LISTED = "List the price alerts of every symbol"


class AlertsButton(QToolButton):
    """Opens the list.

    Signals:
        resized: it came, went or says something else.

    Args:
        alerts: what is listed; `None` on a chart that only shows.
    """

    resized = Signal()

    def __init__(self, parent: QWidget, alerts: ChartAlerts | None) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self.setText("Alerts")
        self.setAccessibleName(_LISTED)
        self.setToolTip(_LISTED)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self, Role.CHIP)
        self.hide()
        self.clicked.connect(self.on_clicked)
        if alerts is not None:
            alerts.on_change(self.on_alerts_changed)
            self.on_alerts_changed()

    def entries(self) -> list[Entry]:
        """The list as an entry of another menu."""
        return [] if self._alerts is None else [Entry("Alerts …", self.on_clicked)]

    def on_alerts_changed(self) -> None:
        """There are more alerts, or fewer, or one has fired."""
        count = 0 if self._alerts is None else self._alerts.count
        self.setText(f"Alerts {count}")
        self.setVisible(count > 0)
        self.resized.emit()

    def on_clicked(self) -> None:
        """The list is asked for."""
        if self._alerts is not None:
            self._alerts.open_list(self.window())
