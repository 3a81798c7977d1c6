"""Back-off and the budget of connections."""

import random

from terminal_app.bitget.backoff import Backoff, ConnectBudget, Hangup, Parting


def test_spans_double_up_to_the_cap() -> None:
    backoff = Backoff(lambda: 1.0, base=0.5, cap=30.0)
    assert [backoff.next_delay() for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_jitter_is_full() -> None:
    assert Backoff(lambda: 0.0).next_delay() == 0.0
    rolls = random.Random(7)
    delays = [Backoff(rolls.random, base=8.0).next_delay() for _ in range(500)]
    assert min(delays) < 0.5
    assert max(delays) > 7.5


def test_only_a_healthy_life_forgives() -> None:
    backoff = Backoff(lambda: 1.0, base=0.5, healthy_after=30.0)
    for _ in range(4):
        backoff.next_delay()
    backoff.lived(29.9)
    assert backoff.next_delay() == 8.0
    backoff.lived(30.0)
    assert backoff.next_delay() == 0.5


def test_only_a_broken_connection_is_a_failure() -> None:
    backoff = Backoff(lambda: 1.0, base=0.5)
    assert backoff.after(Hangup(Parting.PLANNED, "")) == 0.0
    assert backoff.after(Hangup(Parting.REFUSED, "", 60.0)) == 60.0
    assert [backoff.after(Hangup(Parting.LOST, "")) for _ in range(3)] == [0.5, 1.0, 2.0]


def test_many_failures_do_not_overflow() -> None:
    backoff = Backoff(lambda: 1.0, cap=30.0)
    assert [backoff.next_delay() for _ in range(5000)][-1] == 30.0


def test_the_budget_opens_again_when_the_oldest_connection_leaves_the_window() -> None:
    budget = ConnectBudget(limit=2, window=300.0)
    budget.take(0.0)
    budget.take(10.0)
    assert budget.wait(20.0) == 280.0
    assert budget.wait(300.0) == 0.0


def test_an_outage_of_an_hour_stays_far_below_the_venues_limit() -> None:
    """Two streams, each attempt fails at once; the venue's limit is 300 per 5 minutes."""
    rolls = random.Random(1)
    budget = ConnectBudget()
    backoffs = [Backoff(rolls.random), Backoff(rolls.random)]
    due = [0.0, 0.0]
    attempts: list[float] = []
    while min(due) < 3600:
        which = due.index(min(due))
        now = due[which]
        wait = budget.wait(now)
        if wait > 0:
            due[which] = now + wait
            continue
        budget.take(now)
        attempts.append(now)
        due[which] = now + backoffs[which].next_delay()
    worst = max(sum(1 for other in attempts if now <= other < now + 300) for now in attempts)
    assert worst <= 60
    assert len(attempts) > 100
