"""What the exchange remembers of one account: coins, orders, positions, settings and its past.

Holds and indexes; decides nothing. The margin rules are in `margin`, the effects of trades in `settlement`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.paper.engine.messages import BillRow, ClosedPositionRow, FillRow, OrderRow
from terminal_app.paper.engine.open_sums import Counted, OpenSums
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.strategy_messages import StrategyKind, StrategyRow

KEPT_ROWS = 3_000
# An execution moves two coins, and funding is paid besides: the ledger must reach back as far as the trades.
KEPT_BILLS = 3 * KEPT_ROWS
DEFAULT_LEVERAGE = Decimal(20)

_NET_ONLY, _BOTH_SIDES = (PositionSide.NET,), (PositionSide.LONG, PositionSide.SHORT)

PositionKey = tuple[InstrumentId, PositionSide]


@dataclass(slots=True)
class Account:
    """One account. `orders` are the open ones by id, oldest first; `finished` the past ones, oldest first.

    `strategies` are the waiting strategy orders by id, oldest first, `past_strategies` those that have ended.
    Of a `classic` account each leg of an exit is an order of its own, and spot orders may wait for a price.
    `sums` is what the open orders add up to; whoever changes an open order calls `recount`.
    """

    uid: str
    coins: dict[str, Decimal] = field(default_factory=dict)
    hold_mode: HoldMode = HoldMode.ONE_WAY
    classic: bool = False
    settings: dict[InstrumentId, tuple[Decimal, MarginMode]] = field(default_factory=dict)
    orders: dict[str, OrderRow] = field(default_factory=dict)
    positions: dict[PositionKey, Position] = field(default_factory=dict)
    sums: OpenSums = field(default_factory=OpenSums)
    finished: dict[str, OrderRow] = field(default_factory=dict)
    strategies: dict[str, StrategyRow] = field(default_factory=dict)
    past_strategies: deque[StrategyRow] = field(default_factory=lambda: deque(maxlen=KEPT_ROWS))
    fills: deque[FillRow] = field(default_factory=lambda: deque(maxlen=KEPT_ROWS))
    closed: deque[ClosedPositionRow] = field(default_factory=lambda: deque(maxlen=KEPT_ROWS))
    bills: deque[BillRow] = field(default_factory=lambda: deque(maxlen=KEPT_BILLS))
    _by_client_oid: dict[str, str] = field(default_factory=dict)

    def add(self, coin: str, amount: Decimal) -> None:
        """Receive coins, or pay when negative."""
        self.coins[coin] = self.coins.get(coin, ZERO) + amount

    def balance(self, coin: str) -> Decimal:
        """How much of a coin is held, locked or not, without unrealised profit."""
        return self.coins.get(coin, ZERO)

    def leverage(self, instrument: Instrument) -> tuple[Decimal, MarginMode]:
        """Leverage and margin mode of an instrument."""
        found = self.settings.get(instrument.id)
        if found is not None:
            return found
        return min(DEFAULT_LEVERAGE, Decimal(instrument.max_leverage)), MarginMode.CROSSED

    def open(self, row: OrderRow) -> None:
        """Remember an order as open."""
        self.orders[row.order_id] = row
        self._by_client_oid[row.client_oid] = row.order_id
        self._count(row)

    def recount(self, row: OrderRow) -> None:
        """Bring the sums up to date with an order that has changed; one that is not open is no error."""
        if row.order_id in self.orders:
            self._count(row)

    def _count(self, row: OrderRow) -> None:
        request = row.request
        closes = request.instrument.product.is_futures and closes_only(row)
        size = remaining(row)
        value = ZERO if row.price is None or request.order_type is OrderType.MARKET else size * row.price
        one = Counted(request.instrument, request.side, request.margin_mode, closes, size, value)
        self.sums.put(row.order_id, one)

    def finish(self, row: OrderRow) -> None:
        """Move an order to the past; the oldest past orders are forgotten."""
        self.orders.pop(row.order_id, None)
        self.sums.drop(row.order_id)
        self.finished[row.order_id] = row
        self._by_client_oid[row.client_oid] = row.order_id
        while len(self.finished) > KEPT_ROWS:
            oldest = self.finished.pop(next(iter(self.finished)))
            if self._by_client_oid.get(oldest.client_oid) == oldest.order_id:
                del self._by_client_oid[oldest.client_oid]

    def find(self, order_id: str, client_oid: str) -> OrderRow | None:
        """An order, open or past, by either id; of a reused client id the youngest."""
        key = order_id or self._by_client_oid.get(client_oid, "")
        return self.orders.get(key) or self.finished.get(key)

    def has_live(self, client_oid: str) -> bool:
        """Whether an open order has this client id."""
        return self._by_client_oid.get(client_oid, "") in self.orders

    def position(self, instrument: InstrumentId, key: PositionSide) -> Position | None:
        """The position an order with this position side belongs to, if it is open."""
        return self.positions.get((instrument, key))

    def positions_of(self, instrument: InstrumentId) -> Iterator[Position]:
        """Every open position of an instrument: at most two."""
        if not self.positions:
            return
        for key in _NET_ONLY if self.hold_mode is HoldMode.ONE_WAY else _BOTH_SIDES:
            position = self.positions.get((instrument, key))
            if position is not None:
                yield position

    def exits_of(self, instrument: InstrumentId, key: PositionSide) -> list[StrategyRow]:
        """The waiting exits of a position, oldest first."""
        return [
            row
            for row in self.strategies.values()
            if row.kind is StrategyKind.TPSL and row.instrument == instrument and row.position_side is key
        ]

    def closers(self, position: Position) -> Iterator[OrderRow]:
        """The open orders that may only make this position smaller, oldest first."""
        closers = (self.orders[one] for one in self.sums.of(position.instrument.id).closers)
        return (
            row
            for row in closers
            if row.request.position_side is position.key and row.request.side is position.closing_side
        )


def closes_only(row: OrderRow) -> bool:
    """Whether an order may never open: reduce-only, or the closing direction in hedge mode."""
    request = row.request
    return request.reduce_only or is_hedge_close(request.position_side, request.side)


def is_hedge_close(key: PositionSide, side: Side) -> bool:
    """Whether this direction closes the position of this side (V3 semantics: side is the real direction)."""
    return (key is PositionSide.LONG and side is Side.SELL) or (
        key is PositionSide.SHORT and side is Side.BUY
    )


def remaining(row: OrderRow) -> Decimal:
    """What an order still wants, in base coin; zero for one sized in quote coin, which never rests."""
    return row.size.value - row.filled if isinstance(row.size, BaseQty) else ZERO


def order_value(row: OrderRow) -> Decimal:
    """The value an open limit order would have at its price; zero for a market order, which does not wait."""
    if row.request.order_type is OrderType.MARKET or row.price is None:
        return ZERO
    return remaining(row) * row.price
