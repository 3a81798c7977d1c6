"""One followed book, kept as orders of the market in our own book, where our orders wait among them.

How our orders keep their place in the queue, as far as a book without names can tell:

* What a level gains stands behind our orders, and what it loses goes from behind them first, unless it was
  traded: a trade takes from the front.
* A loss and the trade that caused it arrive apart. The trade that comes within a second of the loss of its
  level counts only for what it exceeds it by, so that nothing is traded twice.
* What we take from the followed book stays away until the next change of that level.

So fills err on the side of too few. An order of ours that the followed prices go through is filled.
"""

from collections.abc import Iterable
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Level, Trade
from terminal_app.core.orders import Side
from terminal_app.paper.engine.desk import MarketDesk
from terminal_app.paper.engine.messages import Printed
from terminal_app.paper.engine.world import MARKET

_CREDIT_MS = 1_000

_Place = tuple[Side, int]


class Quotes:
    """The followed book of one instrument. Times never go back."""

    def __init__(self, desk: MarketDesk, instrument: Instrument) -> None:
        self._desk = desk
        self._instrument = instrument
        self._book = desk.book(instrument.id)
        self._orders: dict[_Place, list[str]] = {}
        self._lost: dict[_Place, tuple[int, int]] = {}

    def replace(self, bids: Iterable[Level], asks: Iterable[Level], now_ms: int) -> None:
        """Start over from a whole book."""
        wanted = self._places(bids, asks)
        gone: dict[_Place, int] = {place: 0 for place in self._orders if place not in wanted}
        self._set(gone | wanted, now_ms)

    def change(self, bids: Iterable[Level], asks: Iterable[Level], now_ms: int) -> None:
        """Take changed levels; size zero removes one."""
        self._set(self._places(bids, asks), now_ms)

    def clear(self, now_ms: int) -> None:
        """Nothing is known of the book any more."""
        self._set(dict.fromkeys(self._orders, 0), now_ms)

    def trade(self, trade: Trade, now_ms: int) -> None:
        """Take a public trade: it fills what it meets, ours among it."""
        price, lots = self._ticks(trade.price, trade.side), self._lots(trade.size)
        place = (trade.side.opposite, price)
        lost, at_ms = self._lost.pop(place, (0, now_ms))
        if now_ms - at_ms > _CREDIT_MS:
            lost = 0
        if lost > lots:
            self._lost[place] = lost - lots, at_ms
        printed = Printed(
            self._instrument.id, trade.trade_id, trade.price, trade.size, trade.side, trade.time_ms
        )
        self._desk.repeat(printed, price, max(0, lots - lost), now_ms)

    def _places(self, bids: Iterable[Level], asks: Iterable[Level]) -> dict[_Place, int]:
        found: dict[_Place, int] = {}
        for side, levels in ((Side.BUY, bids), (Side.SELL, asks)):
            for price, size in levels:
                place = side, self._ticks(price, side)
                # Two levels of a finer grid may fall onto one of ours.
                found[place] = found.get(place, 0) + self._lots(size)
        return found

    def _set(self, wanted: dict[_Place, int], now_ms: int) -> None:
        """Bring levels to their sizes; those that shrink first, so that no side meets the other."""
        grown: list[tuple[_Place, int]] = []
        for place, lots in wanted.items():
            missing = lots - self._resting(place)
            if missing < 0:
                self._shrink(place, -missing, now_ms)
            elif missing > 0:
                grown.append((place, missing))
        for place, missing in grown:
            self._grow(place, missing, now_ms)

    def _resting(self, place: _Place) -> int:
        """The market's lots at a place."""
        orders = [found for name in self._orders.get(place, ()) if (found := self._book.get(name))]
        if orders:
            self._orders[place] = [order.order_id for order in orders]
        else:
            self._orders.pop(place, None)
        return sum(order.lots for order in orders)

    def _shrink(self, place: _Place, lots: int, now_ms: int) -> None:
        before, at_ms = self._lost.get(place, (0, now_ms))
        self._lost[place] = lots + (before if now_ms - at_ms <= _CREDIT_MS else 0), now_ms
        for name in reversed(self._orders[place]):
            lots -= self._desk.trim(self._instrument.id, name, lots)
            if lots == 0:
                break
        self._resting(place)

    def _grow(self, place: _Place, lots: int, now_ms: int) -> None:
        side, price = place
        self._lost.pop(place, None)
        self._pull_crossed(side.opposite, price)
        name = self._desk.quote(self._instrument.id, side, price, lots, now_ms)
        if name is not None:
            self._orders.setdefault(place, []).append(name)

    def _pull_crossed(self, side: Side, price: int) -> None:
        """Take away what the market itself offers on the other side of a new price: it is out of date."""
        stale = []
        for order in self._book.orders(side):
            if (order.price < price) if side is Side.BUY else (order.price > price):
                break
            if order.owner == MARKET:
                stale.append(order.order_id)
        for name in stale:
            self._desk.pull(self._instrument.id, name)

    def _ticks(self, price: Decimal, side: Side) -> int:
        """The price in ticks, away from the other side where it lies between two."""
        count, rest = divmod(price, self._instrument.tick)
        return int(count) + (1 if rest and side is Side.SELL else 0)

    def _lots(self, size: Decimal) -> int:
        return int(size // self._instrument.lot)
