"""Tests for `market/alerts/history.py`: only what candles prove is said."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.market import Candle, Interval
from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.history import Judged, Verdict, judge, needed
from terminal_app.market.alerts.values import Alert, Gap, Way
from tests.helpers.ui_samples import BTC_PERP

D = Decimal
M1 = Interval.M1
START = 1_700_000_040_000 - 1_700_000_040_000 % 60_000
ALERT = Alert("a", BTC_PERP, D(100), Way.UP, START)
GAP = Gap(ALERT, START + 30_000, START + 4 * 60_000 + 30_000)


def candles(*highs: int, start: int = START) -> list[Candle]:
    return [
        Candle(start + number * 60_000, D(90), D(high), D(80), D(90), D(1), D(90))
        for number, high in enumerate(highs)
    ]


def test_a_candle_wholly_inside_proves_it() -> None:
    assert judge(GAP, candles(90, 91, 100, 95, 90), M1) == Judged(Verdict.REACHED, START + 120_000)
    assert judge(GAP, candles(100, start=START + 120_000), M1).verdict is Verdict.REACHED


def test_a_whole_row_that_stays_away_proves_the_contrary() -> None:
    assert judge(GAP, candles(90, 99, 99, 95, 90), M1).verdict is Verdict.NOT


def test_the_candles_at_both_ends_may_have_reached_it_outside_of_the_gap() -> None:
    assert judge(GAP, candles(100, 91, 91, 91, 90), M1).verdict is Verdict.UNKNOWN
    assert judge(GAP, candles(90, 91, 91, 91, 100), M1).verdict is Verdict.UNKNOWN


def test_holes_and_missing_ends_prove_nothing() -> None:
    row = candles(90, 91, 91, 91, 90)
    for part in (row[1:], row[:-1], [*row[:2], *row[3:]], []):
        assert judge(GAP, part, M1).verdict is Verdict.UNKNOWN


def test_falling_looks_at_the_lows() -> None:
    falls = replace(GAP, alert=replace(ALERT, price=D(80), way=Way.DOWN))
    assert judge(falls, candles(90, 90, 90, 90, 90), M1).verdict is Verdict.REACHED


def test_longer_absences_ask_for_longer_candles_and_the_mark_price_for_none() -> None:
    assert needed(GAP, GAP.until_ms) == (M1, 6)
    day = 86_400_000
    assert needed(replace(GAP, until_ms=START + 2 * day), START + 2 * day) == (Interval.M5, 577)
    assert needed(replace(GAP, until_ms=START + 2_000 * day), START + 2_000 * day) is None
    marked = replace(GAP, alert=replace(ALERT, by=TriggerBy.MARK))
    assert needed(marked, GAP.until_ms) is None
