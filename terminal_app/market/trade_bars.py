"""Bars made of trades: so many trades each, so much volume each, or as high as so many price steps.

Everything that decides where a bar ends is exact; only the finished columns are floats. Nothing is invented:
the bars begin with the first trade there is, every price is one that was traded, and where trades were missed
the bar under way ends.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Trade
from terminal_app.core.money import ZERO
from terminal_app.market.bar_specs import TradeBars, TradeKind
from terminal_app.market.candles import BarSeries
from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.tape import Tape

_IDS_KEPT = 2_000
_STEP_OVER = 100
_FIRST_STEP_MS = 1_000


@dataclass(slots=True)
class ExactBar:
    """A bar under way; `volume` in base coin, `trades` the trades with a part in it."""

    open_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    trades: int

    def add(self, price: Decimal, size: Decimal) -> None:
        """Another trade, or a part of one."""
        self.high, self.low, self.close = max(self.high, price), min(self.low, price), price
        self.volume += size
        self.trades += 1

    def row(self) -> tuple[float, ...]:
        """As six columns have it."""
        return (
            float(self.open_ms),
            float(self.open),
            float(self.high),
            float(self.low),
            float(self.close),
            float(self.volume),
        )


def started(trade: Trade, size: Decimal) -> ExactBar:
    """A bar that begins with a trade, or with a part of one."""
    return ExactBar(trade.time_ms, trade.price, trade.price, trade.price, trade.price, size, 1)


class TradeBarSeries(BarSeries):
    """The bars of one spec.

    `begins_ms` is the time of the first trade, `missed_ms` that of the first one after trades were missed,
    each `None` while there is none. `taken` counts the trades. `trades` holds what is in each bar.

    Args:
        spec: what closes a bar.
        tick: the price step of the instrument.
    """

    def __init__(self, spec: TradeBars, tick: Decimal) -> None:
        super().__init__(_FIRST_STEP_MS, timed=False)
        self.spec = spec
        self.begins_ms: int | None = None
        self.missed_ms: int | None = None
        self.taken = 0
        self.trades = BarTrades()
        self._height = spec.size * tick
        self._now: ExactBar | None = None
        self._seen: set[str] = set()
        self._order: deque[str] = deque()

    def take(self, trades: Sequence[Trade], *, snapshot: bool = False) -> None:
        """Take trades, oldest first; those that are in already are passed over.

        A snapshot that knows none of them begins after a hole.
        """
        fresh = [trade for trade in trades if trade.trade_id not in self._seen]
        if not fresh:
            return
        if self._length == 0:
            self.begins_ms = fresh[0].time_ms
            self.history_version += 1
        elif snapshot and len(fresh) == len(trades):
            self.missed_ms, self._now = fresh[0].time_ms, None
            self.trades.miss(self._length)
        for trade in fresh:
            self._remember(trade.trade_id)
            self._add(trade)
        self.taken += len(fresh)
        self._settle_step()
        self.version += 1

    def begin_again(self, trades: Sequence[Trade]) -> None:
        """Make all bars anew, because trades before the first have come."""
        self._length, self._now, self.taken, self.missed_ms = 0, None, 0, None
        self._seen.clear()
        self._order.clear()
        self.trades.clear()
        self.take(trades)

    def _add(self, trade: Trade) -> None:
        match self.spec.kind:
            case TradeKind.TICK:
                if self._now is not None and self._now.trades >= self.spec.size:
                    self._now = None
                self._grow(trade, trade.size)
            case TradeKind.RANGE:
                now = self._now
                if now is not None and max(now.high, trade.price) - min(now.low, trade.price) > self._height:
                    self._now = None
                self._grow(trade, trade.size)
            case TradeKind.VOLUME:
                self._pour(trade)

    def _pour(self, trade: Trade) -> None:
        """Fill bars with a trade: what does not go into one begins the next."""
        left, full = trade.size, self.spec.size
        if self._now is not None:
            part = min(left, full - self._now.volume)
            if part > ZERO:
                self._grow(trade, part)
                left -= part
        whole = int(left // full)
        if whole:
            self._append_same(started(trade, full), whole)
            self.trades.put(self._length - whole, whole, trade, full)
            left -= full * whole
        if left > ZERO:
            self._now = None
            self._grow(trade, left)

    def _grow(self, trade: Trade, size: Decimal) -> None:
        if self._now is None:
            self._append_same(started(trade, size), 1)
        else:
            self._now.add(trade.price, size)
            self._data[:, self._length - 1] = self._now.row()
        self.trades.put(self._length - 1, 1, trade, size)

    def _append_same(self, bar: ExactBar, count: int) -> None:
        """Put `count` equal bars at the end; the last of them is under way."""
        if self._length:
            # Trades may arrive a little out of order, the bars must not.
            bar.open_ms = max(bar.open_ms, int(self._data[0, self._length - 1]))
        self._reserve(self._length + count)
        self._data[:, self._length : self._length + count] = np.array(bar.row())[:, None]
        self._length += count
        self._now = bar

    def _remember(self, trade_id: str) -> None:
        self._seen.add(trade_id)
        self._order.append(trade_id)
        if len(self._order) > _IDS_KEPT:
            self._seen.discard(self._order.popleft())

    def _settle_step(self) -> None:
        bars = min(self._length, _STEP_OVER)
        if bars > 1:
            times = self._data[0, self._length - bars : self._length]
            self.step_ms = max(1, int(times[-1] - times[0]) // (bars - 1))


class TradeBarBook:
    """The trade bars of one venue, each made when it is first asked for and then kept up."""

    def __init__(self) -> None:
        self._series: dict[InstrumentId, dict[TradeBars, TradeBarSeries]] = {}

    def get(self, instrument: InstrumentId, spec: TradeBars, tick: Decimal, tape: Tape) -> TradeBarSeries:
        """The bars of an instrument, beginning with the trades the tape has now."""
        mine = self._series.setdefault(instrument, {})
        if spec not in mine:
            mine[spec] = TradeBarSeries(spec, tick)
            mine[spec].take(list(tape.trades))
        return mine[spec]

    def take(self, instrument: InstrumentId, trades: Iterable[Trade], *, snapshot: bool) -> None:
        """Trades of the stream, oldest first."""
        for series in self._series.get(instrument, {}).values():
            series.take(tuple(trades), snapshot=snapshot)

    def take_older(self, instrument: InstrumentId, tape: Tape) -> None:
        """The tape has got trades before its first: bars that are all in it begin again, with those."""
        for series in self._series.get(instrument, {}).values():
            if series.taken < len(tape.trades):
                series.begin_again(list(tape.trades))
