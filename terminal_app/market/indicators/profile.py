"""How much was traded at which price in a range of bars, from the candles or from the trades in the bars.

A candle says only between which prices its volume was traded: it is spread evenly over that range. The sums
take two passes over the bars whatever the number of rows. Bars that are made of trades know every price.
"""

from dataclasses import dataclass

import numpy as np

from terminal_app.market.candles import Column, Columns
from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.indicators.spec import Draw, Output, Parameter, Place, Spec

VOLUME_PROFILE = Spec(
    "VOLUME_PROFILE",
    "Volume by price of what is in sight",
    "Volume and flow",
    (
        Parameter("rows", "Rows", 60, 10, 400),
        Parameter("value_area", "Value area, %", 70.0, 5, 100, 5),
        Parameter("width", "Width, % of the chart", 30.0, 5, 80, 5),
    ),
    (Output("profile", "Volume", Draw.ROWS),),
    Place.PRICE,
    "The volume of a candle is spread evenly over its range; bars of trades have it exactly.",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """Volume by price, lowest row first.

    Args:
        low: the lower edge of the first row.
        step: the height of a row.
        up: the volume of candles that closed at or above their open; what takers bought, of bars of trades.
        down: the volume of the others; what takers sold.
        point_of_control: the row with the most volume.
        value_area: the first and the last row of the narrowest stretch around it with the share asked for.
    """

    low: float
    step: float
    up: Column
    down: Column
    point_of_control: int
    value_area: tuple[int, int]

    def middle(self, row: int) -> float:
        """The price in the middle of a row."""
        return self.low + (row + 0.5) * self.step


def profile(columns: Columns, start: int, stop: int, rows: int, share: float) -> Profile | None:
    """The volume by price of the bars from `start` up to and without `stop`.

    Args:
        rows: into how many rows their range of prices is cut.
        share: the part of the volume in the value area, from 0 to 1.

    Returns:
        `None` when nothing was traded.
    """
    at = slice(start, stop)
    highs, lows, volumes = columns.high[at], columns.low[at], columns.volume[at]
    if not len(volumes) or not volumes.sum() > 0:
        return None
    low, high = float(lows.min()), float(highs.max())
    step = (high - low) / rows or max(abs(low), 1.0) * 1e-9
    rising = columns.close[at] >= columns.open[at]
    up, down = (
        _spread((lows[side] - low) / step, (highs[side] - low) / step, volumes[side], rows)
        for side in (rising, ~rising)
    )
    most = int(np.argmax(up + down))
    return Profile(low, step, up, down, most, _value_area(up + down, most, share))


def traded_profile(trades: BarTrades, start: int, stop: int, rows: int, share: float) -> Profile | None:
    """The same of bars that are made of trades, exactly; `None` when their trades are kept no longer."""
    prices, sold, bought = trades.ladder(start, stop)
    if start < trades.from_bar or not len(prices):
        return None
    low, span = prices[0], max(int(prices[-1] - prices[0]), 1)
    places = np.minimum((prices - low) * rows // span, rows - 1)
    unit, price = 10.0**-trades.scale.size_places, 10.0**-trades.scale.price_places
    up, down = (np.asarray(np.bincount(places, side, rows) * unit, np.float64) for side in (bought, sold))
    most = int(np.argmax(up + down))
    return Profile(low * price, span / rows * price, up, down, most, _value_area(up + down, most, share))


def _spread(lows: Column, highs: Column, volumes: Column, rows: int) -> Column:
    """The volume in each row of height one, when every bar's is spread evenly from its low to its high."""
    heights = highs - lows
    flat = heights <= 0
    points = np.bincount(np.minimum(lows[flat].astype(np.intp), rows - 1), volumes[flat], rows)
    wide = ~flat
    density = volumes[wide] / heights[wide]
    begun = _below(lows[wide], density, rows) - _below(highs[wide], density, rows)
    return np.asarray(np.maximum(np.diff(begun, prepend=0.0) + points, 0.0))


def _below(ends: Column, density: Column, rows: int) -> Column:
    """For the upper edge of each row: the sum of densities times how far the edge is above each end."""
    inside = np.minimum(ends.astype(np.intp), rows - 1)
    edges = np.arange(1, rows + 1)
    counted = np.cumsum(np.bincount(inside, density, rows))
    weighted = np.cumsum(np.bincount(inside, density * ends, rows))
    return np.asarray(edges * counted - weighted)


def _value_area(volumes: Column, most: int, share: float) -> tuple[int, int]:
    """Grow from the fullest row to the side where more was traded until the share is reached."""
    low = high = most
    wanted, held = volumes.sum() * share, volumes[most]
    while held < wanted and (low > 0 or high < len(volumes) - 1):
        below = volumes[low - 1] if low > 0 else -1.0
        above = volumes[high + 1] if high < len(volumes) - 1 else -1.0
        if above >= below:
            high, held = high + 1, held + above
        else:
            low, held = low - 1, held + below
    return low, high
