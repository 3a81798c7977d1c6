"""The footprints of a chart's bars: by time for bars of time, bar by bar for bars that are made of trades."""

from collections.abc import Callable
from typing import Protocol

from terminal_app.market.candles import BarSeries
from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.flow.footprint import BarFootprints, Footprint, Footprints
from terminal_app.market.flow.trades import Scale, TradeMemory
from terminal_app.market.trade_bars import TradeBarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.flow.moments import first_bar, in_sight
from terminal_app.ui.panels.chart.flow.words import known_text
from terminal_app.ui.panels.chart.shown import ChartView

MayGoOn = Callable[[], bool]


class Prints(Protocol):
    """The footprints of one series. A bar is told by its place, its rows are groups `step` units high."""

    @property
    def scale(self) -> Scale:
        """In which units prices and sizes are counted."""
        ...

    def closed(self, bar: int, step: int, may_go_on: MayGoOn) -> Footprint | None:
        """That of a bar that is over, `None` when there was no time left for it."""
        ...

    def forming(self, bar: int, step: int, may_go_on: MayGoOn) -> Footprint:
        """That of the newest bar."""
        ...

    def missing(self, view: ChartView) -> str:
        """What is not known of the bars in sight; empty when all of it is."""
        ...


class TimedPrints:
    """The footprints of bars of time, from the memory of trades."""

    def __init__(self, series: BarSeries, memory: TradeMemory) -> None:
        self._series = series
        self._memory = memory
        self._prints = Footprints(memory)

    @property
    def scale(self) -> Scale:
        return self._memory.scale

    def closed(self, bar: int, step: int, may_go_on: MayGoOn) -> Footprint | None:
        start = float(self._series.view().open_ms[bar])
        return self._prints.get(start, self._series.end_of(start), step, may_go_on)

    def forming(self, bar: int, step: int, may_go_on: MayGoOn) -> Footprint:
        return self._prints.newest(float(self._series.view().open_ms[bar]), step, may_go_on)

    def missing(self, view: ChartView) -> str:
        return known_text(self._memory.coverage, *in_sight(self._series, view))


class TradedPrints:
    """The footprints of bars that are made of trades: every bar has all of its own, as long as it is kept."""

    def __init__(self, series: TradeBarSeries, price_places: int) -> None:
        self._series = series
        self._prints = BarFootprints(series.trades)
        series.trades.count_in(price_places)

    @property
    def scale(self) -> Scale:
        return self._series.trades.scale

    def closed(self, bar: int, step: int, may_go_on: MayGoOn) -> Footprint | None:
        return self._prints.get(bar, step, may_go_on)

    def forming(self, bar: int, step: int, may_go_on: MayGoOn) -> Footprint:
        del may_go_on  # a bar of trades is short
        return self._prints.newest(bar, step)

    def missing(self, view: ChartView) -> str:
        return kept_text(self._series, self._series.trades, view)


def prints_of(series: BarSeries, memory: TradeMemory, price_places: int) -> Prints:
    """The footprints of a series; prices have so many decimals at least."""
    if isinstance(series, TradeBarSeries):
        return TradedPrints(series, price_places)
    return TimedPrints(series, memory)


def kept_text(series: BarSeries, trades: BarTrades, view: ChartView) -> str:
    """Which of the bars in sight have their trades no longer; empty when all have."""
    opens = series.view().open_ms
    if first_bar(view) >= trades.from_bar:
        return ""
    since = opens[min(trades.from_bar, len(opens) - 1)]
    return f"trades kept since {fmt.time_of_day(int(since))}"
