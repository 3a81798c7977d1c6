"""Positions are lost when their backing is no more than maintenance, and value is never lost with them."""

import pytest

from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import CancelCause, OrderChanged, Reason, RefusalError
from tests.helpers.paper_engine import (
    BUY,
    NOW,
    PERP,
    PERP_ID,
    SELL,
    SPOT,
    SPOT_ID,
    TIERS,
    D,
    balance,
    book,
    exchange,
    hit,
    limit,
    market,
    only,
    place,
)


def opened(side: Side, mode: MarginMode, usdt: str = "100") -> PaperExchange:
    made = exchange(USDT=usdt)
    book(made, PERP_ID, size="100")
    place(made, market(PERP_ID, side, "10", mode=mode))
    return made


@pytest.mark.parametrize("mode", MarginMode)
@pytest.mark.parametrize("side", Side)
def test_nothing_happens_before_the_liquidation_price_and_all_at_it(side: Side, mode: MarginMode) -> None:
    made = opened(side, mode)
    price = made.positions("u")[0].liquidation
    assert price is not None
    before = price + D("0.2") if side is BUY else price - D("0.2")
    beyond = price - D("0.2") if side is BUY else price + D("0.2")

    assert made.set_mark(PERP_ID, before, before, NOW) == []
    events = made.set_mark(PERP_ID, beyond, beyond, NOW)

    assert made.positions("u") == []
    last = only(events, OrderChanged)[-1].row
    assert (last.liquidation, last.filled) == (True, D(10))
    assert made.bills("u")[0].kind.startswith("BURST_")


def test_crossed_liquidation_cancels_orders_and_closes_everything_of_the_coin() -> None:
    made = opened(BUY, MarginMode.CROSSED)
    waiting = place(made, limit(PERP_ID, BUY, "99", "1"))

    events = made.set_mark(PERP_ID, D(80), D(80), NOW)

    cancelled = [e.row for e in only(events, OrderChanged) if e.row.cause is CancelCause.LIQUIDATION]
    assert [row.order_id for row in cancelled] == [waiting.order_id]
    assert made.positions("u") == []
    assert made.open_orders("u") == []


def test_isolated_liquidation_leaves_the_rest_of_the_account_alone() -> None:
    made = opened(BUY, MarginMode.ISOLATED, usdt="5000")
    waiting = place(made, limit(PERP_ID, BUY, "99", "1", mode=MarginMode.ISOLATED))
    spot = place(made, limit(SPOT_ID, BUY, "99", "1"))

    made.set_mark(PERP_ID, D(80), D(80), NOW)

    assert [row.order_id for row in made.open_orders("u")] == [spot.order_id]
    gone = made.order("u", order_id=waiting.order_id)
    assert gone is not None
    assert gone.cause is CancelCause.LIQUIDATION
    assert balance(made) > D(4900)


def test_what_the_book_cannot_take_goes_to_the_insurance_fund_at_the_mark() -> None:
    made = opened(BUY, MarginMode.CROSSED)
    for _ in range(5):
        hit(made, PERP_ID, SELL, "100")

    made.set_mark(PERP_ID, D(80), D(80), NOW)

    (fill,) = [row for row in made.fills("u") if row.side is SELL]
    assert (fill.price, fill.size) == (D(80), D(10))
    assert (made.positions("u"), balance(made)) == ([], ZERO)


def test_funding_can_be_what_ends_a_position() -> None:
    made = opened(BUY, MarginMode.ISOLATED)
    made.set_mark(PERP_ID, D("95.7"), D("95.7"), NOW)
    assert made.positions("u")
    made.set_funding(PERP_ID, D("0.003"), NOW)

    made.settle_funding(PERP_ID, NOW)

    assert made.positions("u") == []


@pytest.mark.parametrize("side", Side)
def test_a_position_that_may_is_given_margin_until_the_money_is_gone(side: Side) -> None:
    made = opened(side, MarginMode.ISOLATED, usdt="200")
    held = PositionSide.LONG if side is BUY else PositionSide.SHORT
    made.wallets.set_auto_margin("u", PERP_ID, held, True, NOW)
    before = made.positions("u")[0]
    assert before.auto_margin
    down = -1 if side is BUY else 1
    worse = D(100) + down * D("5.5")

    made.set_mark(PERP_ID, worse, worse, NOW)

    (after,) = made.positions("u")
    assert after.margin > before.margin
    assert after.margin + after.unrealised_pnl == before.margin
    assert after.size == before.size

    lost = D(100) + down * D(25)
    made.set_mark(PERP_ID, lost, lost, NOW)
    assert made.positions("u") == []


def test_only_an_isolated_position_can_be_given_margin_by_itself() -> None:
    made = opened(BUY, MarginMode.CROSSED)
    with pytest.raises(RefusalError) as refusal:
        made.wallets.set_auto_margin("u", PERP_ID, PositionSide.LONG, True, NOW)
    assert refusal.value.reason is Reason.NO_POSITION
    made = opened(BUY, MarginMode.ISOLATED)
    made.wallets.set_auto_margin("u", PERP_ID, PositionSide.LONG, True, NOW)
    again = exchange_like(made)
    assert [row.auto_margin for row in again.positions("u")] == [True]
    made.wallets.set_auto_margin("u", PERP_ID, PositionSide.LONG, False, NOW)
    made.set_mark(PERP_ID, D(90), D(90), NOW)
    assert made.positions("u") == []


def exchange_like(made: PaperExchange) -> PaperExchange:
    """Another exchange, loaded from what this one keeps."""
    again = PaperExchange([SPOT, PERP], tiers=TIERS)
    again.load_accounts(made.dump_accounts(), NOW)
    return again
