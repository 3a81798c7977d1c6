"""Candles of a followed instrument."""

from decimal import Decimal

from terminal_app.core.market import Candle, Interval, Trade
from terminal_app.core.orders import Side
from terminal_app.paper.engine.followed.bars import Bars

HOUR = 3_600_000
START = 470_000 * HOUR
FAR = 1 << 62
D = Decimal


def candle(open_ms: int, low: int, high: int) -> Candle:
    return Candle(
        open_ms, Decimal(low), Decimal(high), Decimal(low), Decimal(high), Decimal(1), Decimal(high)
    )


def test_what_was_told_is_shown_as_it_was() -> None:
    bars = Bars()
    bars.tell(Interval.M1, [candle(START, 1, 2), candle(START + 60_000, 2, 3)])
    bars.tell(Interval.M1, [candle(START + 60_000, 2, 9)])
    bars.add(Trade("1", Decimal(500), Decimal(1), Side.BUY, START))

    assert bars.candles(Interval.M1, 0, FAR, 10) == [candle(START, 1, 2), candle(START + 60_000, 2, 9)]
    assert bars.candles(Interval.M1, 0, START + 60_000, 10) == [candle(START, 1, 2)]
    assert bars.candles(Interval.M1, START + 1, FAR, 10) == [candle(START + 60_000, 2, 9)]
    assert bars.candles(Interval.M1, 0, FAR, 1) == [candle(START + 60_000, 2, 9)]


def test_longer_ones_are_made_from_the_longest_that_divide_them() -> None:
    bars = Bars()
    bars.tell(Interval.M1, [candle(START, 400, 500)])
    bars.tell(Interval.M15, [candle(START + place * 900_000, 10 + place, 20 + place) for place in range(5)])

    first, second = bars.candles(Interval.H1, 0, FAR, 10)
    assert first == Candle(START, Decimal(10), Decimal(23), Decimal(10), Decimal(23), Decimal(4), Decimal(86))
    assert (second.open_ms, second.close) == (START + HOUR, Decimal(24))


def test_without_any_they_are_made_from_trades() -> None:
    bars = Bars()
    for number, price in enumerate((5, 9, 3, 7)):
        bars.add(Trade(str(number), Decimal(price), Decimal(2), Side.BUY, START + number * 20_000))

    one, two = bars.candles(Interval.M1, 0, FAR, 10)
    assert one == Candle(START, D(5), D(9), D(3), D(3), D(6), D(34))
    assert two == Candle(START + 60_000, D(7), D(7), D(7), D(7), D(2), D(14))
    (whole,) = bars.candles(Interval.M5, 0, FAR, 10)
    assert whole == Candle(START, D(5), D(9), D(3), D(7), D(8), D(48))


def test_nothing_is_nothing() -> None:
    assert Bars().candles(Interval.D1, 0, FAR, 10) == []
