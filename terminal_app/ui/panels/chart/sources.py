"""Where the bars of a chart come from: candles of the venue, bars built of them, or trades."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from terminal_app.core.changes import Kind, Topic, topics_of
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval, Stamp
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.bar_specs import BarSpec, TradeBars, TradeKind, short_name
from terminal_app.market.built import BuiltSeries
from terminal_app.market.candles import BarSeries
from terminal_app.market.hub import MarketHub
from terminal_app.market.trade_bars import TradeBarSeries
from terminal_app.ui.panels.chart.labels import status_text, traded_text
from terminal_app.ui.panels.chart.ports import CandleFeed

_NO_STEP = Decimal(1)


class BarSource(Protocol):
    """The bars of one instrument. `series` is theirs for good, brought up to date by `follow`."""

    @property
    def series(self) -> BarSeries:
        """The bars."""
        ...

    @property
    def complete(self) -> bool:
        """Whether everything is known that the bars take; otherwise another source may come later."""
        ...

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The streams they need."""
        ...

    @property
    def topics(self) -> frozenset[Topic]:
        """What changes them."""
        ...

    def follow(self) -> None:
        """Take what has changed."""
        ...

    def stamp(self) -> Stamp | None:
        """When the venue last spoke of them."""
        ...

    def status(self, in_sight: Callable[[float], bool]) -> tuple[str, str]:
        """What to say in the middle of an empty chart, and in the corner of a full one.

        `in_sight` tells whether a moment (Unix ms) is visible.
        """
        ...

    def request_older(self) -> None:
        """Have older bars come, where there are any."""
        ...


def source_of(hub: MarketHub, feed: CandleFeed, instrument: InstrumentId, spec: BarSpec) -> BarSource:
    """The source of some bars."""
    if isinstance(spec, TradeBars):
        return TradedSource(hub, instrument, spec)
    return TimedSource(hub, feed, instrument, spec)


def base_of(spec: BarSpec) -> Interval:
    """The candles of the venue behind bars; bars of trades go best with minutes."""
    if isinstance(spec, TradeBars):
        return Interval.M1
    return spec if isinstance(spec, Interval) else spec.base


class TimedSource:
    """Candles of the venue, or bars built of them."""

    complete = True

    def __init__(self, hub: MarketHub, feed: CandleFeed, instrument: InstrumentId, spec: BarSpec) -> None:
        self._hub = hub
        self._feed = feed
        self._instrument = instrument
        self._spec = spec
        self._base = base_of(spec)
        candles = hub.candles(instrument, self._base)
        self._built = None if isinstance(spec, Interval | TradeBars) else BuiltSeries(candles, spec)
        self._candles = candles
        self.follow()

    @property
    def series(self) -> BarSeries:
        return self._candles if self._built is None else self._built

    @property
    def channels(self) -> tuple[Channel, ...]:
        return (Channel(Feed.CANDLES, self._instrument, self._base),)

    @property
    def topics(self) -> frozenset[Topic]:
        return topics_of((self._instrument, self._base), Kind.CANDLES)

    def follow(self) -> None:
        if self._built is not None:
            self._built.follow()

    def stamp(self) -> Stamp | None:
        return self._hub.candle_stamp(self._instrument, self._base)

    def status(self, in_sight: Callable[[float], bool]) -> tuple[str, str]:
        del in_sight
        load = self._feed.candle_load(self._instrument, self._base)
        return status_text(self._instrument, short_name(self._spec), load, self.series.length)

    def request_older(self) -> None:
        self._feed.request_older(self._instrument, self._base)


class TradedSource:
    """Bars of the trades that this terminal has seen. There is nothing older to ask for."""

    def __init__(self, hub: MarketHub, instrument: InstrumentId, spec: TradeBars) -> None:
        rules = hub.instruments.get(instrument)
        self._hub = hub
        self._instrument = instrument
        self.complete = rules is not None or spec.kind is not TradeKind.RANGE
        self._series = TradeBarSeries(spec, _NO_STEP)
        if self.complete:
            tick = _NO_STEP if rules is None else rules.tick
            self._series = hub.trade_bars.get(instrument, spec, tick, hub.tape(instrument))

    @property
    def series(self) -> BarSeries:
        return self._series

    @property
    def channels(self) -> tuple[Channel, ...]:
        return (Channel(Feed.TRADES, self._instrument),)

    @property
    def topics(self) -> frozenset[Topic]:
        return topics_of(self._instrument, Kind.TRADES)

    def follow(self) -> None:
        pass

    def stamp(self) -> Stamp | None:
        return self._hub.tape(self._instrument).stamp

    def status(self, in_sight: Callable[[float], bool]) -> tuple[str, str]:
        if not self.complete:
            return f"The price step of {self._instrument} is not known yet.", ""
        if not self._series.length:
            return "No trades yet. The first bar begins with the next trade.", ""
        begins, missed = self._series.begins_ms, self._series.missed_ms
        shown = begins if begins is not None and in_sight(begins) else None
        return "", traded_text(shown, missed if missed is not None and in_sight(missed) else None)

    def request_older(self) -> None:
        pass
