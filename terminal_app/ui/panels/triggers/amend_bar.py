"""The line over the table in which a waiting order is moved: its prices, one command per confirmation."""

from PySide6.QtCore import Signal

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.strategy_orders import StrategyKind
from terminal_app.ui.panels.triggers.amend import Fields, TermErrors, note, parse, texts, why_not
from terminal_app.ui.panels.triggers.state import TriggerRow, kind_text
from terminal_app.ui.widgets.field_bar import FieldSpec, Judged
from terminal_app.ui.widgets.order_panel import ChangeBar

_FIELDS = (
    FieldSpec("Trigger", "New trigger price", lambda rules: rules.tick),
    FieldSpec("Take-profit", "New take-profit", lambda rules: rules.tick),
    FieldSpec("Stop-loss", "New stop-loss", lambda rules: rules.tick),
    FieldSpec("Size", "New size", lambda rules: rules.lot),
)


class TermsBar(ChangeBar[TriggerRow, AmendStrategy]):
    """Hidden until an order is to be changed.

    Signals:
        amended: the person has confirmed a change (TriggerRow, AmendStrategy); the bar has closed itself.
    """

    amended = Signal(object, object)
    gone = "The order you were changing is no longer waiting."

    def __init__(self) -> None:
        super().__init__(_FIELDS, "Amend", "Change the order", "Leave the order as it is")
        self.trigger, self.take_profit, self.stop_loss, self.amount = self.fields

    def open_for(self, row: TriggerRow) -> None:
        """Begin to change an order."""
        if why_not(row):
            return
        typed, is_trigger = texts(row), row.order.kind is StrategyKind.TRIGGER
        first = self.trigger if is_trigger else self.stop_loss
        if not is_trigger and row.order.stop_loss is None:
            first = self.take_profit
        prices = (typed.trigger, None, None, typed.size)
        exits = (None, typed.take_profit, typed.stop_loss, None)
        title = f"Amend {kind_text(row)} {row.order.instrument}"
        self.begin(row, title, prices if is_trigger else exits, first)

    def can_change(self, row: TriggerRow) -> bool:
        """Whether an order can be changed as it is now."""
        return not why_not(row)

    def judged(self, row: TriggerRow) -> Judged[AmendStrategy]:
        """What the prices mean for the order, and what else moves with them."""
        found = parse(Fields(*(field.text() for field in self.fields)), row)
        if isinstance(found, TermErrors):
            wrong = (found.trigger, found.take_profit, found.stop_loss, found.size)
            return Judged(wrong=wrong, whole=found.whole)
        return Judged(found, whole=note(found, row))

    def confirmed(self, row: TriggerRow, wanted: AmendStrategy) -> None:
        """Tell of the change."""
        self.amended.emit(row, wanted)
