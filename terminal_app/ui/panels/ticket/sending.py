"""One press is one order: from the draft that was seen to the decision about it. Knows no fields.

A press takes a draft, disarms both buttons, and hands the order to the one road; the buttons are armed again
when there is a decision.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from terminal_app.core.commands import Command, PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.orders import Side
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Rejected
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Confirmer
from terminal_app.ui.panels.ticket.answers import answer, answer_of_several, waiting
from terminal_app.ui.panels.ticket.draft import WORDS, Draft, order_text
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.question import asked_of, question_of
from terminal_app.ui.panels.ticket.state import SideState

_TICK_MS = 200

PlaceGroup = Callable[[Sequence[PlaceOrder]], Awaitable[Sequence[Outcome]]]
"""Sends new orders of one product together; one outcome each, in order."""


class Decision(NamedTuple):
    """What became of an order: what to say, its tone, what the exchange said, and whether it was taken."""

    side: Side
    text: str
    tone: str
    detail: str
    taken: bool


class TicketSending(QObject):
    """What is under way, if anything.

    Signals:
        waited(): the button that was pressed has something else to say.
        decided(Decision): the order is decided.

    Args:
        submit: the one road to the exchange.
        place_group: the same road for the orders of a scaled one, which leave together.
        tasks: runs the sending; it survives the panel.
        clock: for order ids, and for how long an answer has been awaited.
        confirm: asks before an order is sent where the person wants it.
        over: the widget that a question stands over.
    """

    waited = Signal()
    decided = Signal(object)

    def __init__(
        self,
        submit: Callable[[Command], Awaitable[Outcome]],
        place_group: PlaceGroup,
        tasks: UiTasks,
        clock: Clock,
        confirm: Confirmer,
        over: QWidget,
    ) -> None:
        super().__init__(over)
        self._submit = submit
        self._place_group = place_group
        self._tasks = tasks
        self._clock = clock
        self._confirm = confirm
        self._over = over
        self._side: Side | None = None
        self._confirming = False
        self._sent_at = clock.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.waited)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._on_asking)

    @property
    def side(self) -> Side | None:
        """Which side is under way, `None` when nothing is."""
        return self._side

    def text(self) -> str:
        """What the pressed button says meanwhile."""
        return "Confirm…" if self._confirming else waiting(self._clock.monotonic() - self._sent_at)

    def send(self, state: SideState, draft: Draft, view: TicketView) -> None:
        """Send what has been seen; there must be nothing under way."""
        self._side = state.side
        self._sent_at = self._clock.monotonic()
        self._timer.start()
        order = order_text(draft, view.instrument)
        self._tasks.start(self._deliver(draft, order, question_of(state, draft, view), view))

    async def _deliver(self, draft: Draft, order: str, question: str, view: TicketView) -> None:
        outcomes: Sequence[Outcome | None] = (None,)
        try:
            if not await self._confirmed(draft, question, view):
                outcomes = (Refused(("You said no.",)),)
                return
            commands = draft.commands(self._new_id)
            orders = [command for command in commands if isinstance(command, PlaceOrder)]
            together = len(orders) > 1
            outcomes = await (self._place_group(orders) if together else self._each(commands))
        finally:
            if shiboken6.isValid(self):
                self._on_decided(order, outcomes)

    async def _each(self, commands: Sequence[Command]) -> Sequence[Outcome]:
        return [await self._submit(command) for command in commands]

    def _new_id(self) -> str:
        return new_client_oid(self._clock.now_ms())

    async def _confirmed(self, draft: Draft, question: str, view: TicketView) -> bool:
        """Whether the person wants it, where their rules have them asked."""
        # Only a question that is really open is shown: most orders are sent without one.
        self._asking.start()
        try:
            return await self._confirm(self._over, asked_of(draft, view), question, WORDS[draft.order.side])
        finally:
            if shiboken6.isValid(self):
                self._asking.stop()
                self._on_asked()

    def _on_asking(self) -> None:
        self._confirming = True
        self.waited.emit()

    def _on_asked(self) -> None:
        if self._confirming:
            self._confirming = False
            self._sent_at = self._clock.monotonic()
            self.waited.emit()

    def _on_decided(self, order: str, outcomes: Sequence[Outcome | None]) -> None:
        side, self._side = self._side, None
        self._timer.stop()
        text, tone = answer_of_several(order, outcomes) if len(outcomes) > 1 else answer(order, outcomes[0])
        detail = next((outcome.detail for outcome in outcomes if isinstance(outcome, Rejected)), "")
        taken = all(isinstance(outcome, Accepted) for outcome in outcomes)
        if side is not None:
            self.decided.emit(Decision(side, text, tone, detail, taken))
