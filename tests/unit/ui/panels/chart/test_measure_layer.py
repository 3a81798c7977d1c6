"""Tests for `ui/panels/chart/measure_layer.py`."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.measure_layer import MeasureLayer
from terminal_app.ui.panels.chart.shown import MeasurePlace
from terminal_app.ui.theme import DARK

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

WIDTH, HEIGHT = 400, 300
TEXTS = ("+64.0 (+0.10%)", "45 bars, 45m")


def layer_of(x0: int, y0: int, x1: int, y1: int, *, up: bool = True) -> MeasureLayer:
    layer = MeasureLayer(ChartColours(DARK))
    layer.place(0, 0, WIDTH, HEIGHT)
    layer.show_measure(MeasurePlace(x0, y0, x1, y1, up, TEXTS))
    return layer


def picture(layer: MeasureLayer) -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.surface))
    painter = QPainter(image)
    layer.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


@pytest.mark.parametrize(("up", "colour"), [(True, DARK.buy), (False, DARK.sell)])
def test_a_frame_in_the_colour_of_the_direction(up: bool, colour: str) -> None:
    image = picture(layer_of(100, 200, 250, 120, up=up))
    for x, y in ((100, 160), (250, 160), (180, 120), (180, 200)):
        assert image.pixelColor(x, y) == QColor(colour)
    inside = image.pixelColor(180, 160)
    assert inside not in (QColor(colour), QColor(DARK.surface))


@pytest.mark.parametrize("end", [(0, 0), (399, 0), (0, 299), (399, 299), (200, 150)])
def test_the_texts_stay_in_the_plot_and_beside_the_end(end: tuple[int, int]) -> None:
    layer = layer_of(200, 150, *end)
    box = layer.note_box()
    assert box is not None
    assert layer.box.contains(box)


def test_no_measure_paints_nothing() -> None:
    layer = layer_of(100, 200, 250, 120)
    assert layer.isVisible()
    layer.show_measure(None)
    assert not layer.isVisible()
    assert layer.note_box() is None
    assert picture(layer).pixelColor(100, 160) == QColor(DARK.surface)
