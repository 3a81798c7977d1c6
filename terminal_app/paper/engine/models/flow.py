"""The synthetic participants of one instrument: makers who quote around a fair price and takers who trade.

Makers keep a ladder of a few hundred prices per side, dense at the touch and thin far out; when the fair
price moves they pull what would give money away and step in behind it. Somebody lifts whatever others leave
on the wrong side of the fair price. Takers come at random, more often in lively minutes, with sizes of a
heavy tail.
"""

from itertools import takewhile
from math import ceil, exp, floor
from random import Random

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.paper.engine.desk import MarketDesk
from terminal_app.paper.engine.models.history import History
from terminal_app.paper.engine.models.profiles import Profile
from terminal_app.paper.engine.world import MARKET

LEVELS = 240
_WIDTH = 0.005
_LEAST_WIDTH = 360
_MOST_TRADES = 20
_CALM, _WILD = 0.2, 5.0


class Flow:
    """Makers and takers of one instrument. All randomness comes from the generator it is given."""

    def __init__(
        self, desk: MarketDesk, instrument: InstrumentId, history: History, profile: Profile, random: Random
    ) -> None:
        self._desk = desk
        self._instrument = instrument
        self._history = history
        self._profile = profile
        self._random = random
        self._book = desk.book(instrument)
        self._trade_lots = history.trade_lots
        self._quotes: dict[Side, list[str]] = {Side.BUY: [], Side.SELL: []}
        self._half = 0.7
        self._lean = 0.0
        self._ladder: list[int] = []
        self._ladder_for = 0.0

    def step(self, now_ms: int, elapsed_ms: int) -> None:
        """Let makers and takers act; `elapsed_ms` is how long they had since the last step."""
        bid, ask = self._touch(now_ms)
        self._pull_crossed(Side.BUY, bid)
        self._pull_crossed(Side.SELL, ask)
        self._lift_bargains(bid, ask, now_ms)
        for side, touch in ((Side.BUY, bid), (Side.SELL, ask)):
            self._step_in(side, touch, now_ms)
            self._balance(side, touch, elapsed_ms, now_ms)
        self._take(elapsed_ms, now_ms)

    # -- makers ----------------------------------------------------------------------------------------

    def _touch(self, now_ms: int) -> tuple[int, int]:
        """The best prices makers offer now: around the fair price, which leans a little."""
        gauss = self._random.gauss
        self._half = min(1.4, max(0.3, self._half + 0.05 * (0.6 - self._half) + gauss(0.0, 0.08)))
        self._lean = 0.98 * self._lean + gauss(0.0, 0.2)
        fair = self._history.fair(now_ms)
        if abs(fair - self._ladder_for) > 0.1 * fair:
            self._ladder, self._ladder_for = _ladder(fair), fair
        middle = max(2.0, fair + self._lean)
        return max(1, floor(middle - self._half)), max(2, ceil(middle + self._half))

    def _pull_crossed(self, side: Side, touch: int) -> None:
        """Makers withdraw what is better for others than the touch."""
        stale = []
        for order in self._book.orders(side):
            if (order.price <= touch) if side is Side.BUY else (order.price >= touch):
                break
            if order.owner == MARKET:
                stale.append(order.order_id)
        for order_id in stale:
            self._desk.pull(self._instrument, order_id)

    def _lift_bargains(self, bid: int, ask: int, now_ms: int) -> None:
        """Trade with whoever still bids at the makers' ask or above, or offers at their bid or below."""
        bids = sum(lots for _, lots in takewhile(lambda level: level[0] >= ask, self._book.levels(Side.BUY)))
        if bids:
            self._desk.lift(self._instrument, Side.SELL, ask, bids, now_ms)
        asks = sum(lots for _, lots in takewhile(lambda level: level[0] <= bid, self._book.levels(Side.SELL)))
        if asks:
            self._desk.lift(self._instrument, Side.BUY, bid, asks, now_ms)

    def _step_in(self, side: Side, touch: int, now_ms: int) -> None:
        """Fill the room between the touch and the makers' best quote."""
        best = next((order.price for order in self._book.orders(side) if order.owner == MARKET), None)
        room = None if best is None else abs(touch - best)
        for place, offset in enumerate(self._ladder):
            if room is not None and offset >= room:
                return
            self._quote(side, touch, place, offset, now_ms)

    def _balance(self, side: Side, touch: int, elapsed_ms: int, now_ms: int) -> None:
        """Keep the number of levels, and let some makers change their minds."""
        count = self._book.level_count(side)
        moves = _poisson(self._random, self._profile.pace * elapsed_ms / 1000.0)
        for _ in range(moves + max(0, (count - LEVELS) // 4)):
            self._withdraw(side)
        for _ in range(moves + max(0, (LEVELS - count) // 4)):
            place = int(len(self._ladder) * self._random.random() ** 1.3)
            self._quote(side, touch, place, self._ladder[place], now_ms)

    def _withdraw(self, side: Side) -> None:
        quotes = self._quotes[side]
        if len(quotes) > 4 * LEVELS:
            quotes[:] = [one.order_id for one in self._book.orders(side) if one.owner == MARKET]
        while quotes:
            place = int(len(quotes) * self._random.random())
            quotes[place], quotes[-1] = quotes[-1], quotes[place]
            order_id = quotes.pop()
            if order_id in self._book:
                self._desk.pull(self._instrument, order_id)
                return

    def _quote(self, side: Side, touch: int, place: int, offset: int, now_ms: int) -> None:
        price = touch - offset if side is Side.BUY else touch + offset
        if price < 1:
            return
        usual = self._trade_lots * self._profile.depth * (0.4 + 2.0 * place / LEVELS)
        lots = max(1, int(usual * exp(self._random.gauss(-0.4, 0.9))))
        order_id = self._desk.quote(self._instrument, side, price, lots, now_ms)
        if order_id is not None:
            self._quotes[side].append(order_id)

    # -- takers ----------------------------------------------------------------------------------------

    def _take(self, elapsed_ms: int, now_ms: int) -> None:
        bustle = min(_WILD, max(_CALM, self._history.activity(now_ms)))
        expected = self._profile.pace * bustle * elapsed_ms / 1000.0
        random = self._random
        for _ in range(min(_MOST_TRADES, _poisson(random, expected))):
            side = Side.BUY if random.random() < 0.5 + 0.1 * max(-2.0, min(2.0, self._lean)) else Side.SELL
            lots = self._trade_lots * min(60.0, exp(random.gauss(-0.72, 1.2)))
            self._desk.take(self._instrument, side, max(1, int(lots)), now_ms)


def _ladder(fair: float) -> list[int]:
    """How far from the touch makers quote, in ticks: every tick at first, then wider and wider."""
    width = min(max(_WIDTH * fair, _LEAST_WIDTH), 0.5 * fair)
    return [place + int(max(0.0, width - LEVELS) * (place / LEVELS) ** 2.2) for place in range(LEVELS)]


def _poisson(random: Random, expected: float) -> int:
    """How often something happens that is expected so often; for small numbers."""
    limit, product, count = exp(-min(expected, 50.0)), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
