"""Tests for `ui/panels/chart/marks.py`."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from terminal_app.core.account import Fill
from terminal_app.core.orders import Side
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.marks import AT_MOST, Mark, fill_marks
from terminal_app.ui.panels.chart.viewport import Viewport
from tests.helpers.ui_samples import fill

MINUTE = 60_000
OPEN_MS = np.arange(10, dtype=np.float64) * MINUTE
FRAME = Frame(width=100, height=200, left=-0.5, spacing=10, group=1, low=100, high=200, volume_top=1)


def viewport() -> Viewport:
    made = Viewport()
    made.resize(100)
    made.spacing = 10
    made.right = 9.5
    return made


def at(time_ms: int, price: str, side: Side = Side.BUY) -> Fill:
    return replace(fill(1, side), time_ms=time_ms, price=Decimal(price))


def test_a_fill_stands_at_its_bar_and_price() -> None:
    fills = [at(3 * MINUTE + 5, "150"), at(4 * MINUTE, "175", Side.SELL)]
    marks = fill_marks(fills, OPEN_MS, MINUTE, viewport(), FRAME)
    assert marks == [Mark(35, 100, True), Mark(45, 50, False)]


def test_fills_without_a_bar_and_outside_the_picture_have_no_mark() -> None:
    fills = [at(-1, "150"), at(10 * MINUTE, "150"), at(5 * MINUTE, "250")]
    assert fill_marks(fills, OPEN_MS, MINUTE, viewport(), FRAME) == []
    assert fill_marks([at(1, "150")], OPEN_MS[:0], MINUTE, viewport(), FRAME) == []


def test_a_hole_in_the_candles_takes_no_fill() -> None:
    holed = np.delete(OPEN_MS, 5)
    assert fill_marks([at(5 * MINUTE + 9, "150")], holed, MINUTE, viewport(), FRAME) == []


def test_one_mark_for_each_pixel_and_not_too_many() -> None:
    same = [at(3 * MINUTE + second, "150") for second in range(50)]
    assert len(fill_marks(same, OPEN_MS, MINUTE, viewport(), FRAME)) == 1
    wide = FRAME._replace(height=100_000)
    many = [at(3 * MINUTE, str(Decimal(100) + Decimal(n) / 20)) for n in range(AT_MOST * 2)]
    assert len(fill_marks(many, OPEN_MS, MINUTE, viewport(), wide)) == AT_MOST
