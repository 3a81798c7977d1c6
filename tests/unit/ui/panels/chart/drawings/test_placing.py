"""Many drawings in a picture at once: their strokes, boxes and texts stand where their anchors are."""

from decimal import Decimal

import pytest

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.drawings.placing import DOWN, UP, Arrangement, Placed, Room
from terminal_app.ui.panels.chart.drawings.shapes import EXTENSION, RETRACEMENT, extended, retraced
from terminal_app.ui.panels.chart.drawings.values import Anchor, Drawing, Style, Tool
from terminal_app.ui.panels.chart.geometry import Frame
from tests.helpers.examples import PERP
from tests.helpers.market import random_candles

BARS = CandleSeries(Interval.M1)
BARS.merge(random_candles(300))
ROOM = Room(40, 14)
FRAME = Frame(800.0, 400.0, 200.0, 8.0, 1, 1000.0, 1400.0)
"""A pixel is a unit of price, and bar 200 is at the left edge."""


def at(bar: float, price: float) -> Anchor:
    return Anchor(BARS.bar(0).open_ms + bar * 60_000, Decimal(str(price)))


def placed(*drawings: Drawing, frame: Frame = FRAME) -> Placed:
    return Arrangement(drawings, PERP, BARS.step_ms).place(BARS, frame, ROOM)


def strokes(tool: Tool, *anchors: Anchor, frame: Frame = FRAME) -> list[list[float]]:
    made: list[list[float]] = placed(Drawing(tool, anchors), frame=frame).strokes.tolist()
    return made


def test_a_horizontal_goes_from_edge_to_edge() -> None:
    assert strokes(Tool.HORIZONTAL, at(5, 1300)) == [[0, 100, 799, 100]]


def test_a_vertical_goes_from_top_to_bottom() -> None:
    assert strokes(Tool.VERTICAL, at(250, 9)) == [[400, 0, 400, 399]]


def test_a_trend_ends_at_its_points_and_a_ray_does_not() -> None:
    points = at(210, 1300), at(220, 1280)
    assert strokes(Tool.TREND, *points) == [[80, 100, 160, 120]]
    assert strokes(Tool.RAY, *points) == [[80, 100, 799, pytest.approx(279.75)]]


@pytest.mark.parametrize("log", [False, True])
def test_the_rails_of_a_channel_are_parallel_and_go_through_the_third_point(log: bool) -> None:
    through = at(215, 1200)
    made = placed(
        Drawing(Tool.CHANNEL, (at(210, 1300), at(220, 1290), through)), frame=FRAME._replace(log=log)
    )
    slopes = [(row[3] - row[1]) / (row[2] - row[0]) for row in made.strokes]
    assert slopes[1:] == [pytest.approx(slopes[0]), pytest.approx(slopes[0])]
    x = 15 * 8.0
    first, second, middle = (row[1] + (x - row[0]) * slopes[0] for row in made.strokes)
    assert second == pytest.approx(FRAME._replace(log=log).y_of(1200))
    assert middle == pytest.approx((first + second) / 2)


def test_a_rectangle_has_four_sides_and_a_box_in_its_colour() -> None:
    made = placed(Drawing(Tool.RECTANGLE, (at(220, 1200), at(210, 1300)), Style(5)))
    assert made.shades.tolist() == [[80, 100, 160, 200]]
    assert made.shade_tints.tolist() == [5]
    assert len(made.strokes) == 4
    assert set(made.tints.tolist()) == {5}


def test_the_levels_of_fibonacci_are_shares_of_the_move() -> None:
    made = placed(Drawing(Tool.FIBONACCI, (at(210, 1100), at(230, 1300))))
    levels = made.strokes[1:]
    assert [row[1] for row in levels] == pytest.approx([100 + 200 * float(share) for share in RETRACEMENT])
    assert {(row[0], row[2]) for row in levels.tolist()} == {(80, 240)}
    texts = [note.note.lines[0].replace("\u2009", "") for note in made.notes]
    assert texts[0] == "0 · 1300.0"
    assert texts[4] == "0.618 · 1176.4"
    assert texts[-1] == "1 · 1100.0"


def test_an_extension_lays_the_move_on_again_and_goes_on_to_the_edge() -> None:
    made = placed(Drawing(Tool.EXTENSION, (at(210, 1100), at(220, 1150), at(230, 1120))))
    levels = made.strokes[2:].tolist()
    assert [row[1] for row in levels] == pytest.approx([280 - 50 * float(share) for share in EXTENSION])
    assert {(row[0], row[2]) for row in levels} == {(240, FRAME.width - 1)}
    texts = [note.note.lines[0].replace("\u2009", "") for note in made.notes]
    assert texts[-1] == "2.618 · 1250.9"
    down = extended(Decimal(120), Decimal(100), Decimal(110), Decimal("1.618"))
    assert down == Decimal("77.640")


def test_levels_can_be_chosen_and_none_lies_below_zero() -> None:
    chosen = (Decimal("0.5"), Decimal(20))
    made = placed(Drawing(Tool.FIBONACCI, (at(210, 1100), at(230, 1300)), levels=chosen))
    assert [row[1] for row in made.strokes[1:].tolist()] == [200]
    assert [note.note.lines for note in made.notes] == [("0.5 · 1\u2009200.0",)]


def test_a_text_at_a_horizontal_stands_at_the_edge() -> None:
    (note,) = placed(Drawing(Tool.HORIZONTAL, (at(210, 1200),), text="Weekly high")).notes
    assert (note.note.lines, note.x) == (("Weekly high",), FRAME.width)
    assert placed(Drawing(Tool.HORIZONTAL, (at(210, 1200),))).notes == []


def test_a_level_is_exact() -> None:
    assert retraced(Decimal("64000.1"), Decimal("65000.3"), Decimal("0.618")) == Decimal("64382.1764")


def test_a_position_shows_gain_and_loss() -> None:
    made = placed(Drawing(Tool.LONG, (at(210, 1200), at(230, 1300), at(230, 1150))))
    assert made.shades.tolist() == [[80, 100, 240, 200], [80, 200, 240, 250]]
    assert made.shade_tints.tolist() == [UP, DOWN]
    assert [row[1] for row in made.strokes] == [100, 200, 250]


def test_a_measure_is_up_or_down() -> None:
    up = placed(Drawing(Tool.MEASURE, (at(210, 1200), at(230, 1300))))
    down = placed(Drawing(Tool.MEASURE, (at(210, 1300), at(230, 1200))))
    assert (up.shade_tints.tolist(), down.shade_tints.tolist()) == ([UP], [DOWN])
    assert up.notes[0].note.lines[1] == "20 bars, 20m"


def test_what_is_out_of_sight_is_left_out() -> None:
    made = placed(
        Drawing(Tool.TREND, (at(10, 1200), at(30, 1300))),
        Drawing(Tool.RECTANGLE, (at(10, 1200), at(30, 1300))),
        Drawing(Tool.LONG, (at(10, 1200), at(30, 1300), at(30, 1150))),
        Drawing(Tool.HORIZONTAL, (at(210, 2000),)),
        Drawing(Tool.VERTICAL, (at(10, 1200),)),
        Drawing(Tool.TEXT, (at(10, 1200),), text="far"),
    )
    assert len(made.strokes) == len(made.shades) == 0
    assert [note.note.lines[0] for note in made.notes if note.x >= 0] == []


def test_the_nearest_is_found_and_of_two_the_newest() -> None:
    made = placed(
        Drawing(Tool.HORIZONTAL, (at(210, 1300),)),
        Drawing(Tool.HORIZONTAL, (at(210, 1294),)),
        Drawing(Tool.HORIZONTAL, (at(250, 1294),)),
    )
    assert made.near(400, 101, 5) == 0
    assert made.near(400, 105, 5) == 2
    assert made.near(400, 150, 5) is None
    assert placed().near(400, 100, 5) is None


def test_new_bars_move_nothing_that_has_its_moment() -> None:
    bars = CandleSeries(Interval.M1)
    candles = random_candles(300)
    bars.merge(candles[:250])
    one = Arrangement([Drawing(Tool.TREND, (at(210, 1300), at(280, 1280)))], PERP, bars.step_ms)
    before = one.place(bars, FRAME, ROOM).strokes.tolist()
    bars.merge(candles[250:])
    assert one.place(bars, FRAME, ROOM).strokes.tolist() == before


def test_shades_cover_no_more_than_a_picture_the_newest_first() -> None:
    whole = [Drawing(Tool.RECTANGLE, (at(190, 900), at(310, 1500)), Style(number)) for number in range(4)]
    small = Drawing(Tool.RECTANGLE, (at(210, 1200), at(220, 1300)), Style(6))
    made = placed(*whole, small)
    assert made.shade_tints.tolist() == [3, 6]


def test_of_very_many_texts_the_widest_are_shown() -> None:
    many = [Drawing(Tool.MEASURE, (at(205, 1200), at(225 + k / 10, 1300))) for k in range(100)]
    texts = placed(*many, Drawing(Tool.TEXT, (at(210, 1100),), text="here")).notes
    assert [note.owner for note in texts] == [*range(74, 100), 100]
