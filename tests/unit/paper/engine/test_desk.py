"""The market's counter works in whole ticks and lots and reports once per step."""

from terminal_app.paper.engine.messages import BookChanged, Printed
from tests.helpers.paper_engine import BUY, NOW, SELL, SPOT_ID, D, exchange, limit, only, place


def test_many_orders_make_one_report() -> None:
    desk = exchange().desk
    first = desk.quote(SPOT_ID, BUY, 9_900, 10, NOW)
    desk.quote(SPOT_ID, SELL, 10_100, 20, NOW)
    desk.pull(SPOT_ID, first or "")
    desk.pull(SPOT_ID, "gone")

    (changed,) = only(desk.end_step(NOW), BookChanged)

    assert (changed.bids, changed.asks) == (((D(99), D(0)),), ((D(101), D("0.002")),))


def test_lifting_stops_at_the_price_and_leaves_nothing() -> None:
    made = exchange()
    desk = made.desk
    desk.quote(SPOT_ID, SELL, 10_000, 5, NOW)
    desk.quote(SPOT_ID, SELL, 10_001, 5, NOW)

    desk.lift(SPOT_ID, BUY, 10_000, 8, NOW)

    assert (made.best(SPOT_ID), made.depth(SPOT_ID, 1)[1]) == (
        (None, D("100.01")),
        ((D("100.01"), D("0.0005")),),
    )


def test_prints_are_everybodys() -> None:
    made = exchange()
    place(made, limit(SPOT_ID, SELL, "100", "1"))
    assert made.desk.take(SPOT_ID, BUY, 4_000, NOW) == 4_000
    made.desk.quote(SPOT_ID, BUY, 9_000, 5, NOW)
    place(made, limit(SPOT_ID, SELL, "90", "0.02"))

    prints = made.desk.take_prints()

    assert [(one.price, one.size, one.side) for one in prints] == [
        (D(100), D("0.4"), BUY),
        (D(90), D("0.0005"), SELL),
    ]
    assert made.desk.take_prints() == []
    assert only(made.desk.end_step(NOW), Printed) == []
    assert int(made.desk.next_id(NOW)) > int(prints[-1].trade_id)
    assert SPOT_ID in made.instruments
    assert len(made.desk.book(SPOT_ID)) == 2
