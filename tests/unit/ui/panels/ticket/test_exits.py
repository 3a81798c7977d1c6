"""Take-profits and stop-losses as they are typed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.money import is_multiple
from terminal_app.core.orders import ExitLeg, Side, TriggerBy
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.panels.ticket.exits import ExitErrors, Exits, has_exits, parse_exits
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from tests.helpers.examples import PERP, PERP_ID, SPOT, prices

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
AT = D(64000)
VIEW = TicketView(PERP, view_of(PERP_ID, prices(), HoldMode.ONE_WAY), RiskLimits())


def exits(
    target: str, stop: str, side: Side = BUY, at: Decimal | None = AT, by: TriggerBy = TriggerBy.LAST
) -> Exits | ExitErrors:
    """What two fields mean."""
    return parse_exits(TicketForm(take_profit=target, stop_loss=stop, trigger_by=by), VIEW, side, at)


@pytest.mark.parametrize(
    ("target", "stop", "side", "prices"),
    [
        ("66000", "63000", BUY, ("66000.0", "63000.0")),
        ("62000", "65 000 USDT", SELL, ("62000.0", "65000.0")),
        ("5%", "1.5%", BUY, ("67200.0", "63040.0")),
        ("5%", "1.5%", SELL, ("60800.0", "64960.0")),
        ("2R", "63000", BUY, ("66000.0", "63000.0")),
        ("1,5 r", "1%", SELL, ("63040.0", "64640.0")),
        ("64000.11", "63999.81", BUY, ("64000.2", "63999.9")),
    ],
)
def test_prices_percentages_and_multiples(
    target: str, stop: str, side: Side, prices: tuple[str, str]
) -> None:
    expected = Exits(ExitLeg(D(prices[0])), ExitLeg(D(prices[1])))
    assert exits(target, stop, side) == expected


def test_a_stop_that_snaps_to_its_entry_is_none() -> None:
    found = exits("", "63999.91")
    assert found == ExitErrors(stop="The stop-loss of a long must be below 64\u2009000.0.")


def test_each_stands_alone_and_none_is_none() -> None:
    assert exits("", "") == Exits()
    assert exits(" ", "63000", by=TriggerBy.MARK) == Exits(stop=ExitLeg(D("63000.0"), TriggerBy.MARK))
    assert exits("66000", "") == Exits(target=ExitLeg(D("66000.0")))


@pytest.mark.parametrize(
    ("target", "stop", "side", "errors"),
    [
        ("63000", "", BUY, ExitErrors(target="The take-profit of a long must be above 64\u2009000.0.")),
        ("65000", "", SELL, ExitErrors(target="The take-profit of a short must be below 64\u2009000.0.")),
        ("", "65000", BUY, ExitErrors(stop="The stop-loss of a long must be below 64\u2009000.0.")),
        ("", "63000", SELL, ExitErrors(stop="The stop-loss of a short must be above 64\u2009000.0.")),
        ("2R", "", BUY, ExitErrors(target="Set a stop-loss first: R is the distance to it.")),
        ("", "2R", BUY, ExitErrors(stop="A stop-loss is a price or a percentage.")),
        ("", "100%", BUY, ExitErrors(stop="This lies below zero.")),
        ("0", "-1", BUY, ExitErrors("It must be above zero.", "It must be above zero.")),
        ("0R", "63000", BUY, ExitErrors(target="It must be above zero.")),
    ],
)
def test_what_is_wrong_sits_by_its_field(target: str, stop: str, side: Side, errors: ExitErrors) -> None:
    assert exits(target, stop, side) == errors


def test_what_cannot_be_read_is_named() -> None:
    found = exits("x", "1,234")
    assert isinstance(found, ExitErrors)
    assert "does not belong" in found.target
    assert "can mean" in found.stop


def test_before_there_is_a_price_only_prices_are_exits() -> None:
    assert exits("5%", "1%", at=None) == Exits()
    assert exits("2R", "63000", at=None) == Exits(stop=ExitLeg(D("63000.0")))
    assert exits("1", "99999", at=None) == Exits(ExitLeg(D("1.0")), ExitLeg(D("99999.0")))


def test_only_what_opens_a_futures_position_has_exits() -> None:
    form = TicketForm(take_profit="x", stop_loss="x")
    assert has_exits(form, PERP)
    closing = replace(form, reduce_only=True)
    assert parse_exits(closing, VIEW, BUY, AT) == Exits()
    assert parse_exits(form, replace(VIEW, instrument=SPOT), BUY, AT) == Exits()


@given(
    st.decimals(min_value=D("0.01"), max_value=D(90), places=2),
    st.decimals(min_value=D("0.1"), max_value=D(20), places=1),
    st.sampled_from(Side),
    st.decimals(min_value=D(10), max_value=D(200_000), places=1),
)
def test_snapping_never_loses_more_nor_gains_less(
    share: Decimal, times: Decimal, side: Side, at: Decimal
) -> None:
    found = exits(f"{times}R", f"{share}%", side, at)
    if isinstance(found, ExitErrors):
        return
    assert found.stop is not None
    assert found.target is not None
    stop, target = found.stop.trigger, found.target.trigger
    assert is_multiple(stop, PERP.tick)
    assert is_multiple(target, PERP.tick)
    assert abs(at - stop) <= at * share / 100
    assert abs(target - at) >= times * abs(at - stop) or target == PERP.tick
