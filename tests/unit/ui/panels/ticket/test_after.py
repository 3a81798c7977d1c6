"""The consequences in words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import PositionTier
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.trading.standing import Standing
from terminal_app.ui.panels.ticket.after import after_lines, summary
from terminal_app.ui.panels.ticket.form import SizeUnit, TicketForm, TicketView
from terminal_app.ui.panels.ticket.state import SideState, build
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, position, prices

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
BIDS = tuple((D("64210.5") - step, D("0.02")) for step in range(10))
ASKS = tuple((D("64210.6") + step, D("0.02")) for step in range(10))
STANDING = Standing(
    PERP,
    BIDS,
    ASKS,
    leverage=D(10),
    hold_mode=HoldMode.ONE_WAY,
    tiers=(PositionTier(1, D(0), D(10**9), D(125), D("0.004")),),
    marks={PERP_ID: D("64205")},
    wallet=D(1000),
    equity=D(1000),
    funding_rate=D("0.0001"),
)
VIEW = TicketView(
    PERP,
    view_of(PERP_ID, prices(), HoldMode.ONE_WAY),
    RiskLimits(D(10**6)),
    available_quote=D(1000),
    leverage=D(10),
    closable_by_sell=D("0.01"),
    standing=STANDING,
)
MARKET = TicketForm(order_type=OrderType.MARKET, size="0.03", stop_loss="1%", take_profit="2R")
HELD = replace(VIEW, standing=replace(STANDING, positions=[position("0.01")]))


def lines(state: SideState) -> dict[str, str]:
    """The consequences by their labels."""
    return {line.label: line.value.replace("\u2009", " ") for line in state.after}


def warned(state: SideState) -> set[str]:
    """The labels of what is set apart."""
    return {line.label for line in state.after if line.warning}


def test_a_market_order() -> None:
    state = build(MARKET, VIEW, BUY)
    assert lines(state) == {
        "Average fill": "64 210.93 · slips 0.001%",
        "Position after": "long 0.0300 at 64 210.93",
        "Liquidation after": "about 31 040.3 · 51.7% away",
        "Margin ratio after": "0.77%",
        "At stop-loss": "−21.57 USDT · −1.0 R",
        "At take-profit": "+36.18 USDT · +1.7 R",
        "Next funding": "you pay 0.1926 USDT",
    }
    assert state.summary.replace("\u2009", " ") == "liq. 31 040.3"
    assert warned(state) == set()


def test_a_short_gets_funding() -> None:
    assert lines(build(MARKET, VIEW, SELL))["Next funding"] == "you get 0.1926 USDT"
    quiet = replace(VIEW, standing=replace(STANDING, funding_rate=D(0)))
    assert lines(build(MARKET, quiet, SELL))["Next funding"] == "0 USDT"


def test_before_there_is_an_order_there_are_dashes() -> None:
    state = build(replace(MARKET, size=""), VIEW, BUY)
    assert set(lines(state).values()) == {"—"}
    assert state.summary == ""
    assert next(iter(after_lines(None, VIEW))).value == "—"
    assert summary(None, VIEW) == ""


def test_a_close_says_what_it_realises() -> None:
    state = build(replace(MARKET, size="100%", reduce_only=True), HELD, SELL)
    found = lines(state)
    assert found["Realised, before fees"] == "+2.10 USDT"
    assert found["Position after"] == "none"
    assert (found["Liquidation after"], state.summary) == ("—", "closed")


def test_what_has_no_liquidation_says_none() -> None:
    state = build(replace(MARKET, size="0.01"), VIEW, BUY)
    assert (lines(state)["Liquidation after"], state.summary) == ("none", "no liquidation")


@pytest.mark.parametrize(
    ("standing", "form", "label", "words"),
    [
        (replace(STANDING, wallet=D(100)), MARKET, "Liquidation after", "4.7% away"),
        (replace(STANDING, wallet=D(-10)), MARKET, "Liquidation after", "at once"),
        (replace(STANDING, wallet=D(20)), MARKET, "Margin ratio after", "41.28%"),
        (replace(STANDING, wallet=D(100)), replace(MARKET, stop_loss="10%"), "At stop-loss", "after the liq"),
        (STANDING, replace(MARKET, size="5"), "Average fill", "more than the book shows"),
        (
            replace(STANDING, asks=((D("64210.6"), D("0.001")), (D(66000), D(9)))),
            MARKET,
            "Average fill",
            "slips 2.6",
        ),
    ],
)
def test_what_should_not_be_overlooked_is_set_apart(
    standing: Standing, form: TicketForm, label: str, words: str
) -> None:
    view = replace(VIEW, standing=standing, available_quote=D(10**6))
    state = build(form, view, BUY)
    assert words in lines(state)[label]
    assert (label in warned(state)) or label == "Margin ratio after"


def test_spot_has_an_average_and_nothing_else() -> None:
    view = replace(
        VIEW,
        instrument=SPOT,
        risk=view_of(SPOT_ID, prices(), None),
        standing=replace(STANDING, instrument=SPOT),
    )
    state = build(TicketForm(OrderType.MARKET, size="1000", unit=SizeUnit.QUOTE), view, BUY)
    assert list(lines(state)) == ["Average fill"]
    assert state.summary == ""


def test_without_a_standing_nothing_is_foretold() -> None:
    state = build(MARKET, replace(VIEW, standing=None), BUY)
    assert set(lines(state).values()) == {"—"}


def test_fees_of_what_takes_and_of_what_waits_are_both_told() -> None:
    form = TicketForm(price="64210.6", size="0.03")
    fee = next(line.value for line in build(form, VIEW, BUY).lines if line.label.startswith("Fee"))
    assert fee == "0.8989 USDT · taker 0.06 % + maker 0.02 %"


@pytest.mark.parametrize(("text", "size"), [("2", "0.0278"), ("2%", "0.0278"), ("0.5", "0.0069")])
def test_a_size_can_be_a_risk(text: str, size: str) -> None:
    form = replace(MARKET, size=text, unit=SizeUnit.RISK)
    state = build(form, VIEW, BUY)
    assert state.draft is not None
    assert state.draft.order.size.value == D(size)
    found = state.draft.found
    assert found is not None
    assert found.stop is not None
    assert 0 <= D(1000) * D(text.rstrip("%")) / 100 + found.stop.money < D("0.08")


@pytest.mark.parametrize(
    ("form", "view", "words"),
    [
        (replace(MARKET, stop_loss="", take_profit=""), VIEW, "Set a stop-loss"),
        (replace(MARKET, reduce_only=True), VIEW, "needs a stop-loss"),
        (MARKET, replace(VIEW, standing=None), "equity is not known"),
        (MARKET, replace(VIEW, standing=replace(STANDING, asks=())), "cannot be said"),
        (replace(MARKET, size="101"), VIEW, "no more than 100 %"),
    ],
)
def test_a_risk_without_a_size_says_why(form: TicketForm, view: TicketView, words: str) -> None:
    risk = replace(form, unit=SizeUnit.RISK, size="2" if form.size == "0.03" else form.size)
    assert words in build(risk, view, BUY).errors.size


def test_a_risk_larger_than_what_is_available_is_capped() -> None:
    form = replace(MARKET, size="100", unit=SizeUnit.RISK)
    line = build(form, VIEW, BUY).lines[-1]
    assert (line.label, line.value) == ("Capped by", "what is available")
