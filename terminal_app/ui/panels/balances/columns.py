"""The columns of the table of balances; an account without wallets has none about them."""

from collections.abc import Callable
from decimal import Decimal

from terminal_app.core.account import Balance
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Column, Tone, normal
from terminal_app.ui.bridge.shapes import AGE, number_column
from terminal_app.ui.panels.balances import state
from terminal_app.ui.panels.balances.state import Told

WALLET = "Wallet"
OF_WALLETS = (WALLET, "Unrealised", AGE)
"""What only an account with wallets has."""


def columns(told: Told) -> tuple[Column[Balance], ...]:
    """The columns, with what `told` knows of each wallet."""
    return (
        Column(
            "Coin",
            lambda balance: balance.coin,
            90,
            sort=lambda balance: balance.coin,
            fixed=True,
            sought="coin",
        ),
        Column(
            WALLET,
            state.wallet_text,
            100,
            tone=lambda balance: Tone.WARNING if told.missed(balance) else Tone.NORMAL,
            tag=lambda balance: "old" if told.missed(balance) else "",
            tip=told.sentence,
            sort=state.wallet_order,
            sought="wallet",
        ),
        _amount_column("Equity", lambda balance: balance.equity, 130),
        _amount_column("Available", lambda balance: balance.available, 130),
        _amount_column(
            "In orders",
            lambda balance: balance.locked,
            130,
            lambda balance: Tone.NORMAL if balance.locked else Tone.FAINT,
        ),
        _amount_column(
            "Debt",
            lambda balance: balance.debt,
            110,
            lambda balance: Tone.WARNING if balance.debt else Tone.FAINT,
        ),
        number_column("Unrealised", state.unrealised_text, state.unrealised, 120, tone=state.unrealised_tone),
        number_column(
            "Value, USD",
            state.value_text,
            lambda balance: balance.usd_value,
            130,
            tone=lambda balance: Tone.FAINT if balance.usd_value is None else Tone.NORMAL,
        ),
        number_column(
            AGE,
            told.age_text,
            told.age,
            70,
            tone=lambda balance: Tone.WARNING if told.missed(balance) else Tone.SOFT,
        ),
    )


def _amount_column(
    title: str,
    value: Callable[[Balance], Decimal],
    width: int,
    tone: Callable[[Balance], Tone] = normal,
) -> Column[Balance]:
    return number_column(title, lambda balance: text.amount(value(balance)), value, width, tone=tone)
