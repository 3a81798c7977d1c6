"""The times of the last orders."""

from terminal_app.trading.timings import OrderTimings


def test_an_order_is_timed_from_sending() -> None:
    timings = OrderTimings()
    timings.sent("a", 1_000, 10.0)
    timings.filled("a", 10.02)
    timings.answered("a", 10.05)
    timings.filled("a", 11.0)
    timings.answered("a", 12.0)
    (times,) = timings.all()
    assert (times.answer_ms, times.fill_ms) == ((10.05 - 10.0) * 1000, (10.02 - 10.0) * 1000)


def test_orders_of_others_are_passed_over() -> None:
    timings = OrderTimings()
    timings.answered("x", 1.0)
    timings.filled("x", 1.0)
    assert timings.all() == ()


def test_fifty_are_kept() -> None:
    timings = OrderTimings()
    for number in range(60):
        timings.sent(str(number), number, number)
    assert [times.client_oid for times in timings.all()] == [str(number) for number in range(10, 60)]
