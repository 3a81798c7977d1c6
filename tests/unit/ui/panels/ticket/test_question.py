"""What an order of the ticket is judged and asked by."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.question import asked_of, question_of
from terminal_app.ui.panels.ticket.state import build
from tests.helpers.examples import PERP, PERP_ID, prices

D = Decimal
VIEW = TicketView(
    PERP,
    view_of(PERP_ID, prices(), HoldMode.ONE_WAY),
    RiskLimits(),
    available_quote=D(1000),
    leverage=D(10),
)
LIMIT = TicketForm(price="64000", size="0.01")


@pytest.mark.parametrize(
    ("price", "side", "worse"),
    [
        ("64210.5", Side.BUY, False),
        ("66000", Side.BUY, True),
        ("66000", Side.SELL, False),
        ("64000", Side.SELL, True),
        ("64000", Side.BUY, False),
    ],
)
def test_only_a_worse_price_is_away(price: str, side: Side, worse: bool) -> None:
    draft = build(replace(LIMIT, price=price), VIEW, side).draft
    assert draft is not None
    asked = asked_of(draft, VIEW)
    assert (asked.ask, asked.notional) == (Ask.LIMIT, D(price) * D("0.01"))
    mid = D("64210.55")
    assert asked.away is not None
    assert abs(asked.away - (abs(D(price) - mid) / mid if worse else 0)) < D("1e-20")


def test_a_market_order_has_no_price_to_be_away() -> None:
    state = build(replace(LIMIT, order_type=OrderType.MARKET), VIEW, Side.BUY)
    assert state.draft is not None
    assert (asked_of(state.draft, VIEW).ask, asked_of(state.draft, VIEW).away) == (Ask.MARKET, None)


def test_without_a_book_nobody_knows_how_far_away_it_is() -> None:
    draft = build(LIMIT, VIEW, Side.BUY).draft
    assert draft is not None
    assert asked_of(draft, replace(VIEW, risk=replace(VIEW.risk, bid=None))).away is None


def test_the_question_is_the_preview() -> None:
    state = build(LIMIT, VIEW, Side.BUY)
    assert state.draft is not None
    lines = question_of(state, state.draft, VIEW).replace("\u2009", " ").splitlines()
    assert lines == [
        "Buy 0.0100 BTC at 64 000.0",
        "Instrument: BTCUSDT perp",
        "Value: 640.00 USDT",
        "Fee, about: 0.1280 USDT · maker 0.02 %",
        "Cost at 10×: 64.00 USDT",
        "Available: 1 000.00 USDT",
    ]
