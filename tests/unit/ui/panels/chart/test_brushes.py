"""Rectangles land on exactly their pixels, and texts are laid out once."""

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from terminal_app.ui.panels.chart.brushes import Kept, RectPainter, Texts

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


def test_what_is_a_pixel_wide_covers_the_same_pixels() -> None:
    assert painted([(1, 2, 1, 4), (5, 5, 5, 5)]) == {(1, 2), (1, 3), (1, 4), (5, 5)}
    assert painted([(1, 5, 1, 4), (3, 0, 3, 0)]) == {(3, 0)}
    assert painted([(7, -3, 7, 9)]) == {(7, y) for y in range(8)}


class Canvas:
    """Something to paint on that counts how often it was asked to paint, and shows a colour."""

    def __init__(self, ratio: float = 1.0) -> None:
        self.ratio = ratio
        self.kept = Kept()
        self.asked = 0

    def show(self, colour: str, size: int = 4) -> QColor:
        image = QImage(round(8 * self.ratio), round(8 * self.ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        painter = QPainter(image)

        def paint(inside: QPainter) -> None:
            self.asked += 1
            inside.fillRect(0, 0, size, size, QColor(colour))

        self.kept.paint(painter, QSizeF(size, size), (colour,), paint)
        painter.end()
        return image.pixelColor(round((size - 1) * self.ratio), 0)


def test_what_is_painted_again_is_kept_and_copied() -> None:
    canvas = Canvas()
    assert [canvas.show("red") for _ in range(4)] == [QColor("red")] * 4
    assert canvas.asked == 2


def test_what_changes_with_every_paint_is_never_kept() -> None:
    canvas = Canvas()
    assert [canvas.show(one) for one in ("red", "blue", "red")] == [QColor(c) for c in ("red", "blue", "red")]
    assert canvas.asked == 3


def test_a_kept_picture_goes_with_what_it_shows_its_size_and_the_pixels_of_the_screen() -> None:
    canvas = Canvas()
    for _ in range(2):
        canvas.show("red")
    assert canvas.show("blue") == QColor("blue")
    for _ in range(2):
        canvas.show("red")
    assert canvas.show("red", size=6) == QColor("red")
    canvas.ratio = 2.0
    asked = canvas.asked
    assert canvas.show("red", size=6) == QColor("red")
    assert canvas.asked == asked + 1
