"""The path is the same whoever asks first, joins without gaps, and its parts fill the whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.paper.engine.models.walk import CACHED_BLOCKS, Coin, Span, Tide, Walk

COIN = Coin("BTC", 100_000.0, 0.03, 0.8)
NOW = 1_700_000_000_000
SPANS = [Span.DAY, Span.HOUR, Span.QUARTER, Span.MINUTE]


def walk(seed: int = 1, coin: Coin = COIN) -> Walk:
    return Walk(coin, Tide(seed))


@pytest.mark.parametrize("span", SPANS)
def test_parts_have_the_ends_the_extremes_and_the_activity_of_the_whole(span: Span) -> None:
    made = walk()
    for index in range(NOW // span.ms - 20, NOW // span.ms):
        whole, parts = made.stretch(span, index), made.parts(span, index)

        assert (parts[0].open, parts[-1].close) == (whole.open, whole.close)
        assert max(part.high for part in parts) == whole.high
        assert min(part.low for part in parts) == whole.low
        assert all(first.close == second.open for first, second in pairwise(parts))
        assert all(
            part.low <= min(part.open, part.close) <= max(part.open, part.close) <= part.high
            for part in parts
        )
        assert sum(part.activity for part in parts) == pytest.approx(whole.activity)
        assert sum(part.variance for part in parts) == pytest.approx(whole.variance)


def test_days_join_across_eras() -> None:
    made = walk()
    first = NOW // Span.ERA.ms * 512

    assert made.stretch(Span.DAY, first - 1).close == made.stretch(Span.DAY, first).open


@given(st.lists(st.integers(0, 10 * 365 * 86_400_000), min_size=2, max_size=5))
def test_the_order_of_asking_does_not_matter(times: list[int]) -> None:
    forwards, backwards = walk(), walk()

    asked = [forwards.price(at_ms) for at_ms in times]

    assert asked == [backwards.price(at_ms) for at_ms in reversed(times)][::-1]


def test_another_seed_is_another_path() -> None:
    assert walk(1).price(NOW) != walk(2).price(NOW)


def test_a_forgotten_block_comes_back_the_same() -> None:
    made = walk()
    minutes = [made.stretch(Span.MINUTE, NOW // 60_000 - number) for number in (0, 40_000)]
    for number in range(40_000):
        made.stretch(Span.MINUTE, NOW // 60_000 - number)

    assert [made.stretch(Span.MINUTE, NOW // 60_000 - number) for number in (0, 40_000)] == minutes


def test_only_so_many_blocks_are_remembered() -> None:
    made = walk()
    for number in range(2 * CACHED_BLOCKS):
        made.price(NOW + number * 60_000)

    assert len(made._cache) == CACHED_BLOCKS
    assert len(made._tide._cache) == CACHED_BLOCKS


def test_coins_move_together_as_far_as_they_are_correlated() -> None:
    tide = Tide(3)
    first, second = (Walk(Coin(name, 100.0, 0.03, 0.9), tide) for name in ("AAA", "BBB"))

    def moves(one: Walk) -> list[float]:
        return [part.close - part.open for day in range(40) for part in one.parts(Span.DAY, 20_000 + day)]

    pairs = list(zip(moves(first), moves(second), strict=True))
    together = sum(a * b for a, b in pairs)
    alone = (sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)) ** 0.5
    assert 0.6 < together / alone < 0.95


def test_calm_and_busy_days_come_in_clusters() -> None:
    made = walk()
    days = [made.stretch(Span.DAY, 19_000 + number).variance for number in range(500)]
    mean = sum(days) / len(days)
    spread = sum((one - mean) ** 2 for one in days)

    assert sum((a - mean) * (b - mean) for a, b in pairwise(days)) / spread > 0.4


@pytest.mark.parametrize("seed", [1, 3, 7])
def test_few_minutes_lie_flat_and_few_leap(seed: int) -> None:
    made = walk(seed)
    minutes = [made.stretch(Span.MINUTE, NOW // Span.MINUTE.ms - back) for back in range(1_440)]
    ranges = [(minute.high - minute.low) / minute.variance**0.5 for minute in minutes]

    assert sum(one < 0.2 for one in ranges) / len(ranges) < 0.01
    assert sum(one < 0.5 for one in ranges) / len(ranges) < 0.06
    assert sum(one > 6 for one in ranges) / len(ranges) < 0.02
