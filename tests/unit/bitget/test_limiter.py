"""Pacing: never more than the limit, always room for cancels, and a rest after a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.endpoints import Endpoint, Scope
from terminal_app.bitget.limiter import ADDRESS_BLOCK, MINUTE_WINDOW, WINDOW, RateLimiter, TokenBucket
from terminal_app.bitget.unified import endpoints
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import RateLimitError
from terminal_app.core.ports import Purpose

EPS = 1e-6


class Paced:
    """A limiter whose sleep moves the clock."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.slept: list[float] = []
        self.limiter = RateLimiter(self.clock, self.sleep, lambda: 0.5)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds + EPS)

    async def go(self, endpoint: Endpoint, patience: float = 100.0) -> float:
        await self.limiter.acquire(endpoint, patience)
        return self.clock.monotonic()

    def answered(self, endpoint: Endpoint, remaining: int | None = None, *, limited: bool = False) -> None:
        self.limiter.answered(endpoint, self.clock.monotonic(), remaining, limited=limited)


@given(
    st.integers(1, 20),
    st.lists(st.floats(0, 0.7), min_size=1, max_size=80),
    st.lists(st.integers(0, 20) | st.none(), min_size=80, max_size=80),
)
def test_no_window_ever_holds_more_than_the_limit(
    limit: int, gaps: list[float], heads: list[int | None]
) -> None:
    bucket = TokenBucket(limit, 1.0)
    now, calls = 0.0, []
    for gap, head in zip(gaps, heads, strict=False):
        now += gap
        now += bucket.wait(now)
        assert bucket.wait(now) <= EPS
        bucket.spend(now)
        calls.append(now)
        if head is not None:
            bucket.correct(head, now)
    for start in calls:
        assert sum(start <= call < start + 1.0 - EPS for call in calls) <= limit


def test_a_bucket_tells_what_is_left_and_when() -> None:
    bucket = TokenBucket(2, 1.0)
    assert (bucket.left(10.0), bucket.wait(10.0)) == (2, 0)
    bucket.spend(10.0)
    bucket.spend(10.25)
    assert bucket.left(10.5) == 0
    assert bucket.wait(10.5) == pytest.approx(0.5)
    assert bucket.left(11.0) == 1


def test_a_reserve_is_not_touched() -> None:
    bucket = TokenBucket(3, 1.0)
    bucket.spend(10.0)
    assert bucket.wait(10.0, reserve=1) == 0
    bucket.spend(10.0)
    assert bucket.wait(10.0, reserve=1) == pytest.approx(1.0)
    assert bucket.wait(10.0) == 0


def test_the_venue_is_believed_when_it_counts_fewer_never_when_it_counts_more() -> None:
    bucket = TokenBucket(10, 1.0)
    bucket.correct(3, 10.0)
    assert bucket.left(10.0) == 3
    bucket.correct(9, 10.0)
    assert bucket.left(10.0) == 3
    bucket.correct(-5, 10.0)
    assert bucket.left(10.0) == 0


def test_a_closed_bucket_gives_nothing() -> None:
    bucket = TokenBucket(10, 1.0)
    bucket.close(15.0)
    bucket.close(12.0)
    assert (bucket.left(14.0), bucket.wait(14.0)) == (0, 1.0)
    assert bucket.wait(15.0) == 0


async def test_it_paces_before_the_limit() -> None:
    paced = Paced()
    times = [await paced.go(endpoints.PLACE_ORDER) for _ in range(25)]
    assert times[9] == times[0]
    assert times[10] >= times[0] + WINDOW
    assert times[20] >= times[10] + WINDOW
    assert len(paced.slept) == 2


async def test_endpoints_are_counted_apart() -> None:
    paced = Paced()
    for _ in range(10):
        await paced.go(endpoints.PLACE_ORDER)
    await paced.go(endpoints.CANCEL_ORDER)
    assert paced.slept == []


async def test_who_would_wait_too_long_is_told_at_once_and_takes_nothing() -> None:
    paced = Paced()
    for _ in range(10):
        await paced.go(endpoints.PLACE_ORDER)
    before = paced.limiter.budgets()
    with pytest.raises(RateLimitError, match="Nothing was sent"):
        await paced.limiter.acquire(endpoints.PLACE_ORDER, 0.5)
    assert paced.limiter.budgets() == before
    assert paced.slept == []


async def test_cancels_have_a_reserve_of_the_common_budget() -> None:
    paced = Paced()
    wide = Endpoint("GET", "/wide", 10_000, Scope.IP)
    for _ in range(6000 - 600):
        await paced.go(wide)
    with pytest.raises(RateLimitError):
        await paced.limiter.acquire(wide, 1.0)
    for _ in range(10):
        await paced.go(endpoints.PLACE_ORDER)
    for _ in range(290):
        paced.limiter._all.spend(paced.clock.monotonic())
    paced.clock.advance(WINDOW)
    with pytest.raises(RateLimitError):
        await paced.limiter.acquire(endpoints.PLACE_ORDER, 1.0)
    await paced.go(endpoints.CANCEL_ORDER)
    assert paced.limiter.budgets()[0].left == 299
    paced.clock.advance(MINUTE_WINDOW)
    await paced.go(wide)


async def test_the_header_corrects_downward() -> None:
    paced = Paced()
    await paced.go(endpoints.PLACE_ORDER)
    paced.answered(endpoints.PLACE_ORDER, remaining=0)
    started = paced.clock.monotonic()
    assert await paced.go(endpoints.PLACE_ORDER) >= started + WINDOW


async def test_a_refusal_closes_that_bucket_for_more_than_a_second() -> None:
    paced = Paced()
    await paced.go(endpoints.TICKERS)
    paced.answered(endpoints.TICKERS, limited=True)
    started = paced.clock.monotonic()
    assert await paced.go(endpoints.CANDLES) == started
    assert await paced.go(endpoints.TICKERS) >= started + 1.5


async def test_each_further_refusal_doubles_the_rest_of_that_endpoint_alone() -> None:
    paced = Paced()
    waits = []
    for _ in range(7):
        await paced.go(endpoints.TICKERS)
        paced.clock.advance(0.01)
        started = paced.clock.monotonic()
        paced.answered(endpoints.TICKERS, limited=True)
        await paced.go(endpoints.CANCEL_ORDER, 0)
        await paced.go(endpoints.TICKERS)
        waits.append(paced.clock.monotonic() - started)
        paced.clock.advance(0.01)
    assert waits == pytest.approx([1.5, 3, 6, 12, 24, 45, 45], abs=0.01)


async def test_refusals_of_several_endpoints_are_taken_for_a_block_of_the_address() -> None:
    paced = Paced()
    for endpoint in (endpoints.TICKERS, endpoints.CANDLES, endpoints.TICKERS):
        await paced.go(endpoint)
        paced.clock.advance(0.01)
        paced.answered(endpoint, limited=True)
        paced.clock.advance(0.01)
    with pytest.raises(RateLimitError, match="minutes"):
        await paced.limiter.acquire(endpoints.CANCEL_ORDER, 10)
    started = paced.clock.monotonic()
    assert await paced.go(endpoints.CANCEL_ORDER, 1000) >= started + ADDRESS_BLOCK - 1


async def test_calls_under_way_when_the_refusal_came_do_not_make_it_worse() -> None:
    paced = Paced()
    sent = [await paced.go(endpoints.TICKERS) for _ in range(10)]
    paced.clock.advance(0.1)
    for sent_at in sent:
        paced.limiter.answered(endpoints.TICKERS, sent_at, None, limited=True)
    assert await paced.go(endpoints.CANDLES, 0)
    assert await paced.go(endpoints.TICKERS) <= sent[0] + 0.1 + 1.5 + 1


async def test_a_success_forgives() -> None:
    paced = Paced()
    for _ in range(6):
        await paced.go(endpoints.TICKERS)
        paced.clock.advance(0.01)
        paced.answered(endpoints.TICKERS, limited=True)
        await paced.go(endpoints.TICKERS)
        paced.answered(endpoints.TICKERS)
    assert paced.limiter.budgets()[0].left > 5900


async def test_budgets_are_told() -> None:
    paced = Paced()
    await paced.go(endpoints.PLACE_ORDER)
    assert paced.limiter.budgets() == (
        ("all calls per minute", 5999, 6000),
        ("place-order", 9, 10),
    )


async def test_a_call_that_need_not_wait_is_taken_at_once() -> None:
    paced = Paced()
    limit = endpoints.PLACE_ORDER.per_second
    assert [paced.limiter.take(endpoints.PLACE_ORDER) for _ in range(limit + 1)] == [True] * limit + [False]
    assert paced.limiter.budgets()[1].left == 0
    await paced.go(endpoints.PLACE_ORDER)  # both ways draw on one budget
    assert paced.slept == [pytest.approx(WINDOW)]


def test_two_purposes_of_one_address_share_its_budget() -> None:
    assert endpoints.PLACE_EXITS.purpose is Purpose.GUARD
    assert endpoints.PLACE_STRATEGY.purpose is Purpose.ORDER
    assert len({endpoints.PLACE_EXITS, endpoints.PLACE_STRATEGY}) == 1
