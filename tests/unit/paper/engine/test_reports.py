"""Rows show the state of the moment."""

import pytest

from terminal_app.core.orders import Side
from tests.helpers.paper_engine import (
    BUY,
    PERP_ID,
    SELL,
    SPOT_ID,
    D,
    book,
    exchange,
    limit,
    market,
    place,
)


@pytest.mark.parametrize(("side", "break_even"), [(BUY, "100.3"), (SELL, "99.7")])
def test_a_position_shows_its_value_margin_and_break_even(side: Side, break_even: str) -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, side, "2"))
    made.set_mark(PERP_ID, D(105), D(104), 0)

    (row,) = made.positions("u")

    sign = 1 if side is BUY else -1
    assert row.unrealised_pnl == sign * 2 * (105 - row.avg_price)
    assert row.margin == 2 * row.avg_price / 20
    assert (row.mark, row.size, row.frozen, row.break_even) == (D(105), D(2), D(0), D(break_even))


def test_closing_orders_freeze_the_position() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3"))
    place(made, limit(PERP_ID, SELL, "105", "2", reduce_only=True))
    place(made, limit(PERP_ID, SELL, "105", "1"))

    assert made.positions("u")[0].frozen == 2


def test_the_account_adds_up_its_coins_in_dollars() -> None:
    made = exchange(USDT="1000", BTC="2", XYZ="5", NIL="0")
    book(made, SPOT_ID, mark="100")
    book(made, PERP_ID, mark="100")
    place(made, market(PERP_ID, BUY, "2"))
    place(made, limit(SPOT_ID, BUY, "90", "1"))
    place(made, limit(PERP_ID, BUY, "90", "1"))

    row = made.account("u")

    coins = {one.coin: one for one in row.coins}
    fee = D("200.2") * D("0.0006")
    assert set(coins) == {"USDT", "BTC", "XYZ"}
    assert (coins["BTC"].usd_value, coins["XYZ"].usd_value) == (D(200), D(0))
    assert coins["USDT"].equity == 1000 - fee - D("0.2")
    assert row.equity == coins["USDT"].equity + 200
    assert row.unrealised_pnl == D("-0.2")
    assert row.maintenance_margin == D(200) * D("0.005")
    order_margin = D(90) * (D("0.05") + D("0.0006"))
    assert coins["USDT"].locked == 90 + order_margin
    assert row.initial_margin == D("10.01") + order_margin
    assert coins["USDT"].available == 1000 - fee - 90 - row.initial_margin - D("0.2")


def test_rows_are_copies() -> None:
    made = exchange()
    row = place(made, limit(SPOT_ID, BUY, "90", "1"))
    row.fees["USDT"] = D(1)
    row.filled = D(1)

    again = made.order("u", order_id=row.order_id)

    assert again is not None
    assert (again.fees, again.filled) == ({}, D(0))
