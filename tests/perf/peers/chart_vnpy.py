"""vnpy's chart, 1280 × 720, candles and volume: the same pans and ticks as ours."""

from datetime import UTC, datetime
from functools import cache, partial

from vnpy.chart import CandleItem, ChartWidget, VolumeItem
from vnpy.trader.constant import Exchange
from vnpy.trader.object import BarData
from vnpy.trader.ui import create_qapp

from tests.perf.loads import bars as loads
from tests.perf.painting import Paints, frames, settle
from tests.perf.side import serve


class Chart:
    """A chart of so many bars."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.rows = loads.bars(count)
        self.widget = ChartWidget()
        self.widget.add_plot("candle", hide_x_axis=True)
        self.widget.add_plot("volume", maximum_height=200)
        self.widget.add_item(CandleItem, "candle", "candle")
        self.widget.add_item(VolumeItem, "volume", "volume")
        self.widget.add_cursor()
        self.widget.update_history([bar(row) for row in self.rows.tolist()])
        self.widget.resize(loads.WIDTH, loads.HEIGHT)
        self.widget.show()
        self.paints = Paints(self.widget.viewport())
        settle()

    def show_from(self, first: float, stop: float) -> None:
        """Show these bars."""
        for plot in self.widget.get_all_plots():
            plot.setRange(xRange=(first, stop), padding=0)


def bar(row: list[float]) -> BarData:
    """A row of the load."""
    return BarData(
        gateway_name="BENCH",
        symbol="BTCUSDT",
        exchange=Exchange.LOCAL,
        datetime=datetime.fromtimestamp(row[0] / 1_000, UTC),
        open_price=row[1],
        high_price=row[2],
        low_price=row[3],
        close_price=row[4],
        volume=row[5],
    )


@cache
def chart(count: int) -> Chart:
    """Made once for all samples."""
    return Chart(count)


def pan(count: int, rounds: int) -> dict[str, float]:
    """Pans over nine tenths of the bars."""
    one = chart(count)
    first, stop = loads.shown(count)
    step = loads.pan_step(count)
    moved = [sum((loads.PANS * rounds)[: number + 1]) * step for number in range(len(loads.PANS) * rounds)]
    one.show_from(first, stop)
    return frames([partial(one.show_from, first + by, stop + by) for by in moved], one.paints)


def tick(count: int, rounds: int) -> dict[str, float]:
    """Ticks of the newest bar, with all bars in sight."""
    one = chart(count)
    one.show_from(count * 0.05, count)
    news = [bar(row) for row in loads.ticks(one.rows[-1], rounds).tolist()]
    return frames([partial(one.widget.update_bar, new) for new in news], one.paints)


if __name__ == "__main__":
    application = create_qapp()
    serve({"pan": pan, "tick": tick})
