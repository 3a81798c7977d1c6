"""Connections are counted as the venue counts them."""

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.ws.quota import (
    CONNECT_WINDOW,
    CONNECTS,
    LIFE_SECONDS,
    MOST_OPEN,
    NOTICE_SECONDS,
    ConnectionQuota,
)

HERE, THERE = "127.0.0.1", "127.0.0.2"


def test_three_hundred_connections_in_five_minutes(manual_clock: ManualClock) -> None:
    quota = ConnectionQuota(manual_clock)
    for _ in range(CONNECTS):
        assert quota.admit(HERE)
        quota.leave(HERE)
    assert (quota.admit(HERE), quota.admit(THERE)) == (False, True)
    manual_clock.advance(CONNECT_WINDOW)
    assert quota.admit(HERE)


def test_a_hundred_open_connections(manual_clock: ManualClock) -> None:
    quota = ConnectionQuota(manual_clock)
    assert all(quota.admit(HERE) for _ in range(MOST_OPEN))
    assert not quota.admit(HERE)
    quota.leave(HERE)
    assert quota.admit(HERE)


def test_nobody_is_refused_where_limits_are_off(manual_clock: ManualClock) -> None:
    quota = ConnectionQuota(manual_clock, enforced=False)
    assert all(quota.admit(HERE) for _ in range(CONNECTS + 1))


def test_the_notice_comes_a_minute_before_the_end_of_a_day_and_at_half_of_a_short_life(
    manual_clock: ManualClock,
) -> None:
    assert ConnectionQuota(manual_clock).notice == LIFE_SECONDS - NOTICE_SECONDS
    assert ConnectionQuota(manual_clock, life=4).notice == 2
