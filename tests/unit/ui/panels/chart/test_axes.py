"""The axes keep their tags on the screen, and the header drops what does not fit rather than cut a number."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from terminal_app.ui.panels.chart.axes import Header, PriceAxis, TimeAxis
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.shown import AxisTag, LastPrice, PriceTick, Readout
from terminal_app.ui.panels.chart.time_scale import TimeTick
from terminal_app.ui.theme import DARK, LIGHT

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def picture(layer: Layer, width: int, height: int) -> QImage:
    layer.place(0, 0, width, height)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    layer.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def rows_of(image: QImage, colour: str, x: int) -> list[int]:
    return [y for y in range(image.height()) if image.pixelColor(x, y) == QColor(colour)]


@pytest.mark.parametrize(
    ("y", "expected"), [(-50.0, range(18)), (50.0, range(41, 59)), (900.0, range(182, 200))]
)
def test_the_tag_of_the_last_price_stays_on_the_axis(y: float, expected: range) -> None:
    axis = PriceAxis(ChartColours(DARK))
    axis.place(0, 0, 80, 200)
    axis.set_last(LastPrice(y, "1.0", up=True))
    assert rows_of(picture(axis, 80, 200), DARK.buy, 3) == list(expected)


@pytest.mark.parametrize(("y", "covered"), [(30, False), (46, True), (75, True), (95, False)])
def test_a_label_that_a_tag_would_cut_is_left_out(y: float, covered: bool) -> None:
    axis = PriceAxis(ChartColours(DARK))
    axis.place(0, 0, 80, 200)
    axis.set_last(LastPrice(60, "1.0", up=True, left="00:41"))
    without = picture(axis, 80, 200)
    axis.set_ticks([PriceTick(y, "2.0")])
    assert (picture(axis, 80, 200) == without) is covered
    axis.set_last(None)
    assert picture(axis, 80, 200) != without


def test_a_falling_price_has_the_other_colour() -> None:
    axis = PriceAxis(ChartColours(DARK))
    axis.place(0, 0, 80, 200)
    axis.set_last(LastPrice(50, "1.0", up=False))
    assert rows_of(picture(axis, 80, 200), DARK.sell, 3)


def test_tags_of_drawings_do_not_cover_each_other_nor_half_a_label() -> None:
    axis = PriceAxis(ChartColours(DARK))
    axis.place(0, 0, 80, 200)
    axis.set_tags([AxisTag(50, "1.0", 2), AxisTag(60, "0.9", 3), AxisTag(100, "0.5", 3), AxisTag(-5, "2", 4)])
    without = picture(axis, 80, 200)
    assert rows_of(without, DARK.links[2], 2) == list(range(42, 58))
    assert rows_of(without, DARK.links[3], 2) == list(range(92, 108))
    assert rows_of(without, DARK.links[4], 2) == []
    axis.set_ticks([PriceTick(55, "1.0"), PriceTick(100, "0.5")])
    assert picture(axis, 80, 200) == without


def test_the_price_axis_is_as_wide_as_its_labels() -> None:
    axis = PriceAxis(ChartColours(DARK))
    assert axis.width_for("0.00001234") > axis.width_for("64 210.5") > 40


def test_time_labels_that_would_be_cut_are_left_out() -> None:
    axis = TimeAxis(ChartColours(DARK))
    blank = picture(axis, 200, 24)
    axis.set_ticks(
        [(2, TimeTick(0, "12:00", major=False)), (198, TimeTick(9, "13:00", major=False))], "", 200
    )
    assert picture(axis, 200, 24) == blank
    axis.set_ticks([(100, TimeTick(5, "12:30", major=False))], "", 200)
    assert picture(axis, 200, 24) != blank


def test_the_time_tag_stays_over_the_plot() -> None:
    axis = TimeAxis(ChartColours(DARK))
    axis.set_ticks([], "", 200)
    axis.set_pointer((0, "2023-11-15 14:04"))
    assert rows_of(picture(axis, 260, 24), DARK.line, 2)
    axis.set_pointer((200, "2023-11-15 14:04"))
    tagged = picture(axis, 260, 24)
    assert len(rows_of(tagged, DARK.line, 198)) > 10
    assert len(rows_of(tagged, DARK.line, 202)) == 1


def test_a_narrow_header_leaves_values_out() -> None:
    header = Header(ChartColours(DARK))
    values = (("O", "1.0"), ("H", "2.0"), ("L", "0.5"), ("C", "1.5"))
    header.show_line("BTCUSDT · 1m", Readout("2023-11-15 14:04", values, up=True))
    assert header.text == "BTCUSDT · 1m 2023-11-15 14:04 O 1.0 H 2.0 L 0.5 C 1.5"
    narrow, wide = picture(header, 230, 24), picture(header, 500, 24)
    background = QColor(DARK.surface)
    assert all(narrow.pixelColor(x, y) == background for x in range(222, 230) for y in range(24))
    assert wide.copy(0, 0, 230, 24) != wide.copy(230, 0, 230, 24)


def test_kept_labels_take_the_colours_of_another_theme() -> None:
    colours = ChartColours(DARK)
    axis, times, header = PriceAxis(colours), TimeAxis(colours), Header(colours)
    axis.place(0, 0, 80, 200)
    axis.set_ticks([PriceTick(50, "2.0")])
    times.set_ticks([(100, TimeTick(5, "12:30", major=False))], "UTC", 200)
    header.show_line("BTCUSDT · 1m", None)
    layers: list[tuple[Layer, int, int]] = [(axis, 80, 200), (times, 260, 24), (header, 260, 24)]
    for layer, width, height in layers:
        kept = [picture(layer, width, height) for _ in range(3)]
        assert kept[0] == kept[1] == kept[2]
        assert kept[2].pixelColor(width - 1, height - 2) == QColor(DARK.surface)
    colours.apply_theme(LIGHT)
    for layer, width, height in layers:
        assert picture(layer, width, height).pixelColor(width - 1, height - 2) == QColor(LIGHT.surface)


def test_kept_labels_of_prices_follow_ticks_and_tags() -> None:
    axis = PriceAxis(ChartColours(DARK))
    axis.place(0, 0, 80, 200)
    axis.set_ticks([PriceTick(50, "2.0"), PriceTick(150, "1.0")])
    before = [picture(axis, 80, 200) for _ in range(3)][-1]
    axis.set_pointer((50, "2.0"))
    axis.set_pointer(None)
    assert picture(axis, 80, 200) == before
    axis.set_ticks([PriceTick(50, "2.5"), PriceTick(150, "1.0")])
    assert picture(axis, 80, 200) != before


def test_tags_of_drawings_come_move_and_go_with_what_is_drawn_and_with_the_theme() -> None:
    colours = ChartColours(DARK)
    axis = PriceAxis(colours)
    axis.place(0, 0, 80, 200)
    axis.set_ticks([PriceTick(150, "3.0")])

    def fresh(tags: list[AxisTag]) -> QImage:
        other = PriceAxis(ChartColours(colours.theme))
        other.place(0, 0, 80, 200)
        other.set_tags(tags)
        other.set_ticks([PriceTick(150, "3.0")])
        return picture(other, 80, 200)

    moved = [AxisTag(52, "1.0", 2), AxisTag(100, "0.5", 3)]
    for tags in ([AxisTag(50, "1.0", 2), AxisTag(100, "0.5", 3)], moved, [AxisTag(52, "1.0", 4)], [], moved):
        axis.set_tags(tags)
        axis.set_ticks([PriceTick(150, "3.0")])
        # The second time it is painted from what was kept.
        assert picture(axis, 80, 200) == picture(axis, 80, 200) == fresh(tags)
    colours.apply_theme(LIGHT)
    assert picture(axis, 80, 200) == fresh(moved)
