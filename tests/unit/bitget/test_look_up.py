"""An answer about another order settles nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.bitget.look_up import the_one
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side, VenueOrder, VenueStatus

FOUND = VenueOrder(
    instrument=InstrumentId(ProductType.SPOT, "BTCUSDT"),
    order_id="5",
    client_oid="tb-1",
    side=Side.BUY,
    order_type=OrderType.LIMIT,
    size=BaseQty(Decimal(1)),
    price=Decimal(1),
    status=VenueStatus.LIVE,
    filled=Decimal(0),
    avg_price=None,
    created_ms=1,
    updated_ms=1,
)


def test_the_order_that_was_asked_for() -> None:
    assert the_one(FOUND, "tb-1", None) is FOUND
    assert the_one(FOUND, "tb-other", "5") is FOUND
    unnamed = replace(FOUND, client_oid="")
    assert the_one(unnamed, "tb-1", None) is unnamed


@pytest.mark.parametrize(("client_oid", "order_id"), [("tb-2", None), ("tb-1", "6")])
def test_another_order_is_no_answer(client_oid: str, order_id: str | None) -> None:
    for found in (FOUND, None):
        with pytest.raises(BadPayloadError):
            the_one(found, client_oid, order_id)
