"""Whether an account can afford an order."""

import pytest

from terminal_app.core.orders import MarginMode, Side
from terminal_app.paper.engine.messages import PlaceRequest, Reason, RefusalError
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    PERP_ID,
    SELL,
    SPOT_ID,
    D,
    book,
    exchange,
    hedge,
    limit,
    market,
    market_buy,
    place,
    quote,
)


@pytest.mark.parametrize(
    ("affordable", "too_much"),
    [
        (limit(SPOT_ID, BUY, "100", "10"), limit(SPOT_ID, BUY, "100", "10.0001")),
        (limit(SPOT_ID, SELL, "101", "2"), limit(SPOT_ID, SELL, "101", "2.0001")),
        (market_buy("1000"), market_buy("1000.01")),
        (market(SPOT_ID, SELL, "2"), market(SPOT_ID, SELL, "2.0001")),
        (market(SPOT_ID, BUY, "9.9"), market(SPOT_ID, BUY, "10")),
        # 20 times leverage and 0.06 % for the opening fee: 5.06 USDT for a contract at 100.
        (limit(PERP_ID, BUY, "100", "197.628"), limit(PERP_ID, BUY, "100", "197.629")),
    ],
)
def test_takes_what_can_be_paid_and_nothing_more(affordable: PlaceRequest, too_much: PlaceRequest) -> None:
    made = exchange(USDT="1000", BTC="2")
    for instrument in (SPOT_ID, PERP_ID):
        book(made, instrument, size="50")

    with pytest.raises(RefusalError) as refusal:
        place(made, too_much)
    assert refusal.value.reason is Reason.INSUFFICIENT_BALANCE
    assert place(made, affordable).order_id


@pytest.mark.parametrize(
    "request_",
    [
        limit(SPOT_ID, BUY, "100", "0.0099"),
        market(SPOT_ID, SELL, "0.009"),
        limit(PERP_ID, BUY, "100", "0.049"),
        market(PERP_ID, SELL, "0.049"),
    ],
)
def test_refuses_too_small_a_value(request_: PlaceRequest) -> None:
    made = exchange()
    book(made, SPOT_ID)
    book(made, PERP_ID)

    with pytest.raises(RefusalError) as refusal:
        place(made, request_)
    assert refusal.value.reason is Reason.NOTIONAL_TOO_SMALL


def test_a_sell_far_below_the_bid_is_charged_at_the_bid() -> None:
    made = exchange(USDT="100")
    book(made, PERP_ID)

    with pytest.raises(RefusalError) as refusal:
        place(made, limit(PERP_ID, SELL, "91", "20"))
    assert refusal.value.reason is Reason.INSUFFICIENT_BALANCE


def test_a_tier_limits_what_a_leverage_may_open() -> None:
    made = exchange(USDT="1000000")
    made.set_leverage("u", PERP_ID, D(100))
    quote(made, PERP_ID, SELL, "100", "1000")
    made.set_mark(PERP_ID, D(100), D(100), 0)
    place(made, limit(PERP_ID, BUY, "99", "600"))

    with pytest.raises(RefusalError) as refusal:
        place(made, limit(PERP_ID, BUY, "99", "500"))
    assert refusal.value.reason is Reason.EXCEEDS_MAX_OPEN

    place(made, limit(PERP_ID, SELL, "101", "900"))
    assert len(made.open_orders("u")) == 2


def test_the_margin_mode_cannot_differ_from_that_of_position_and_orders() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, limit(PERP_ID, BUY, "99", "1", mode=MarginMode.ISOLATED))
    assert made.leverage("u", PERP_ID) == (D(20), MarginMode.ISOLATED)

    with pytest.raises(RefusalError) as refusal:
        place(made, limit(PERP_ID, BUY, "98", "1"))
    assert refusal.value.reason is Reason.MODE_CHANGE_NOT_ALLOWED


def test_an_order_against_the_position_needs_margin_only_for_what_it_opens() -> None:
    made = exchange(USDT="60")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "10"))

    place(made, limit(PERP_ID, SELL, "101", "10"))
    with pytest.raises(RefusalError) as refusal:
        place(made, limit(PERP_ID, SELL, "101", "2"))
    assert refusal.value.reason is Reason.INSUFFICIENT_BALANCE


@pytest.mark.parametrize(
    ("side", "price", "size"), [(BUY, "100", "20"), (BUY, "200", "10"), (SELL, "100", "10")]
)
def test_max_open_on_spot_is_what_the_free_coins_pay_for(side: Side, price: str, size: str) -> None:
    made = exchange(USDT="2000", BTC="10")

    assert made.max_open("u", SPOT_ID, side, D(price)) == D(size)


def test_max_open_on_futures_is_taken_and_one_lot_more_is_not() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID)
    most = made.max_open("u", PERP_ID, BUY, D(100))

    with pytest.raises(RefusalError):
        place(made, limit(PERP_ID, BUY, "100", str(most + D("0.001"))))
    assert place(made, limit(PERP_ID, BUY, "100", str(most))).filled == 0


def test_max_open_counts_the_position_that_an_order_would_close() -> None:
    made = exchange(USDT="100")
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "5"))

    assert made.max_open("u", PERP_ID, SELL, D(100)) > made.max_open("u", PERP_ID, BUY, D(100)) + 4
    assert made.positions("u")[0].side is LONG


def test_max_open_is_limited_by_tier_and_by_the_largest_order() -> None:
    made = exchange(USDT="100000000")
    made.set_leverage("u", PERP_ID, D(100))
    assert made.max_open("u", PERP_ID, BUY, D(100)) == 1000
    assert made.max_open("u", PERP_ID, BUY, D(1000)) == 100

    hedged = hedge(exchange(USDT="0"))
    assert hedged.max_open("u", PERP_ID, BUY, D(100)) == 0
