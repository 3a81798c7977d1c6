"""Chips of our own orders: how sure one is can be seen without colour."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from terminal_app.core.orders import Side
from terminal_app.ui.panels.book.chip import ChipPainter, chip_font
from terminal_app.ui.panels.book.own import Standing
from terminal_app.ui.style import body_font
from terminal_app.ui.theme import DARK

pytestmark = pytest.mark.gui
BOX = QRect(0, 0, 60, 20)


def drawn(standing: Standing) -> QImage:
    """A chip with its size, without colours."""
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    ChipPainter(DARK).frame(painter, BOX, Side.BUY, standing)
    painter.setFont(chip_font(body_font(), standing))
    painter.drawText(BOX, Qt.AlignmentFlag.AlignCenter, "0.25")
    painter.end()
    mono = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return mono.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)


def test_no_two_standings_look_alike(qapp: QApplication) -> None:
    assert qapp is not None
    for one, other in combinations(Standing, 2):
        assert drawn(one) != drawn(other), (one, other)
