"""What an order must satisfy before anybody's money is looked at."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import OrderType
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.messages import OrderRow, PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.rules import (
    MAX_OPEN_ORDERS,
    check_band,
    check_request,
    check_value,
    is_closing,
)
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NOW,
    PERP,
    PERP_ID,
    SELL,
    SPOT,
    SPOT_ID,
    D,
    limit,
    market,
    market_buy,
)

HALTED = replace(PERP, status=InstrumentStatus.HALTED)
CLOSING = replace(PERP, status=InstrumentStatus.CLOSE_ONLY)
HEDGED = Account("h", hold_mode=HoldMode.HEDGE)
FREE = Account("u")

REFUSED = [
    (HALTED, FREE, limit(PERP_ID, BUY, "100", "1"), Reason.SYMBOL_HALTED),
    (CLOSING, FREE, limit(PERP_ID, BUY, "100", "1"), Reason.SYMBOL_HALTED),
    (PERP, FREE, limit(PERP_ID, BUY, "100", "1", key=LONG), Reason.HOLD_MODE_MISMATCH),
    (PERP, HEDGED, limit(PERP_ID, BUY, "100", "1"), Reason.HOLD_MODE_MISMATCH),
    (PERP, HEDGED, limit(PERP_ID, BUY, "100", "1", key=LONG, reduce_only=True), Reason.REDUCE_ONLY_EXCEEDS),
    (PERP, FREE, replace(limit(PERP_ID, BUY, "100", "1"), price=None), Reason.PRICE_MISSING),
    (PERP, FREE, limit(PERP_ID, BUY, "100.05", "1"), Reason.PRICE_OFF_TICK),
    (PERP, FREE, limit(PERP_ID, BUY, "0", "1"), Reason.PRICE_OFF_TICK),
    (PERP, FREE, limit(PERP_ID, BUY, "100", "1.0005"), Reason.SIZE_OFF_LOT),
    (PERP, FREE, limit(PERP_ID, BUY, "100", "0.0001"), Reason.SIZE_TOO_SMALL),
    (PERP, FREE, limit(PERP_ID, BUY, "100", "0"), Reason.SIZE_TOO_SMALL),
    (PERP, FREE, limit(PERP_ID, BUY, "100", "1001"), Reason.SIZE_TOO_LARGE),
    (PERP, FREE, market(PERP_ID, BUY, "101"), Reason.SIZE_TOO_LARGE),
    (SPOT, FREE, market_buy("0.5"), Reason.NOTIONAL_TOO_SMALL),
    (SPOT, FREE, market_buy("10.005"), Reason.SIZE_OFF_LOT),
    (SPOT, FREE, PlaceRequest(SPOT_ID, SELL, OrderType.MARKET, QuoteQty(D(10))), Reason.SIZE_OFF_LOT),
]


@pytest.mark.parametrize(("instrument", "account", "request_", "reason"), REFUSED)
def test_refuses(instrument: Instrument, account: Account, request_: PlaceRequest, reason: Reason) -> None:
    with pytest.raises(RefusalError) as refusal:
        check_request(instrument, account, request_)

    assert refusal.value.reason is reason
    assert refusal.value.text[-1].isalnum() or refusal.value.text.endswith(".")


@pytest.mark.parametrize(
    ("instrument", "account", "request_"),
    [
        (PERP, FREE, limit(PERP_ID, BUY, "100", "1")),
        (PERP, HEDGED, limit(PERP_ID, SELL, "100", "1", key=LONG, reduce_only=True)),
        (CLOSING, FREE, limit(PERP_ID, SELL, "100", "1", reduce_only=True)),
        (replace(PERP, min_qty=D(1)), FREE, market(PERP_ID, SELL, "0.001", reduce_only=True)),
        (SPOT, FREE, market_buy("10")),
    ],
)
def test_accepts(instrument: Instrument, account: Account, request_: PlaceRequest) -> None:
    check_request(instrument, account, request_)

    assert is_closing(account.hold_mode, request_) is (request_.reduce_only)


def test_a_live_client_id_cannot_be_used_twice() -> None:
    account = Account("u")
    request = limit(PERP_ID, BUY, "100", "1", client_oid="mine")
    account.open(OrderRow("1", request, "mine", request.size, D(100), HoldMode.ONE_WAY, D(20), NOW, NOW))

    with pytest.raises(RefusalError) as refusal:
        check_request(PERP, account, request)
    assert refusal.value.reason is Reason.DUPLICATE_CLIENT_OID

    account.finish(account.orders["1"])
    check_request(PERP, account, request)
    assert not account.has_live("mine")


def test_open_orders_are_counted_for_futures_and_spot_apart() -> None:
    account = Account("u")
    request = limit(PERP_ID, BUY, "100", "1")
    for number in range(MAX_OPEN_ORDERS):
        name = str(number)
        account.open(OrderRow(name, request, name, request.size, D(100), HoldMode.ONE_WAY, D(20), NOW, NOW))

    check_request(SPOT, account, limit(SPOT_ID, BUY, "100", "1"))
    with pytest.raises(RefusalError) as refusal:
        check_request(PERP, account, request)
    assert refusal.value.reason is Reason.TOO_MANY_ORDERS


@pytest.mark.parametrize(
    ("request_", "reference", "allowed"),
    [
        (limit(PERP_ID, BUY, "110", "1"), D(100), True),
        (limit(PERP_ID, BUY, "110.1", "1"), D(100), False),
        (limit(PERP_ID, BUY, "1", "1"), D(100), True),
        (limit(PERP_ID, SELL, "90", "1"), D(100), True),
        (limit(PERP_ID, SELL, "89.9", "1"), D(100), False),
        (limit(PERP_ID, BUY, "999", "1"), None, True),
    ],
)
def test_a_limit_may_not_give_money_away(
    request_: PlaceRequest, reference: Decimal | None, allowed: bool
) -> None:
    price = request_.price or D(0)
    if allowed:
        check_band(PERP, request_.side, price, reference)
        check_band(replace(PERP, buy_band=None, sell_band=None), request_.side, price, reference)
        return
    with pytest.raises(RefusalError) as refusal:
        check_band(PERP, request_.side, price, reference)
    assert refusal.value.reason is Reason.PRICE_OUT_OF_BAND


def test_the_smallest_value_does_not_bind_a_close() -> None:
    check_value(PERP, D("4.99"), closing=True)
    with pytest.raises(RefusalError) as refusal:
        check_value(PERP, D("4.99"), closing=False)
    assert refusal.value.text == "less than the minimum amount 5 USDT"
