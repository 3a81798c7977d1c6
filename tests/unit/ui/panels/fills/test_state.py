"""Tests for `ui/panels/fills/state.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import Liquidity
from terminal_app.core.orders import Side
from terminal_app.ui.panels.fills import state
from tests.helpers.ui_samples import RULES, fill


def test_the_words_of_a_fill() -> None:
    (row,) = state.rows([fill()], RULES.get)
    assert (state.price_text(row), state.size_text(row)) == ("64\u2009198.2", "0.050")
    assert state.value_text(row) == "3\u2009209.91"
    assert state.liquidity_text(row) == "taker"
    assert state.realised_text(row) == "—"
    closing = replace(fill(side=Side.SELL), realised_pnl=Decimal("12.5"), liquidity=Liquidity.MAKER)
    (row,) = state.rows([closing], RULES.get)
    assert (state.realised_text(row), state.liquidity_text(row)) == ("+12.50", "maker")


@pytest.mark.parametrize(
    ("fee", "shown"),
    [("1.925946", "\u22121.925946 USDT"), ("-0.5", "+0.50 USDT"), ("0", "0.00 USDT")],
)
def test_a_fee_leaves_and_a_rebate_comes_in(fee: str, shown: str) -> None:
    (row,) = state.rows([fill(fee=fee)], RULES.get)
    assert state.fee_text(row) == shown
