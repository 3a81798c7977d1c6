"""What a hand on the chart sends: each click one intent, asked about when a rule wants it, sent once.

A cancel and a close make risk smaller and pass at any age of the data. What opens or moves an order is
refused while the prices under the hand cannot be trusted, and again after a question that took its time.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from terminal_app.core.account import AccountSettings, Position
from terminal_app.core.commands import AmendOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.money import plain
from terminal_app.core.orders import Order
from terminal_app.core.outcomes import Accepted, Unknown
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.held_book import HeldBook
from terminal_app.ui import format as fmt
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.panels.chart.offers import away_from_middle, reversal
from terminal_app.ui.panels.orders.amend import AmendErrors, parse
from terminal_app.ui.panels.orders.state import OrderRow, cancel
from terminal_app.ui.panels.positions.state import PositionRow, close, side_text

_AGAIN_AFTER_S = 3.0
_UNDER_WAY = "This is under way already: nothing was sent a second time."
_CHANGED = "The position has changed meanwhile. Nothing was sent."


@dataclass(frozen=True, slots=True)
class ChartDesk:
    """What a chart needs in order to show and to trade what is ours.

    Args:
        orders: the open orders, newest first.
        positions: the open positions.
        sender: takes the commands.
        tasks: runs what asks first.
        settings: how the account is set up, `None` until it is known.
        entry_block: why orders are shut, `None` when they are open.
        working_size: the size in the ticket for an instrument, in base coin; `None` without one.
        confirm: asks the person where a rule of theirs wants it.
        waiting: the trigger orders, take-profits and stop-losses that are not over.
        held: the trailing stops and linked pairs of this program.
        change_note: what a change of an order means where it is not simply made; else empty.
        alerts: the price alerts; `None` without any.
        mute: whether alerts make no sound.
    """

    orders: Callable[[], Sequence[Order]]
    positions: Callable[[], Sequence[Position]]
    sender: Sender
    tasks: UiTasks
    settings: Callable[[], AccountSettings | None]
    entry_block: Callable[[], str | None]
    working_size: Callable[[InstrumentId], Decimal | None]
    confirm: Confirmer = never_ask
    waiting: Callable[[], Sequence[StrategyOrder]] = tuple
    held: HeldBook = field(default_factory=HeldBook)
    change_note: Callable[[], str] = lambda: ""
    alerts: AlertDesk | None = None
    mute: AlertMute | None = None


class _Amending(NamedTuple):
    """The price an amend asks for, and when it was answered (monotonic seconds), `None` before."""

    price: Decimal
    answered: float | None = None


class ChartHand(QObject):
    """Sends for one chart.

    Signals:
        amending_changed: an amend has begun or ended, so that the lines are others.

    Args:
        desk: where everything goes.
        over: the widget that questions stand over.
        clock: for order ids and for how long ago something was sent.
        block: why nothing may be sent from the chart now, in a sentence; empty when all is well.
    """

    amending_changed = Signal()

    def __init__(self, desk: ChartDesk, over: QWidget, clock: Clock, block: Callable[[], str]) -> None:
        super().__init__(over)
        self._desk = desk
        self._over = over
        self._clock = clock
        self._block = block
        self._busy: set[Hashable] = set()
        self._sent: dict[Hashable, tuple[Position, float]] = {}
        self._amending: dict[str, _Amending] = {}

    def amending(self, orders: Sequence[Order]) -> Mapping[str, Decimal]:
        """The prices that amends ask for which the venue has not shown yet, by client order id."""
        open_orders = {order.client_oid: order for order in orders}
        now = self._clock.monotonic()
        for client_oid, asked in list(self._amending.items()):
            order = open_orders.get(client_oid)
            over = asked.answered is not None and now - asked.answered >= _AGAIN_AFTER_S
            if order is None or order.price == asked.price or over:
                del self._amending[client_oid]
        return {client_oid: asked.price for client_oid, asked in self._amending.items()}

    @property
    def waiting(self) -> bool:
        """Whether an amend is still to be seen in the order."""
        return bool(self._amending)

    def cancel(self, order: Order) -> None:
        """The × of an order was clicked."""
        self._desk.sender.send(cancel(OrderRow(order, None)))

    def amend(self, order: Order, price: Decimal, rules: Instrument, ticker: Ticker | None) -> None:
        """A line was let go at another price."""
        self._start(("amend", order.client_oid), lambda: self._amend(order, price, rules, ticker))

    def close(self, row: PositionRow) -> None:
        """The × of a position was clicked."""
        if not self._repeats(row):
            self._start(row.key, lambda: self._close(row))

    def reverse(self, row: PositionRow) -> None:
        """The ⇅ of a position was clicked."""
        if not self._repeats(row):
            self._start(row.key, lambda: self._reverse(row))

    def _start(self, key: Hashable, work: Callable[[], Awaitable[None]]) -> None:
        if key in self._busy:
            self._desk.sender.refuse(_UNDER_WAY)
            return
        self._busy.add(key)
        self._desk.tasks.start(self._run(key, work))

    async def _run(self, key: Hashable, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        finally:
            self._busy.discard(key)

    async def _amend(self, order: Order, price: Decimal, rules: Instrument, ticker: Ticker | None) -> None:
        command = parse(plain(price), plain(order.size.value), order, rules)
        if isinstance(command, AmendErrors):
            self._desk.sender.refuse(command.price or command.size or command.whole)
            return
        if self._refused():
            return
        # Shown from now on: the question stands over the line that it is about.
        self._set_amending(order.client_oid, _Amending(price))
        taken = False
        try:
            taken = await self._amend_if_wanted(order, command, rules, ticker)
        finally:
            now = self._clock.monotonic()
            self._set_amending(order.client_oid, _Amending(price, now) if taken else None)

    async def _amend_if_wanted(
        self, order: Order, command: AmendOrder, rules: Instrument, ticker: Ticker | None
    ) -> bool:
        """Whether the venue took it, or may have."""
        price, left = command.price, order.remaining
        asked = Asked(
            Ask.AMEND_BY_DRAG,
            None if left is None else price * left,
            away_from_middle(order.side, price, ticker),
        )
        text = (
            f"{fmt.side(order.side)} {fmt.size(left, rules)} {rules.base}\n"
            f"from {fmt.price(order.price, rules)} to {fmt.price(price, rules)}"
        )
        if note := self._desk.change_note():
            text = f"{text}\n{note}"
        if not await self._asked(asked, text, "Amend") or self._refused():
            return False
        now = next((one for one in self._desk.orders() if one.client_oid == order.client_oid), None)
        if now is None or (now.price, now.size) != (order.price, order.size):
            self._desk.sender.refuse("The order has changed meanwhile. Nothing was sent.")
            return False
        return isinstance(await self._desk.sender.carry(command), Accepted | Unknown)

    async def _close(self, row: PositionRow) -> None:
        asked = Asked(Ask.CLOSE, row.value)
        text = f"Close {_words(row)} at market"
        if await self._asked(asked, text, "Close") and not self._changed(row):
            outcome = await self._desk.sender.carry(close(row))
            if isinstance(outcome, Accepted):
                self._sent[row.key] = (row.position, self._clock.monotonic())

    async def _reverse(self, row: PositionRow) -> None:
        made = reversal(row.position, new_client_oid(self._clock.now_ms()))
        if isinstance(made, str):
            self._desk.sender.refuse(made)
            return
        if self._refused():
            return
        asked = Asked(Ask.REVERSE, None if row.value is None else row.value * 2)
        size = fmt.size(made.size.value, row.instrument)
        base = row.instrument.base if row.instrument is not None else ""
        text = f"Reverse {_words(row)}\n{fmt.side(made.side)} {size} {base} at market"
        if not await self._asked(asked, text, "Reverse") or self._refused() or self._changed(row):
            return
        # Before the answer: an order whose answer is lost may have been executed all the same.
        self._sent[row.key] = (row.position, self._clock.monotonic())
        await self._desk.sender.carry(made)

    async def _asked(self, asked: Asked, text: str, yes: str) -> bool:
        return await self._desk.confirm(self._over, asked, text, yes) and shiboken6.isValid(self._over)

    def _refused(self) -> bool:
        reason = self._block()
        if reason:
            self._desk.sender.refuse(f"Not sent: {reason}")
        return bool(reason)

    def _changed(self, row: PositionRow) -> bool:
        """Whether the position is another one than the one that was asked about."""
        held = [
            position
            for position in self._desk.positions()
            if position.instrument == row.position.instrument and position.side is row.position.side
        ]
        if held and held[0].size == row.position.size:
            return False
        self._desk.sender.refuse(_CHANGED)
        return True

    def _repeats(self, row: PositionRow) -> bool:
        """Whether this position was acted on a moment ago, and the exchange has not told the result yet."""
        before = self._sent.get(row.key)
        if before is None:
            return False
        position, at = before
        same = (position.side, position.size) == (row.position.side, row.position.size)
        if same and self._clock.monotonic() - at < _AGAIN_AFTER_S:
            self._desk.sender.refuse(_UNDER_WAY)
            return True
        del self._sent[row.key]
        return False

    def _set_amending(self, client_oid: str, asked: _Amending | None) -> None:
        if asked is None:
            self._amending.pop(client_oid, None)
        else:
            self._amending[client_oid] = asked
        if shiboken6.isValid(self):
            self.amending_changed.emit()


def _words(row: PositionRow) -> str:
    base = row.instrument.base if row.instrument is not None else ""
    return (
        f"{side_text(row)} {fmt.size(row.position.size, row.instrument)} {base} of {row.position.instrument}"
    )
