"""A drawing covers as many pixels as its width and its dashes say; thin lines stay as they are."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.drawings.painting import DrawingPainter
from terminal_app.ui.panels.chart.drawings.placing import Arrangement
from terminal_app.ui.panels.chart.drawings.values import WIDTHS, Anchor, Dash, Drawing, Style, Tool
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP
from tests.helpers.market import random_candles

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

FRAME = Frame(240.0, 120.0, 0.0, 4.0, 1, 1000.0, 1120.0)
_MINUTE = 60_000


def painted(drawing: Drawing, ratio: float = 1.0) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which pixels are not the ground, row by row."""
    series, painter = CandleSeries(Interval.M1), DrawingPainter()
    series.merge(random_candles(60))
    image = QImage(int(FRAME.width), int(FRAME.height), QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    over = QPainter(image)
    painter.begin(ChartColours(DARK), ratio)
    placed = Arrangement([drawing], PERP, series.step_ms).place(series, FRAME, painter.room(ratio))
    painter.paint_shapes(over, placed)
    over.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return np.asarray(pixels[:, :, :3].max(axis=2) > 0)


def at(bar: float, price: int) -> Anchor:
    return Anchor(random_candles(1)[0].open_ms + bar * _MINUTE, Decimal(price))


@pytest.mark.parametrize("width", WIDTHS)
def test_level_and_upright_lines_cover_their_width_in_every_row(width: int) -> None:
    level = painted(Drawing(Tool.HORIZONTAL, (at(10, 1060),), Style(width=width)))
    assert level.sum(axis=0).tolist() == [width] * int(FRAME.width)
    upright = painted(Drawing(Tool.VERTICAL, (at(30, 1060),), Style(width=width)))
    assert upright.sum(axis=1).tolist() == [width] * int(FRAME.height)


def test_a_wide_line_is_wider_on_a_finer_screen_and_the_thinnest_stays_a_pixel() -> None:
    for width, pixels in ((1, 1), (2, 3), (4, 7)):
        level = painted(Drawing(Tool.HORIZONTAL, (at(10, 1060),), Style(width=width)), ratio=2.0)
        assert set(level.sum(axis=0).tolist()) == {pixels}


def test_the_frame_of_a_rectangle_has_whole_corners() -> None:
    shown = painted(Drawing(Tool.RECTANGLE, (at(10, 1020), at(40, 1100)), Style(width=4)))
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    assert shown[rows[0], columns].all()
    assert shown[rows, columns[-1]].all()


@pytest.mark.parametrize("dash", [Dash.DASHED, Dash.DOTTED])
def test_dashes_grow_with_the_width(dash: Dash) -> None:
    shares, gaps = [], []
    for width in WIDTHS:
        shown = painted(Drawing(Tool.HORIZONTAL, (at(10, 1060),), Style(dash=dash, width=width)))
        (row,) = {tuple(one) for one in shown[shown.any(axis=1)].tolist()}
        assert shown.any(axis=1).sum() == width
        shares.append(sum(row) / len(row))
        gaps.append(sum(first and not then for first, then in pairwise(row)))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 3 * gaps[-1]
    assert max(shares) - min(shares) < 0.3


def test_a_sloping_line_is_as_wide_as_it_says() -> None:
    areas = [
        painted(Drawing(Tool.TREND, (at(5, 1010), at(50, 1100)), Style(width=width))).sum()
        for width in WIDTHS
    ]
    assert areas == sorted(areas)
    assert areas[-1] > 2 * areas[0]
