"""The ticket's mind: what is typed is what is previewed is what is sent, and a no always has a reason."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import Approved, PlaceOrder, PlaceTrigger
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    Side,
    TriggerBy,
)
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import check, refusals, view_of
from terminal_app.ui.number_input import read_number
from terminal_app.ui.panels.ticket.draft import Draft, order_text
from terminal_app.ui.panels.ticket.form import OrderKind, SizeUnit, TicketForm, TicketView
from terminal_app.ui.panels.ticket.parsing import parse
from terminal_app.ui.panels.ticket.state import SideState, build, chip_price, reason_text
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, prices
from tests.helpers.fakes import FakePrices

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
LIMITS = RiskLimits()
PERP_VIEW = TicketView(
    PERP,
    view_of(PERP_ID, prices(), HoldMode.ONE_WAY),
    LIMITS,
    available_base=D("0.5"),
    available_quote=D(1000),
    leverage=D(10),
    closable_by_sell=D("0.03"),
)
SPOT_VIEW = replace(PERP_VIEW, instrument=SPOT, risk=view_of(SPOT_ID, prices(), None), leverage=None)
HEDGED = replace(PERP_VIEW, risk=replace(PERP_VIEW.risk, hold_mode=HoldMode.HEDGE))
BLIND = replace(PERP_VIEW, risk=view_of(PERP_ID, FakePrices({PERP_ID: PERP}), HoldMode.ONE_WAY))

LIMIT = TicketForm(price="64000", size="0.01")
MARKET = TicketForm(order_type=OrderType.MARKET, size="0.01")


def draft_of(form: TicketForm, view: TicketView = PERP_VIEW, side: Side = BUY) -> Draft:
    """The draft of a form that has one."""
    parsed = parse(form, view, side)
    assert isinstance(parsed, Draft)
    return parsed


def lines(form: TicketForm, view: TicketView = PERP_VIEW, side: Side = BUY) -> dict[str, str]:
    """The preview by its labels."""
    return {line.label: line.value.replace("\u2009", " ") for line in build(form, view, side).lines}


@pytest.mark.parametrize(("side", "price"), [(BUY, "64000.1"), (SELL, "64000.2")])
def test_a_price_between_steps_goes_to_the_passive_side_and_says_so(side: Side, price: str) -> None:
    form = replace(LIMIT, price="64 000,13")
    draft = draft_of(form, side=side)
    assert (draft.order.price, draft.price_moved) == (D(price), True)
    assert lines(form, side=side)["Rounded"] == "price to the step of 0.1"


def test_a_cut_size_says_so() -> None:
    assert lines(replace(LIMIT, size="0.01239"))["Rounded"] == "size to the step of 0.0001"
    spent = replace(MARKET, size="10.00000049", unit=SizeUnit.QUOTE)
    assert lines(spent, SPOT_VIEW)["Rounded"] == "size to the step of 0.000001"


@pytest.mark.parametrize(
    ("form", "view", "reason"),
    [
        (TicketForm(), PERP_VIEW, "Enter a price."),
        (replace(LIMIT, size=""), PERP_VIEW, "Enter a size."),
        (replace(LIMIT, price="x"), PERP_VIEW, "Correct the price."),
        (replace(LIMIT, size="x"), PERP_VIEW, "Correct the size."),
        (MARKET, BLIND, "No live price."),
        (MARKET, replace(PERP_VIEW, block="Orders are shut."), "Orders are shut."),
        (replace(LIMIT, size="0.0001", price="40000"), PERP_VIEW, "Minimum is 5 USDT; this order is 4 USDT."),
        (
            replace(LIMIT, size="1"),
            PERP_VIEW,
            "Your limit is 50000 USDT per order; this order is 64000 USDT.",
        ),
    ],
)
def test_a_disabled_button_says_why(form: TicketForm, view: TicketView, reason: str) -> None:
    state = build(form, view, BUY)
    assert (state.ready, state.reason) == (False, reason)


@given(
    percent=st.integers(1, 100),
    side=st.sampled_from(Side),
    order_type=st.sampled_from(OrderType),
    unit=st.sampled_from([SizeUnit.BASE, SizeUnit.QUOTE, SizeUnit.PERCENT]),
    view=st.sampled_from([PERP_VIEW, SPOT_VIEW, HEDGED]),
    closing=st.booleans(),
    money=st.decimals(min_value=D("20"), max_value=D(10**7), places=4),
    limit=st.decimals(min_value=D(10), max_value=D(10**8), places=2),
)
def test_slider_field_preview_and_order_agree_and_nothing_is_rounded_up(
    percent: int,
    side: Side,
    order_type: OrderType,
    unit: SizeUnit,
    view: TicketView,
    closing: bool,
    money: Decimal,
    limit: Decimal,
) -> None:
    view = replace(
        view,
        available_quote=money,
        available_base=money / 64_000,
        closable_by_buy=D("0.5"),
        closable_by_sell=D("0.5"),
        limits=RiskLimits(limit),
    )
    form = TicketForm(order_type, "64000", f"{percent}%", unit, reduce_only=closing)
    state = build(form, view, side)
    assert state.percent == percent
    if state.draft is None:
        assert state.errors.size.startswith("This is less than the smallest step")
        return
    order = state.draft.command("tb-1")
    shown = state.lines[0].value.replace("\u2009", "")
    typed = re.search(r"[0-9.]+", shown)
    assert typed is not None
    assert D(typed.group()) == order.size.value
    # What is sent, typed as it stands in the preview, is the same order again, at the same place or below.
    spends = isinstance(order.size, QuoteQty)
    again = replace(form, size=typed.group(), unit=SizeUnit.QUOTE if spends else SizeUnit.BASE)
    repeated = build(again, view, side)
    assert repeated.draft is not None
    assert repeated.draft.order == state.draft.order
    if closing and view.instrument.id.product.is_futures:
        assert order.size.value <= D("0.5") * percent / 100
        return
    notional = state.draft.value
    if spends or side is BUY or view.instrument.id.product.is_futures:
        leverage = view.leverage or 1
        assert notional * (1 / D(leverage) + (view.instrument.taker_fee or 0)) <= money * percent / 100 + D(
            "1e-9"
        )
    else:
        assert order.size.value <= money / 64_000 * percent / 100
    assert not any("Your limit" in reason for reason in refusals(order, view.risk, view.limits))


@given(st.decimals(min_value=D("0.0001"), max_value=D("0.2"), places=4))
def test_the_slider_never_shows_more_than_is_ordered(size: Decimal) -> None:
    state = build(replace(LIMIT, size=f"{size:f}"), PERP_VIEW, BUY)
    whole = draft_of(replace(LIMIT, size="100%")).order.size.value
    assert state.percent == min(100, int(size / whole * 100))


@pytest.mark.parametrize(("size", "percent"), [("40%", 40), ("", 0), ("x", 0), ("0.1", 0)])
def test_a_percentage_is_understood_before_there_is_a_price(size: str, percent: int) -> None:
    assert build(replace(LIMIT, price="", size=size), PERP_VIEW, BUY).percent == percent


def test_the_preview_says_what_was_capped() -> None:
    line = build(replace(MARKET, size="100%"), PERP_VIEW, BUY).lines[-1]
    assert (line.label, line.value, line.warning) == ("Capped by", "fees, room for the price", False)
    limited = replace(PERP_VIEW, limits=RiskLimits(D(1000)))
    line = build(replace(MARKET, size="50%"), limited, BUY).lines[-1]
    assert (line.label, line.value, line.warning) == ("Capped by", "your limit of 1\u2009000 USDT", True)


@pytest.mark.parametrize(
    ("view", "labels"),
    [
        (PERP_VIEW, ("Buy / Close", "Sell / Close")),
        (HEDGED, ("Close short", "Close long")),
        (SPOT_VIEW, ("Buy", "Sell")),
    ],
)
def test_the_buttons_say_what_closing_does(view: TicketView, labels: tuple[str, str]) -> None:
    form = replace(LIMIT, reduce_only=True)
    assert tuple(build(form, view, side).label for side in (BUY, SELL)) == labels


def test_a_good_ticket_is_ready() -> None:
    assert build(LIMIT, PERP_VIEW, BUY).ready
    assert build(MARKET, PERP_VIEW, SELL).ready


def test_the_preview_of_a_limit_order() -> None:
    assert lines(LIMIT) == {
        "Buy": "0.0100 BTC at 64 000.0",
        "Value": "640.00 USDT",
        "Fee, about": "0.1280 USDT · maker 0.02 %",
        "Cost at 10×": "64.00 USDT",
        "Available": "1 000.00 USDT",
        "": "",
    }


def test_the_preview_of_a_market_order() -> None:
    shown = lines(MARKET, side=SELL)
    assert shown["Sell"] == "0.0100 BTC at market"
    assert shown["Value, about"] == "642.10 USDT"
    assert shown["Fee, about"] == "0.3853 USDT · taker 0.06 %"


def test_the_preview_of_a_spot_market_buy() -> None:
    shown = lines(replace(MARKET, size="100", unit=SizeUnit.QUOTE), SPOT_VIEW)
    assert shown["Buy"] == "for 100 USDT at market"
    assert shown["Buys, about"] == "0.001557 BTC"
    assert "Cost" not in "".join(shown)


def test_a_limit_that_crosses_pays_the_takers_fee() -> None:
    assert "taker" in lines(replace(LIMIT, price="64211"))["Fee, about"]
    assert "taker" in lines(LIMIT, side=SELL)["Fee, about"]
    assert "maker" in lines(replace(LIMIT, post_only=True), side=SELL)["Fee, about"]
    assert "maker" in lines(LIMIT, BLIND)["Fee, about"]


def test_what_is_not_known_is_a_dash() -> None:
    view = replace(PERP_VIEW, instrument=replace(PERP, maker_fee=None), leverage=None, available_quote=None)
    shown = lines(LIMIT, view)
    assert (shown["Fee, about"], shown["Cost"], shown["Available"]) == ("—", "—", "—")
    assert set(lines(TicketForm()).values()) == {"—", "1 000.00 USDT", ""}


def test_too_little_is_said_before_the_venue_says_it() -> None:
    assert lines(replace(LIMIT, size="0.1"))["Available"] == "1 000.00 USDT"
    assert lines(replace(LIMIT, size="0.7"), replace(PERP_VIEW, leverage=D(2)))["Available"].endswith(
        "not enough"
    )
    assert lines(LIMIT, SPOT_VIEW)["Available"] == "1 000.00 USDT"
    assert lines(replace(LIMIT, size="0.7"), SPOT_VIEW)["Available"].endswith("not enough")
    assert lines(LIMIT, SPOT_VIEW, SELL)["Available"] == "0.500000 BTC"
    assert lines(replace(LIMIT, size="0.7"), SPOT_VIEW, SELL)["Available"].endswith("not enough")
    assert lines(TicketForm(), SPOT_VIEW, SELL)["Available"] == "0.500000 BTC"


def test_closing_shows_what_there_is_to_close() -> None:
    form = replace(LIMIT, reduce_only=True)
    assert lines(form, side=SELL)["To close"] == "0.0300 BTC"
    state = build(form, PERP_VIEW, BUY)
    assert [line.label for line in state.lines if line.warning and line.value] == ["To close"]
    assert lines(TicketForm(reduce_only=True), side=SELL)["To close"] == "0.0300 BTC"


@pytest.mark.parametrize(
    ("form", "view", "labels"),
    [
        (LIMIT, PERP_VIEW, ("Buy / Long", "Sell / Short")),
        (LIMIT, SPOT_VIEW, ("Buy", "Sell")),
        (replace(LIMIT, reduce_only=True), PERP_VIEW, ("Buy / Close", "Sell / Close")),
    ],
)
def test_labels(form: TicketForm, view: TicketView, labels: tuple[str, str]) -> None:
    assert (build(form, view, BUY).label, build(form, view, SELL).label) == labels


@pytest.mark.parametrize(
    ("name", "side", "price"),
    [
        ("Bid", BUY, "64210.5"),
        ("Ask", BUY, "64210.6"),
        ("Last", BUY, "64210.5"),
        ("Mid", BUY, "64210.5"),
        ("Mid", SELL, "64210.6"),
    ],
)
def test_chips(name: str, side: Side, price: str) -> None:
    assert chip_price(name, PERP_VIEW, side) == D(price)
    assert chip_price(name, BLIND, side) is None


def test_one_reason_is_said_once_and_two_are_told_apart() -> None:
    def both(buy: str, sell: str) -> dict[Side, SideState]:
        ready = build(LIMIT, PERP_VIEW, BUY)
        return {BUY: replace(ready, reason=buy), SELL: replace(ready, reason=sell)}

    assert reason_text({}) == "Choose an instrument."
    assert reason_text(both("No.", "No.")) == "No."
    assert reason_text(both("", "No.")) == "Sell: No."
    assert reason_text(both("One.", "Two.")) == "Buy: One.\nSell: Two."


typed_prices = st.decimals(min_value=D("61500"), max_value=D("67000"), places=3)
typed_sizes = st.decimals(min_value=D("0.0005"), max_value=D("0.7"), places=6)


@given(
    typed_prices,
    typed_sizes,
    st.sampled_from([SizeUnit.BASE, SizeUnit.QUOTE]),
    st.sampled_from(OrderType),
    st.sampled_from(Side),
    st.sampled_from([PERP_VIEW, SPOT_VIEW, HEDGED]),
)
def test_typed_is_previewed_is_sent(
    price: Decimal, size: Decimal, unit: SizeUnit, order_type: OrderType, side: Side, view: TicketView
) -> None:
    amount = size if unit is SizeUnit.BASE else size * 64_000
    form = TicketForm(order_type, f"{price:f}", f"{amount:.6f}", unit)
    state = build(form, view, side)
    if state.draft is None or not state.ready:
        return
    order = state.draft.command("tb-1")
    assert check(order, view.risk, LIMITS) == Approved(order)
    shown = re.findall(r"[0-9][0-9.\u2009]*", state.lines[0].value)
    assert read_number(shown[0]) == order.size.value
    if order.price is None:
        assert state.lines[0].value.endswith("at market")
    else:
        assert read_number(shown[1]) == order.price
        assert abs(order.price - price) < view.instrument.tick
        assert (order.price <= price) is (side is BUY) or order.price == price
    if isinstance(order.size, QuoteQty):
        assert unit is SizeUnit.BASE or order.size.value <= amount
    elif unit is SizeUnit.BASE:
        assert amount - view.instrument.lot < order.size.value <= amount
    assert order_text(state.draft, view.instrument).endswith(state.lines[0].value)


TRIGGER = TicketForm(order_type=OrderType.MARKET, kind=OrderKind.TRIGGER, trigger="65000", size="0.01")
SCALED = TicketForm(kind=OrderKind.SCALED, price="63000", price_to="64000", count="5", size="0.0502")


def test_exits_go_into_the_order_and_the_question_of_the_side_that_fits() -> None:
    form = replace(LIMIT, take_profit="2R", stop_loss="63000", trigger_by=TriggerBy.MARK)
    order = draft_of(form).order
    assert (order.stop_loss, order.take_profit) == (
        ExitLeg(D(63000), TriggerBy.MARK),
        ExitLeg(D(66000), TriggerBy.MARK),
    )
    other = build(form, PERP_VIEW, SELL)
    assert other.errors.stop == "The stop-loss of a short must be above 64\u2009000.0."
    assert (other.ready, other.reason) == (False, "Correct the stop-loss.")


def test_a_trigger_order_waits_for_its_price() -> None:
    draft = draft_of(TRIGGER)
    assert draft.commands(lambda: "tb-1") == [
        PlaceTrigger("tb-1", PERP_ID, BUY, BaseQty(D("0.01")), D(65000), margin_mode=MarginMode.CROSSED)
    ]
    limit = draft_of(
        replace(TRIGGER, order_type=OrderType.LIMIT, price="65010.04", reduce_only=True), side=SELL
    )
    (command,) = limit.commands(lambda: "tb-1")
    assert isinstance(command, PlaceTrigger)
    assert (command.price, command.reduce_only, limit.price_moved) == (D("65010.1"), True, True)
    assert build(TRIGGER, PERP_VIEW, BUY).lines[0].label == "Buy when last is 65\u2009000.0"
    assert lines(TRIGGER)["Value, about"] == "650.00 USDT"


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (replace(TRIGGER, trigger=""), "Enter the price that sets it off."),
        (replace(TRIGGER, trigger="x"), "Correct the trigger price."),
        (replace(TRIGGER, size=""), "Enter a size."),
        (replace(TRIGGER, size="1"), "Your limit is 50000 USDT per order; this order is 65000 USDT."),
        (replace(TRIGGER, trigger="64210.5"), "The price is 64210.5 now, so this would be set off at once."),
        (replace(TRIGGER, size="2", unit=SizeUnit.RISK, stop_loss="1%"), "Correct the size."),
        (replace(SCALED, price=""), "Enter a price."),
        (replace(SCALED, price_to=""), "Enter where the prices end, and how many orders there are."),
        (replace(SCALED, count=""), "Enter where the prices end, and how many orders there are."),
        (replace(SCALED, size=""), "Enter a size."),
        (replace(SCALED, price_to="x"), "Correct the end of the range."),
        (replace(SCALED, count="1"), "Correct the number of orders."),
        (replace(SCALED, count="2.5"), "Correct the number of orders."),
        (replace(SCALED, count="x"), "Correct the number of orders."),
        (replace(SCALED, price_to="63000.1"), "Correct the number of orders."),
        (replace(SCALED, size="0.0003"), "Correct the size."),
        (replace(SCALED, price="5", price_to="9"), "Order 1: Minimum is 5 USDT; this order is 0.0505 USDT."),
    ],
)
def test_a_trigger_or_scaled_order_that_is_not_ready_says_why(form: TicketForm, reason: str) -> None:
    state = build(form, PERP_VIEW, BUY)
    assert (state.ready, state.reason) == (False, reason)


def test_a_trigger_needs_no_live_price() -> None:
    assert build(TRIGGER, BLIND, BUY).ready


def test_scaled_orders_are_the_size_that_was_typed() -> None:
    draft = draft_of(SCALED)
    sent = draft.commands(iter("abcde").__next__)
    assert [
        (order.client_oid, order.price, order.size) for order in sent if isinstance(order, PlaceOrder)
    ] == [
        ("a", D(63000), BaseQty(D("0.0101"))),
        ("b", D(63250), BaseQty(D("0.0101"))),
        ("c", D(63500), BaseQty(D("0.0100"))),
        ("d", D(63750), BaseQty(D("0.0100"))),
        ("e", D(64000), BaseQty(D("0.0100"))),
    ]
    assert draft.value == sum((o.size.value * (o.price or 0) for o in draft.parts), D(0)).quantize(
        D("0.00001")
    )
    state = build(SCALED, PERP_VIEW, BUY)
    assert state.ready
    assert state.after[0].value == "0.0101 BTC at 63\u2009000.0"
    assert state.summary == "63\u2009000.0 to 64\u2009000.0"
    assert state.lines[0].value == "0.0502 BTC in 5 orders"
