"""finplot's chart, 1280 × 720, candles with volume: the same pans and ticks as ours."""

from functools import cache, partial

import finplot
import pandas as pd

from tests.perf.loads import bars as loads
from tests.perf.painting import Paints, frames, settle
from tests.perf.side import serve


class Chart:
    """A chart of so many bars."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.rows = loads.bars(count)
        columns = {"time": self.rows[:, 0].astype("int64") * 1_000_000}
        for place, name in ((1, "open"), (4, "close"), (2, "high"), (3, "low"), (5, "volume")):
            columns[name] = self.rows[:, place]
        self.table = pd.DataFrame(columns)
        self.axis = finplot.create_plot("bench", maximize=False)
        self.candles = finplot.candlestick_ochl(
            self.table[["time", "open", "close", "high", "low"]], ax=self.axis
        )
        self.volumes = finplot.volume_ocv(
            self.table[["time", "open", "close", "volume"]], ax=self.axis.overlay()
        )
        finplot.show(qt_exec=False)
        window = self.axis.vb.win
        window.resize(loads.WIDTH, loads.HEIGHT)
        self.paints = Paints(window.viewport())
        settle()

    def zoom_to(self, first: float, stop: float) -> None:
        """Show these bars."""
        self.axis.vb.update_y_zoom(first, stop)

    def pan(self, steps: int) -> None:
        """Move the window to the right by so many steps."""
        self.axis.vb.pan_x(steps=steps * loads.pan_step(self.count))

    def tick(self, row: list[float]) -> None:
        """Take a newer version of the last bar, in the way finplot's own examples do."""
        table = self.table
        for place, name in ((4, "close"), (2, "high"), (3, "low"), (5, "volume")):
            table.iat[self.count - 1, table.columns.get_loc(name)] = row[place]
        self.candles.update_data(table[["time", "open", "close", "high", "low"]])
        self.volumes.update_data(table[["time", "open", "close", "volume"]])


@cache
def chart(count: int) -> Chart:
    """Made once for all samples."""
    return Chart(count)


def pan(count: int, rounds: int) -> dict[str, float]:
    """Pans over nine tenths of the bars."""
    one = chart(count)
    one.zoom_to(*loads.shown(count))
    return frames([partial(one.pan, steps) for steps in loads.PANS * rounds], one.paints)


def zoom(count: int, rounds: int) -> dict[str, float]:
    """Zooms out and in again about the middle."""
    one = chart(count)
    return frames([partial(one.zoom_to, *shown) for shown in loads.zooms(count) * rounds], one.paints)


def tick(count: int, rounds: int) -> dict[str, float]:
    """Ticks of the newest bar, with all bars in sight."""
    one = chart(count)
    one.zoom_to(count * 0.05, count + 1)
    news = loads.ticks(one.rows[-1], rounds)
    return frames([partial(one.tick, row) for row in news.tolist()], one.paints)


if __name__ == "__main__":
    finplot.create_plot("first", maximize=False)
    serve({"pan": pan, "zoom": zoom, "tick": tick})
