"""Places of the chart under the pointer, and who may take a press in a plot before the chart does."""

from typing import NamedTuple, Protocol

from PySide6.QtCore import Qt

from terminal_app.ui.panels.chart.shown import ChartView


class Zone(NamedTuple):
    """A part of the chart: `plot`, `axis` or upper `edge` of the pane number `pane`, or the `time` axis.

    Pane 0 is that of the prices.
    """

    part: str
    pane: int = 0


class PlotPoint(NamedTuple):
    """A point of a plot in device pixels, with the picture that says what they mean."""

    pane: int
    x: float
    y: float
    view: ChartView


class PointerTool(Protocol):
    """Something with a use of its own for the pointer: a drawing that is made or moved.

    `ChartCanvas.tools.tool` is asked before the chart drags, measures or moves a line. When it becomes `busy`
    by itself, it calls `ChartCanvas.settle_escape`.
    """

    @property
    def busy(self) -> bool:
        """Whether Escape would end something."""
        ...

    def press(self, at: PlotPoint, keys: Qt.KeyboardModifier) -> bool:
        """The left button went down; `True` takes everything up to its release."""
        ...

    def double(self, at: PlotPoint, keys: Qt.KeyboardModifier) -> bool:
        """The left button went down for the second time in a row; `True` as with `press`."""
        ...

    def drag(self, at: PlotPoint) -> None:
        """The pointer moved while the button is held."""
        ...

    def release(self, at: PlotPoint) -> None:
        """The button was let go."""
        ...

    def hover(self, at: PlotPoint | None) -> Qt.CursorShape | None:
        """The pointer moved without a button, or left; the cursor to show, `None` for the chart's own."""
        ...

    def cancel(self) -> bool:
        """Escape was pressed, or the keyboard went elsewhere; `True` when that ended something."""
        ...
