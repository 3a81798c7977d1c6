"""Kept drawings, many of them as a picture, move with the bars and look as a fresh layer would paint them."""

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.drawings.layer import DrawingLayer
from terminal_app.ui.panels.chart.drawings.placing import Placed
from terminal_app.ui.panels.chart.drawings.still import StillPicture
from terminal_app.ui.panels.chart.drawings.values import COLOURS, Anchor, Dash, Drawing, Style, Tool
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers.examples import PERP
from tests.helpers.market import random_candles

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

LENGTH = 300
_FEW_PIXELS, _CLEARLY = 300, 40
_FEW, _MANY = 12, 120
FRAME = Frame(400.0, 300.0, 100.0, 4.0, 1, 1000.0, 1300.0)


class Chart:
    """A layer that is asked to paint again and again, and counts how often it keeps what it has painted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
        self.series = CandleSeries(Interval.M1)
        self.series.merge(random_candles(LENGTH))
        self.drawings = tuple(self._drawing(number) for number in range(count))
        self.colours = ChartColours(DARK)
        self.layer = self.fresh()
        self.made = self.pictures = 0
        make, hold = StillPicture.make, StillPicture.hold

        def counted(still: StillPicture, shows: Hashable, placed: Placed, frame: Frame, ratio: float) -> None:
            self.made += 1
            self.pictures += 1
            make(still, shows, placed, frame, ratio)

        def counted_few(still: StillPicture, shows: Hashable, placed: Placed, frame: Frame) -> None:
            self.made += 1
            hold(still, shows, placed, frame)

        monkeypatch.setattr(StillPicture, "make", counted)
        monkeypatch.setattr(StillPicture, "hold", counted_few)

    def fresh(self) -> DrawingLayer:
        """A layer that has not painted yet."""
        layer = DrawingLayer(lambda: PERP)
        layer.show_drawings(self.drawings)
        layer.follow(self.series, None)
        return layer

    def paint(self, frame: Frame, ratio: float = 1.0, layer: DrawingLayer | None = None) -> QImage:
        """The picture of a layer."""
        view = ChartView(frame, 0, 100, 200, LENGTH - 1, self.series.history_version, LENGTH, ratio)
        image = QImage(int(frame.width), int(frame.height), QImage.Format.Format_RGB32)
        image.fill(self.colours.background)
        painter = QPainter(image)
        (layer or self.layer).paint(painter, view, self.colours)
        painter.end()
        return image

    def same(self, frame: Frame, ratio: float = 1.0) -> bool:
        """Whether it is painted as a fresh layer would, but for the ends of a few strokes at the edges."""
        return differing(self.paint(frame, ratio), self.paint(frame, ratio, self.fresh())) < _FEW_PIXELS

    def settle(self) -> None:
        """Paint until it is kept."""
        while not self.made:
            self.paint(FRAME)

    def _drawing(self, number: int) -> Drawing:
        chance = Random(number)
        tools = (Tool.TREND, Tool.HORIZONTAL, Tool.VERTICAL, Tool.RAY, Tool.RECTANGLE, Tool.TEXT)
        tool = tools[number % len(tools)]
        x, y = chance.uniform(60, 240), chance.uniform(950, 1350)
        points = [
            Anchor(
                self.series.bar(0).open_ms + (x + k * chance.uniform(-40, 40)) * 60_000,
                Decimal(str(round(y + k * chance.uniform(-90, 90), 1))),
            )
            for k in range(tool.anchors)
        ]
        style = Style(number % COLOURS, list(Dash)[number % 2 * 2], 1 + number % 5 // 4)
        return Drawing(tool, tuple(points), style, text=f"Note {number}" if tool is Tool.TEXT else "")


@pytest.fixture(params=[_FEW, _MANY])
def chart(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Chart:
    """With few drawings, and with many."""
    return Chart(monkeypatch, request.param)


def differing(one: QImage, other: QImage) -> int:
    """How many pixels are clearly not the same: layers that lie over one another are rounded differently."""
    rows = [np.frombuffer(image.constBits(), np.uint8).astype(np.int16) for image in (one, other)]
    return int((np.abs(rows[0] - rows[1]).reshape(-1, 4).max(axis=1) > _CLEARLY).sum())


def moved(pixels: float) -> Frame:
    return FRAME._replace(left=FRAME.left + pixels / FRAME.spacing)


def test_it_moves_with_the_bars_and_shows_what_would_be_painted(chart: Chart) -> None:
    chart.settle()
    for pixels in (0, 1, 5, 90, 192, -3, -192):
        assert chart.same(moved(pixels)), pixels
    assert chart.made == 1


def test_it_is_made_anew_beyond_its_margin(chart: Chart) -> None:
    chart.settle()
    assert chart.same(moved(193))
    assert chart.same(moved(193))
    assert chart.made == 2


@pytest.mark.parametrize(
    "frame",
    [
        FRAME._replace(spacing=5.0),
        FRAME._replace(low=990.0),
        FRAME._replace(high=1310.0),
        FRAME._replace(log=True),
        FRAME._replace(width=420.0),
        FRAME._replace(height=280.0),
    ],
)
def test_zoom_scale_and_size_are_never_those_of_before(frame: Frame, chart: Chart) -> None:
    chart.settle()
    assert chart.same(frame)
    assert chart.same(frame)
    assert chart.same(FRAME)


def test_another_theme_other_pixels_and_new_bars_are_shown(chart: Chart) -> None:
    chart.settle()
    chart.colours.apply_theme(LIGHT)
    assert chart.same(FRAME)
    assert chart.same(FRAME)
    assert chart.same(FRAME, ratio=2.0)
    assert chart.same(FRAME, ratio=2.0)
    chart.series.merge(random_candles(LENGTH + 40))
    assert chart.same(FRAME)


def test_an_edited_a_hidden_and_a_removed_drawing_are_seen_at_once(chart: Chart) -> None:
    chart.settle()
    before = chart.paint(FRAME)
    first = chart.drawings[0]
    chart.drawings = (replace(first, style=Style(7)), *chart.drawings[1:])
    chart.layer.show_drawings(chart.drawings)
    assert chart.same(FRAME)
    chart.drawings = chart.drawings[: len(chart.drawings) // 2]
    chart.layer.show_drawings(chart.drawings)
    assert differing(chart.paint(FRAME), before) > _FEW_PIXELS
    assert chart.same(FRAME)
    chart.layer.show_all(shown=False)
    blank = QImage(400, 300, QImage.Format.Format_RGB32)
    blank.fill(chart.colours.background)
    assert chart.paint(FRAME) == blank


def test_what_is_under_the_hand_stands_over_the_picture(chart: Chart) -> None:
    chart.settle()
    plain = chart.paint(FRAME)
    live = replace(chart.drawings[10], style=Style(3))
    chart.layer.show_drawings(chart.drawings, live)
    chart.layer.select(live)
    assert chart.paint(FRAME) != plain


def test_few_drawings_have_no_picture_and_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = Chart(monkeypatch, _FEW)
    chart.settle()
    for pixels in (0, 1, 2, 3, 90, 192, -3, -192):
        frame = moved(pixels)
        assert differing(chart.paint(frame), chart.paint(frame, layer=chart.fresh())) == 0, pixels
    assert (chart.made, chart.pictures) == (1, 0)


def test_a_drawing_is_found_where_it_is_seen_after_a_move(chart: Chart) -> None:
    chart.settle()
    frame = moved(50)
    chart.paint(frame)
    view = ChartView(frame, 0, 100, 200, LENGTH - 1, chart.series.history_version, LENGTH, 1.0)
    spots = [(x, y) for x in range(5, 400, 40) for y in range(5, 300, 20)]
    fresh = chart.fresh()
    found = [chart.layer.at(x, y, view) for x, y in spots]
    assert found == [fresh.at(x, y, view) for x, y in spots]
    assert any(found)


def test_texts_at_the_edges_move_with_the_picture(chart: Chart) -> None:
    opened = chart.series.bar(0).open_ms
    notes = [
        Drawing(Tool.TEXT, (Anchor(opened + x * 60_000, Decimal(1020 + 12 * number)),), text=f"At {x}")
        for number, x in enumerate((98, 101, 110, 147, 150, 160, 190, 198, 199, 201, 215, 240))
    ]
    chart.drawings = (*chart.drawings, *notes)
    chart.layer.show_drawings(chart.drawings)
    chart.settle()
    for pixels in (0, 3, 17, 64, 131, 192, -1, -9, -80, -192):
        assert chart.same(moved(pixels)), pixels
    assert chart.made == 1


def test_the_picture_is_given_up_with_the_last_drawing(chart: Chart) -> None:
    chart.settle()
    kept, chart.drawings = chart.drawings, ()
    chart.layer.show_drawings(())
    blank = QImage(400, 300, QImage.Format.Format_RGB32)
    blank.fill(chart.colours.background)
    assert chart.paint(FRAME) == blank
    chart.drawings = kept
    chart.layer.show_drawings(kept)
    assert chart.same(FRAME)


def test_prices_on_the_axis_follow_scale_size_and_what_is_drawn(chart: Chart) -> None:
    view = ChartView(FRAME, 0, 100, 200, LENGTH - 1, chart.series.history_version, LENGTH, 1.0)
    frames = (
        FRAME,
        moved(9),
        FRAME._replace(low=990.0),
        FRAME._replace(high=1250.0),
        FRAME._replace(height=200.0),
        FRAME._replace(log=True),
        FRAME,
    )
    for frame in frames:
        tags = chart.layer.tags(view.framed(frame))
        assert tags == chart.fresh().tags(view.framed(frame))
        assert tags
    sharp = ChartView(FRAME, 0, 100, 200, LENGTH - 1, chart.series.history_version, LENGTH, 2.0)
    assert [tag.y * 2 for tag in chart.layer.tags(sharp)] == [tag.y for tag in chart.layer.tags(view)]
    before = list(chart.layer.tags(view))
    levels = [one for one in chart.drawings if one.tool is Tool.HORIZONTAL]
    chart.layer.select(next(one for one in levels if FRAME.low < one.anchors[0].price < FRAME.high))
    assert len(chart.layer.tags(view)) == len(before) + 1
    chart.layer.select(None)
    assert chart.layer.tags(view) == before
    left = tuple(one for one in chart.drawings if one.tool is not Tool.HORIZONTAL)
    chart.layer.show_drawings(left)
    assert chart.layer.tags(view) == []
    chart.layer.show_drawings(chart.drawings)
    assert chart.layer.tags(view) == before
