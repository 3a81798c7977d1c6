"""Quotas per endpoint and second, and per address and minute."""

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.limits import PENALTY_SECONDS, PER_MINUTE, RateLimiter


def test_refuses_beyond_the_quota_until_the_second_turns(manual_clock: ManualClock) -> None:
    limiter = RateLimiter(manual_clock)
    for left in (1, 0):
        limiter.take("/a", "key", 2)
        assert limiter.left("/a", "key", 2) == left
    with pytest.raises(ApiError) as caught:
        limiter.take("/a", "key", 2)
    assert (caught.value.code, caught.value.status) == ("429", 429)
    manual_clock.advance(1)
    limiter.take("/a", "key", 2)
    assert limiter.left("/a", "key", 2) == 1


def test_counts_endpoints_and_callers_apart(manual_clock: ManualClock) -> None:
    limiter = RateLimiter(manual_clock)
    limiter.take("/a", "key", 1)
    limiter.take("/b", "key", 1)
    limiter.take("/a", "other", 1)
    assert limiter.left("/a", "key", 1) == 0


def test_bounds_the_minute_of_an_address(manual_clock: ManualClock) -> None:
    limiter = RateLimiter(manual_clock)
    for _ in range(PER_MINUTE):
        limiter.take_minute("127.0.0.1")
    with pytest.raises(ApiError, match="429"):
        limiter.take_minute("127.0.0.1")
    manual_clock.advance(PENALTY_SECONDS - 1)
    with pytest.raises(ApiError, match="429"):
        limiter.take_minute("127.0.0.1")
    limiter.take_minute("127.0.0.2")
    manual_clock.advance(1)
    limiter.take_minute("127.0.0.1")


def test_counts_without_refusing_when_not_enforced(manual_clock: ManualClock) -> None:
    limiter = RateLimiter(manual_clock, enforced=False)
    for _ in range(3):
        limiter.take("/a", "key", 1)
    assert limiter.left("/a", "key", 1) == 0
