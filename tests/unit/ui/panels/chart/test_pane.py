"""A pane fits its layers, keeps a range set by hand, and labels its axis with round numbers."""

import random
from dataclasses import dataclass

import pytest

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.pane import Pane
from terminal_app.ui.panels.chart.pane_layer import PaneLayer, Range
from terminal_app.ui.panels.chart.shown import ChartView

VIEW = ChartView(Frame(800, 400, 0, 8, 1, 0, 1), 0, 0, 100, 99, 1, 100)


@dataclass
class Needs(PaneLayer):
    """A layer that wants a range."""

    wanted: Range | None

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        assert (level, first, stop) == (0, 0, 100)
        return self.wanted


def pane(*wanted: Range | None) -> Pane:
    return Pane("test", [Needs(one) for one in wanted])


def test_the_range_holds_every_layer_that_wants_one() -> None:
    frame = pane((10, 20), None, (15, 40)).fitted(VIEW, 200).frame
    assert (frame.height, frame.low < 10, frame.high > 40) == (200, True, True)
    assert 30 / (frame.high - frame.low) == pytest.approx(0.84)


@pytest.mark.parametrize("value", [0.0, 5.0, -3e9])
def test_equal_values_still_have_a_range(value: float) -> None:
    frame = pane((value, value)).fitted(VIEW, 200).frame
    assert frame.low < value < frame.high


def test_nothing_to_show_is_a_pane_all_the_same() -> None:
    frame = pane(None).fitted(VIEW, 200).frame
    assert (frame.low, frame.high) == (0, 1)


def test_a_range_set_by_hand_stays_until_it_is_taken_away() -> None:
    one = pane((10, 20))
    view = one.fitted(VIEW, 200)
    one.shift(50, view)
    assert one.fitted(VIEW, 200) == view  # there is nothing by hand to be moved
    one.stretch(2, view)
    wide = one.fitted(VIEW, 200)
    assert wide.frame.high - wide.frame.low == pytest.approx(2 * (view.frame.high - view.frame.low))
    one.shift(100, wide)
    assert one.fitted(VIEW, 200).frame.low == pytest.approx((wide.frame.low + wide.frame.high) / 2)
    one.manual_range = None
    assert one.fitted(VIEW, 200) == view


def test_a_log_pane_stretches_and_moves_by_ratios() -> None:
    one = pane((1, 100))
    one.log = True
    view = one.fitted(VIEW, 200)
    assert view.frame.log
    one.stretch(0.5, view)
    half = one.fitted(VIEW, 200).frame
    assert half.high / half.low == pytest.approx((view.frame.high / view.frame.low) ** 0.5)
    one.shift(200, one.fitted(VIEW, 200))
    assert one.fitted(VIEW, 200).frame.low == pytest.approx(half.high)


def test_what_reaches_zero_is_drawn_in_a_straight_scale() -> None:
    one = pane((0, 100))
    one.log = True
    assert not one.fitted(VIEW, 200).frame.log


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ((0, 1), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((-0.0004, 0.0004), ["−0.0004", "−0.0002", "0.0000", "0.0002", "0.0004"]),
        ((0, 60_000), ["0", "20.00K", "40.00K", "60.00K"]),
        ((20, 80), ["20", "40", "60", "80"]),
    ],
)
def test_labels_are_round_and_no_finer_than_they_need(wanted: Range, texts: list[str]) -> None:
    one = pane(wanted)
    one.margins = (0.05, 0.05)
    view = one.fitted(VIEW, 260)
    assert [tick.text for tick in one.ticks(view, 1.0)] == texts
    scaled = one.ticks(view, 2.0)
    assert all(0 <= tick.y <= 130 for tick in scaled)


def test_the_crosshair_reads_as_fine_as_a_pixel() -> None:
    one = pane((0, 1))
    view = one.fitted(VIEW, 200)
    assert one.text_at(view.frame.y_of(0.5), view) == "0.500"


def test_a_range_that_hardly_changes_stays_and_is_never_much_too_wide() -> None:
    frames = [pane((100.0, 200.0 + k / 10)).fitted(VIEW, 200).frame for k in range(1, 20)]
    assert len(set(frames)) == 1
    assert pane((100.0, 230.0)).fitted(VIEW, 200).frame != frames[0]
    for low, high in ((100.0, 200.1), (-3.0, 4.0), (0.00001, 0.00002), (6e4, 6.0001e4)):
        for log in (False, low > 0):
            one = pane((low, high))
            one.log = log
            frame = one.fitted(VIEW, 200).frame
            top, bottom = frame.y_of(high), frame.y_of(low)
            assert top >= 16 - 1e-6
            assert bottom <= 184 + 1e-6
            assert bottom - top >= 168 * 24 / 26


def spaced(spacing: float) -> ChartView:
    return VIEW.framed(VIEW.frame._replace(spacing=spacing))


def test_the_range_stands_while_bars_are_moved_over_it_until_it_no_longer_fits() -> None:
    one = pane((100.0, 200.0))
    (layer,) = one.layers
    assert isinstance(layer, Needs)
    first = one.fitted(VIEW, 200)
    for wanted in ((103.0, 200.0), (103.0, 196.0), (100.0, 200.0)):
        layer.wanted = wanted
        assert one.fitted(VIEW, 200) == first
    layer.wanted = (100.0, 205.0)
    higher = one.fitted(VIEW, 200)
    assert higher == pane((100.0, 205.0)).fitted(VIEW, 200)
    layer.wanted = (100.0, 170.0)
    assert one.fitted(VIEW, 200) == pane((100.0, 170.0)).fitted(VIEW, 200)


@pytest.mark.parametrize("log", [False, True])
def test_a_range_that_stands_holds_everything_and_is_never_much_wider_than_it_needs(log: bool) -> None:
    chance = random.Random(3)
    one = pane((100.0, 200.0))
    one.log = log
    (layer,) = one.layers
    assert isinstance(layer, Needs)
    low, high, changes, frames = 100.0, 200.0, 0, set()
    for _ in range(300):
        low, high = low + chance.uniform(-2, 2), high + chance.uniform(-2, 2)
        low, high = max(low, 20.0), max(high, low + 30, 60.0)
        layer.wanted = (low, high)
        frame = one.fitted(VIEW, 200).frame
        top, bottom = frame.y_of(high), frame.y_of(low)
        assert 16 - 1e-6 <= top < bottom <= 184 + 1e-6
        assert bottom - top >= 168 * 24 / 26 / 1.125
        changes += frame != pane_of(low, high, log=log)
        frames.add(frame)
    assert changes > 50  # else nothing has been tried
    assert len(frames) < 150


def pane_of(low: float, high: float, *, log: bool) -> Frame:
    one = pane((low, high))
    one.log = log
    return one.fitted(VIEW, 200).frame


def test_a_zoom_a_hand_and_another_scale_choose_the_range_anew() -> None:
    one = pane((100.0, 200.0))
    (layer,) = one.layers
    assert isinstance(layer, Needs)
    wide = one.fitted(VIEW, 200)
    layer.wanted = (104.0, 200.0)
    tight = pane((104.0, 200.0))
    assert one.fitted(VIEW, 200) == wide != tight.fitted(VIEW, 200)
    assert one.fitted(spaced(9.0), 200) == tight.fitted(spaced(9.0), 200)
    layer.wanted = (100.0, 200.0)
    one.fitted(VIEW, 200)
    layer.wanted = (104.0, 200.0)
    one.manual_range = (50.0, 60.0)
    one.fitted(VIEW, 200)
    one.manual_range = None
    assert one.fitted(VIEW, 200) == tight.fitted(VIEW, 200)
    one.log = tight.log = True
    assert one.fitted(VIEW, 200) == tight.fitted(VIEW, 200)


def test_other_bars_choose_the_range_anew() -> None:
    one = pane((100.0, 200.0))
    (layer,) = one.layers
    assert isinstance(layer, Needs)
    wide = one.fitted(VIEW, 200)
    layer.wanted = (104.0, 200.0)
    assert one.fitted(VIEW, 200) == wide
    one.follow(CandleSeries(Interval.M1), None)
    assert one.fitted(VIEW, 200) == pane((104.0, 200.0)).fitted(VIEW, 200)
