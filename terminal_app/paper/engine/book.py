"""One order book: resting orders in price-time order.

Prices are whole ticks and sizes whole lots, so every comparison and sum is exact and fast. The book knows
nothing of accounts, money or what an order wants to do; it only keeps queues and remembers which levels
changed.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from terminal_app.core.orders import Side


@dataclass(slots=True)
class Resting:
    """An order, or what is left of it, waiting in the book. `price` in ticks, `lots` in lots."""

    order_id: str
    owner: str
    side: Side
    price: int
    lots: int


@dataclass(slots=True)
class _Queue:
    """One price level: its orders from the oldest to the youngest and the sum of their lots."""

    orders: dict[str, Resting] = field(default_factory=dict)
    lots: int = 0


class _Ladder:
    """One side of the book. Keys sort the best price last, where a list is cheap to change."""

    __slots__ = ("keys", "queues", "sign", "touched")

    def __init__(self, side: Side) -> None:
        self.sign = 1 if side is Side.BUY else -1
        self.keys: list[int] = []
        self.queues: dict[int, _Queue] = {}
        self.touched: dict[int, None] = {}

    def add(self, order: Resting) -> None:
        self.touched[order.price] = None
        queue = self.queues.get(order.price)
        if queue is None:
            queue = self.queues[order.price] = _Queue()
            insort(self.keys, self.sign * order.price)
        queue.orders[order.order_id] = order
        queue.lots += order.lots

    def discard(self, order: Resting) -> None:
        self.touched[order.price] = None
        queue = self.queues[order.price]
        del queue.orders[order.order_id]
        queue.lots -= order.lots
        if not queue.orders:
            del self.queues[order.price]
            del self.keys[bisect_left(self.keys, self.sign * order.price)]

    def prices(self) -> Iterator[int]:
        return (self.sign * key for key in reversed(self.keys))


class Book:
    """Both sides of one instrument's book."""

    def __init__(self) -> None:
        self._bids = _Ladder(Side.BUY)
        self._asks = _Ladder(Side.SELL)
        self._orders: dict[str, Resting] = {}

    def __contains__(self, order_id: str) -> bool:
        return order_id in self._orders

    def __len__(self) -> int:
        return len(self._orders)

    def get(self, order_id: str) -> Resting | None:
        """The resting order with this id."""
        return self._orders.get(order_id)

    def add(self, order: Resting) -> None:
        """Put an order at the end of the queue of its price. It must not cross: match first."""
        self._orders[order.order_id] = order
        self._ladder(order.side).add(order)

    def remove(self, order_id: str) -> Resting | None:
        """Take an order out; `None` when it is not here."""
        order = self._orders.pop(order_id, None)
        if order is not None:
            self._ladder(order.side).discard(order)
        return order

    def reduce(self, order: Resting, lots: int) -> None:
        """Take lots off a resting order, which keeps its place; at zero it leaves."""
        if lots >= order.lots:
            self.remove(order.order_id)
            order.lots = 0
            return
        order.lots -= lots
        ladder = self._ladder(order.side)
        ladder.queues[order.price].lots -= lots
        ladder.touched[order.price] = None

    def front(self, side: Side) -> Resting | None:
        """The order that trades next on this side: the oldest at the best price."""
        ladder = self._bids if side is Side.BUY else self._asks
        if not ladder.keys:
            return None
        return next(iter(ladder.queues[ladder.sign * ladder.keys[-1]].orders.values()))

    def best(self, side: Side) -> int | None:
        """The best price of a side in ticks."""
        ladder = self._bids if side is Side.BUY else self._asks
        return ladder.sign * ladder.keys[-1] if ladder.keys else None

    def lots_at(self, side: Side, price: int) -> int:
        """How many lots rest at a price."""
        queue = self._ladder(side).queues.get(price)
        return queue.lots if queue else 0

    def level_count(self, side: Side) -> int:
        """How many prices of a side have orders."""
        return len(self._ladder(side).keys)

    def levels(self, side: Side) -> Iterator[tuple[int, int]]:
        """Price and lots of every level, best first."""
        ladder = self._ladder(side)
        return ((price, ladder.queues[price].lots) for price in ladder.prices())

    def orders(self, side: Side) -> Iterator[Resting]:
        """Every order of a side in the order in which they would trade."""
        ladder = self._ladder(side)
        return (order for price in ladder.prices() for order in ladder.queues[price].orders.values())

    def take_touched(self, side: Side) -> list[tuple[int, int]]:
        """The levels of a side that changed since the last call, each once, with the lots they hold now."""
        ladder = self._ladder(side)
        if not ladder.touched:
            return []
        queues = ladder.queues
        changed = [(price, queues[price].lots if price in queues else 0) for price in ladder.touched]
        ladder.touched.clear()
        return changed

    def _ladder(self, side: Side) -> _Ladder:
        return self._bids if side is Side.BUY else self._asks
