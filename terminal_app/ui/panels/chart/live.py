"""What the newest price means for the newest bar, and the time until it closes. Knows no Qt.

The stream of candles speaks once a second, the last price moves many times in between. The stored candle
stays as the venue pushed it; in the picture its close follows the last price, and its high and low reach as
far as that, because a trade at a price proves that the bar has been there. Volume is never guessed, and a
price after the end of the bar moves the line only: the next bar is drawn when the venue sends it.
"""

import numpy as np

from terminal_app.market.candles import Bar, Columns
from terminal_app.market.last import LastPrice

_DAY = 86_400


def follow(bar: Bar, interval_ms: int, live: LastPrice | None) -> Bar:
    """The newest bar as it should be drawn."""
    if live is None or not bar.open_ms <= live.time_ms < bar.open_ms + interval_ms:
        return bar
    price = float(live.price)
    return bar._replace(close=price, high=max(bar.high, price), low=min(bar.low, price))


def one_bar(columns: Columns, at: int, newest: Bar) -> Columns:
    """One drawn bar as columns of length one; `newest` is the last candle in it, brought up to the moment."""
    drawn = Bar(*(float(column[at]) for column in columns))
    drawn = drawn._replace(
        close=newest.close, high=max(drawn.high, newest.high), low=min(drawn.low, newest.low)
    )
    return Columns(*np.array(drawn, dtype=np.float64).reshape(6, 1))


def countdown(bar: Bar, interval_ms: int, now_ms: int) -> str:
    """The time until the bar closes, such as `00:41`; empty when it should have closed already."""
    seconds = -(-(int(bar.open_ms) + interval_ms - now_ms) // 1000)
    if seconds <= 0:
        return ""
    if seconds >= _DAY:
        return f"{seconds // _DAY}d {seconds % _DAY // 3600:02d}h"
    hours = f"{seconds // 3600:02d}:" if seconds >= 3600 else ""
    return f"{hours}{seconds // 60 % 60:02d}:{seconds % 60:02d}"
