"""A pane fits its layers, keeps a range set by hand, and labels its axis with round numbers."""

from dataclasses import dataclass

import pytest

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
