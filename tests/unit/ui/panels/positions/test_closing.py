"""Tests for `ui/panels/positions/closing.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.money import BaseQty, is_multiple
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.positions import closing, state
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers.ui_samples import BTC_PERP, RULES, position

BEST = (Decimal("64099.9"), Decimal("64100.1"))
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
HEDGE, ONE_WAY = HoldMode.HEDGE, HoldMode.ONE_WAY


def row(held: Position, *, known: bool = True, mark: str | None = "64100") -> PositionRow:
    """The row of a position."""
    at = None if mark is None else Decimal(mark)
    return state.rows([held], RULES.get if known else lambda _: None, lambda _: at)[0]


def order(offer: Offer) -> PlaceOrder:
    """The order of an offer, with an id."""
    command = offer.named("tb-1")
    assert isinstance(command, PlaceOrder)
    assert command.client_oid == "tb-1"
    return command


@pytest.mark.parametrize(
    ("side", "mode", "bought", "named", "reduce_only"),
    [
        (LONG, ONE_WAY, Side.SELL, PositionSide.NET, True),
        (SHORT, ONE_WAY, Side.BUY, PositionSide.NET, True),
        (LONG, HEDGE, Side.SELL, LONG, False),
        (SHORT, HEDGE, Side.BUY, SHORT, False),
    ],
)
def test_a_part_is_closed_on_its_own_side(
    side: PositionSide, mode: HoldMode, bought: Side, named: PositionSide, reduce_only: bool
) -> None:
    held = replace(position(side=side, hold_mode=mode), margin_mode=MarginMode.ISOLATED)
    sent = order(closing.close_part(row(held), Decimal("0.5")))
    assert sent == PlaceOrder(
        "tb-1",
        BTC_PERP,
        bought,
        OrderType.MARKET,
        BaseQty(Decimal("0.250")),
        reduce_only=reduce_only,
        position_side=named,
        margin_mode=MarginMode.ISOLATED,
    )


@pytest.mark.parametrize(
    ("side", "price", "title"),
    [
        (LONG, "64100.1", "Close with a limit at 64\u2009100.1: sell 0.500 BTC"),
        (SHORT, "64099.9", "Close with a limit at 64\u2009099.9: buy 0.500 BTC"),
    ],
)
def test_a_limit_waits_at_the_best_price_of_its_own_side(side: PositionSide, price: str, title: str) -> None:
    offer = closing.close_limit(row(position(side=side)), BEST)
    sent = order(offer)
    assert (sent.order_type, sent.price, sent.size) == (
        OrderType.LIMIT,
        Decimal(price),
        BaseQty(Decimal("0.500")),
    )
    assert sent.reduce_only
    assert offer.title == title
    assert offer.asked == Asked(Ask.CLOSE, Decimal("0.5") * Decimal(price))


def test_closing_everything_says_its_size() -> None:
    assert closing.whole(row(position())) == "Close at market: sell 0.500 BTC"
    assert closing.whole(row(position(side=SHORT), known=False)) == "Close at market: buy 0.5"


def test_a_part_is_asked_about_with_what_it_leaves() -> None:
    offer = closing.close_part(row(position()), Decimal("0.25"))
    assert (offer.asked, offer.yes) == (Asked(Ask.CLOSE, Decimal("8012.5")), "Close")
    assert offer.text.splitlines() == [
        "Close 25 %: BTCUSDT perp at market",
        "Position: 0.500 BTC long",
        "Order: ▼ Sell 0.125 BTC",
        "Value: 8\u2009012.50 USDT at the mark price 64\u2009100.0",
        "Left: 0.375 BTC long",
    ]
    unpriced = closing.close_part(row(position(), mark=None), Decimal("0.25"))
    assert unpriced.asked.notional is None
    assert "Value" not in unpriced.text


def test_a_reverse_is_one_order_of_twice_the_size() -> None:
    offer = closing.reverse(row(position(side=SHORT)))
    sent = order(offer)
    assert (sent.side, sent.order_type, sent.size) == (Side.BUY, OrderType.MARKET, BaseQty(Decimal("1.000")))
    assert not sent.reduce_only
    assert offer.title == "Reverse at market: buy 1.000 BTC, then 0.500 long"
    assert offer.asked == Asked(Ask.REVERSE, Decimal(64_100))
    assert offer.text.splitlines()[-1] == "Afterwards: 0.500 long"


def test_a_reverse_in_hedge_mode_is_refused_in_a_sentence() -> None:
    offer = closing.reverse(row(position(hold_mode=HEDGE)))
    assert offer.named("tb-1") is None
    assert offer.title.startswith("Reverse at market: not in hedge mode")


def test_what_cannot_be_sent_says_why() -> None:
    small, unknown = row(position(size="0.003")), row(position(), known=False)
    quarter = Decimal("0.25")
    none = (None, None)
    assert closing.close_part(small, quarter) == Offer(
        "Close 25 % at market: less than the smallest order, 0.001 BTC"
    )
    assert "rules of this symbol" in closing.close_part(unknown, quarter).title
    assert "rules of this symbol" in closing.close_limit(unknown, BEST).title
    assert "rules of this symbol" in closing.reverse(unknown).title
    assert "no fresh price" in closing.close_limit(row(position()), none).title
    capped = replace(RULES[BTC_PERP], max_market_qty=Decimal("0.8"))
    wide = PositionRow(position(), capped, Decimal(1))
    assert closing.reverse(wide).title == "Reverse at market: more than the largest order, 0.8 BTC"
    assert closing.close_limit(wide, BEST).command is not None


def test_in_hedge_mode_nothing_that_waiting_orders_hold_is_closed_twice() -> None:
    held = replace(position(hold_mode=HEDGE), available=Decimal("0.1"))
    assert order(closing.close_part(row(held), Decimal("0.75"))).size == BaseQty(Decimal("0.100"))
    assert order(closing.close_limit(row(held), BEST)).size == BaseQty(Decimal("0.100"))
    one_way = replace(held, hold_mode=ONE_WAY)
    assert order(closing.close_limit(row(one_way), BEST)).size == BaseQty(Decimal("0.500"))


@given(
    st.decimals("0.001", "500", places=3),
    st.sampled_from(closing.SHARES),
    st.sampled_from([ONE_WAY, HEDGE]),
)
def test_a_part_is_what_is_written_on_the_lot_and_never_more_than_the_share(
    size: Decimal, share: Decimal, mode: HoldMode
) -> None:
    offer = closing.close_part(row(position(size=str(size), hold_mode=mode)), share)
    command = offer.named("tb-1")
    if command is None:
        assert size * share < Decimal("0.001")
        return
    sent = order(offer).size.value
    assert is_multiple(sent, RULES[BTC_PERP].lot)
    assert size * share - RULES[BTC_PERP].lot < sent <= size * share
    assert offer.title.endswith(f"sell {sent} BTC")


def test_a_position_is_the_same_while_size_and_direction_are() -> None:
    held = row(position())
    assert closing.same(held, row(position(), mark="1"))
    assert not closing.same(held, None)
    assert not closing.same(held, row(position(size="0.4")))
    assert not closing.same(held, row(position(side=SHORT)))


def test_several_are_counted() -> None:
    assert closing.many([row(position())] * 3) == "Close 3 positions at market"
