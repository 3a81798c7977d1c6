"""Tests for `ui/panels/chart/marks.py`."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from terminal_app.core.account import Fill
from terminal_app.core.orders import Side
from terminal_app.market.candles import Column
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.marks import Mark, fill_columns, fill_marks
from terminal_app.ui.panels.chart.viewport import Viewport
from tests.helpers.ui_samples import fill

MINUTE = 60_000
OPEN_MS = np.arange(10, dtype=np.float64) * MINUTE
FRAME = Frame(width=100, height=200, left=-0.5, spacing=10, group=1, low=100, high=200)


def viewport() -> Viewport:
    made = Viewport()
    made.resize(100)
    made.spacing = 10
    made.right = 9.5
    return made


def at(time_ms: int, price: str, side: Side = Side.BUY, size: str = "1") -> Fill:
    return replace(fill(1, side), time_ms=time_ms, price=Decimal(price), size=Decimal(size))


def marks(*fills: Fill, open_ms: Column = OPEN_MS, frame: Frame = FRAME) -> list[Mark]:
    return fill_marks(fill_columns(fills), open_ms, MINUTE, viewport(), frame)


def test_a_fill_stands_at_its_bar_and_price() -> None:
    found = marks(at(4 * MINUTE, "175", Side.SELL), at(3 * MINUTE + 5, "150"))
    assert found == [Mark(35, 100, True), Mark(45, 50, False)]


def test_fills_without_a_bar_and_outside_the_picture_have_no_mark() -> None:
    assert marks(at(-1, "150"), at(10 * MINUTE, "150"), at(5 * MINUTE, "250")) == []
    assert marks(at(1, "150"), open_ms=OPEN_MS[:0]) == []
    assert marks() == []


def test_a_hole_in_the_candles_takes_no_fill() -> None:
    assert marks(at(5 * MINUTE + 9, "150"), open_ms=np.delete(OPEN_MS, 5)) == []


def test_fills_of_one_bar_and_side_are_one_mark_at_their_average_price() -> None:
    many = [at(3 * MINUTE + second, "150", size="3") for second in range(50)]
    found = marks(*many, at(3 * MINUTE, "190", size="50"), at(3 * MINUTE, "190", Side.SELL))
    assert found == [Mark(35, 20, False), Mark(35, 80, True, 51)]


def test_bars_drawn_as_one_share_a_mark() -> None:
    grouped = FRAME._replace(group=2, spacing=5)
    assert marks(at(2 * MINUTE, "150"), at(3 * MINUTE, "170"), frame=grouped) == [Mark(30, 80, True, 2)]


def test_a_size_of_nothing_marks_nothing() -> None:
    assert marks(at(MINUTE, "150", size="0")) == []
