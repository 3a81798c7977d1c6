"""Tests for `ui/panels/balances/state.py`."""

from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.ui.panels.balances import state
from tests.helpers.ui_samples import STAMP


def balance(coin: str, equity: str, usd: str | None = None) -> Balance:
    """A coin that is all available."""
    value = None if usd is None else Decimal(usd)
    return Balance(coin, Decimal(equity), Decimal(equity), Decimal(0), usd_value=value)


def test_the_most_valuable_coin_is_first_and_empty_ones_are_left_out() -> None:
    account = AccountSnapshot(
        STAMP,
        Decimal(1100),
        (
            balance("BTC", "0.01", "600"),
            balance("X", "0"),
            balance("Y", "5"),
            balance("USDT", "1000", "1000"),
        ),
    )
    assert [row.coin for row in state.rows(account)] == ["USDT", "BTC", "Y"]
    assert state.rows(None) == []


def test_a_value_the_venue_does_not_say_is_unavailable_and_not_zero() -> None:
    assert state.value_text(balance("Y", "5")) == "unavailable"
    assert state.value_text(balance("Y", "5", "0")) == "0.00"


def test_the_summary_says_only_what_is_known() -> None:
    assert dict(state.summary(None))["Equity"] == "—"
    account = AccountSnapshot(STAMP, Decimal("1100.5"), (), Decimal(-3), Decimal(40), None, Decimal("0.012"))
    assert dict(state.summary(account)) == {
        "Equity": "1\u2009100.50 USD",
        "Unrealised": "\u22123.00",
        "Margin used": "40.00",
        "Margin ratio": "1.20%",
    }
