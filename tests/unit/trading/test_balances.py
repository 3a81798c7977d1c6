"""Balances: the newest snapshot wins; not known is not zero."""

from decimal import Decimal

from terminal_app.trading.balances import BalanceSheet
from tests.helpers.examples import account


def test_older_snapshots_are_dropped() -> None:
    sheet = BalanceSheet()
    assert sheet.apply(account(2_000, usdt="5"))
    assert not sheet.apply(account(1_000, usdt="9"))
    assert sheet.available("USDT") == Decimal(5)


def test_unknown_is_not_zero() -> None:
    sheet = BalanceSheet()
    assert sheet.available("USDT") is None
    sheet.apply(account())
    assert sheet.available("DOGE") == Decimal(0)
