"""Our own orders on the rows: which row, how sure, and what a cancel would send."""

from decimal import Decimal

import pytest

from terminal_app.core.commands import CancelOrder
from terminal_app.core.orders import OrderStatus, Side
from terminal_app.ui.panels.book.own import Standing, marks, row_price, worst
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.ui_samples import ETH_SPOT, order

D = Decimal


@pytest.mark.parametrize(
    ("statuses", "standing"),
    [
        ([OrderStatus.OPEN], Standing.WORKING),
        ([OrderStatus.PARTIAL], Standing.WORKING),
        ([OrderStatus.OPEN, OrderStatus.CANCEL_PENDING], Standing.ENDING),
        ([OrderStatus.CANCEL_PENDING, OrderStatus.INTENT], Standing.SENDING),
        ([OrderStatus.INTENT, OrderStatus.UNKNOWN, OrderStatus.OPEN], Standing.DOUBTFUL),
        ([OrderStatus.CANCEL_UNKNOWN], Standing.DOUBTFUL),
        ([], Standing.WORKING),
    ],
)
def test_several_orders_are_as_sure_as_the_worst(statuses: list[OrderStatus], standing: Standing) -> None:
    assert worst(order(status=status) for status in statuses) is standing


def test_orders_of_one_row_are_one_mark() -> None:
    found = marks(
        [
            order("a", PERP_ID, price="99.9", filled="0.05", status=OrderStatus.PARTIAL),
            order("b", PERP_ID, price="99.8", status=OrderStatus.INTENT),
            order("c", ETH_SPOT, price="99.9"),
            order("d", PERP_ID, price="99.9", status=OrderStatus.FILLED),
            order("e", PERP_ID, price=None),
        ],
        PERP_ID,
        PERP,
        D("0.5"),
    )
    (mark,) = found.values()
    assert list(found) == [(Side.BUY, D("99.5"))]
    assert (mark.text, mark.size, mark.oids) == ("…0.4500", D("0.45"), ("a", "b"))
    assert mark.cancels == (CancelOrder("a", PERP_ID, "id-a"),)


def test_bids_stand_at_the_lower_edge_and_asks_at_the_upper_one() -> None:
    assert row_price(D("99.7"), Side.BUY, D("0.5")) == D("99.5")
    assert row_price(D("99.7"), Side.SELL, D("0.5")) == D("100.0")
    assert row_price(D("99.7"), Side.SELL, None) == D("99.7")
