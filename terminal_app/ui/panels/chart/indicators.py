"""The indicators of one chart: which ones it shows, and the layers and panes that draw them.

The first indicator loads a library, so layers are built with the first frame after a change and never before
the window is shown.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.candles import BarSeries
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.catalogue import Gathered, live_indicator, spec_of
from terminal_app.market.indicators.chosen import COLOURS, MOST, Chosen, ChosenSet
from terminal_app.market.indicators.gathered_reckoning import CVD, FUNDING, OPEN_INTEREST
from terminal_app.market.indicators.gatherer import Gatherer
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.profile import VOLUME_PROFILE
from terminal_app.market.indicators.spec import BadParameterError, Place, Spec, Value
from terminal_app.market.indicators.templates import SetChoices
from terminal_app.market.indicators.vwap import ANCHORED_VWAP, SESSION_VWAP, begins_ms
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.indicator_layer import IndicatorLayer, usual_looks
from terminal_app.ui.panels.chart.pane import Pane
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer
from terminal_app.ui.panels.chart.profile_layer import ProfileLayer
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState

FRAME_SECONDS = 0.004
"""How long all indicators of a chart may reckon in one frame."""

_MOST_BARS = 50_000
"""So many bars are fetched for the start of a session: a month of minutes."""


class TemplateKeeping(Protocol):
    """Where templates are kept."""

    def read(self) -> Mapping[str, object]:
        """What was kept."""
        ...

    def keep(self, saved: Mapping[str, object]) -> None:
        """Keep this from now on."""
        ...


class TroubleLayer(PaneLayer):
    """Stands in the legend for an indicator that cannot be drawn, and says why."""

    def __init__(self, name: str, sentence: str) -> None:
        self.name = name
        self._sentence = sentence

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> tuple[LegendText, ...]:
        """The sentence."""
        del view, bar
        return (LegendText(self._sentence, colours.warning),)


class ChartIndicators(QObject):
    """What a chart shows besides its candles.

    Signals:
        changed: another set is on show; the chart is to be drawn anew.

    Args:
        state: gets the layers and panes.
        hub: tells the time.
        gatherer: what is known besides candles; without it, there is nothing besides.
        parent: owns this object.
    """

    changed = Signal()

    def __init__(
        self, state: ChartState, hub: MarketHub, gatherer: Gatherer | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._clock = hub.clock
        self._gatherer = gatherer
        self._choices = SetChoices()
        self._instrument: InstrumentId | None = None
        self._chosen = ChosenSet()
        self._layers: list[PaneLayer] = []
        self._panes: list[Pane] = []
        self._lives: dict[object, LiveIndicator] = {}
        self._before: dict[object, LiveIndicator] = {}
        self._built = True
        self._vwaps: list[Mapping[str, Value]] = []
        self._until = 0.0

    @property
    def chosen(self) -> ChosenSet:
        """What is on show."""
        return self._chosen

    @property
    def pending(self) -> bool:
        """Whether values are missing because there was no time for them yet."""
        layers = [layer for layer in self._layers if isinstance(layer, IndicatorLayer)]
        return not self._built or any(layer.live.pending for layer in layers)

    def channels(self, instrument: InstrumentId) -> list[Channel]:
        """The streams that the indicators on show need besides the candles."""
        names = {item.name for item in self._chosen.items}
        feeds = [Feed.TRADES] if CVD.name in names else []
        feeds += [Feed.TICKER] if names & {OPEN_INTEREST.name, FUNDING.name} else []
        return [Channel(feed, instrument) for feed in feeds]

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the set that this instrument was last seen with."""
        self._instrument = instrument
        self._show(self._choices.of(_key(instrument)))

    def choose(self, chosen: ChosenSet) -> None:
        """Show another set."""
        if self._instrument is not None:
            self._choices.choose(_key(self._instrument), chosen)
        self._show(chosen)
        self.changed.emit()

    def add(self, spec: Spec) -> int | None:
        """Show one more indicator, in colours that no other has as far as there are any.

        Returns:
            Its number, `None` when there are as many as can be.
        """
        items = self._chosen.items
        if len(items) >= MOST:
            return None
        used = {look.colour for item in items for look in item.looks.values()}
        free = next((colour for colour in range(COLOURS) if colour not in used), len(items) % COLOURS)
        looks = {name: look for name, look in usual_looks(spec, free).items() if look.colour is not None}
        self.choose(replace(self._chosen, items=(*items, Chosen(spec.name, {}, looks))))
        return len(items)

    def remove(self, number: int) -> None:
        """Show one no longer."""
        items = self._chosen.items
        self.choose(replace(self._chosen, items=items[:number] + items[number + 1 :]))

    def change(self, number: int, item: Chosen) -> None:
        """Set one another way."""
        items = self._chosen.items
        self.choose(replace(self._chosen, items=(*items[:number], item, *items[number + 1 :])))

    def move(self, number: int, to: int) -> None:
        """Put one elsewhere in the order."""
        items = list(self._chosen.items)
        items.insert(to, items.pop(number))
        self.choose(replace(self._chosen, items=tuple(items)))

    def number_of(self, layer: PaneLayer) -> int | None:
        """Which of the set a layer draws, `None` when it is none of ours."""
        return next((number for number, one in enumerate(self._layers) if one is layer), None)

    def lacks_bars(self, series: BarSeries) -> bool:
        """Whether the newest bar has no value on some indicator until older bars come, within reason."""
        if not series.length:
            return False
        oldest, newest = (series.bar(at).open_ms for at in (0, series.length - 1))
        earliest = newest - _MOST_BARS * series.step_ms
        return any(earliest <= begins_ms(values, newest) < oldest for values in self._vwaps)

    def begin_frame(self) -> None:
        """A frame is about to be painted: build what is missing, and start the time for reckoning."""
        if not self._built:
            self._built = True
            self._build()
        self._until = self._clock.monotonic() + FRAME_SECONDS
        names = {item.name for item in self._chosen.items}
        if self._gatherer is not None and self._instrument is not None and FUNDING.name in names:
            self._gatherer.want_funding(self._instrument)

    def remember(self) -> Mapping[str, object]:
        """The sets by instrument, as JSON can hold them."""
        return self._choices.remember()

    def recall(self, saved: object) -> None:
        """Take the sets of an earlier run."""
        self._choices.recall(saved)
        if self._instrument is not None:
            self._show(self._choices.of(_key(self._instrument)))

    def _show(self, chosen: ChosenSet) -> None:
        self._take_away()
        self._chosen = chosen
        self._built = not chosen.items
        self._vwaps = []

    def _take_away(self) -> None:
        for pane in self._panes:
            self._state.remove_pane(pane)
        for layer in self._layers:
            self._state.remove_layer(layer)
        self._panes, self._layers = [], []

    def _build(self) -> None:
        shared: dict[int, Pane] = {}
        self._before, self._lives = self._lives, {}
        for item in self._chosen.items:
            layer, place = self._layer(item)
            self._layers.append(layer)
            number = item.pane if item.pane is not None else (0 if place is Place.PRICE else None)
            if number == 0:
                self._state.add_layer(layer, under=isinstance(layer, ProfileLayer))
            elif number in shared:
                shared[number].layers.append(layer)
            else:
                pane = Pane(item.name if number is None else f"pane {number}", [layer])
                self._state.add_pane(pane)
                self._panes.append(pane)
                if number is not None:
                    shared[number] = pane

    def _layer(self, item: Chosen) -> tuple[PaneLayer, Place]:
        try:
            spec = spec_of(item.name)
            values = spec.checked(item.values)
        except BadParameterError as error:
            return TroubleLayer(item.name, str(error)), Place.PRICE
        name = spec.label(values)
        if spec in (SESSION_VWAP, ANCHORED_VWAP):
            self._vwaps.append(values)
        if spec is VOLUME_PROFILE:
            return ProfileLayer(name, values), Place.PRICE
        place = spec.place_with(values)
        on_prices = item.pane == 0 or (item.pane is None and place is Place.PRICE)
        live = self._live(spec, values)
        drawn = Place.PRICE if on_prices else Place.OWN
        return IndicatorLayer(spec, name, live, item.looks, drawn, self._may_go_on), place

    def _live(self, spec: Spec, values: Mapping[str, Value]) -> LiveIndicator:
        """The values of an indicator: those it had before the set changed, if it was on show already."""
        key = (self._instrument, spec.name, tuple(values.items()))
        live = self._lives.get(key) or self._before.get(key)
        if live is None:
            live = live_indicator(spec, values, self._gathered(), _moment)
        self._lives[key] = live
        return live

    def _gathered(self) -> Gathered:
        if self._gatherer is None or self._instrument is None:
            return Gathered()
        return self._gatherer.of(self._instrument)

    def _may_go_on(self) -> bool:
        return self._clock.monotonic() < self._until


def _key(instrument: InstrumentId) -> str:
    return f"{instrument.product.value}:{instrument.symbol}"


def _moment(time_ms: int) -> str:
    return fmt.date_time(time_ms)
