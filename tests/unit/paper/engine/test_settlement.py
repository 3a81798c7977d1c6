"""What trades and funding do to accounts: fees, profit, ledger lines, and what a loss takes with it."""

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.messages import CancelCause, Filled, OrderChanged, PositionChanged
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NET,
    NOW,
    PERP_ID,
    SELL,
    SHORT,
    SPOT_ID,
    D,
    available,
    balance,
    book,
    exchange,
    hit,
    limit,
    market,
    only,
    place,
    quote,
)


def test_a_spot_buy_pays_its_fee_in_base_and_a_sell_in_quote() -> None:
    made = exchange()
    book(made, SPOT_ID)

    bought = place(made, limit(SPOT_ID, BUY, "100.01", "2"))
    sold = place(made, limit(SPOT_ID, SELL, "99.99", "1"))

    assert bought.fees == {"BTC": D("0.002")}
    assert sold.fees == {"USDT": D("0.09999")}
    assert balance(made, "BTC") == D("10.998")
    assert balance(made) == D(10_000) - D("200.02") + D("99.99") - D("0.09999")


def test_maker_and_taker_pay_their_own_rates() -> None:
    made = exchange()
    book(made, PERP_ID)
    taken = place(made, market(PERP_ID, BUY, "1"))
    made_row = place(made, limit(PERP_ID, BUY, "100", "1"))
    (fill,) = [event.row for event in only(hit(made, PERP_ID, SELL, "1"), Filled)]

    assert taken.fees == {"USDT": D("100.1") * D("0.0006")}
    assert (fill.order_id, fill.fee) == (made_row.order_id, D(100) * D("0.0002"))


def test_a_one_way_order_flips_the_position() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "1"))

    row, events = made.place("u", market(PERP_ID, SELL, "3"), NOW)

    closed, opened = (event.row for event in only(events, PositionChanged))
    assert (closed.side, closed.size, opened.side, opened.size) == (LONG, D(0), SHORT, D(2))
    assert row.realised_pnl == D("-0.2")
    (past,) = made.closed_positions("u")
    assert (past.open_price, past.close_price) == (D("100.1"), D("99.9"))
    assert past.open_size == past.close_size == 1
    fee = row.fees["USDT"]
    assert past.close_fee + opened.open_fee == fee
    assert past.net_profit == past.realised_pnl - past.open_fee - past.close_fee


def test_a_position_closed_in_parts_realises_each_part() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "3"))
    quote(made, PERP_ID, BUY, "100", "1")

    first = place(made, market(PERP_ID, SELL, "1", reduce_only=True))
    (rest,) = made.positions("u")

    assert first.realised_pnl == D("-0.1")
    assert (rest.size, rest.avg_price, rest.realised_pnl) == (D(2), D("100.1"), D("-0.1"))


@pytest.mark.parametrize(
    ("mode", "key", "side", "kind"),
    [
        (HoldMode.ONE_WAY, NET, BUY, "BUY_DEAL"),
        (HoldMode.ONE_WAY, NET, SELL, "SELL_DEAL"),
        (HoldMode.HEDGE, LONG, BUY, "OPEN_LONG"),
        (HoldMode.HEDGE, SHORT, SELL, "OPEN_SHORT"),
    ],
)
def test_the_ledger_names_what_happened(mode: HoldMode, key: PositionSide, side: Side, kind: str) -> None:
    made = exchange()
    made.set_hold_mode("u", mode)
    book(made, PERP_ID)
    place(made, market(PERP_ID, side, "1", key=key))

    assert [row.kind for row in made.bills("u", PERP_ID.product)] == [kind]


def test_the_ledger_explains_every_balance() -> None:
    made = exchange()
    book(made, PERP_ID)
    book(made, SPOT_ID)
    place(made, market(PERP_ID, BUY, "2"))
    place(made, limit(SPOT_ID, BUY, "100.01", "2"))
    place(made, market(PERP_ID, SELL, "3"))
    made.set_funding(PERP_ID, D("0.001"), NOW)
    made.settle_funding(PERP_ID, NOW)

    for coin in ("USDT", "BTC"):
        rows = made.bills("u", coin=coin)
        assert sum(row.amount - row.fee for row in rows) == rows[0].balance == balance(made, coin)


@pytest.mark.parametrize(
    ("side", "rate", "paid"),
    [(BUY, "0.001", "-0.2"), (SELL, "0.001", "0.2"), (BUY, "-0.001", "0.2"), (SELL, "-0.001", "-0.2")],
)
def test_longs_pay_shorts_when_the_rate_is_positive(side: Side, rate: str, paid: str) -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, side, "2"))
    before = balance(made)
    made.set_funding(PERP_ID, D(rate), NOW)

    events = made.settle_funding(PERP_ID, NOW)

    assert balance(made) - before == D(paid)
    (row,) = [event.row for event in only(events, PositionChanged)]
    assert row.funding == D(paid)
    direction = "IN" if D(paid) > 0 else "OUT"
    assert made.bills("u")[0].kind == f"CONTRACT_MAIN_SETTLE_FEE_USER_{direction}"


def test_funding_of_an_isolated_position_comes_out_of_its_margin() -> None:
    made = exchange()
    book(made, PERP_ID)
    place(made, market(PERP_ID, BUY, "2", mode=MarginMode.ISOLATED))
    margin, free = made.positions("u")[0].margin, available(made)
    made.set_funding(PERP_ID, D("0.001"), NOW)

    made.settle_funding(PERP_ID, NOW)

    assert made.positions("u")[0].margin == margin - D("0.2")
    assert available(made) == free


def test_money_that_is_lost_cannot_stay_locked_in_spot_buys() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID, size="200")
    place(made, market(PERP_ID, BUY, "50"))
    old = place(made, limit(SPOT_ID, BUY, "100", "5"))
    young = place(made, limit(SPOT_ID, BUY, "100", "1"))
    for level, size in made.depth(PERP_ID, 9)[0]:
        hit(made, PERP_ID, SELL, str(size))
        assert level
    quote(made, PERP_ID, BUY, "88", "100")

    _, events = made.place("u", market(PERP_ID, SELL, "50", reduce_only=True), NOW)

    lost = [event.row for event in only(events, OrderChanged) if event.row.cause is CancelCause.LIQUIDATION]
    assert [row.order_id for row in lost] == [old.order_id]
    assert [row.order_id for row in made.open_orders("u")] == [young.order_id]
    assert available(made) >= 0


def test_the_insurance_fund_pays_what_an_account_without_positions_owes() -> None:
    made = exchange(USDT="60")
    book(made, PERP_ID, size="10")
    place(made, market(PERP_ID, BUY, "10"))
    for _ in range(5):
        hit(made, PERP_ID, SELL, "10")
    quote(made, PERP_ID, BUY, "80", "10")

    place(made, market(PERP_ID, SELL, "10", reduce_only=True))

    assert balance(made) == 0
    assert made.bills("u")[0].kind == "BURST_INSURANCE_IN"


def test_an_isolated_position_loses_no_more_than_its_margin() -> None:
    made = exchange(USDT="1000")
    book(made, PERP_ID, size="10")
    opened = place(made, market(PERP_ID, BUY, "10", mode=MarginMode.ISOLATED))
    margin = made.positions("u")[0].margin
    for _ in range(5):
        hit(made, PERP_ID, SELL, "10")
    quote(made, PERP_ID, BUY, "80", "10")

    closed = place(made, market(PERP_ID, SELL, "10", reduce_only=True))

    fees = opened.fees["USDT"] + closed.fees["USDT"]
    assert balance(made) == D(1000) - margin - fees
