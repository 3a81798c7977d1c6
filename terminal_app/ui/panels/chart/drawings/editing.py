"""What is written into drawings: a text or a size on the chart itself, everything else in a dialog."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from shiboken6 import isValid

from terminal_app.core.money import trimmed
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.drawings.dialog import DrawingDialog, Edit
from terminal_app.ui.panels.chart.drawings.editor import InlineEditor
from terminal_app.ui.panels.chart.drawings.hand import DrawingHand
from terminal_app.ui.panels.chart.drawings.making import is_nothing, typed
from terminal_app.ui.panels.chart.drawings.projection import Ground
from terminal_app.ui.panels.chart.drawings.properties import BadPropertyError, sized_as
from terminal_app.ui.panels.chart.drawings.sheet import ChartSheet
from terminal_app.ui.panels.chart.drawings.values import Change, Drawing, Tool
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.theme import Theme


class DrawingEditing(QObject):
    """The fields and the dialog of one chart.

    Args:
        canvas: where the fields stand.
        state: its bars and the rules of the instrument.
        sheet: takes what was written.
        hand: selects what was made, and draws what comes next in the style chosen last.
        theme: the colours to choose from.
        tell: says to the person what cannot be used.
    """

    def __init__(
        self,
        canvas: ChartCanvas,
        state: ChartState,
        sheet: ChartSheet,
        hand: DrawingHand,
        theme: Theme,
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._state = state
        self._sheet = sheet
        self._hand = hand
        self._tell = tell
        self._dialog: DrawingDialog | None = None
        self.theme = theme

    def replace(self, before: Drawing, after: Drawing | None) -> None:
        """One drawing instead of another, or none; the same changes nothing."""
        if after != before:
            self._sheet.do([Change(before, after)])

    def on_text_wanted(self, drawing: Drawing) -> None:
        """The text of a drawing is to be written; a new one is drawn when there is some."""

        def write(text: str) -> None:
            before, after = self._sheet.find(drawing.key), typed(drawing, text)
            if before is None and not is_nothing(after):
                self._sheet.do([Change(None, after)])
                self._hand.select(self._sheet.find(after.key))
            elif before is not None:
                self.replace(before, None if is_nothing(after) else typed(before, text))

        InlineEditor(self._canvas, self._place_of(drawing), "Text", drawing.text, write)

    def on_size_wanted(self, drawing: Drawing) -> None:
        """The size of a position is to be written."""

        def write(text: str) -> None:
            before = self._sheet.find(drawing.key)
            try:
                after = sized_as(drawing if before is None else before, text, self._state.instrument)
            except BadPropertyError as error:
                self._tell(str(error))
                return
            if before is not None:
                self.replace(before, after)

        text = "" if drawing.size is None else trimmed(drawing.size)
        InlineEditor(self._canvas, self._place_of(drawing), "Size in base coin", text, write)

    def on_properties_wanted(self, drawing: Drawing) -> None:
        """Everything about a drawing is to be seen and changed."""
        rules = self._state.instrument
        if rules is None:
            return
        self.close()

        def change(edit: Edit) -> None:
            before = self._sheet.find(drawing.key)
            if before is not None:
                after = edit(before)
                self._hand.style = after.style
                self.replace(before, None if after.tool is Tool.TEXT and is_nothing(after) else after)

        def remove() -> None:
            before = self._sheet.find(drawing.key)
            if before is not None:
                self.replace(before, None)

        window = self._canvas.window()
        self._dialog = DrawingDialog(drawing, rules, self.theme, change, remove, window)
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Not modal: orders must stay in reach while it is open.
        self._dialog.show()

    def follow(self) -> None:
        """Drawings have changed: the dialog shows its own as it is now, and closes when that has gone."""
        dialog = self._dialog
        if dialog is None or not isValid(dialog):
            return
        drawing = self._sheet.find(dialog.key)
        if drawing is None:
            self.close()
        else:
            dialog.show_drawing(drawing)

    def close(self) -> None:
        """The dialog goes, if there is one."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None and isValid(dialog):
            dialog.close()

    def _place_of(self, drawing: Drawing) -> QPoint:
        view = self._canvas.view
        if view is None:
            return QPoint(0, HEADER_PX)
        x, y = Ground(view.frame, self._state.series, self._state.tick).pixel(drawing.anchors[0])
        return QPoint(int(x / view.ratio), HEADER_PX + int(y / view.ratio))
