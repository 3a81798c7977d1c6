"""What the table of balances says. Knows no Qt."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.money import ZERO
from terminal_app.ui import format as text


def rows(account: AccountSnapshot | None) -> list[Balance]:
    """The coins there is something of, the most valuable first."""
    if account is None:
        return []
    held = [balance for balance in account.balances if balance.equity or balance.locked or balance.debt]
    return sorted(held, key=lambda balance: (-_value(balance), balance.coin))


def value_text(balance: Balance) -> str:
    """What the coin is worth in USD; the venue does not say it of every coin."""
    return text.UNAVAILABLE if balance.usd_value is None else text.money(balance.usd_value)


def summary(account: AccountSnapshot | None) -> Sequence[tuple[str, str]]:
    """The account as a whole: pairs of a name and a value, for the line over the table."""
    if account is None:
        return (("Equity", text.DASH), ("Unrealised", text.DASH), ("Margin used", text.DASH))
    pairs = [
        ("Equity", f"{text.money(account.equity)} USD"),
        ("Unrealised", text.signed_money(account.unrealised_pnl)),
        ("Margin used", text.money(account.initial_margin)),
    ]
    if account.margin_ratio is not None:
        pairs.append(("Margin ratio", text.percent(account.margin_ratio).removeprefix("+")))
    return tuple(pairs)


def _value(balance: Balance) -> Decimal:
    return ZERO if balance.usd_value is None else balance.usd_value
