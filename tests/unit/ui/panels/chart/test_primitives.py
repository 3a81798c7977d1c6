"""A buffer of rows that Qt reads in place."""

import numpy as np
import pytest
from PySide6.QtCore import QLine, QLineF, QRect

from terminal_app.ui.panels.chart.primitives import Primitives


def test_qt_reads_the_first_row_and_is_told_how_many_there_are() -> None:
    lines = Primitives(QLineF)
    lines.resize(3)
    lines.rows()[:] = [(1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12)]
    first, count = lines.drawn()
    assert (first, count) == (QLineF(1, 2, 3, 4), 3)


def test_a_rectangle_is_four_whole_numbers() -> None:
    rects = Primitives(QRect)
    rects.resize(1)
    rects.rows().view(np.int32)[:] = [(1, 2, 30, 40)]
    first, _ = rects.drawn()
    assert first.getCoords() == (1, 2, 30, 40)


@pytest.mark.parametrize("kind", [QRect, QLine, QLineF])
def test_it_is_not_made_anew_for_fewer_rows(kind: type[QRect | QLine | QLineF]) -> None:
    buffer = Primitives(kind)
    assert buffer.drawn()[1] == 0
    buffer.resize(5)
    before = buffer.rows().ctypes.data
    buffer.resize(2)
    assert (len(buffer.rows()), buffer.drawn()[1], buffer.rows().ctypes.data) == (2, 2, before)


def test_more_rows_than_before_are_read_from_where_they_are() -> None:
    lines = Primitives(QLine)
    for count in (1, 50, 2_000):
        lines.resize(count)
        lines.rows().view(np.int32)[:] = [(count, 2, 3, 4)] * count
        first, many = lines.drawn()
        assert (first, many) == (QLine(count, 2, 3, 4), count)
