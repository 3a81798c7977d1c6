"""From a plan to the one road: asked about when a rule wants it, judged once more, and sent once."""

from collections.abc import Callable, Hashable
from dataclasses import replace

import shiboken6
from PySide6.QtWidgets import QWidget

from terminal_app.core.commands import Command, PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import Instrument
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Asked, Confirmer
from terminal_app.ui.panels.ladder.cooldown import Cooldown
from terminal_app.ui.panels.ladder.plans import Plan, question

_YES = "Send"


class Dealer:
    """Sends what plans say.

    Args:
        over: questions stand over it.
        sender: the road.
        tasks: runs the asking.
        confirm: asks when a rule of the person wants it.
        clock: for ids, and for the pause after each action.
        doubt: why nothing that opens may be sent now; empty when it may.
        told: hears in a line what went or why it did not, and whether that is a refusal.
    """

    def __init__(
        self,
        over: QWidget,
        sender: Sender,
        tasks: UiTasks,
        confirm: Confirmer,
        clock: Clock,
        doubt: Callable[[], str],
        told: Callable[[str, bool], None],
    ) -> None:
        self._over = over
        self._sender = sender
        self._tasks = tasks
        self._confirm = confirm
        self._clock = clock
        self._doubt = doubt
        self._told = told
        self._cooldown = Cooldown()
        self._asking: set[Hashable] = set()

    def deal(self, plan: Plan, action: Hashable, rules: Instrument) -> bool:
        """Send a plan, unless something is against it or the same action has just gone; says if it goes."""
        if not plan.ready:
            self._told(f"Not sent: {plan.reason}", True)
            return False
        if action in self._asking or not self._cooldown.passes(action, self._clock.monotonic()):
            return False
        if plan.ask is None:
            self._send(plan)
            return True
        self._asking.add(action)
        self._tasks.start(self._ask_and_send(plan, action, rules))
        return True

    async def _ask_and_send(self, plan: Plan, action: Hashable, rules: Instrument) -> None:
        try:
            if plan.ask is not None:
                asked = Asked(plan.ask, plan.notional, plan.away)
                if not await self._confirm(self._over, asked, question(plan, rules), _YES):
                    return
            if not shiboken6.isValid(self._over):
                return
            # The world may be another one after a question.
            doubt = "" if plan.reduces else self._doubt()
            if doubt:
                self._told(f"Not sent: {doubt}", True)
                return
            self._send(plan)
        finally:
            self._asking.discard(action)

    def _send(self, plan: Plan) -> None:
        went = self._sender.send_all([self._named(command) for command in plan.commands])
        self._told(f"Sent: {plan.text}" if went else f"Already on its way: {plan.text}", False)

    def _named(self, command: Command) -> Command:
        """The same command with an id of its own when it is an order."""
        if isinstance(command, PlaceOrder | PlaceTrigger | PlaceTpSl):
            return replace(command, client_oid=new_client_oid(self._clock.now_ms()))
        return command
