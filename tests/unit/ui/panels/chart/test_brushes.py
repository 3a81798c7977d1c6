"""Rectangles land on exactly their pixels, and texts are laid out once."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from terminal_app.ui.panels.chart.brushes import RectPainter, Texts

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def painted(rects: list[tuple[int, int, int, int]]) -> set[tuple[int, int]]:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    brush = RectPainter()
    brush.paint(painter, np.array([(0, 0, 7, 7)] * 3, np.int32), QColor("black"))
    brush.paint(painter, np.array(rects, np.int32).reshape(-1, 4), QColor("white"))
    painter.end()
    white = QColor("white")
    return {(x, y) for x in range(8) for y in range(8) if image.pixelColor(x, y) == white}


def test_right_and_bottom_belong_to_a_rectangle() -> None:
    assert painted([(1, 2, 2, 3), (5, 5, 5, 5)]) == {(1, 2), (2, 2), (1, 3), (2, 3), (5, 5)}


def test_an_upside_down_rectangle_and_none_paint_nothing() -> None:
    assert painted([(1, 5, 2, 4)]) == set()
    assert painted([]) == set()


def test_texts_are_measured_in_their_font() -> None:
    texts = Texts(11)
    assert texts.width("64 210.5") == texts.metrics.horizontalAdvance("64 210.5")
    assert texts.width("0000") == texts.width("1111")  # figures of one width


def test_many_texts_are_forgotten_again() -> None:
    texts = Texts(11)
    widths = [texts.width(str(number)) for number in range(2_500)]
    assert texts.width("7") == widths[7]
