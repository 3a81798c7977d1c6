"""Every record comes back from its text exactly as it went in, to the last digit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    Lifetime,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    VenueCommand,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
)
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.journal.records import (
    decode_command,
    decode_fill,
    decode_outcome,
    encode_command,
    encode_fill,
    encode_outcome,
)
from tests.helpers.examples import PERP_ID, SPOT_ID, fill, limit_buy

D = Decimal
amounts = st.decimals(min_value=D("1e-12"), max_value=D("1e12"), places=12)
legs = st.none() | st.builds(ExitLeg, amounts, st.sampled_from(TriggerBy), st.none() | amounts)
named = st.just("tb-1"), st.just(PERP_ID)
sides, position_sides = st.sampled_from(Side), st.sampled_from(PositionSide)
orders_of_the_venue = st.none() | st.just("v-1")
strategies: st.SearchStrategy[VenueCommand] = st.one_of(
    st.builds(
        PlaceTrigger,
        *named,
        sides,
        st.builds(BaseQty, amounts),
        amounts,
        st.sampled_from(TriggerBy),
        st.none() | amounts,
        st.booleans(),
        position_sides,
        st.none() | st.sampled_from(MarginMode),
    ),
    st.builds(PlaceTpSl, *named, sides, position_sides, st.none() | amounts, legs, legs),
    st.builds(
        AmendStrategy,
        *named,
        orders_of_the_venue,
        st.none() | amounts,
        st.none() | amounts,
        st.sampled_from(TriggerBy),
        st.none() | amounts,
        legs,
        legs,
    ),
    st.builds(CancelStrategy, *named, orders_of_the_venue),
)


@pytest.mark.parametrize(
    "command",
    [
        limit_buy(),
        replace(limit_buy(), lifetime=Lifetime.SESSION),
        AmendOrder("tb-1", PERP_ID, D("0.02"), D("64000.5")),
        AmendOrder("tb-1", PERP_ID, D("0.02"), D("64000.5"), "v-1"),
        AmendOrder("tb-1", PERP_ID, D("0.02"), D("64000.5"), "v-1", "tb-2", D("0.016")),
        CancelOrder("tb-1", PERP_ID),
        CancelOrder("tb-1", PERP_ID, "v-1"),
        CancelAll(ProductType.SPOT),
        CancelAll(ProductType.USDT_FUTURES, "BTCUSDT"),
        ClosePosition(PERP_ID, PositionSide.SHORT),
        SetLeverage(PERP_ID, D(20), MarginMode.ISOLATED),
        SetHoldMode(HoldMode.HEDGE),
    ],
)
def test_commands_come_back(command: VenueCommand) -> None:
    assert decode_command(*encode_command(command)) == command


def test_who_made_an_order_comes_back() -> None:
    command = decode_command(*encode_command(replace(limit_buy(), origin="ladder")))
    assert isinstance(command, PlaceOrder)
    assert command.origin == "ladder"


@given(
    amounts,
    st.booleans(),
    st.none() | amounts,
    st.sampled_from(TimeInForce),
    st.booleans(),
    st.none() | st.sampled_from(MarginMode),
    legs,
    legs,
)
def test_every_order_comes_back(
    size: Decimal,
    spends: bool,
    price: Decimal | None,
    time_in_force: TimeInForce,
    reduce_only: bool,
    margin_mode: MarginMode | None,
    take_profit: ExitLeg | None,
    stop_loss: ExitLeg | None,
) -> None:
    order = PlaceOrder(
        "tb-1",
        SPOT_ID,
        Side.SELL,
        OrderType.MARKET if price is None else OrderType.LIMIT,
        QuoteQty(size) if spends else BaseQty(size),
        price,
        time_in_force,
        reduce_only,
        PositionSide.LONG,
        margin_mode,
        take_profit,
        stop_loss,
    )
    kind, text = encode_command(order)
    assert decode_command(kind, text) == order
    assert "E-" not in text


@given(strategies)
def test_every_command_about_a_strategy_order_comes_back(command: VenueCommand) -> None:
    kind, text = encode_command(command)
    assert decode_command(kind, text) == command
    assert "E-" not in text


def test_a_row_of_an_older_program_is_read() -> None:
    row = (
        '{"product": "usdt-futures", "symbol": "BTCUSDT", "client_oid": "tb-1", "side": "buy",'
        ' "type": "limit", "size": "0.01", "unit": "base", "price": "64000", "time_in_force": "gtc",'
        ' "position_side": "net",'
        ' "margin_mode": "crossed"}'
    )
    assert decode_command("place", row) == limit_buy()


@pytest.mark.parametrize(
    "outcome",
    [
        Accepted("tb-1", "v-1"),
        Accepted(),
        Rejected("43012", "Too little.", "detail"),
        NotSent("No connection."),
        Unknown("tb-1", "timeout"),
    ],
)
def test_outcomes_come_back(outcome: VenueOutcome) -> None:
    assert decode_outcome(*encode_outcome(outcome)) == outcome


@pytest.mark.parametrize("realised", [None, D("-1.25")])
def test_fills_come_back(realised: Decimal | None) -> None:
    one = replace(fill(), realised_pnl=realised)
    assert decode_fill(encode_fill(one)) == one
