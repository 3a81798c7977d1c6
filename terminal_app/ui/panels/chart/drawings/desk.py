"""Everything about the drawings of one chart: its layer, its hand, its bar of tools, its menus and keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.instrument import InstrumentId
from terminal_app.market.bar_specs import BarSpec
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.drawings.bar import DrawingBar, Switch
from terminal_app.ui.panels.chart.drawings.board import DrawingBoard
from terminal_app.ui.panels.chart.drawings.editing import DrawingEditing
from terminal_app.ui.panels.chart.drawings.entries import drawing_entries, tool_entries
from terminal_app.ui.panels.chart.drawings.hand import DrawingHand
from terminal_app.ui.panels.chart.drawings.keys import AltKeeper, tool_of
from terminal_app.ui.panels.chart.drawings.layer import DrawingLayer
from terminal_app.ui.panels.chart.drawings.making import copied
from terminal_app.ui.panels.chart.drawings.projection import Ground
from terminal_app.ui.panels.chart.drawings.properties import length_of
from terminal_app.ui.panels.chart.drawings.sheet import ChartSheet
from terminal_app.ui.panels.chart.drawings.values import (
    AT_MOST,
    Change,
    Drawing,
    Span,
    Style,
    Tool,
    next_key,
)
from terminal_app.ui.panels.chart.hand import ChartDesk
from terminal_app.ui.panels.chart.menu import Entry, open_menu
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.theme import Theme

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_FULL = f"There are {AT_MOST} drawings on this symbol already, which is the most. Remove some first."


class DrawingDesk(QObject):
    """The drawings of one chart.

    Signals:
        changed: a choice worth keeping was made.

    Args:
        canvas: where things are drawn.
        state: what it shows.
        board: the drawings of all charts of the window; without it this chart has its own, and keeps none.
        theme: the colours of the bar.
        desk: knows the size that a new position gets, and tells the person what cannot be done.
    """

    changed = Signal()

    def __init__(
        self,
        canvas: ChartCanvas,
        state: ChartState,
        board: DrawingBoard | None,
        theme: Theme,
        desk: ChartDesk | None,
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._desk = desk
        board = board or DrawingBoard()
        self.sheet = ChartSheet(board)
        self.layer = DrawingLayer(lambda: state.instrument)
        state.add_layer(self.layer)
        self.hand = DrawingHand(canvas, state, self.layer, self.sheet, self._new_size)
        canvas.tools.tool = self.hand
        self.editing = DrawingEditing(canvas, state, self.sheet, self.hand, theme, self._tell)
        self._alt = AltKeeper(canvas)
        self.bar = DrawingBar(theme, self.take, self._switches(), self.on_more)
        board.join(self.on_board_changed)
        self.hand.changed.connect(self.on_hand_changed)
        self.hand.text_wanted.connect(self.editing.on_text_wanted)
        self.hand.properties_wanted.connect(self.editing.on_properties_wanted)

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the drawings of another symbol."""
        self.editing.close()
        self.hand.take(None)
        self.hand.select(None)
        self.sheet.show(instrument)
        self.layer.show_drawings(self.sheet.shown)

    def show_bars(self, spec: BarSpec) -> None:
        """Other bars are on show, for which other drawings may be."""
        self.sheet.length_ms = length_of(spec)
        self.hand.follow()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.bar.apply_theme(theme)
        self.editing.theme = theme
        # The style of numbers may be another one.
        self.layer.write_anew()

    # ------------------------------------------------------------------------------------- what is done

    def take(self, tool: Tool | None) -> None:
        """Take a tool into the hand; what was hidden is shown, for nobody draws what cannot be seen."""
        if tool is not None and self.sheet.is_full:
            self._tell(_FULL)
            tool = None
        if tool is not None and not self.layer.shown:
            self.hide_all()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hand.take(tool)

    def undo(self) -> None:
        """Take the last step back."""
        self.sheet.undo()

    def redo(self) -> None:
        """Make it again."""
        self.sheet.redo()

    def remove(self, drawing: Drawing | None) -> None:
        """Take a drawing away."""
        if drawing is not None:
            self.sheet.do([Change(drawing, None)])

    def remove_all(self) -> None:
        """Take all away; one step back brings them again."""
        self.sheet.do([Change(one, None) for one in self.sheet.drawings])

    def duplicate(self, drawing: Drawing | None) -> None:
        """The same once more, a little beside it."""
        view = self._canvas.view
        if drawing is None or view is None:
            return
        if self.sheet.is_full:
            self._tell(_FULL)
            return
        ground = Ground(view.frame, self._state.series, self._state.tick)
        made = copied(drawing, ground, next_key())
        self.sheet.do([Change(None, made)])
        self.hand.select(self.sheet.find(made.key))

    def restyle(self, drawing: Drawing, style: Style) -> None:
        """Another colour or another line, for this one and for those to come."""
        self.hand.style = style
        self.editing.replace(drawing, drawing.styled(style))

    def limit(self, drawing: Drawing, span: Span) -> None:
        """Show a drawing on these bars only."""
        self.editing.replace(drawing, replace(drawing, span=span))

    def hide_all(self) -> None:
        """Hide all, or show them again."""
        self.hand.select(None)
        self.layer.show_all(shown=not self.layer.shown)
        self._settled()

    def lock_all(self) -> None:
        """Let nothing be selected or moved, or let it again."""
        self.hand.select(None)
        self.hand.locked = not self.hand.locked
        self._settled()

    def turn_magnet(self) -> None:
        """Let points fall on the prices of bars, or where they are put."""
        self.hand.magnet = not self.hand.magnet
        self._settled()

    def keep_tool(self) -> None:
        """Keep a tool after it has drawn, or lay it down."""
        self.hand.keeps_tool = not self.hand.keeps_tool
        self._settled()

    def show_bar(self) -> None:
        """Show the bar of tools, or hide it."""
        self.bar.setVisible(self.bar.isHidden())
        self.changed.emit()

    # --------------------------------------------------------------------------------------- keys, menus

    def press_key(self, event: QKeyEvent) -> bool:
        """Take a key; `False` when it means nothing here."""
        tool, keys, key = tool_of(event), event.modifiers(), event.key()
        if key == Qt.Key.Key_Alt:
            self._alt.begin()
            return False
        selected: Drawing | None = self.hand.selected
        run: Callable[[], None] | None = None
        if tool is not None:
            run = partial(self.take, tool)
        elif key == Qt.Key.Key_Z and keys == _CTRL:
            run = self.undo
        elif key == Qt.Key.Key_Z and keys == _CTRL | _SHIFT:
            run = self.redo
        elif key == Qt.Key.Key_D and keys == _CTRL:
            run = partial(self.duplicate, selected)
        elif key == Qt.Key.Key_Delete and selected is not None:
            run = partial(self.remove, selected)
        if run is not None and not event.isAutoRepeat():
            run()
        return run is not None

    def menu_at(self, at: QPoint) -> Sequence[Entry]:
        """What can be done with the drawing at a place of the screen; nothing where there is none."""
        view, position = self._canvas.view, QPointF(self._canvas.mapFromGlobal(at))
        if view is None or self.hand.locked or self._canvas.touched(position) is not None:
            return ()
        x, y = position.x() * view.ratio, (position.y() - HEADER_PX) * view.ratio
        drawing = self.layer.at(x, y, view)
        if drawing is None:
            return ()
        self.hand.select(drawing)
        return drawing_entries(self, drawing)

    def entries(self) -> Sequence[Entry]:
        """All tools and switches, for a menu."""
        return tool_entries(self)

    def entry(self) -> Entry:
        """The same as an entry of another menu."""
        return Entry("Draw", None, children=self.entries())

    def remember(self) -> Mapping[str, object]:
        """The choices as JSON can hold them."""
        return {
            "bar": not self.bar.isHidden(),
            "magnet": self.hand.magnet,
            "keep": self.hand.keeps_tool,
            "locked": self.hand.locked,
            "hidden": not self.layer.shown,
        }

    def recall(self, saved: object) -> None:
        """Take the choices of an earlier run."""
        if not isinstance(saved, Mapping):
            return
        self.bar.setVisible(saved.get("bar") is not False)
        self.hand.magnet = saved.get("magnet") is True
        self.hand.keeps_tool = saved.get("keep") is True
        self.hand.locked = saved.get("locked") is True
        self.layer.show_all(shown=saved.get("hidden") is not True)
        self.on_hand_changed()

    # -------------------------------------------------------------------------------------------- events

    def on_board_changed(self, instrument: InstrumentId) -> None:
        """Drawings have changed, here or on another chart."""
        if instrument == self.sheet.instrument:
            self.hand.follow()
            self.editing.follow()

    def on_hand_changed(self) -> None:
        """Another tool is in the hand, or a switch was turned."""
        self.bar.show_state(self.hand.tool)

    def on_more(self, button: QWidget) -> None:
        """The menu with everything is asked for."""
        open_menu(self._canvas, button.mapToGlobal(button.rect().topRight()), self.entries())

    # --------------------------------------------------------------------------------------------- parts

    def _settled(self) -> None:
        self.on_hand_changed()
        self._canvas.redraw()
        self.changed.emit()

    def _new_size(self) -> Decimal | None:
        desk, instrument = self._desk, self.sheet.instrument
        return None if desk is None or instrument is None else desk.working_size(instrument)

    def _tell(self, sentence: str) -> None:
        if self._desk is not None:
            self._desk.sender.refuse(sentence)

    def _switches(self) -> Sequence[Switch]:
        hand = self.hand
        return (
            Switch(
                "magnet",
                "Magnet: points fall on open, high, low and close (Ctrl turns it over)",
                self.turn_magnet,
                lambda: hand.magnet,
            ),
            Switch("keep", "Keep the tool after drawing", self.keep_tool, lambda: hand.keeps_tool),
            Switch("undo", "Undo (Ctrl+Z)", self.undo),
            Switch("redo", "Redo (Ctrl+Shift+Z)", self.redo),
            Switch("lock", "Lock all drawings", self.lock_all, lambda: hand.locked),
            Switch("hide", "Hide all drawings", self.hide_all, lambda: not self.layer.shown),
            Switch("remove", "Remove all drawings of this symbol (Undo brings them back)", self.remove_all),
        )
