"""Where a run of candles ends, and what of a page is over."""

from terminal_app.core.market import Interval
from terminal_app.market.gaps import Past, closed_of, compared, run_start
from tests.helpers.market import START_MS, random_candles

MINUTE = Interval.M1.ms


def test_a_run_ends_at_the_first_hole_that_is_not_the_venues() -> None:
    times = [9 * MINUTE, 8 * MINUTE, 6 * MINUTE, 5 * MINUTE, 2 * MINUTE]
    before = 10 * MINUTE
    hole = (7 * MINUTE, 8 * MINUTE)
    assert run_start(times, before, Interval.M1, ()) == 8 * MINUTE
    assert run_start(times, before, Interval.M1, {hole}) == 5 * MINUTE
    assert run_start(times, 12 * MINUTE, Interval.M1, {hole}) == 12 * MINUTE
    assert run_start([], before, Interval.M1, ()) == before


def test_months_adjoin_whatever_their_length() -> None:
    day = Interval.D1.ms
    for length in (28, 31):
        assert run_start([0], length * day, Interval.MO1, ()) == 0
    assert run_start([0], 59 * day, Interval.MO1, ()) == 59 * day


def test_a_candle_is_over_when_a_later_one_is_known() -> None:
    page = random_candles(3)
    assert closed_of(page, 0) == page[:2]
    assert closed_of(page, START_MS + 3 * MINUTE) == page
    assert closed_of([], START_MS) == []


def test_another_past_is_told_by_many_candles_and_not_by_a_few() -> None:
    one, other = random_candles(300, seed=1), random_candles(300, seed=2)
    assert compared(one, one) is Past.SAME
    assert compared(one[:100], one[100:]) is Past.SAME
    assert compared(one, [*one[:-1], one[-1]._replace(turnover=one[-1].turnover + 1)]) is Past.PARTLY
    assert compared(one[:150], other[:150]) is Past.PARTLY
    assert compared(one, [*one[:150], *other[150:]]) is Past.PARTLY
    assert compared(one, [*one[:149], *other[149:]]) is Past.ANOTHER
