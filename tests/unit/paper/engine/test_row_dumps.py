"""Rows come back from their plain form equal, field by field."""

import json

from terminal_app.paper.engine.dumps import Reader
from terminal_app.paper.engine.row_dumps import (
    bill_row,
    closed_position_row,
    fill_row,
    order_row,
    read_bill,
    read_closed_position,
    read_fill,
    read_order,
)
from tests.helpers.paper_engine import (
    BUY,
    PERP_ID,
    SELL,
    SPOT_ID,
    book,
    exchange,
    limit,
    market,
    market_buy,
    place,
)


def plain(row: dict[str, object]) -> Reader:
    return Reader(json.loads(json.dumps(row)))


def test_rows_survive() -> None:
    made = exchange()
    book(made, PERP_ID)
    book(made, SPOT_ID)
    place(made, market(PERP_ID, BUY, "2"))
    place(made, market(PERP_ID, SELL, "3"))
    place(made, market_buy("100"))
    place(made, limit(SPOT_ID, BUY, "99", "1"))

    orders = made.open_orders("u") + made.order_history("u")
    assert [read_order(plain(order_row(row))) for row in orders] == orders
    assert [read_fill(plain(fill_row(row))) for row in made.fills("u")] == made.fills("u")
    closed = made.closed_positions("u")
    assert [read_closed_position(plain(closed_position_row(row))) for row in closed] == closed
    assert [read_bill(plain(bill_row(row))) for row in made.bills("u")] == made.bills("u")
    assert len(orders) == 4
