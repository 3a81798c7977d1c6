"""The line under the ladder: what a press would do, read before it is made, and what has become of an act.

What is read is what is sent: the plans behind the line are kept until the mouse moves on.
"""

from dataclasses import replace

from terminal_app.core.ports import Clock
from terminal_app.ui.panels.ladder import lines
from terminal_app.ui.panels.ladder.arming import Arming
from terminal_app.ui.panels.ladder.desk import LadderDesk
from terminal_app.ui.panels.ladder.foot import LadderFoot
from terminal_app.ui.panels.ladder.head import LadderHead
from terminal_app.ui.panels.ladder.intents import Act, Button, Held, intent_of
from terminal_app.ui.panels.ladder.plans import Plan
from terminal_app.ui.panels.ladder.view import Hit, LadderView

_SAID_SECONDS = 4.0


class LadderTalk:
    """Says what the hand on the ladder would do.

    Args:
        desk: makes the plans.
        view: where the mouse is.
        head: the mouse scheme.
        foot: shows the line.
        arming: whether clicks trade, and why not.
        clock: for how long something is said.
    """

    def __init__(
        self,
        desk: LadderDesk,
        view: LadderView,
        head: LadderHead,
        foot: LadderFoot,
        arming: Arming,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._view = view
        self._head = head
        self._foot = foot
        self._arming = arming
        self._clock = clock
        self._read: dict[Button, Plan] = {}
        self._said: lines.Strip | None = None
        self._said_until = 0.0

    def say(self, text: str, refusal: bool) -> None:
        """Say what has become of an act; it stays until the mouse moves on, or for a while."""
        self._said = lines.Strip(text, refusal)
        self._said_until = self._clock.monotonic() + _SAID_SECONDS
        self.show()

    def forget(self) -> None:
        """What was said does not concern what comes."""
        self._said = None

    def as_read(self, plan: Plan, hit: Hit) -> Plan:
        """The plan that was read before the press: an amount in money may have moved since."""
        read = self._read.get(hit.button)
        if read is None or hit.spot != self._view.hovered or not (read.ready and plan.ready):
            return plan
        return replace(plan, text=read.text, commands=read.commands, notional=read.notional)

    def show(self) -> None:
        """Bring the line up to date."""
        self._read = {}
        strip = self._strip()
        if self._said is not None and self._clock.monotonic() < self._said_until:
            strip = self._said
        self._foot.show_strip(strip)

    def _strip(self) -> lines.Strip:
        spot, state, drag = self._view.hovered, self._desk.state, self._view.drag
        if drag is not None:
            moved = None if drag.to == drag.start else self._desk.move_plan(drag.oids, drag.to)
            return lines.dragging(moved)
        rung = None if spot is None else self._view.rung(spot.row)
        if spot is None or rung is None or state is None:
            return self._idle()
        held, armed = self._view.held(), self._arming.armed
        mark = None if spot.chip is None else rung.own(spot.chip)
        if mark is not None and spot.chip is not None and held is Held.NONE:
            plan = self._desk.chip_plan(spot.row, spot.chip)
            return lines.over_chip(plan, mark, armed=armed)
        if not armed:
            if held is not Held.NONE:
                return self._idle()
            strip = lines.over_price(rung.price, state.rules, self._arming.reason)
            return lines.with_waiting(strip, self._desk.waits(spot.row))
        world, scheme = self._desk.world(), self._head.mouse_scheme
        for button in Button:
            plan = self._desk.plan(intent_of(scheme, button, held, spot.column), spot.row, world)
            if plan is not None:
                self._read[button] = plan
        fills = intent_of(scheme, Button.LEFT, held, spot.column).act is Act.FILL
        strip = lines.over_row(self._read, rung.price if fills else None, state.rules)
        return lines.with_waiting(strip, self._desk.waits(spot.row))

    def _idle(self) -> lines.Strip:
        return lines.idle(armed=self._arming.armed, reason=self._arming.reason)
