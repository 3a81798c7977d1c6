"""What a hand on the rows and the buttons of a ladder does: each act becomes one plan, and is dealt once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from terminal_app.core.orders import Side
from terminal_app.ui.panels.book.state import PriceClicked
from terminal_app.ui.panels.ladder.arming import Arming
from terminal_app.ui.panels.ladder.dealing import Dealer
from terminal_app.ui.panels.ladder.desk import Deed, LadderDesk
from terminal_app.ui.panels.ladder.head import LadderHead
from terminal_app.ui.panels.ladder.intents import Act, Column, intent_of
from terminal_app.ui.panels.ladder.rows import Spot
from terminal_app.ui.panels.ladder.talk import LadderTalk
from terminal_app.ui.panels.ladder.view import Drag, Hit

NOTHING_SENT = "Nothing was sent."


class LadderHand(QObject):
    """Acts for one ladder.

    Signals:
        price_clicked: a row was clicked for its price only, as `PriceClicked`.

    Args:
        desk: makes the plans.
        head: the mouse scheme.
        talk: says what has become of an act.
        arming: whether clicks trade.
        dealer: sends.
        refused: whether the book cannot be trusted for an act; it then says why.
        used: notes that the ladder is in use.
    """

    price_clicked = Signal(object)

    def __init__(
        self,
        desk: LadderDesk,
        head: LadderHead,
        talk: LadderTalk,
        arming: Arming,
        dealer: Dealer,
        refused: Callable[[Act], bool],
        used: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._head = head
        self._talk = talk
        self._arming = arming
        self._dealer = dealer
        self._refused = refused
        self._used = used

    def on_hit(self, hit: Hit) -> None:
        """A button was pressed and let go on a spot."""
        spot, armed, state = hit.spot, self._arming.armed, self._desk.state
        intent = intent_of(self._head.mouse_scheme, hit.button, hit.held, spot.column, armed=armed)
        if state is None or self._refused(intent.act):
            return
        if intent.act is Act.FILL:
            side = Side.SELL if spot.column is Column.ASK else Side.BUY
            self.price_clicked.emit(PriceClicked(state.rules.id, state.price_of(spot.row), side))
        elif not armed:
            self._say_disarmed()
        elif (plan := self._desk.plan(intent, spot.row)) is not None:
            place = spot.row if intent.act is Act.CANCEL else None
            self._dealer.deal(self._talk.as_read(plan, hit), (intent, place), state.rules)

    def on_cross_hit(self, spot: Spot) -> None:
        """The × of a chip. A cancel passes at any age of the book, and disarmed."""
        if spot.chip is None or self._desk.state is None:
            return
        plan = self._desk.chip_plan(spot.row, spot.chip)
        if plan is not None:
            self._dealer.deal(plan, (Act.CANCEL, spot.row, spot.chip), self._desk.state.rules)

    def on_dropped(self, drag: Drag) -> None:
        """A chip was let go on another row, or outside."""
        plan = self._desk.move_plan(drag.oids, drag.to)
        if plan is None or self._desk.state is None:
            return
        if self._arming.armed or plan.reduces:
            self._dealer.deal(plan, (Act.LIMIT, drag.oids), self._desk.state.rules)
        else:
            self._say_disarmed()

    def on_deed(self, deed: Deed) -> None:
        """A button under the rows was pressed."""
        self._used()
        if self._desk.state is not None:
            plan = self._desk.deeds(armed=self._arming.armed)[deed]
            self._dealer.deal(plan, deed, self._desk.state.rules)

    def _say_disarmed(self) -> None:
        self._talk.say(f"Disarmed. {NOTHING_SENT}", refusal=True)
