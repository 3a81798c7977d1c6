"""Leverage and modes in words and commands."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import SetHoldMode, SetLeverage
from terminal_app.core.orders import MarginMode
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.margin import (
    change_answer,
    headline,
    hold_command,
    hold_conditions,
    leverage_command,
    leverage_conditions,
    spoken,
)
from tests.helpers.examples import PERP, PERP_ID, SPOT, prices

D = Decimal
PERP_VIEW = TicketView(PERP, view_of(PERP_ID, prices(), HoldMode.ONE_WAY), RiskLimits(), leverage=D(10))
SPOT_VIEW = replace(PERP_VIEW, instrument=SPOT, leverage=None)
HEDGED = replace(PERP_VIEW, risk=replace(PERP_VIEW.risk, hold_mode=HoldMode.HEDGE))
ISOLATED = SetLeverage(PERP_ID, D(20), MarginMode.ISOLATED)


@pytest.mark.parametrize("text", ["20", " 20 ", "20×", "20x", "2*10"])
def test_a_leverage_is_a_whole_number(text: str) -> None:
    assert leverage_command(text, MarginMode.ISOLATED, PERP) == ISOLATED


@pytest.mark.parametrize("text", ["0", "0.5", "126", "12.5", "-3"])
def test_a_leverage_outside_its_range_is_told_the_range(text: str) -> None:
    assert leverage_command(text, MarginMode.CROSSED, PERP) == "A whole number from 1 to 125."


def test_what_cannot_be_read_is_said() -> None:
    assert "does not belong" in str(leverage_command("many", MarginMode.CROSSED, PERP))


def test_the_other_position_mode() -> None:
    assert hold_command(PERP_VIEW) == SetHoldMode(HoldMode.HEDGE)
    assert hold_command(HEDGED) == SetHoldMode(HoldMode.ONE_WAY)
    unknown = replace(PERP_VIEW, risk=replace(PERP_VIEW.risk, hold_mode=None))
    assert hold_command(unknown) is None


def test_a_classic_account_has_a_position_mode_for_each_kind_of_futures() -> None:
    classic = replace(PERP_VIEW, kind=AccountKind.CLASSIC)
    assert hold_command(classic) == SetHoldMode(HoldMode.HEDGE, PERP_ID.product)
    assert "It holds for all USDT-M futures" in hold_conditions(PERP, AccountKind.CLASSIC)
    assert "all USDT of the USDT-M wallet stands behind" in leverage_conditions(PERP, AccountKind.CLASSIC)
    assert "the whole account stands behind" in leverage_conditions(PERP)


@pytest.mark.parametrize(
    ("outcome", "text", "tone"),
    [
        (Accepted(), "Isolated 20× on BTCUSDT perp: set.", "soft"),
        (Refused(("Orders are shut.",)), "Not sent. Orders are shut.", "warning"),
        (NotSent("No connection."), "Not sent. No connection.", "warning"),
        (Rejected("45117", "Close positions first."), "Close positions first. (45117)", "down"),
        (
            Unknown("", "timeout"),
            "Isolated 20× on BTCUSDT perp: not confirmed. The account is read again.",
            "warning",
        ),
    ],
)
def test_what_became_of_a_change(outcome: Outcome, text: str, tone: str) -> None:
    assert change_answer(ISOLATED, outcome) == (text, tone)


def test_the_conditions_are_said_in_words() -> None:
    assert "no position and no open order" in leverage_conditions(PERP)
    assert "1× to 125×" in leverage_conditions(PERP)
    assert "no futures position" in hold_conditions(PERP, AccountKind.UNIFIED)
    assert spoken(SetHoldMode(HoldMode.HEDGE)) == "Hedge mode"


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (SPOT_VIEW, "Spot"),
        (PERP_VIEW, "Cross 10× · One-way"),
        (replace(HEDGED, margin_mode=MarginMode.ISOLATED), "Isolated 10× · Hedge"),
        (replace(PERP_VIEW, leverage=None, risk=replace(PERP_VIEW.risk, hold_mode=None)), "Cross"),
    ],
)
def test_headline(view: TicketView, text: str) -> None:
    assert headline(view) == text
