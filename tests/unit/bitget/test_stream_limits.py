"""The budget of messages on one connection."""

from terminal_app.bitget.stream_limits import MessageBudget, StreamLimits


def test_no_more_than_the_venue_allows_in_any_second() -> None:
    budget = MessageBudget(StreamLimits())
    sent: list[float] = []
    now = 0.0
    while now < 5:
        while budget.message_wait(now) <= 0:
            budget.message(now)
            sent.append(now)
        now += 0.1
    assert max(sum(1 for other in sent if at <= other < at + 1) for at in sent) <= 10
    assert len(sent) > 40


def test_requests_leave_room_for_a_ping() -> None:
    limits = StreamLimits()
    budget = MessageBudget(limits)
    while budget.request_wait(0.0) <= 0:
        budget.request(0.0)
    assert budget.message_wait(0.0) == 0.0
    budget.message(0.0)
    assert budget.message_wait(0.0) > 0


def test_orders_leave_room_for_a_ping() -> None:
    budget = MessageBudget(StreamLimits())
    for _ in range(8):
        assert budget.call_wait(0.0) == 0
        budget.message(0.0)
    assert budget.call_wait(0.0) == 1.0
    assert budget.message_wait(0.0) == 0.0


def test_requests_are_counted_over_an_hour() -> None:
    budget = MessageBudget(StreamLimits(requests_per_hour=3))
    for second in (0.0, 10.0, 20.0):
        assert budget.request_wait(second) == 0
        budget.request(second)
    assert budget.request_wait(30.0) == 3570.0
    assert budget.request_wait(3600.0) == 0.0


def test_every_number_is_below_the_venues_limit() -> None:
    limits = StreamLimits()
    assert limits.messages_per_second <= 10
    assert limits.requests_per_hour <= 240
    assert limits.message_bytes <= 4096
    assert limits.args_per_message <= 20
    assert limits.channels <= 1000
    assert limits.ping_every <= 30
    assert limits.planned_after < 24 * 3600
