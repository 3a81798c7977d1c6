"""Indicators of what was gathered while somebody watched: the delta of trades, open interest, funding."""

import math
from collections.abc import Callable

import numpy as np

from terminal_app.market.candles import BarSeries, Column, Columns
from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.indicators.gathered import Samples, TradeFlow
from terminal_app.market.indicators.reckoning import News, Rows, Versions
from terminal_app.market.indicators.spec import Draw, Output, Place, Spec
from terminal_app.market.trade_bars import TradeBarSeries

_GROUP = "Volume and flow"
CVD = Spec(
    "CVD",
    "Cumulative volume delta: bought less sold by takers",
    _GROUP,
    (),
    (Output("cvd", "CVD"), Output("delta", "Delta", Draw.HISTOGRAM, shown=False)),
    Place.OWN,
    "Summed up from the trades that were seen while the chart was open.",
)
OPEN_INTEREST = Spec(
    "OPEN_INTEREST",
    "Open interest in base coin",
    _GROUP,
    (),
    (Output("interest", ""),),
    Place.OWN,
    "Gathered from the ticker while the chart is open: the venue keeps no history of it. Futures only.",
)
FUNDING = Spec(
    "FUNDING",
    "Funding rate in percent",
    _GROUP,
    (),
    (Output("settled", "Settled"), Output("next", "Next", Draw.DOTS)),
    Place.OWN,
    "The rate settled last, and the one that is due next at the newest bar. Longs pay when it is positive. "
    "Futures only.",
)


class DeltaReckoning:
    """The delta of the trades up to the end of each bar, and of each bar by itself; absent until complete.

    Bars that are made of trades know their own: there the sum begins with the first bar after a hole.

    Args:
        flow: the trades of the instrument.
        moment: writes a time in Unix ms as the person reads it.
    """

    def __init__(self, flow: TradeFlow, moment: Callable[[int], str]) -> None:
        self._flow = flow
        self._moment = moment
        self._bars: TradeBarSeries | None = None

    @property
    def note(self) -> str:
        """From when it is complete."""
        bars = self._bars
        begun = self._flow.complete_from_ms if bars is None else bars.missed_ms or bars.begins_ms
        return "Waiting for the first trade." if begun is None else f"Complete since {self._moment(begun)}."

    def news(self, since: Versions) -> News:
        """The trades that came; of bars of trades, whether some were missed."""
        if self._bars is None:
            return _news(self._flow.sums, since)
        holes = (self._bars.trades.holes,)
        return News(holes, math.inf if since == holes else -math.inf)

    def restart(self, series: BarSeries) -> None:
        """Take the bars of a series; nothing is carried from one to the next."""
        self._bars = series if isinstance(series, TradeBarSeries) else None

    def piece(self, closed: int) -> int:
        """All at once: it is two look-ups."""
        return closed

    def close(self, columns: Columns, start: int, stop: int, rows: Rows) -> None:
        """Take closed bars."""
        if self._bars is not None:
            _write_bars(self._bars.trades, start, stop, rows)
            return
        edges = columns.open_ms[start : stop + 1]
        self._write(edges, self._sums_before(edges), rows[:, start:stop])

    def form(self, columns: Columns, bar: int, rows: Rows) -> None:
        """Write the values of the forming bar: every trade so far belongs to it or to an earlier one."""
        if self._bars is not None:
            _write_bars(self._bars.trades, bar, bar + 1, rows)
            return
        edges = np.array([columns.open_ms[bar], np.inf])
        self._write(edges, self._sums_before(edges), rows[:, bar : bar + 1])

    def _write(self, edges: Column, sums: Column, target: Rows) -> None:
        begun = self._flow.complete_from_ms
        known = np.zeros(len(edges) - 1, bool) if begun is None else edges[1:] > begun
        target[0] = np.where(known, sums[1:], np.nan)
        target[1] = np.where(known, np.diff(sums), np.nan)

    def _sums_before(self, edges: Column) -> Column:
        values = np.concatenate(([0.0], self._flow.sums.values))
        return np.asarray(values[np.searchsorted(self._flow.sums.times, edges)])


class InterestReckoning:
    """The last value told during each bar; absent in bars in which none was.

    Args:
        samples: open interest.
        moment: writes a time in Unix ms as the person reads it.
    """

    def __init__(self, samples: Samples, moment: Callable[[int], str]) -> None:
        self._samples = samples
        self._moment = moment

    @property
    def note(self) -> str:
        """From when it was gathered."""
        times = self._samples.times
        if not len(times):
            return "Waiting for the first value."
        return f"Gathered since {self._moment(int(times[0]))}."

    def news(self, since: Versions) -> News:
        """The samples that came."""
        return _news(self._samples, since)

    def restart(self, series: BarSeries) -> None:
        """Nothing is carried from bar to bar."""
        del series

    def piece(self, closed: int) -> int:
        """All at once: it is one look-up."""
        return closed

    def close(self, columns: Columns, start: int, stop: int, rows: Rows) -> None:
        """Take closed bars."""
        edges = columns.open_ms[start : stop + 1]
        rows[0, start:stop] = _last_within(self._samples, edges[:-1], edges[1:])

    def form(self, columns: Columns, bar: int, rows: Rows) -> None:
        """Write the value of the forming bar."""
        begins = columns.open_ms[bar : bar + 1]
        rows[0, bar : bar + 1] = _last_within(self._samples, begins, np.array([np.inf]))


class FundingReckoning:
    """The rate that was settled last at the end of each bar, and the next one at the newest.

    Args:
        settled: the rates by the time of their settlement, in percent.
        upcoming: the rate that is due next, in percent, by the time it was told.
    """

    def __init__(self, settled: Samples, upcoming: Samples) -> None:
        self._settled = settled
        self._upcoming = upcoming

    @property
    def note(self) -> str:
        """Whether there is a history yet."""
        return "" if len(self._settled.times) else "Waiting for the rates of the venue."

    def news(self, since: Versions) -> News:
        """The rates that came. The next one only stands at the forming bar, whenever it was told."""
        settled = _news(self._settled, since[:1])
        return News((*settled.versions, self._upcoming.version), settled.from_ms)

    def restart(self, series: BarSeries) -> None:
        """Nothing is carried from bar to bar."""
        del series

    def piece(self, closed: int) -> int:
        """All at once: it is one look-up."""
        return closed

    def close(self, columns: Columns, start: int, stop: int, rows: Rows) -> None:
        """Take closed bars."""
        rows[0, start:stop] = _last_before(self._settled, columns.open_ms[start + 1 : stop + 1])
        rows[1, start:stop] = np.nan

    def form(self, columns: Columns, bar: int, rows: Rows) -> None:
        """Write the values of the forming bar."""
        ends = np.array([np.inf])
        rows[0, bar : bar + 1] = _last_before(self._settled, ends)
        rows[1, bar : bar + 1] = _last_before(self._upcoming, ends)


def _write_bars(trades: BarTrades, start: int, stop: int, rows: Rows) -> None:
    """The deltas of bars that are made of trades."""
    bars = np.arange(start, stop)
    begun = max(trades.sums_from, trades.from_bar)
    sums = trades.sums_before(np.append(np.arange(start, stop + 1), begun))
    unit = 10**trades.scale.size_places
    rows[0, start:stop] = np.where(bars >= begun, (sums[1:-1] - sums[-1]) / unit, np.nan)
    rows[1, start:stop] = np.where(bars >= trades.from_bar, np.diff(sums[:-1]) / unit, np.nan)


def _news(store: Samples, since: Versions) -> News:
    return News((store.version,), store.changed_since(since[0] if since else 0))


def _last_before(samples: Samples, ends: Column) -> Column:
    return _last_within(samples, np.full(len(ends), -np.inf), ends)


def _last_within(samples: Samples, begins: Column, ends: Column) -> Column:
    """The last value in each stretch of time; not a number where there is none."""
    times = samples.times
    if not len(times):
        return np.full(len(ends), np.nan)
    at = np.searchsorted(times, ends) - 1
    found = (at >= 0) & (times[at] >= begins)
    return np.where(found, samples.values[at], np.nan)
