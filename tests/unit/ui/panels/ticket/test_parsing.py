"""From fields to orders, and to what is wrong with which field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.panels.ticket.draft import Draft
from terminal_app.ui.panels.ticket.form import OrderKind, TicketForm, TicketView
from terminal_app.ui.panels.ticket.parsing import FieldErrors, parse
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, prices

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
PERP_VIEW = TicketView(
    PERP,
    view_of(PERP_ID, prices(), HoldMode.ONE_WAY),
    RiskLimits(),
    available_base=D("0.5"),
    available_quote=D(1000),
    leverage=D(10),
    closable_by_sell=D("0.03"),
)
SPOT_VIEW = replace(PERP_VIEW, instrument=SPOT, risk=view_of(SPOT_ID, prices(), None), leverage=None)
HEDGED = replace(PERP_VIEW, risk=replace(PERP_VIEW.risk, hold_mode=HoldMode.HEDGE))
LIMIT = TicketForm(price="64000", size="0.01")
MARKET = TicketForm(order_type=OrderType.MARKET, size="0.01")
SCALED = TicketForm(kind=OrderKind.SCALED, price="63000", price_to="64000", count="5", size="0.0502")


def draft_of(form: TicketForm, view: TicketView = PERP_VIEW, side: Side = BUY) -> Draft:
    """The draft of a form that has one."""
    parsed = parse(form, view, side)
    assert isinstance(parsed, Draft)
    return parsed


def test_a_limit_order() -> None:
    order = draft_of(LIMIT).command("tb-1")
    assert (order.client_oid, order.instrument, order.side) == ("tb-1", PERP_ID, BUY)
    assert (order.order_type, order.price, order.size) == (OrderType.LIMIT, D(64000), BaseQty(D("0.01")))
    assert (order.time_in_force, order.margin_mode) == (TimeInForce.GTC, MarginMode.CROSSED)


def test_a_market_order_has_no_price_and_no_time_in_force() -> None:
    form = replace(MARKET, price="1", time_in_force=TimeInForce.FOK, post_only=True)
    order = draft_of(form).order
    assert (order.price, order.time_in_force) == (None, TimeInForce.GTC)


@pytest.mark.parametrize(
    ("post_only", "chosen", "sent"),
    [
        (False, TimeInForce.IOC, TimeInForce.IOC),
        (False, TimeInForce.FOK, TimeInForce.FOK),
        (True, TimeInForce.IOC, TimeInForce.POST_ONLY),
    ],
)
def test_how_long_it_works(post_only: bool, chosen: TimeInForce, sent: TimeInForce) -> None:
    form = replace(LIMIT, post_only=post_only, time_in_force=chosen)
    assert draft_of(form).order.time_in_force is sent


@pytest.mark.parametrize(
    ("side", "reduce_only", "position"),
    [
        (BUY, False, PositionSide.LONG),
        (SELL, False, PositionSide.SHORT),
        (BUY, True, PositionSide.SHORT),
        (SELL, True, PositionSide.LONG),
    ],
)
def test_hedge_mode_names_the_position(side: Side, reduce_only: bool, position: PositionSide) -> None:
    order = draft_of(replace(LIMIT, reduce_only=reduce_only), HEDGED, side).order
    assert (order.position_side, order.reduce_only) == (position, False)


def test_one_way_mode_reduces_by_a_flag() -> None:
    order = draft_of(replace(LIMIT, reduce_only=True), side=SELL).order
    assert (order.position_side, order.reduce_only) == (PositionSide.NET, True)


def test_spot_knows_no_positions() -> None:
    order = draft_of(replace(LIMIT, reduce_only=True), SPOT_VIEW).order
    assert (order.reduce_only, order.margin_mode) == (False, None)


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        (TicketForm(), FieldErrors()),
        (replace(LIMIT, size=" "), FieldErrors()),
        (
            replace(LIMIT, price="1,234"),
            FieldErrors(price="“1,234” can mean 1234 or 1.234. Type one of them."),
        ),
        (replace(LIMIT, price="0.01"), FieldErrors(price="The price must be at least 0.1.")),
        (
            replace(LIMIT, size="0.00001"),
            FieldErrors(size="This is less than the smallest step, 0.0001 BTC."),
        ),
    ],
)
def test_what_is_wrong_sits_by_its_field(form: TicketForm, errors: FieldErrors) -> None:
    assert parse(form, PERP_VIEW, BUY) == errors


def test_scaled_orders_exist_on_spot_too() -> None:
    draft = draft_of(SCALED, SPOT_VIEW, SELL)
    assert [part.price for part in draft.parts] == [D(63000), D(63250), D(63500), D(63750), D(64000)]
    assert {part.margin_mode for part in draft.parts} == {None}
