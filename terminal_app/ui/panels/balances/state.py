"""What the table of balances says. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.clock import SystemClock
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.ports import Clock
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.transfers import WALLET_WORDS
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Tone, signed

_ORDER = tuple(ProductType)
_OLD = "The last reading of the account could not read this wallet: it is shown as it was."


@dataclass(frozen=True, slots=True)
class Told:
    """When each wallet was last told."""

    sheet: BalanceSheet
    clock: Clock

    def missed(self, balance: Balance) -> bool:
        """Whether the last reading could not read the wallet of a coin."""
        return balance.product is not None and balance.product in self.sheet.missed

    def age(self, balance: Balance) -> Decimal | None:
        """Seconds since the wallet of a coin was told; `None` without wallets."""
        stamp = None if balance.product is None else self.sheet.told(balance.product)
        return None if stamp is None else Decimal(int(self.clock.monotonic() - stamp.received))

    def age_text(self, balance: Balance) -> str:
        """The same in words."""
        stamp = None if balance.product is None else self.sheet.told(balance.product)
        return text.DASH if stamp is None else text.age(self.clock.monotonic() - stamp.received)

    def sentence(self, balance: Balance) -> str:
        """When the wallet was told, and why it may be old."""
        stamp = None if balance.product is None else self.sheet.told(balance.product)
        if stamp is None:
            return ""
        told = f"Told {text.time_of_day(stamp.source_ms)}, {self.age_text(balance)} ago."
        return f"{_OLD} {told}" if self.missed(balance) else told


def untold() -> Told:
    """For an account that has no wallets."""
    return Told(BalanceSheet(), SystemClock())


def rows(account: AccountSnapshot | None) -> list[Balance]:
    """The coins there is something of, wallet by wallet where there are any, the most valuable first."""
    if account is None:
        return []
    held = [balance for balance in account.balances if balance.equity or balance.locked or balance.debt]
    return sorted(held, key=lambda balance: (wallet_order(balance), -_value(balance), balance.coin))


def wallet_order(balance: Balance) -> int:
    """The place of the wallet of a coin among the wallets."""
    return -1 if balance.product is None else _ORDER.index(balance.product)


def wallet_text(balance: Balance) -> str:
    """The wallet that a coin lies in."""
    return "" if balance.product is None else WALLET_WORDS[balance.product]


def unrealised(balance: Balance) -> Decimal | None:
    """What open positions would bring of a margin coin; `None` where there are none or nobody said."""
    return None if balance.margin is None else balance.margin.unrealised_pnl


def unrealised_text(balance: Balance) -> str:
    """The same in words."""
    return text.signed_money(unrealised(balance))


def unrealised_tone(balance: Balance) -> Tone:
    """The same as a colour."""
    return signed(unrealised(balance))


def value_text(balance: Balance) -> str:
    """What the coin is worth in USD; the venue does not say it of every coin."""
    return text.UNAVAILABLE if balance.usd_value is None else text.money(balance.usd_value)


def summary(account: AccountSnapshot | None) -> Sequence[tuple[str, str]]:
    """The account as a whole: pairs of a name and a value, for the line over the table."""
    if account is None:
        return (("Equity", text.DASH), ("Unrealised", text.DASH), ("Margin used", text.DASH))
    pairs = [
        ("Equity", f"{text.money(account.equity)} USD{_without(account)}"),
        ("Unrealised", text.signed_money(account.unrealised_pnl)),
        ("Margin used", text.money(account.initial_margin)),
    ]
    if account.margin_ratio is not None:
        # Wallets do not help each other: the one closest to its end is told.
        name = "Highest margin ratio" if account.wallets else "Margin ratio"
        pairs.append((name, text.percent(account.margin_ratio).removeprefix("+")))
    return tuple(pairs)


def _without(account: AccountSnapshot) -> str:
    """The coins of wallets that the sum leaves out because nobody has a price for them."""
    if not account.wallets:
        return ""
    unpriced = sorted({one.coin for one in account.balances if one.usd_value is None and one.equity})
    return f" without {', '.join(unpriced)}" if unpriced else ""


def _value(balance: Balance) -> Decimal:
    return ZERO if balance.usd_value is None else balance.usd_value
