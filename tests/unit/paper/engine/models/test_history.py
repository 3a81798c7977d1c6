"""Bars of the past in whole ticks and lots agree with each other."""

import pytest

from terminal_app.paper.engine.models.history import History, merged
from terminal_app.paper.engine.models.profiles import Profile
from terminal_app.paper.engine.models.walk import CACHED_BLOCKS, Coin, Span, Tide, Walk
from tests.helpers.paper_engine import PERP

COIN = Coin("BTC", 100.0, 0.03, 0.8)
PROFILE = Profile(COIN, turnover=5e6, pace=2.0, premium=0.001)
NOW = 1_700_000_000_000 // 1000 * 1000


def history(profile: Profile = PROFILE) -> History:
    return History(PERP, profile, Walk(COIN, Tide(1)))


@pytest.mark.parametrize("span", [Span.DAY, Span.HOUR, Span.QUARTER, Span.MINUTE])
def test_a_long_bar_is_made_of_its_short_ones(span: Span) -> None:
    past, part = history(), Span(span + 1)
    count = span.ms // part.ms
    for index in range(NOW // span.ms - 5, NOW // span.ms):
        whole = past.bar(span, index)
        parts = [past.bar(part, index * count + number) for number in range(count)]

        sums = parts[0]
        for one in parts[1:]:
            assert one.open == sums.close
            sums = merged(sums, one)
        assert sums[:5] == whole[:5]
        assert sums.turnover == pytest.approx(whole.turnover, rel=0.02)
        assert all(one.low * one.lots <= one.turnover <= one.high * one.lots for one in parts)


def test_the_volume_is_that_of_usual_days() -> None:
    past = history()
    days = [past.bar(Span.DAY, NOW // Span.DAY.ms - number).lots for number in range(300)]

    assert past.daily_lots == pytest.approx(5e6 / 100 / 0.001)
    assert sum(days) / len(days) == pytest.approx(past.daily_lots, rel=0.35)
    assert past.trade_lots == pytest.approx(past.daily_lots / 86_400 / 2)


def test_the_contract_trades_above_its_coin_by_the_premium() -> None:
    past = history()

    assert past.ticks(NOW) == pytest.approx(past.fair(NOW), abs=0.5)
    assert past.fair(NOW) == pytest.approx(past.index(NOW) * 1.001, abs=0.6)


def test_a_bar_between_two_seconds_is_the_sum_of_what_lies_between() -> None:
    past = history()
    start = NOW - 90_000
    seconds = [past.bar(Span.SECOND, start // 1000 + number) for number in range(90)]
    sums = seconds[0]
    for one in seconds[1:]:
        sums = merged(sums, one)

    found = past.between(start, NOW)

    assert found is not None
    assert found[:5] == sums[:5]
    assert past.between(NOW, NOW) is None


def test_activity_is_a_multiple_of_a_usual_minute() -> None:
    past = history()
    values = [past.activity(NOW - number * 60_000) for number in range(0, 60_000, 60)]

    assert 0.4 < sum(values) / len(values) < 2.0
    assert min(values) > 0


def test_prices_are_at_least_one_tick() -> None:
    tiny = Coin("XXX", 0.001, 0.03, 0.5)
    past = History(PERP, Profile(tiny, 1e6, 1.0), Walk(tiny, Tide(1)))

    assert past.ticks(NOW) == 1


def test_only_so_many_blocks_are_remembered() -> None:
    past = history()
    newest = NOW // Span.QUARTER.ms
    first = past.bar(Span.QUARTER, newest)
    for number in range(4 * 2 * CACHED_BLOCKS):
        past.bar(Span.QUARTER, newest - number)

    assert len(past._cache) == CACHED_BLOCKS
    assert past.bar(Span.QUARTER, newest) == first
