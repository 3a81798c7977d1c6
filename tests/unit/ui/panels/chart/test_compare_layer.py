"""A compared symbol keeps to the times of the bars and begins where they begin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Candle, Interval
from terminal_app.market.candles import BarSeries, CandleSeries
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.compare_layer import CompareLayer, closes_at
from terminal_app.ui.panels.chart.look import Look, ScaleKind
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP
from tests.helpers.market import START_MS, candle, candles_of, random_candles

MINUTE = Interval.M1.ms
OURS = random_candles(400)


def cheaper(bar: Candle) -> Candle:
    return bar._replace(close=bar.close / 20, high=bar.high / 20, low=bar.low / 20)


THEIRS = [cheaper(bar) for bar in random_candles(400, seed=4)]
actions = st.tuples(st.sampled_from(["ours", "theirs", "older", "tick", "look"]), st.integers(1, 9))


class Stage:
    """A chart with another symbol over it."""

    def __init__(self, ours: int = 300, theirs: int = 300) -> None:
        series = CandleSeries(Interval.M1)
        series.merge(OURS[:ours])
        self.other = CandleSeries(Interval.M1)
        self.other.merge(THEIRS[:theirs])
        self.state = ChartState()
        self.state.viewport.resize(800)
        self.state.show(series, PERP)
        self.state.wear(Look(scale=ScaleKind.PERCENT))
        self.layer = CompareLayer("ETHUSDT", self.series, self.state.columns, 0)
        self.state.add_layer(self.layer)

    def series(self) -> BarSeries:
        return self.other

    def view(self) -> ChartView:
        view = self.state.build(800, 500)
        assert view is not None
        return view


def test_closes_are_those_of_the_same_time_or_the_last_before() -> None:
    other = CandleSeries(Interval.M1)
    other.merge([candle(START_MS + minute * MINUTE, str(10 + minute)) for minute in (2, 3, 6)])
    times = np.array([START_MS + minute * MINUTE for minute in range(8)], dtype=np.float64)
    found = closes_at(times, other)
    assert np.isnan(found[:2]).all()
    assert found[2:].tolist() == [12, 13, 13, 13, 16, 16]
    assert np.isnan(closes_at(times, CandleSeries(Interval.M1))).all()


def test_both_have_one_value_at_the_first_bar_in_sight() -> None:
    stage = Stage()
    view = stage.view()
    base = stage.state.percent_base(view)
    low, high = stage.layer.value_range(view.level, view.first, view.stop) or (0, 0)
    theirs = stage.other.view().close[view.first : view.stop]
    assert low == pytest.approx(base * theirs.min() / theirs[0])
    assert high == pytest.approx(base * theirs.max() / theirs[0])
    assert view.frame.low < low < high < view.frame.high


def test_the_legend_tells_the_percent_at_a_bar() -> None:
    stage = Stage()
    view = stage.view()
    theirs = stage.other.view().close
    change = (theirs[250] / theirs[view.first] - 1) * 100
    (value,) = stage.layer.legend(view, 250, ChartColours(DARK))
    assert value.text.replace("−", "-").replace("+", "") == f"{change:.2f}%"


@given(st.lists(actions, max_size=14))
def test_what_was_followed_equals_a_fresh_look(steps: list[tuple[str, int]]) -> None:
    stage = Stage(200, 190)
    ours, theirs = 200, 190
    series = candles_of(stage.state.series)
    for action, amount in steps:
        if action == "ours":
            series.merge(OURS[ours : ours + amount])
            ours = min(400, ours + amount)
        elif action == "theirs":
            stage.other.merge(THEIRS[theirs : theirs + amount])
            theirs = min(400, theirs + amount)
        elif action == "older":
            stage.other.merge([candle(START_MS - amount * MINUTE, "3000")])
        elif action == "tick":
            bar = THEIRS[theirs - 1]
            stage.other.merge([bar._replace(close=bar.close + amount, volume=bar.volume + amount)])
        else:
            stage.view()
    view = stage.view()
    fresh = CompareLayer("fresh", stage.series, stage.state.columns, 0)
    fresh.follow(series, None)
    window = (view.level, view.first, view.stop)
    assert stage.layer.value_range(*window) == pytest.approx(fresh.value_range(*window))


def test_a_tick_leaves_the_closed_part_alone() -> None:
    stage = Stage()
    key = stage.layer.key(stage.view())
    bar = THEIRS[299]
    stage.other.merge([bar._replace(close=bar.close + 1, volume=bar.volume + 1)])
    assert stage.layer.key(stage.view()) == key
    stage.other.merge([THEIRS[250]._replace(close=bar.close, volume=bar.volume + 1_000)])
    assert stage.layer.key(stage.view()) != key


def test_nothing_is_drawn_of_a_symbol_without_candles() -> None:
    stage = Stage(theirs=0)
    view = stage.view()
    assert stage.layer.value_range(view.level, view.first, view.stop) is None
