"""Tests for `ui/panels/chart/line_layer.py`: what is painted where, and how little when one thing changes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.line_layer import LineLayer
from terminal_app.ui.panels.chart.line_places import LABEL_PX, Touched, button_middle, place, sized
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, Pattern, Tint
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import DARK, LIGHT, theme_for

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

WIDTH, HEIGHT = 500, 300
BUY = Line(
    LineKind.ORDER, "buy", Decimal(150), "▲ Buy 1", Tint.BUY, actions=(LineAction.CANCEL,), movable=True
)
SELL = replace(BUY, id="sell", price=Decimal(190), text="▼ Sell 1", tint=Tint.SELL)


class Watched(LineLayer):
    """Remembers what it wanted painted."""

    def __init__(self) -> None:
        self.touched_parts: list[QRectF] = []
        super().__init__(ChartColours(DARK))

    def touch(self, part: QRectF) -> None:
        self.touched_parts.append(part)


def show(layer: LineLayer, *lines: Line, ratio: float = 1.0, height: int = HEIGHT) -> None:
    frame = Frame(WIDTH * ratio, height * ratio, 0, 8, 1, 100, 200)
    layer.place(0, 0, WIDTH, height)
    layer.show_lines(*place(sized(lines, layer.width_of), frame, ratio), ratio)


def picture(layer: LineLayer, ratio: int = 1) -> QImage:
    image = QImage(WIDTH * ratio, HEIGHT * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(DARK.surface))
    painter = QPainter(image)
    layer.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def row(image: QImage, y: int, start: int = 300) -> list[str]:
    return [image.pixelColor(x, y).name() for x in range(start, image.width())]


def test_a_line_crosses_the_plot_in_its_colour_and_one_pixel() -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, BUY, SELL)
    image = picture(layer)
    assert set(row(image, 150)) == {DARK.buy.lower()}
    assert set(row(image, 30)) == {DARK.sell.lower()}
    assert set(row(image, 149)) | set(row(image, 151)) == {DARK.surface.lower()}


@pytest.mark.parametrize(("pattern", "share"), [(Pattern.DASHED, 0.6), (Pattern.DOTTED, 0.25)])
def test_what_is_not_certain_is_broken(pattern: Pattern, share: float) -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, replace(BUY, pattern=pattern))
    colours = row(picture(layer), 150)
    assert colours.count(DARK.buy.lower()) / len(colours) == pytest.approx(share, abs=0.05)


def test_twice_the_pixels_make_lines_of_one_device_pixel_and_sharp_labels() -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, BUY, ratio=2.0)
    image = picture(layer, 2)
    assert set(row(image, 300, 700)) == {DARK.buy.lower()}
    assert set(row(image, 301, 700)) == {DARK.surface.lower()}


def test_a_label_away_from_its_line_has_a_stroke_that_leads_to_it() -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, *(replace(BUY, id=str(number), text="▲ Buy") for number in range(3)))
    image = picture(layer)
    above, below = layer.placed[0], layer.placed[2]
    x = PAD + above.width + 4
    assert {image.pixelColor(x, y).name() for y in range(above.middle, 150)} == {DARK.buy.lower()}
    assert {image.pixelColor(x, y).name() for y in range(150, below.middle)} == {DARK.buy.lower()}


def test_the_button_under_the_pointer_stands_out() -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, BUY)
    plain = picture(layer)
    x, y = button_middle(layer.placed[0], LineAction.CANCEL)
    layer.show_touched(Touched(BUY, LineAction.CANCEL))
    lit = picture(layer)
    assert lit.pixelColor(x - 8, y) == QColor(DARK.text)
    layer.show_touched(None)
    assert picture(layer) == plain


def test_a_filled_label_stands_out() -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, replace(BUY, filled=True))
    one = layer.placed[0]
    assert one.top is not None
    assert picture(layer).pixelColor(PAD + one.width // 2, one.top + 2) == QColor(DARK.buy)


def test_other_colours_are_worn_at_once() -> None:
    colours = ChartColours(DARK)
    layer = LineLayer(colours)
    show(layer, BUY)
    picture(layer)
    for theme in (LIGHT, theme_for(light=False, colour_blind=True)):
        colours.apply_theme(theme)
        layer.recolour()
        image = picture(layer)
        assert set(row(image, 150)) == {theme.buy.lower()}
        one = layer.placed[0]
        assert one.top is not None
        assert image.pixelColor(PAD + 1, one.top + LABEL_PX // 2) == QColor(theme.buy)


def test_labels_without_room_are_counted() -> None:
    layer = LineLayer(ChartColours(DARK))
    show(layer, *(replace(BUY, id=str(number)) for number in range(30)))
    full = picture(layer)
    show(layer, *(replace(BUY, id=str(number)) for number in range(14)))
    assert full.copy(0, HEIGHT - LABEL_PX, 200, LABEL_PX) != picture(layer).copy(
        0, HEIGHT - LABEL_PX, 200, LABEL_PX
    )


def test_another_text_touches_its_label_only() -> None:
    layer = Watched()
    show(layer, BUY, SELL)
    layer.touched_parts.clear()
    show(layer, replace(BUY, text="▲ Buy 2"), SELL)
    (part,) = {(p.x(), p.y(), p.width(), p.height()) for p in layer.touched_parts}
    one = layer.placed[0]
    assert one.top is not None
    assert QRectF(*part).contains(QRectF(PAD, one.top, one.width, LABEL_PX))
    assert part[2] < WIDTH / 2
    assert part[3] < 2 * LABEL_PX


def test_nothing_new_touches_nothing() -> None:
    layer = Watched()
    show(layer, BUY, SELL)
    layer.touched_parts.clear()
    show(layer, BUY, SELL)
    assert layer.touched_parts == []


def test_a_line_that_moves_touches_both_its_places() -> None:
    layer = Watched()
    show(layer, BUY)
    layer.touched_parts.clear()
    show(layer, replace(BUY, price=Decimal(120)))
    rows = [part for part in layer.touched_parts if part.width() == WIDTH]
    assert {part.center().y() for part in rows} == {150.5, 240.5}
