"""The other symbols on a chart: which there are, their streams, and their layers."""

from collections.abc import Callable, Mapping, Sequence

from terminal_app.core.changes import Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel
from terminal_app.market.bar_specs import BarSpec, TradeBars
from terminal_app.market.candles import BarSeries
from terminal_app.market.hub import MarketHub
from terminal_app.ui.links import instrument_from, saved_instrument
from terminal_app.ui.panels.chart.compare_layer import CompareLayer
from terminal_app.ui.panels.chart.ports import CandleFeed
from terminal_app.ui.panels.chart.sources import BarSource, TimedSource, base_of
from terminal_app.ui.panels.chart.state import ChartState

AT_MOST = 5


class Comparing:
    """Keeps the compared symbols of one chart.

    Args:
        state: the chart.
        hub: candles.
        feed: brings them.
    """

    def __init__(self, state: ChartState, hub: MarketHub, feed: CandleFeed) -> None:
        self._state = state
        self._hub = hub
        self._feed = feed
        self._layers: dict[InstrumentId, CompareLayer] = {}
        self._sources: dict[InstrumentId, BarSource] = {}
        self.chosen: tuple[InstrumentId, ...] = ()

    @property
    def channels(self) -> list[Channel]:
        """The streams they need."""
        return [channel for source in self._sources.values() for channel in source.channels]

    @property
    def topics(self) -> frozenset[Topic]:
        """What changes them."""
        return frozenset(topic for source in self._sources.values() for topic in source.topics)

    def choose(self, chosen: Sequence[InstrumentId]) -> None:
        """Compare with these from now on; `show` draws them."""
        self.chosen = tuple(dict.fromkeys(chosen))[:AT_MOST]

    def show(self, instrument: InstrumentId, spec: BarSpec) -> None:
        """Draw them over the bars of an instrument, itself left out."""
        for layer in self._layers.values():
            self._state.remove_layer(layer)
        base = base_of(spec) if isinstance(spec, TradeBars) else spec
        self._sources = {
            other: TimedSource(self._hub, self._feed, other, base)
            for other in self.chosen
            if other != instrument
        }
        self._layers = {
            other: CompareLayer(str(other), _series_of(source), self._state.columns, colour)
            for colour, (other, source) in enumerate(self._sources.items())
        }
        for layer in self._layers.values():
            self._state.add_layer(layer)

    def of_layer(self, layer: object) -> InstrumentId | None:
        """The symbol of a layer, `None` when it is none of these."""
        return next((other for other, mine in self._layers.items() if mine is layer), None)

    def follow(self) -> None:
        """Take what has changed of their bars."""
        for source in self._sources.values():
            source.follow()

    def request_older(self) -> None:
        """Have those come that begin later than the bars they are compared with."""
        series = self._state.series
        if not series.length:
            return
        begin = series.bar(0).open_ms
        for source in self._sources.values():
            if not source.series.length or source.series.bar(0).open_ms >= begin:
                source.request_older()

    def remember(self) -> list[Mapping[str, str]]:
        """The symbols as JSON can hold them."""
        return [saved_instrument(other) for other in self.chosen]

    def recall(self, saved: object) -> None:
        """Take the symbols of an earlier run, without what is not understood."""
        if isinstance(saved, list):
            self.choose([other for other in map(instrument_from, saved) if other is not None])


def _series_of(source: BarSource) -> Callable[[], BarSeries]:
    return lambda: source.series
