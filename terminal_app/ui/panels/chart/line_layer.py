"""The layer of our lines: all strokes of one colour in one call, each label a picture made once."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter, Texts
from terminal_app.ui.panels.chart.geometry import Rects
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.line_places import BUTTON_PX, ICON_PX, LABEL_PX, Placed, Touched, text_left
from terminal_app.ui.panels.chart.lines import SIGNS, Line, LineAction, Pattern, Tint
from terminal_app.ui.resources import icon
from terminal_app.ui.style import PAD, SMALL_PX

_PICTURES_AT_MOST = 300
_LEADER_PX = 4
_DASHES = {Pattern.DASHED: (6, 10), Pattern.DOTTED: (1, 4)}
"""How long a dash is, and how far it is to the next one, in logical pixels."""


_LabelKey = tuple[str, str, Tint, Pattern, bool, tuple[LineAction, ...], int]


class LineLayer(Layer):
    """Our lines over the bars."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self.texts = Texts(SMALL_PX)
        self._rects = RectPainter()
        self._placed: Sequence[Placed] = ()
        self._touched: Touched | None = None
        self._without = 0
        self._ratio = 1.0
        self._strokes: dict[Tint, Rects] = {}
        self._labels: list[tuple[int, QPixmap]] | None = None
        self._known: dict[int, tuple[Line, QPixmap]] = {}
        self._pictures: dict[_LabelKey, QPixmap] = {}
        self.setVisible(False)

    @property
    def placed(self) -> Sequence[Placed]:
        """Where the lines are, in logical pixels of the plot."""
        return self._placed

    def width_of(self, text: str) -> int:
        """Pixels a text of a label needs."""
        return self.texts.width(text)

    def recolour(self) -> None:
        """The colours have changed: make all labels anew."""
        self._pictures.clear()
        self._forget_labels()

    def show_lines(self, placed: Sequence[Placed], without: int, ratio: float) -> None:
        """Take other places; `without` lines have no label for want of room."""
        if (placed, without, ratio) == (self._placed, self._without, self._ratio):
            return
        if ratio != self._ratio:
            self.recolour()
        if not self.painting_all:
            self._touch_changes(placed, whole=(without, ratio) != (self._without, self._ratio))
        self._placed, self._without, self._ratio = placed, without, ratio
        self._labels = None
        self.setVisible(bool(placed))
        self._strokes = self._make_strokes()

    def show_touched(self, touched: Touched | None) -> None:
        """Have the button under the pointer stand out."""
        if touched == self._touched:
            return
        keys = {one.line.key for one in (self._touched, touched) if one is not None}
        for place in self._placed:
            if place.line.key in keys and place.line.actions:
                self.touch(_around(place))
        self._touched = touched
        self._forget_labels()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        scaled = self._ratio != 1.0
        if scaled:
            painter.save()
            painter.scale(1 / self._ratio, 1 / self._ratio)
        for tint, rects in self._strokes.items():
            self._rects.paint(painter, rects, self._colours_of(tint)[0])
        if scaled:
            painter.restore()
        if self._labels is None:
            self._labels = self._make_labels()
        for top, picture in self._labels:
            painter.drawPixmap(PAD, top, picture)
        if self._without:
            text = f"{self._without} more without a label"
            middle = int(self.box.height()) - LABEL_PX // 2
            width = self.texts.width(text) + PAD
            painter.fillRect(QRectF(PAD, middle - LABEL_PX / 2, width, LABEL_PX), self.colours.background)
            self.texts.draw(painter, PAD + PAD // 2, middle, text, self.colours.soft)

    def _forget_labels(self) -> None:
        self._labels = None
        self._known = {}

    def _touch_changes(self, placed: Sequence[Placed], *, whole: bool) -> None:
        if whole:
            self.touch(self.box)
            return
        before = {(place.line.key, place.line.pattern): place for place in self._placed}
        after = {(place.line.key, place.line.pattern): place for place in placed}
        for key in before.keys() | after.keys():
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            for place in (old, new):
                if place is None:
                    continue
                if place.top is not None:
                    self.touch(_around(place))
                if old is None or new is None or old.y != new.y:
                    self.touch(QRectF(0, place.y - 1, self.box.width(), 3))

    def _make_strokes(self) -> dict[Tint, Rects]:
        ratio, width = self._ratio, round(self.box.width() * self._ratio)
        solid: dict[Tint, list[tuple[int, int, int, int]]] = {}
        broken: list[tuple[Tint, Rects]] = []
        for line, at, top, label in self._placed:
            y, tint = int(at * ratio), line.tint
            if line.pattern is Pattern.SOLID:
                solid.setdefault(tint, []).append((0, y, width - 1, y))
            else:
                broken.append((tint, _dashes(width, y, *_DASHES[line.pattern], ratio)))
            if top is not None and not top <= at < top + LABEL_PX:
                right, middle = int((PAD + label) * ratio), int((top + LABEL_PX // 2) * ratio)
                x = right + int(_LEADER_PX * ratio)
                leader = solid.setdefault(tint, [])
                leader.append((x, min(y, middle), x, max(y, middle)))
                leader.append((right, middle, x, middle))
        strokes = {tint: np.array(rows, np.int32) for tint, rows in solid.items()}
        for tint, rects in broken:
            strokes[tint] = np.concatenate((strokes[tint], rects)) if tint in strokes else rects
        return strokes

    def _make_labels(self) -> list[tuple[int, QPixmap]]:
        """The pictures of the labels. A line that only moved brings its picture along."""
        known: dict[int, tuple[Line, QPixmap]] = {}
        labels: list[tuple[int, QPixmap]] = []
        for line, _, top, width in self._placed:
            if top is not None:
                made = self._known.get(id(line)) or (line, self._picture(line, width))
                known[id(line)] = made
                labels.append((top, made[1]))
        self._known = known
        return labels

    def _picture(self, line: Line, width: int) -> QPixmap:
        lit, touched = -1, self._touched
        if touched is not None and touched.action in line.actions and touched.line.key == line.key:
            lit = line.actions.index(touched.action)
        key = (line.icon, line.text, line.tint, line.pattern, line.filled, line.actions, lit)
        picture = self._pictures.get(key)
        if picture is None:
            if len(self._pictures) >= _PICTURES_AT_MOST:
                self._pictures.clear()
            picture = self._pictures[key] = self._make_picture(line, width, lit)
        return picture

    def _make_picture(self, line: Line, width: int, lit: int) -> QPixmap:
        colours = self.colours
        tint, on_tint = self._colours_of(line.tint)
        back, text = (tint, on_tint) if line.filled else (colours.background, colours.text)
        if line.pattern is not Pattern.SOLID and line.tint not in (Tint.WARNING, Tint.NOTE):
            text = colours.soft
        picture = QPixmap(round(width * self._ratio), round(LABEL_PX * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(tint if line.pattern is Pattern.SOLID else colours.line)
        painter = QPainter(picture)
        painter.fillRect(1, 1, width - 2, LABEL_PX - 2, back)
        painter.fillRect(1, 1, 3, LABEL_PX - 2, tint)
        if line.icon:
            around = QRect(PAD, (LABEL_PX - ICON_PX) // 2, ICON_PX, ICON_PX)
            icon(line.icon, tint.name()).paint(painter, around)
        self.texts.draw(painter, text_left(line), LABEL_PX // 2, line.text, text)
        for number, action in enumerate(line.actions):
            left = width - BUTTON_PX * (len(line.actions) - number)
            edge = on_tint if line.filled else tint
            painter.fillRect(left, 3 if number != lit else 1, 1, LABEL_PX - (6 if number != lit else 2), edge)
            if number == lit:
                painter.fillRect(left + 1, 1, BUTTON_PX - 2, LABEL_PX - 2, colours.text)
            sign = SIGNS[action]
            x = left + (BUTTON_PX - self.texts.width(sign)) // 2
            self.texts.draw(painter, x, LABEL_PX // 2, sign, colours.background if number == lit else text)
        painter.end()
        return picture

    def _colours_of(self, tint: Tint) -> tuple[QColor, QColor]:
        colours = self.colours
        if tint is Tint.WARNING:
            return colours.warning, colours.on_warning
        if tint is Tint.NOTE:
            return colours.accent, colours.background
        return (colours.up, colours.on_up) if tint is Tint.BUY else (colours.down, colours.on_down)


def _around(place: Placed) -> QRectF:
    """A label with the stroke that leads to its line."""
    top, bottom = min(place.top or 0, place.y), max((place.top or 0) + LABEL_PX, place.y)
    return QRectF(PAD - 1, top - 1, place.width + _LEADER_PX + 3, bottom - top + 3)


def _dashes(width: int, y: int, dash: int, period: int, ratio: float) -> Rects:
    lefts = np.arange(0, width, max(2, round(period * ratio)), dtype=np.int32)
    rects = np.empty((len(lefts), 4), np.int32)
    rects[:, 0], rects[:, 2] = lefts, np.minimum(lefts + max(1, round(dash * ratio)), width) - 1
    rects[:, 1] = rects[:, 3] = y
    return rects
