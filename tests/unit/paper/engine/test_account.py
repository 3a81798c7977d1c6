"""An account indexes its orders and forgets the oldest of its past."""

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import PositionSide, Side
from terminal_app.paper.engine.account import KEPT_ROWS, Account, closes_only, is_hedge_close, remaining
from terminal_app.paper.engine.messages import OrderRow
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NET,
    NOW,
    PERP,
    PERP_ID,
    SELL,
    SHORT,
    SPOT,
    D,
    limit,
    market_buy,
)


def row(order_id: str, client_oid: str, *, reduce_only: bool = False) -> OrderRow:
    request = limit(PERP_ID, BUY, "100", "1", reduce_only=reduce_only)
    return OrderRow(order_id, request, client_oid, request.size, D(100), HoldMode.ONE_WAY, D(20), NOW, NOW)


def test_an_order_is_found_by_either_id_open_or_past() -> None:
    account = Account("u")
    order = row("1", "mine")
    account.open(order)

    assert account.has_live("mine")
    assert account.find("1", "") is order is account.find("", "mine")

    account.finish(order)
    assert not account.has_live("mine")
    assert account.find("1", "") is order is account.find("", "mine")
    assert account.find("", "other") is None


def test_a_reused_client_id_means_the_youngest_order() -> None:
    account = Account("u")
    account.finish(row("1", "mine"))
    second = row("2", "mine")
    account.open(second)

    assert account.find("", "mine") is second


def test_the_oldest_past_orders_are_forgotten() -> None:
    account = Account("u")
    for number in range(KEPT_ROWS + 1):
        account.finish(row(str(number), f"c{number % KEPT_ROWS}"))

    assert len(account.finished) == KEPT_ROWS
    assert account.find("0", "") is None
    assert account.find("", "c0") is account.finished[str(KEPT_ROWS)]
    account.finish(row("more", "more"))
    assert account.find("", "c1") is None


def test_leverage_starts_at_twenty_or_the_most_allowed() -> None:
    account = Account("u")

    assert [account.leverage(one)[0] for one in (PERP, SPOT)] == [20, 1]


@pytest.mark.parametrize(
    ("key", "side", "closes"),
    [(LONG, SELL, True), (LONG, BUY, False), (SHORT, BUY, True), (SHORT, SELL, False), (NET, SELL, False)],
)
def test_in_hedge_mode_side_and_position_side_tell_open_from_close(
    key: PositionSide, side: Side, closes: bool
) -> None:
    assert is_hedge_close(key, side) is closes


def test_reduce_only_orders_never_open() -> None:
    assert closes_only(row("1", "a", reduce_only=True))
    assert not closes_only(row("1", "a"))


def test_an_order_sized_in_quote_coin_waits_for_nothing() -> None:
    request = market_buy("100")
    order = OrderRow("1", request, "a", request.size, None, HoldMode.ONE_WAY, D(1), NOW, NOW)

    assert remaining(order) == 0


def test_the_ledger_reaches_back_as_far_as_the_trades_it_is_about() -> None:
    account = Account("u")
    assert account.fills.maxlen is not None
    assert account.bills.maxlen is not None
    # An execution on spot moves two coins, and funding is paid besides.
    assert account.bills.maxlen > 2 * account.fills.maxlen
