"""The pointer of the chart in the hand of a tool: from its press to its release everything goes there."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt

from terminal_app.ui.panels.chart.pointer import PlotPoint, PointerTool, Zone


class ToolHand:
    """Leads what the pointer does in a plot to `tool`, while there is one and it wants it.

    Args:
        point: a pixel of the widget as a point of a pane.
    """

    def __init__(self, point: Callable[[QPointF, int], PlotPoint | None]) -> None:
        self.tool: PointerTool | None = None
        self._point = point
        self._pane: int | None = None

    @property
    def holding(self) -> bool:
        """Whether a press is in the hand of the tool."""
        return self._pane is not None

    @property
    def busy(self) -> bool:
        """Whether Escape would end something of the tool."""
        return self.tool is not None and (self.holding or self.tool.busy)

    def press(self, position: QPointF, zone: Zone, keys: Qt.KeyboardModifier) -> bool:
        """The left button went down; `True` when the tool takes it."""
        at = self._at(position, zone)
        taken = self.tool is not None and at is not None and self.tool.press(at, keys)
        self._pane = zone.pane if taken else None
        return taken

    def double(self, position: QPointF, zone: Zone, keys: Qt.KeyboardModifier) -> bool:
        """The left button went down for the second time in a row; `True` when the tool takes it."""
        at = self._at(position, zone)
        taken = self.tool is not None and at is not None and self.tool.double(at, keys)
        self._pane = zone.pane if taken else None
        return taken

    def drag(self, position: QPointF, *, held: bool) -> None:
        """The pointer moved; a button that was let go where nobody told us ends it."""
        at = None if self._pane is None else self._point(position, self._pane)
        if not held:
            self.cancel()
        elif self.tool is not None and at is not None:
            self.tool.drag(at)

    def release(self, position: QPointF) -> None:
        """The button was let go."""
        pane, self._pane = self._pane, None
        at = None if pane is None else self._point(position, pane)
        if self.tool is not None and at is not None:
            self.tool.release(at)

    def hover(self, position: QPointF | None, pane: int) -> Qt.CursorShape | None:
        """The pointer moved without a button, or left; the cursor the tool wants."""
        if self.tool is None or self.holding:
            return None
        return self.tool.hover(None if position is None else self._point(position, pane))

    def _at(self, position: QPointF, zone: Zone) -> PlotPoint | None:
        """A pixel of a plot as a point of its pane."""
        return self._point(position, zone.pane) if zone.part == "plot" else None

    def cancel(self) -> bool:
        """End what the tool is doing; `True` when there was something."""
        self._pane = None
        return self.tool is not None and self.tool.cancel()
