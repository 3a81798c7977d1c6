"""Several accounts of one owner: coins move exactly, replaced orders are cancelled first, margin is moved."""

import pytest

from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, VenueStatus
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import BalanceChanged, PlaceRequest, Reason, RefusalError
from terminal_app.paper.engine.wallets import Replaced
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NOW,
    PERP_ID,
    SELL,
    SPOT_ID,
    D,
    available,
    balance,
    book,
    exchange,
    hedge,
    limit,
    market,
    only,
    place,
)


@pytest.fixture
def split() -> PaperExchange:
    """A spot wallet `u` and a futures wallet `f`, each with 10,000 USDT, and a market."""
    made = exchange()
    made.open_account("f", {"USDT": D(10_000)})
    book(made, SPOT_ID)
    book(made, PERP_ID)
    return made


def refusal(made: PaperExchange, request: PlaceRequest, order_id: str) -> Reason:
    with pytest.raises(RefusalError) as caught:
        replace(made, request, order_id)
    return caught.value.reason


def replace(made: PaperExchange, request: PlaceRequest, order_id: str) -> Replaced:
    return made.wallets.replace("u", order_id=order_id, client_oid="", request=request, now_ms=NOW)[0]


def test_moves_coins_with_a_line_in_both_ledgers(split: PaperExchange) -> None:
    transfer_id, events = split.wallets.transfer("u", "f", "USDT", D("0.1"), NOW)
    assert (balance(split), balance(split, uid="f")) == (D("9999.9"), D("10000.1"))
    lines = [split.bills(uid)[0] for uid in ("u", "f")]
    assert [(row.bill_id, row.kind, row.amount, row.balance) for row in lines] == [
        (transfer_id, "TRANSFER_OUT", D("-0.1"), D("9999.9")),
        (transfer_id, "TRANSFER_IN", D("0.1"), D("10000.1")),
    ]
    assert {event.uid for event in only(events, BalanceChanged)} == {"u", "f"}


def test_moves_only_what_nothing_ties_up(split: PaperExchange) -> None:
    place(split, limit(SPOT_ID, BUY, "95", "10"))
    place(split, market(PERP_ID, BUY, "20"), "f")
    for uid in ("u", "f"):
        spare = split.wallets.spare(uid, "USDT")
        assert spare == available(split, uid=uid) < 10_000
        other = "f" if uid == "u" else "u"
        with pytest.raises(RefusalError) as caught:
            split.wallets.transfer(uid, other, "USDT", spare + D("0.01"), NOW)
        assert caught.value.reason is Reason.INSUFFICIENT_BALANCE
        split.wallets.transfer(uid, other, "USDT", spare, NOW)
        assert available(split, uid=uid) == ZERO
        split.wallets.transfer(other, uid, "USDT", spare, NOW)


def test_what_one_wallet_has_backs_nothing_in_another(split: PaperExchange) -> None:
    split.wallets.transfer("f", "u", "USDT", D(10_000), NOW)
    with pytest.raises(RefusalError) as caught:
        place(split, limit(PERP_ID, BUY, "95", "1"), "f")
    assert caught.value.reason is Reason.INSUFFICIENT_BALANCE


def test_a_replaced_order_is_cancelled_and_another_placed(split: PaperExchange) -> None:
    old = place(split, limit(SPOT_ID, BUY, "95", "1"))
    replaced = replace(split, limit(SPOT_ID, BUY, "96", "2"), old.order_id)
    assert (replaced.old.order_id, replaced.old.status) == (old.order_id, VenueStatus.CANCELLED)
    assert replaced.new is not None
    assert [row.order_id for row in split.open_orders("u")] == [replaced.new.order_id]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (limit(SPOT_ID, BUY, "96.001", "1"), Reason.PRICE_OFF_TICK),
        (limit(SPOT_ID, BUY, "96", "1.00001"), Reason.SIZE_OFF_LOT),
        (limit(SPOT_ID, BUY, "150", "1"), Reason.PRICE_OUT_OF_BAND),
    ],
)
def test_an_order_that_could_never_be_placed_leaves_the_old_one(
    split: PaperExchange, request_: PlaceRequest, reason: Reason
) -> None:
    old = place(split, limit(SPOT_ID, BUY, "95", "1"))
    assert refusal(split, request_, old.order_id) is reason
    assert [row.order_id for row in split.open_orders("u")] == [old.order_id]


def test_the_old_order_is_gone_when_there_is_no_money_for_the_new_one(split: PaperExchange) -> None:
    old = place(split, limit(SPOT_ID, BUY, "95", "1"))
    replaced = replace(split, limit(SPOT_ID, BUY, "95", "900"), old.order_id)
    assert replaced.refusal is not None
    assert (replaced.new, replaced.refusal.reason) == (None, Reason.INSUFFICIENT_BALANCE)
    assert split.open_orders("u") == []


def test_an_order_that_is_not_open_cannot_be_replaced(split: PaperExchange) -> None:
    gone = place(split, market(SPOT_ID, SELL, "1"))
    for order_id, reason in ((gone.order_id, Reason.ORDER_FINAL), ("1", Reason.ORDER_NOT_FOUND)):
        assert refusal(split, limit(SPOT_ID, BUY, "95", "1"), order_id) is reason


def test_margin_is_added_to_an_isolated_position_and_taken_back(split: PaperExchange) -> None:
    hedge(split)
    place(split, market(PERP_ID, BUY, "1", key=LONG, mode=MarginMode.ISOLATED))
    before, free = split.positions("u")[0], available(split)
    split.wallets.add_margin("u", PERP_ID, LONG, D(50), NOW)
    more = split.positions("u")[0]
    assert (more.margin - before.margin, free - available(split)) == (D(50), D(50))
    assert more.liquidation is None or (
        before.liquidation is not None and more.liquidation < before.liquidation
    )
    split.wallets.add_margin("u", PERP_ID, LONG, D(-50) + D("0.2"), NOW)
    with pytest.raises(RefusalError) as caught:
        split.wallets.add_margin("u", PERP_ID, LONG, D("-0.3"), NOW)
    assert caught.value.reason is Reason.INSUFFICIENT_BALANCE


def test_margin_needs_an_isolated_position_and_free_money(split: PaperExchange) -> None:
    place(split, market(PERP_ID, BUY, "1"))
    with pytest.raises(RefusalError) as caught:
        split.wallets.add_margin("u", PERP_ID, LONG, D(1), NOW)
    assert caught.value.reason is Reason.NO_POSITION
    place(split, market(PERP_ID, BUY, "1", mode=MarginMode.ISOLATED), "f")
    with pytest.raises(RefusalError) as caught:
        split.wallets.add_margin("f", PERP_ID, LONG, D(10_000), NOW)
    assert caught.value.reason is Reason.INSUFFICIENT_BALANCE
