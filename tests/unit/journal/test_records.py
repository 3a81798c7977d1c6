"""Every record comes back from its text exactly as it went in, to the last digit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    ClosePosition,
    Command,
    PlaceOrder,
    SetHoldMode,
    SetLeverage,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
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


@pytest.mark.parametrize(
    "command",
    [
        limit_buy(),
        AmendOrder("tb-1", PERP_ID, D("0.02"), D("64000.5")),
        AmendOrder("tb-1", PERP_ID, D("0.02"), D("64000.5"), "v-1"),
        CancelOrder("tb-1", PERP_ID),
        CancelOrder("tb-1", PERP_ID, "v-1"),
        CancelAll(ProductType.SPOT),
        CancelAll(ProductType.USDT_FUTURES, "BTCUSDT"),
        ClosePosition(PERP_ID, PositionSide.SHORT),
        SetLeverage(PERP_ID, D(20), MarginMode.ISOLATED),
        SetHoldMode(HoldMode.HEDGE),
    ],
)
def test_commands_come_back(command: Command) -> None:
    assert decode_command(*encode_command(command)) == command


@given(
    amounts,
    st.booleans(),
    st.none() | amounts,
    st.sampled_from(TimeInForce),
    st.booleans(),
    st.none() | st.sampled_from(MarginMode),
)
def test_every_order_comes_back(
    size: Decimal,
    spends: bool,
    price: Decimal | None,
    time_in_force: TimeInForce,
    reduce_only: bool,
    margin_mode: MarginMode | None,
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
    )
    kind, text = encode_command(order)
    assert decode_command(kind, text) == order
    assert "E-" not in text


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
