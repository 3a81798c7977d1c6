"""Which bars are on the screen: panning, zooming and following the newest bar. Knows no Qt and no prices.

Positions are bar indices as floats: bar `i` is centred on `i`, and pixel `width` is the right edge of the
plot.
"""

DEFAULT_SPACING = 8.0
_MAX_SPACING = 120.0
_FEWEST_VISIBLE = 3
_LIVE_MARGIN_PX = 64.0
_LEAST_SPAN = 200


class Viewport:
    """The horizontal window of a chart.

    `spacing` is in pixels per bar and `right` is the bar position at the right edge, so that a resize keeps
    the right
    edge and the size of the bars. While `following`, new bars push the window along.
    """

    def __init__(self) -> None:
        self.width = 1.0
        self.spacing = DEFAULT_SPACING
        self.right = 0.0
        self.following = True

    @property
    def left(self) -> float:
        """The bar position at the left edge."""
        return self.right - self.width / self.spacing

    def x_of(self, index: float) -> float:
        """The pixel of a bar position."""
        return self.width - (self.right - index) * self.spacing

    def index_at(self, x: float) -> float:
        """The bar position of a pixel."""
        return self.right - (self.width - x) / self.spacing

    def resize(self, width: float) -> None:
        """Take the new width of the plot; while following, the newest bar keeps its margin."""
        if width == self.width:
            return
        before = self._margin
        self.width = max(1.0, width)
        if self.following:
            self.right += (self._margin - before) / self.spacing

    def to_live(self, length: int) -> None:
        """Show the newest bar with a margin beside it, and follow from now on."""
        self.following = True
        self.right = length - 1 + self._margin / self.spacing

    def pan(self, pixels: float, length: int) -> None:
        """Drag the bars to the right by so many pixels. The chart stays where it is put."""
        self.right -= pixels / self.spacing
        self.following = False
        self._keep_bars_in_sight(length)

    def zoom(self, factor: float, x: float, length: int) -> None:
        """Make bars `factor` times as wide; what is under pixel `x` stays there."""
        anchor = self.index_at(x)
        least = self.width / max(_LEAST_SPAN, length * 1.25)
        self.spacing = min(max(self.spacing * factor, least), max(_MAX_SPACING, least))
        self.right = anchor + (self.width - x) / self.spacing
        self._keep_bars_in_sight(length)
        self.following = self.following and self.left <= length - 1 <= self.right

    def shift(self, bars: float) -> None:
        """Move the window by bars, because bars came before it or because it follows."""
        self.right += bars

    @property
    def _margin(self) -> float:
        """The pixels beside the newest bar."""
        return min(_LIVE_MARGIN_PX, self.width / 4)

    def _keep_bars_in_sight(self, length: int) -> None:
        span = self.width / self.spacing
        self.right = max(min(self.right, length - _FEWEST_VISIBLE + span), min(length, _FEWEST_VISIBLE) - 1.0)
