"""The axes and the header of the chart. Lean on purpose: they paint labels that others have worked out."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.axis_tags import AxisTags
from terminal_app.ui.panels.chart.brushes import ChartColours, Kept, Texts
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.shown import AxisTag, LastPrice, PriceTick, Readout
from terminal_app.ui.panels.chart.time_scale import TimeTick
from terminal_app.ui.style import GAP, PAD, SMALL_PX

TAG_HEIGHT = 18
_SECOND_LINE = 13
_READOUT_GAP = 10


class PriceAxis(Layer):
    """Prices at the right edge, the tag of the last price and that of the crosshair."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._texts = Texts(SMALL_PX)
        self._kept = Kept()
        self._ticks: list[PriceTick] = []
        self._last: LastPrice | None = None
        self._pointer: tuple[int, str] | None = None
        self._hidden: set[int] = set()
        self._tags = AxisTags()

    def width_for(self, text: str) -> int:
        """How wide the axis must be for a label."""
        return self._texts.width("0" * len(text)) + 2 * PAD

    def set_ticks(self, ticks: list[PriceTick]) -> None:
        """Take new labels; the caller repaints the axis."""
        self._ticks = ticks
        self._hide_labels()

    def set_tags(self, tags: Sequence[AxisTag]) -> None:
        """Take the prices of what is drawn, in logical pixels; the labels follow, and the caller repaints."""
        self._tags.take(tags)

    def set_last(self, last: LastPrice | None) -> None:
        """Move the tag of the last price. Its pixel is a logical one."""
        if last == self._last:
            return
        for tag in (self._last, last):
            if tag is not None:
                self._update_tag(self._inside(tag), extra=_SECOND_LINE if tag.left else 0)
        self._last = last
        self._hide_labels()

    def set_pointer(self, pointer: tuple[int, str] | None) -> None:
        """Move the tag of the crosshair: its pixel and its price."""
        if pointer == self._pointer:
            return
        for tag in (self._pointer, pointer):
            if tag is not None:
                self._update_tag(tag[0])
        self._pointer = pointer
        self._hide_labels()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colours, right = self.colours, int(self.box.width()) - PAD
        shows = (colours.theme, tuple(self._ticks), frozenset(self._hidden), self._tags.shown)
        self._kept.paint(painter, self.box.size(), shows, self._paint_labels)
        if self._last is not None:
            back, text = (colours.up, colours.on_up) if self._last.up else (colours.down, colours.on_down)
            middle = self._inside(self._last)
            if self._last.left:
                top = middle + TAG_HEIGHT // 2
                painter.fillRect(QRectF(1, top, self.box.width() - 1, _SECOND_LINE), back)
                self._texts.draw_right(painter, right, top + _SECOND_LINE // 2 - 1, self._last.left, text)
            self._paint_tag(painter, middle, self._last.text, back, text)
        if self._pointer is not None:
            self._paint_tag(painter, self._pointer[0], self._pointer[1], colours.line, colours.text)

    def _paint_labels(self, painter: QPainter) -> None:
        colours, right, half = self.colours, int(self.box.width()) - PAD, self._texts.height / 2
        painter.fillRect(self.box, colours.background)
        painter.fillRect(QRectF(0, 0, 1, self.box.height()), colours.line)
        for number, tick in enumerate(self._ticks):
            if number not in self._hidden and half < tick.y < self.box.height() - half:
                self._texts.draw_right(painter, right, int(tick.y), tick.text, colours.soft)
        self._tags.paint(painter, self.box, colours)

    def _inside(self, last: LastPrice) -> int:
        half = TAG_HEIGHT // 2
        below = half + (_SECOND_LINE if last.left else 0)
        return int(min(max(last.y, half), max(half, self.box.height() - below)))

    def _hide_labels(self) -> None:
        """Leave out what a tag would cut: no half a number. Labels that come or go are repainted."""
        tags = [(int(tag.y), 0) for tag in self._tags.shown]
        if self._pointer is not None:
            tags.append((self._pointer[0], 0))
        if self._last is not None:
            tags.append((self._inside(self._last), _SECOND_LINE if self._last.left else 0))
        reach = (TAG_HEIGHT + self._texts.height) / 2
        covered: set[int] = set()
        for middle, below in tags:
            top, bottom = middle - reach, middle + reach + below
            covered.update([number for number, tick in enumerate(self._ticks) if top < tick.y < bottom])
        if covered == self._hidden:
            return
        for number in covered ^ self._hidden:
            if number < len(self._ticks):
                top = int(self._ticks[number].y) - self._texts.height // 2 - 1
                self.touch(QRectF(0, top, self.box.width(), self._texts.height + 2))
        self._hidden = covered

    def _update_tag(self, middle: int, extra: int = 0) -> None:
        self.touch(QRectF(0, middle - TAG_HEIGHT // 2 - 1, self.box.width(), TAG_HEIGHT + 2 + extra))

    def _paint_tag(self, painter: QPainter, middle: int, text: str, back: QColor, colour: QColor) -> None:
        painter.fillRect(QRectF(1, middle - TAG_HEIGHT // 2, self.box.width() - 1, TAG_HEIGHT), back)
        self._texts.draw_right(painter, int(self.box.width()) - PAD, middle, text, colour)


class TimeAxis(Layer):
    """Times at the lower edge, the tag of the crosshair, and the zone in the corner."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._texts = Texts(SMALL_PX)
        self._ticks: list[tuple[float, TimeTick]] = []
        self._pointer: tuple[int, str] | None = None
        self._zone = ""
        self._plot_width = 0.0
        self._kept = Kept()

    def set_ticks(self, ticks: list[tuple[float, TimeTick]], zone: str, plot_width: float) -> None:
        """Take new labels with their pixels; the caller repaints the axis."""
        self._ticks = ticks
        self._zone = zone
        self._plot_width = plot_width

    def set_pointer(self, pointer: tuple[int, str] | None) -> None:
        """Move the tag of the crosshair: its pixel and its time."""
        if pointer != self._pointer:
            self._pointer = pointer
            self.touch(QRectF(0, 0, self._plot_width, self.box.height()))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        # A tick repaints the volume of the newest bar, and Qt this axis below it: then a picture does.
        shows = (self.colours.theme, tuple(self._ticks), self._zone, self._plot_width)
        self._kept.paint(painter, self.box.size(), shows, self._paint_labels)
        if self._pointer is not None:
            colours, (x, text) = self.colours, self._pointer
            width = self._texts.width(text) + 2 * PAD
            left = int(min(max(0, x - width // 2), max(0.0, self._plot_width - width)))
            top, middle = (int(self.box.height()) - TAG_HEIGHT) // 2, int(self.box.height() / 2)
            painter.fillRect(left, top, width, TAG_HEIGHT, colours.line)
            self._texts.draw(painter, left + PAD, middle, text, colours.text)

    def _paint_labels(self, painter: QPainter) -> None:
        colours, middle = self.colours, int(self.box.height() / 2)
        painter.fillRect(self.box, colours.background)
        painter.fillRect(QRectF(0, 0, self.box.width(), 1), colours.line)
        for x, tick in self._ticks:
            width = self._texts.width(tick.text)
            left = int(x) - width // 2
            if left >= 0 and left + width <= self._plot_width:
                colour = colours.text if tick.major else colours.soft
                self._texts.draw(painter, left, middle, tick.text, colour)
        if self._zone:
            right = int(self.box.width()) - PAD
            self._texts.draw_right(painter, right, middle, self._zone, colours.faint)


class Header(Layer):
    """What the chart shows, and the values of the bar under the pointer or of the newest one."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._strong = Texts(SMALL_PX, strong=True)
        self._texts = Texts(SMALL_PX)
        self._kept = Kept()
        self._title = ""
        self._readout: Readout | None = None

    @property
    def text(self) -> str:
        """The whole line, for screen readers."""
        if self._readout is None:
            return self._title
        values = " ".join(f"{label} {value}".strip() for label, value in self._readout.values)
        return f"{self._title} {self._readout.time} {values}"

    def show_line(self, title: str, readout: Readout | None) -> None:
        """Take new texts."""
        if (title, readout) != (self._title, self._readout):
            self._title, self._readout = title, readout
            self.touch(self.box)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        shows = (self.colours.theme, self._title, self._readout)
        self._kept.paint(painter, self.box.size(), shows, self._paint_line)

    def _paint_line(self, painter: QPainter) -> None:
        colours, middle = self.colours, int(self.box.height() / 2)
        painter.fillRect(self.box, colours.background)
        x = PAD
        self._strong.draw(painter, x, middle, self._title, colours.text)
        x += self._strong.width(self._title) + _READOUT_GAP
        if self._readout is None:
            return
        value_colour = colours.up if self._readout.up else colours.down
        pieces = [(self._readout.time, "", colours.faint)]
        pieces += [(label, value, value_colour) for label, value in self._readout.values]
        for label, value, colour in pieces:
            label_width = self._texts.width(label) + (GAP if label and value else 0)
            if x + label_width + self._texts.width(value) > self.box.width() - PAD:
                return  # no half a number: what does not fit is left out
            self._texts.draw(painter, x, middle, label, colours.faint)
            self._texts.draw(painter, x + label_width, middle, value, colour)
            x += label_width + self._texts.width(value) + _READOUT_GAP
