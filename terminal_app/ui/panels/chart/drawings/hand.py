"""The hand that draws: makes drawings by clicks or by a drag, selects, moves and pulls them.

Our orders come first: where one of their lines is under the pointer, only a tool that was taken draws there,
and a button of a line is never drawn over. Nothing that is done here can send anything.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication

from terminal_app.market.candles import Columns
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.drawings.layer import DrawingLayer
from terminal_app.ui.panels.chart.drawings.magnet import PULL_PX, pulled_price
from terminal_app.ui.panels.chart.drawings.making import Recipe, drawn, is_nothing, moved, pulled
from terminal_app.ui.panels.chart.drawings.projection import Ground
from terminal_app.ui.panels.chart.drawings.sheet import ChartSheet
from terminal_app.ui.panels.chart.drawings.values import (
    USUAL_STYLE,
    Anchor,
    Change,
    Drawing,
    Tool,
    next_key,
)
from terminal_app.ui.panels.chart.pointer import PlotPoint
from terminal_app.ui.panels.chart.state import ChartState

_DRAG_FROM_PX = 4
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class _Grip(NamedTuple):
    """A drawing in the hand: as it was, by which handle, where it was taken, and whether it is a copy."""

    drawing: Drawing
    handle: int | None
    pressed: QPointF
    position: float
    price: float
    copy: bool


class DrawingHand(QObject):
    """A `PointerTool` of the canvas.

    Signals:
        changed: another tool was taken, or another drawing is selected.
        text_wanted: a text is to be written (Drawing, new or old).
        properties_wanted: everything about a drawing is to be seen (Drawing).

    Args:
        canvas: where things are drawn.
        state: the bars and the step of prices.
        layer: paints what the hand does.
        sheet: takes what it has done.
        size: the size a new position gets.
    """

    changed = Signal()
    text_wanted = Signal(object)
    properties_wanted = Signal(object)

    def __init__(
        self,
        canvas: ChartCanvas,
        state: ChartState,
        layer: DrawingLayer,
        sheet: ChartSheet,
        size: Callable[[], Decimal | None],
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._layer = layer
        self._sheet = sheet
        self._size = size
        self.tool: Tool | None = None
        self.style = USUAL_STYLE
        self.keeps_tool = False
        self.magnet = False
        self.locked = False
        self._points: list[Anchor] = []
        self._key = 0
        self._pressed: QPointF | None = None
        self._last = False
        self._grip: _Grip | None = None

    @property
    def selected(self) -> Drawing | None:
        """The drawing with handles."""
        return self._layer.selected

    @property
    def busy(self) -> bool:
        """Whether Escape would end something: a tool in the hand, or a drawing."""
        return self.tool is not None or self._grip is not None

    def take(self, tool: Tool | None) -> None:
        """Take a tool, or none; a drawing that was begun is dropped."""
        self._forget()
        self.tool = tool
        if tool is not None:
            self._layer.select(None)
        self._show()
        self._canvas.settle_escape()
        self.changed.emit()

    def select(self, drawing: Drawing | None) -> None:
        """Give a drawing handles, or none."""
        if drawing is not self._layer.selected:
            self._layer.select(drawing)
            self._canvas.redraw()
            self.changed.emit()

    def follow(self) -> None:
        """The drawings have changed, here or on another chart."""
        selected, grip = self._layer.selected, self._grip
        if grip is not None and not grip.copy and self._sheet.find(grip.drawing.key) is not grip.drawing:
            self._grip = None
            self._canvas.settle_escape()
        if selected is not None:
            self._layer.select(self._sheet.find_shown(selected.key))
        self._show(self._layer.live if self._grip is not None or self._points else None)

    # ---------------------------------------------------------------------------------- the pointer tool

    def press(self, at: PlotPoint, keys: Qt.KeyboardModifier) -> bool:
        """The left button went down."""
        line = None if at.pane else self._canvas.touched(self._pixel(at))
        if at.pane or (line is not None and (self.tool is None or line.action is not None)):
            return False
        if self.tool is not None:
            self._press_to_make(at)
            return True
        if self.locked or keys & _SHIFT:
            return False
        handle = self._layer.handle_at(at.x, at.y, at.view)
        drawing = self.selected if handle is not None else self._layer.at(at.x, at.y, at.view)
        self.select(drawing)
        if drawing is None:
            return False
        position = at.x / at.view.frame.spacing + at.view.frame.left
        copy = handle is None and bool(keys & _CTRL)
        pressed = QPointF(at.x, at.y)
        self._key = next_key() if copy else drawing.key
        self._grip = _Grip(drawing, handle, pressed, position, at.view.frame.price_at(at.y), copy)
        return True

    def double(self, at: PlotPoint, keys: Qt.KeyboardModifier) -> bool:
        """The left button went down for the second time in a row."""
        if self.tool is not None:
            return self.press(at, keys)
        taken = self.press(at, keys)
        grip, self._grip = self._grip, None
        if grip is not None:
            signal = self.text_wanted if grip.drawing.tool is Tool.TEXT else self.properties_wanted
            signal.emit(grip.drawing)
        return taken

    def drag(self, at: PlotPoint) -> None:
        """The pointer moved while the button is held."""
        if self._grip is not None:
            self._show(self._gripped(at))
        elif self.tool is not None:
            self._show(self._sketch([*self._points, self._anchor(at)]))

    def release(self, at: PlotPoint) -> None:
        """The button was let go."""
        grip = self._grip
        if grip is not None:
            made = self._gripped(at)
            self._grip = None
            self._show()
            if made is not None and made != grip.drawing:
                self._sheet.do([Change(None if grip.copy else grip.drawing, made)])
                self.select(self._sheet.find(made.key))
            return
        tool, pressed, self._pressed = self.tool, self._pressed, None
        if tool is None or pressed is None:
            return
        if self._last or _far(pressed, at):
            self._points.append(self._anchor(at))
        if len(self._points) >= tool.clicks:
            self._finish(tool)

    def hover(self, at: PlotPoint | None) -> Qt.CursorShape | None:
        """The pointer moved without a button, or left."""
        if self.tool is not None:
            if at is not None and at.pane == 0 and self._points:
                self._show(self._sketch([*self._points, self._anchor(at)]))
            return Qt.CursorShape.CrossCursor
        if at is None or at.pane or self.locked or self._canvas.touched(self._pixel(at)) is not None:
            return None
        if self._layer.handle_at(at.x, at.y, at.view) is not None:
            return Qt.CursorShape.PointingHandCursor
        return None if self._layer.at(at.x, at.y, at.view) is None else Qt.CursorShape.SizeAllCursor

    def cancel(self) -> bool:
        """Escape was pressed, or the keyboard went elsewhere: first what was begun ends, then the tool."""
        if self._grip is not None or self._points or self._pressed is not None:
            self._forget()
            self._show()
            self._canvas.settle_escape()
            return True
        if self.tool is None:
            return False
        self.take(None)
        return True

    # ------------------------------------------------------------------------------------------- parts

    def _press_to_make(self, at: PlotPoint) -> None:
        tool = self.tool
        if tool is None:
            return
        self._key = self._key if self._points else next_key()
        self._pressed = QPointF(at.x, at.y)
        self._last = len(self._points) + 1 == tool.clicks
        anchor = self._anchor(at)
        if not self._last:
            self._points.append(anchor)
        self._show(self._sketch([*self._points, anchor]))

    def _finish(self, tool: Tool) -> None:
        made = drawn(self._recipe(tool), self._points, self._key)
        self._forget()
        if made is None or (tool is not Tool.TEXT and is_nothing(made)):
            self._show()
            return
        if not self.keeps_tool or tool is Tool.TEXT:
            self.tool = None
        self._canvas.settle_escape()
        if tool is Tool.TEXT:
            self._show()
            self.text_wanted.emit(made)
        else:
            self._sheet.do([Change(None, made)])
            self.select(self._sheet.find(made.key))
        self.changed.emit()

    def _gripped(self, at: PlotPoint) -> Drawing | None:
        """The drawing in the hand as it would be here; `None` while it was hardly moved."""
        grip, frame = self._grip, at.view.frame
        if grip is None or (self._layer.live is None and not _far(grip.pressed, at)):
            return None
        if grip.handle is not None:
            return pulled(grip.drawing, grip.handle, self._anchor(at), self._state.tick)
        bars = round(at.x / frame.spacing + frame.left - grip.position)
        made = moved(grip.drawing, self._ground(at), bars, at.y - frame.y_of(grip.price))
        return replace(made, key=self._key)

    def _sketch(self, points: list[Anchor]) -> Drawing | None:
        return None if self.tool is None else drawn(self._recipe(self.tool), points, self._key)

    def _recipe(self, tool: Tool) -> Recipe:
        size = self._size() if tool.is_position else None
        return Recipe(tool, self.style, self._state.tick, size)

    def _ground(self, at: PlotPoint) -> Ground:
        return Ground(at.view.frame, self._state.series, self._state.tick)

    def _anchor(self, at: PlotPoint) -> Anchor:
        """The point under the pointer; Ctrl turns the magnet over while it is held."""
        view, anchor = at.view, self._ground(at).anchor(at.x, at.y)
        inverted = bool(QGuiApplication.keyboardModifiers() & _CTRL)
        bar = self._state.bar_at(at.x / view.ratio, view)
        if self.magnet is inverted or not 0 <= bar <= view.tail:
            return anchor
        one = self._state.tail(view)
        if bar != view.tail:
            one = Columns(*(column[bar : bar + 1] for column in self._state.columns(view.level)))
        reach = PULL_PX * view.ratio
        return anchor._replace(price=pulled_price(anchor.price, one, view.frame, reach, self._state.tick))

    def _pixel(self, at: PlotPoint) -> QPointF:
        return QPointF(at.x / at.view.ratio, HEADER_PX + at.y / at.view.ratio)

    def _forget(self) -> None:
        self._points = []
        self._pressed = None
        self._last = False
        self._grip = None

    def _show(self, live: Drawing | None = None) -> None:
        self._layer.show_drawings(self._sheet.shown, live)
        self._canvas.redraw()


def _far(pressed: QPointF, at: PlotPoint) -> bool:
    """Whether the pointer has moved so far from its press that it is a drag."""
    far = max(abs(at.x - pressed.x()), abs(at.y - pressed.y()))
    return far >= _DRAG_FROM_PX * at.view.ratio
