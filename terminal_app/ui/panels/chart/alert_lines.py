"""Price alerts on one chart: their lines, what a hand does to them, and their entries in menus."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.market.alerts.values import Alert
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.dialog import AlertDialog
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.alerts.words import line_text, wait_text
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, Pattern, Tint
from terminal_app.ui.panels.chart.menu import Entry


class ChartAlerts:
    """The alerts as one chart shows them.

    Args:
        desk: leads them.
        find: the rules of an instrument.
        refuse: says why something was not done.
        mute: whether they make no sound; `None` where none is made anyway.
    """

    def __init__(
        self,
        desk: AlertDesk,
        find: Callable[[InstrumentId], Instrument | None],
        refuse: Callable[[str], None],
        mute: AlertMute | None = None,
    ) -> None:
        self._desk = desk
        self._find = find
        self._refuse = refuse
        self._mute = mute

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._desk.alerts)

    def on_change(self, run: Callable[[], None]) -> None:
        """Call `run` after each change of any alert."""
        self._desk.listeners.append(run)

    def lines(self, instrument: InstrumentId) -> Iterator[Line]:
        """A line for each alert; one that has fired is dotted until it is taken away or dragged."""
        for alert in self._desk.of(instrument):
            yield Line(
                LineKind.ALERT,
                alert.id,
                alert.price,
                line_text(alert, self._find(instrument)),
                Tint.NOTE,
                Pattern.DASHED if alert.armed else Pattern.DOTTED,
                (LineAction.REMOVE,),
                movable=True,
                icon="bell",
            )

    def shown(self, line: Line, price: Decimal) -> Line:
        """The line in the hand: what it would wait for there, or why not."""
        alert = self._get(line.id)
        if alert is None:
            return line
        made = self._desk.offer(alert.instrument, price, alert.by)
        if isinstance(made, str):
            return replace(line, price=price, text=f"Alert · {made.rstrip('.')}")
        told = wait_text(replace(made, each=alert.each), self._find(alert.instrument))
        return replace(line, price=price, text=f"Alert · {told}")

    def move(self, line: Line, price: Decimal) -> None:
        """It was let go at a price: it is armed anew there."""
        alert = self._get(line.id)
        if alert is not None and (reason := self._desk.move(alert, price)):
            self._refuse(reason)

    def remove(self, line: Line) -> None:
        """The × was clicked."""
        self._desk.remove(line.id)

    def add(self, instrument: InstrumentId, price: Decimal) -> None:
        """A place was chosen with the mouse."""
        made = self._desk.offer(instrument, price)
        if isinstance(made, str):
            self._refuse(made)
        else:
            self._desk.put(made)

    def entry(self, instrument: InstrumentId, price: Decimal) -> Entry:
        """What the menu of a price offers."""
        made = self._desk.offer(instrument, price)
        if isinstance(made, str):
            return Entry(f"Alert here: {made.rstrip('.')}", None, separated=True)
        text = f"Alert here: when {wait_text(made, self._find(instrument))}"
        return Entry(text, lambda: self.add(instrument, price), separated=True)

    def open_list(self, window: QWidget) -> None:
        """Show every alert of every symbol, in the one list that a window has."""
        shown = next((one for one in window.findChildren(AlertDialog) if one.isVisible()), None)
        if shown is None:
            shown = AlertDialog(self._desk, self._find, self._mute, window)
            shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Not modal: orders must stay in reach while it is open.
        shown.show()
        shown.raise_()

    def _get(self, name: str) -> Alert | None:
        return next((alert for alert in self._desk.alerts if alert.id == name), None)
