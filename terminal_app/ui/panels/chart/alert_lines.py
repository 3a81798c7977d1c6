"""Price alerts on one chart: their lines, what a hand does to them, and their entries in menus."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.values import Alert
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.alerts.words import line_text, listed_text, wait_text
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, Pattern, Tint
from terminal_app.ui.panels.chart.menu import Entry

_KINDS = ((TriggerBy.LAST, "By the last price"), (TriggerBy.MARK, "By the mark price"))


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

    def listed(self) -> list[Entry]:
        """Every alert of every symbol, each with what can be done to it."""
        every = self._desk.alerts
        fired = [alert for alert in every if not alert.armed]
        return [
            *(
                Entry(listed_text(alert, self._find(alert.instrument)), None, children=self._acts(alert))
                for alert in every
            ),
            Entry(
                f"Remove what has fired ({len(fired)})",
                (lambda: self._remove_all(fired)) if fired else None,
                separated=True,
            ),
            *([] if self._mute is None else [Entry("Mute the sound", self._mute.toggle, self._mute.muted)]),
        ]

    def _acts(self, alert: Alert) -> list[Entry]:
        return [
            Entry("Once", lambda: self._repeat(alert.id, each=False), not alert.each),
            Entry("Each time", lambda: self._repeat(alert.id, each=True), alert.each),
            *(
                Entry(text, self._turning(alert.id, by), alert.by is by, separated=by is TriggerBy.LAST)
                for by, text in _KINDS
            ),
            Entry("Remove", lambda: self._desk.remove(alert.id), separated=True),
        ]

    def _turning(self, name: str, by: TriggerBy) -> Callable[[], None]:
        def turn() -> None:
            alert = self._get(name)
            if alert is None or alert.by is by:
                return
            if reason := self._desk.move(alert, alert.price, by):
                self._refuse(reason)

        return turn

    def _repeat(self, name: str, *, each: bool) -> None:
        alert = self._get(name)
        if alert is not None:
            self._desk.repeat(alert, each=each)

    def _remove_all(self, alerts: list[Alert]) -> None:
        for alert in alerts:
            now = self._get(alert.id)
            if now is not None and not now.armed:
                self._desk.remove(alert.id)

    def _get(self, name: str) -> Alert | None:
        return next((alert for alert in self._desk.alerts if alert.id == name), None)
