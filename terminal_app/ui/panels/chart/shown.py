"""The parts of a picture of the chart, as values. Knows no Qt."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.lines import Line, LineKey


class PriceTick(NamedTuple):
    """A label of the price axis and its pixel."""

    y: float
    text: str


class AxisTag(NamedTuple):
    """A price on the axis that stands for something, its pixel, and a colour of series by its number."""

    y: float
    text: str
    tint: int


@dataclass(frozen=True, slots=True)
class ChartView:
    """One picture of a pane, in device pixels: the drawn bars `first` up to and without `stop` of `level`.

    `tail` is the newest drawn bar, which may be out of sight. `history_version` and `length` are those of the
    series. `ratio` is how many device pixels a logical one has: texts are painted in those.
    """

    frame: Frame
    level: int
    first: int
    stop: int
    tail: int
    history_version: int
    length: int
    ratio: float = 1.0

    @property
    def tail_in_sight(self) -> bool:
        """Whether the newest bar is visible."""
        return self.first <= self.tail < self.stop

    def framed(self, frame: Frame) -> "ChartView":
        """The same bars in another frame."""
        # Not `replace`, which costs several times as much, and this is asked in every frame.
        return ChartView(
            frame, self.level, self.first, self.stop, self.tail, self.history_version, self.length, self.ratio
        )


class Readout(NamedTuple):
    """The values of one bar as text, as (label, text) pairs, and whether it closed at or above its open."""

    time: str
    values: tuple[tuple[str, str], ...]
    up: bool


class LastPrice(NamedTuple):
    """The last price as text with its pixel, and the time the bar has left as text."""

    y: float
    text: str
    up: bool
    left: str = ""


class Moving(NamedTuple):
    """A line under the hand: where it would go, how it is shown there, and how far aside it is pulled.

    `aside` is in logical pixels from where it was taken.
    """

    key: LineKey
    price: Decimal
    shown: Line
    aside: float = 0.0


class MeasurePlace(NamedTuple):
    """The measure in logical pixels of the plot, with its texts."""

    x0: int
    y0: int
    x1: int
    y1: int
    up: bool
    texts: tuple[str, str]
