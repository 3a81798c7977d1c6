"""The line over the table in which the take-profit and the stop-loss of a position are typed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.ui.guarding import GuardErrors, parse, texts
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.state import PositionRow, side_word
from terminal_app.ui.widgets.field_bar import FieldBar, FieldSpec, Judged

_FIELDS = (
    FieldSpec("Take-profit", "Take-profit at", lambda rules: rules.tick),
    FieldSpec("Stop-loss", "Stop-loss at", lambda rules: rules.tick),
)


class GuardBar(FieldBar[PositionRow, Offer]):
    """Hidden until the exits of a position are to be set.

    Signals:
        wanted: the person has confirmed (PositionRow, Offer); the bar has closed itself.
    """

    wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(_FIELDS, "Set", "Set take-profit and stop-loss", "Leave everything as it is")
        self._waiting: Sequence[StrategyOrder] = ()
        self.take_profit, self.stop_loss = self.fields

    def open_for(self, row: PositionRow, waiting: Sequence[StrategyOrder]) -> None:
        """Begin with what waits already."""
        self._waiting = waiting
        self.begin(row, f"{row.position.instrument} {side_word(row)}", texts(row, waiting), self.stop_loss)

    def follow(self, rows: Sequence[PositionRow], waiting: Sequence[StrategyOrder]) -> None:
        """Judge what is typed by the newest prices; close when the position is gone."""
        if self.row is None:
            return
        key = self.row.key
        now = next((row for row in rows if row.key == key), None)
        if now is None:
            self.close_bar()
            return
        others, self._waiting = waiting != self._waiting, waiting
        self.take(now)
        if others:
            self.on_typed()

    def judged(self, row: PositionRow) -> Judged[Offer]:
        """What the two prices mean for the position."""
        found = parse(self.take_profit.text(), self.stop_loss.text(), row, self._waiting)
        if isinstance(found, GuardErrors):
            return Judged(wrong=(found.take_profit, found.stop_loss), whole=found.whole)
        return Judged(found)

    def confirmed(self, row: PositionRow, wanted: Offer) -> None:
        """Tell of what is wanted."""
        self.wanted.emit(row, wanted)
