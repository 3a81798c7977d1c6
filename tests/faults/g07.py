"""G07: private frames that are shuffled, doubled and cut, then one reading: equal to the truth.

Accounts of both kinds take turns, in one-way and in hedge mode. What happens on the paper exchange's engine
is told in the frames of the account's own dialect and read by its decoders, and so are the answers that the
reading is made of: a fee with the wrong sign or a hedge with the wrong side is a difference.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from terminal_app.bitget.dialect import DIALECTS
from terminal_app.bitget.wire.pushes import read_head
from terminal_app.core.account import Fill, HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.events import AccountEvent, FillsSeen, OrdersSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import (
    MarginMode,
    Order,
    OrderType,
    PositionSide,
    Side,
    Source,
    VenueOrder,
    VenueStatus,
)
from terminal_app.core.outcomes import Accepted
from terminal_app.core.records import FillSeen, Record
from terminal_app.paper.engine.messages import OrderRow, PlaceRequest, RefusalError
from terminal_app.paper.server.classic.words import reduce_only
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.reconcile import OurState, settle
from tests.faults.goals import Result, kind_of
from tests.faults.paper_house import INSTRUMENTS, LOT, OpenGate, PaperHouse, price_of
from tests.faults.reading import read_account, read_order
from tests.helpers import paper_venue_rows
from tests.helpers.paper_engine import PERP_ID

_ENDED = (VenueStatus.FILLED, VenueStatus.CANCELLED)
_ORDERS = 5
_ACTS = 14


def run(cases: int, seed: int) -> Result:
    """A case is one stream with the orders of one account."""
    result = Result()
    for number in range(seed, seed + cases):
        result.add(_Case(number).run())
    return result


class _Case:
    """An account, what happens to it, and a client that hears of it badly."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._clock = ManualClock()
        self._kind = kind_of(seed)
        self._house = PaperHouse(self._clock, self._kind, OpenGate)
        self._hedged = self._random.random() < 0.5
        if self._hedged:
            self._house.engine.set_hold_mode(self._house.uid(PERP_ID.product), HoldMode.HEDGE)
        self._frames: list[str] = []
        self._house.half.hear(self._frames.append)
        self._remembered: list[Record] = []
        self._books = Books(
            OrderBlotter(), PositionBook(), BalanceSheet(), Changes(), self._clock, self._remembered.append
        )
        self._names: list[str] = []

    def run(self) -> Result:
        """Let things happen, tell of them badly, read once, and compare."""
        for number in range(_ORDERS):
            self._place(number)
        for _ in range(_ACTS):
            self._clock.advance(0.001 + self._random.random())
            self._happen()
        self._clock.advance(1)
        for event in self._heard():
            self._books.apply(event)
        self._clock.advance(1)
        state = read_account(self._house.half, self._clock.monotonic())
        for event in settle(state, self._ours()).events:
            self._books.apply(event)
        again = settle(state, self._ours())
        wrong = self._wrong()
        if again.ask or any(isinstance(event, OrdersSeen | FillsSeen) for event in again.events):
            wrong.append("a second reading still found something to settle")
        notes = {
            f"streams {self._kind.value}": 1,
            "in hedge mode": int(self._hedged),
            "executions": len(self._house.fills()),
        }
        return Result(1, [f"{what} ({self._kind.value}, {self._seed})" for what in wrong], dict(notes))

    # ------------------------------------------------------------------------------------ what happens

    def _place(self, number: int) -> None:
        random = self._random
        instrument = random.choice(INSTRUMENTS)
        side, held, reduces = self._direction(instrument)
        command = PlaceOrder(
            f"tb-{number}",
            instrument,
            side,
            OrderType.LIMIT,
            BaseQty(random.randrange(2, 20) * LOT),
            price_of(side),
            reduce_only=reduces,
            position_side=held,
            margin_mode=MarginMode.CROSSED if instrument.product.is_futures else None,
        )
        self._clock.advance(0.01)
        try:
            row, events = self._house.engine.place(
                self._house.uid(instrument.product), _request(command), self._clock.now_ms()
            )
        except RefusalError:
            return  # nothing is there that it could close
        self._names.append(command.client_oid)
        self._books.submitted(command, Source.MANUAL, self._clock.now_ms())
        self._house.apply(events)
        if random.random() < 0.5:
            self._books.placed(command.client_oid, Accepted(command.client_oid, row.order_id))
        if random.random() < 0.7:
            self._clock.advance(0.01)
            self._trade(row)

    def _direction(self, instrument: InstrumentId) -> tuple[Side, PositionSide, bool]:
        """The side of an order, its position in hedge mode, and whether it may only close."""
        side = self._random.choice(list(Side))
        if not instrument.product.is_futures:
            return side, PositionSide.NET, False
        held = self._house.engine.positions(self._house.uid(instrument.product))
        closed = self._random.choice(held) if held and self._random.random() < 0.6 else None
        if closed is not None:
            side = Side.SELL if closed.side is PositionSide.LONG else Side.BUY
        if not self._hedged:
            return side, PositionSide.NET, closed is not None
        opened = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
        return side, opened if closed is None else closed.side, False

    def _happen(self) -> None:
        """The market, a person or somebody else does something with one of the orders."""
        row = self._house.order(self._random.choice(self._names)) if self._names else None
        if row is None:
            return
        what = self._random.randrange(8)
        try:
            if what == 0:
                self._cancel(row)
            elif what == 1:
                self._change(row)
            else:
                self._trade(row)
        except RefusalError:
            return  # it is over, or this kind of account does not do that

    def _trade(self, row: OrderRow) -> None:
        """Somebody takes the rest of an order, or about half of it."""
        left = row.size.value - row.filled
        if left:
            self._house.trade(row, left if self._random.random() < 0.4 else max(LOT, left // 2 // LOT * LOT))

    def _cancel(self, row: OrderRow) -> None:
        uid = self._house.uid(row.request.instrument.product)
        _, events = self._house.engine.cancel(uid, order_id=row.order_id, now_ms=self._clock.now_ms())
        self._house.apply(events)

    def _change(self, row: OrderRow) -> None:
        """A larger order: the same one, or another in its place."""
        engine, size = self._house.engine, row.size.value + LOT
        uid, now_ms = self._house.uid(row.request.instrument.product), self._clock.now_ms()
        if self._kind is AccountKind.UNIFIED:
            _, events = engine.amend(uid, order_id=row.order_id, size=size, price=row.price, now_ms=now_ms)
            self._house.apply(events)
            return
        name = f"{row.client_oid}-{len(self._names)}"
        request = replace(row.request, client_oid=name, size=BaseQty(size - row.filled))
        replaced, events = engine.wallets.replace(
            uid, order_id=row.order_id, client_oid="", request=request, now_ms=now_ms
        )
        if replaced.new is not None:
            self._names.append(name)
            command = replace(_command(request), client_oid=name)
            self._books.submitted(command, Source.MANUAL, now_ms)
        self._house.apply(events)

    # ------------------------------------------------------------------------------------- what is heard

    def _heard(self) -> Iterator[AccountEvent]:
        """The frames that arrive, in any order."""
        stream = [frame for frame in self._frames if self._random.random() > 0.2]
        stream += self._random.sample(stream, len(stream) // 3)
        self._random.shuffle(stream)
        dialect = DIALECTS[self._kind].stream
        for frame in stream:
            head = read_head(frame.encode())
            event = dialect.read_private(head, dialect.read_arg(head.arg), self._clock.monotonic())
            if event is not None:
                yield event

    def _ours(self) -> OurState:
        return OurState(tuple(self._books.blotter.all()), self._books.blotter.fills.ids())

    # -------------------------------------------------------------------------------------- what is true

    def _wrong(self) -> list[str]:
        truths = {row.client_oid: self._truth(row) for row in self._house.orders()}
        wrong = [f"{name} is of nobody" for name in truths if name not in self._names]
        for name in self._names:
            wrong += self._of_order(truths[name])
        return wrong + self._of_fills() + self._of_positions() + self._of_money()

    def _truth(self, row: OrderRow) -> VenueOrder:
        """An order as it is; in hedge mode a classic account says of a close that it may only close."""
        closes = self._kind is AccountKind.CLASSIC and reduce_only(row)
        return replace(paper_venue_rows.venue_order(row), reduce_only=row.request.reduce_only or closes)

    def _of_order(self, truth: VenueOrder) -> list[str]:
        order = self._books.blotter.get(truth.client_oid)
        if order is None:
            return [f"{truth.client_oid} was forgotten"]
        fills = self._books.blotter.fills.of_order(truth.order_id, truth.client_oid)
        told = read_order(self._house.half, truth)
        # The list of working spot orders of a classic account does not tell what they have paid so far.
        silent = self._kind is AccountKind.CLASSIC and not (
            truth.instrument.product.is_futures or truth.status in _ENDED
        )
        paid = bool(truth.filled) and not silent
        return [
            f"{truth.client_oid}: {what}"
            for what, wrong in (
                ("filled", order.filled != truth.filled),
                ("booked", sum((fill.size for fill in fills), ZERO) != truth.filled),
                ("over or not", order.status.is_final is not (truth.status in _ENDED)),
                ("what it is", _what(order) != _what(truth)),
                ("fee", paid and (order.fee, order.fee_coin) != (truth.fee, truth.fee_coin)),
                ("asked for alone", told is None or _what(told) != _what(truth)),
                ("asked for its fee", told is not None and told.fee != truth.fee),
            )
            if wrong
        ]

    def _of_fills(self) -> list[str]:
        booked = [record.fill for record in self._remembered if isinstance(record, FillSeen)]
        truths = {row.exec_id: paper_venue_rows.fill(row) for row in self._house.fills()}
        if sorted(fill.exec_id for fill in booked) != sorted(truths):
            return [f"the executions differ: {len(booked)} of {len(truths)}"]
        return [
            f"an execution differs: {fill}, not {truths[fill.exec_id]}"
            for fill in booked
            if not self._same(fill, truths[fill.exec_id])
        ]

    def _same(self, fill: Fill, truth: Fill) -> bool:
        """Whether an execution is what it was; only REST of a unified account is silent on a hedge's side."""
        silent = self._kind is AccountKind.UNIFIED and fill.position_side is PositionSide.NET
        side = truth.position_side if silent else fill.position_side
        told = replace(fill, client_oid=truth.client_oid, position_side=side)
        return told == replace(truth, realised_pnl=fill.realised_pnl)

    def _of_positions(self) -> list[str]:
        uid = self._house.uid(PERP_ID.product)
        truth = {row.side: row.size for row in self._house.engine.positions(uid)}
        shown = {one.side: one.size for one in self._books.positions.all()}
        return [] if shown == truth else [f"positions are {truth}, {shown} is shown"]

    def _of_money(self) -> list[str]:
        wrong = []
        for product in {one.product for one in INSTRUMENTS}:
            for coin in self._house.engine.account(self._house.uid(product)).coins:
                held = self._books.balances.balance(coin.coin, product)
                told = None if held is None else (held.wallet, held.locked)
                if told != (coin.balance, coin.locked):
                    wrong.append(f"{product.value} holds {coin.balance} {coin.coin}, {told} is shown")
        return wrong


def _what(order: VenueOrder | Order) -> tuple[object, ...]:
    names = ("instrument", "side", "size", "price", "filled", "reduce_only", "position_side", "order_id")
    return tuple(getattr(order, name) for name in names)


def _request(command: PlaceOrder) -> PlaceRequest:
    return PlaceRequest(
        command.instrument,
        command.side,
        command.order_type,
        command.size,
        command.price,
        client_oid=command.client_oid,
        reduce_only=command.reduce_only,
        position_side=command.position_side,
        margin_mode=command.margin_mode or MarginMode.CROSSED,
    )


def _command(request: PlaceRequest) -> PlaceOrder:
    futures = request.instrument.product.is_futures
    return PlaceOrder(
        request.client_oid,
        request.instrument,
        request.side,
        request.order_type,
        request.size,
        request.price,
        reduce_only=request.reduce_only,
        position_side=request.position_side,
        margin_mode=request.margin_mode if futures else None,
    )
