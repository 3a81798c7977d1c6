"""The magnet: a price near one of the four of a bar becomes that one. Knows no Qt."""

from decimal import Decimal

from terminal_app.market.candles import Columns
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.scale import nearest_tick

PULL_PX = 24


def pulled_price(price: Decimal, bar: Columns, frame: Frame, reach: float, tick: Decimal) -> Decimal:
    """The price of the bar nearest to a price, when it is no farther than `reach` pixels away.

    `bar` are the columns of one bar.
    """
    y = frame.y_of(float(price))
    prices = [float(column[0]) for column in (bar.open, bar.high, bar.low, bar.close)]
    near = min(prices, key=lambda one: abs(frame.y_of(one) - y))
    return nearest_tick(near, tick) if abs(frame.y_of(near) - y) <= reach else price
