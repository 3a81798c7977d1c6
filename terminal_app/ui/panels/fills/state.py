"""What the table of fills says. Knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.ui import format as text


@dataclass(frozen=True, slots=True)
class FillRow:
    """One execution with the rules its numbers are written by."""

    fill: Fill
    instrument: Instrument | None


def rows(fills: Sequence[Fill], find: Callable[[InstrumentId], Instrument | None]) -> list[FillRow]:
    """A row for each fill, in the order given."""
    return [FillRow(fill, find(fill.instrument)) for fill in fills]


def price_text(row: FillRow) -> str:
    """The price of the execution."""
    return text.price(row.fill.price, row.instrument)


def size_text(row: FillRow) -> str:
    """The size in base coin."""
    return text.size(row.fill.size, row.instrument)


def value_text(row: FillRow) -> str:
    """The value in quote coin."""
    return text.money(row.fill.value)


def fee_text(row: FillRow) -> str:
    """The fee in its coin; a rebate has a plus sign, as what comes in has everywhere."""
    fee = row.fill.fee
    return fee_amount(fee, row.fill.fee_coin) if fee else f"{text.amount(fee)} {row.fill.fee_coin}".strip()


def liquidity_text(row: FillRow) -> str:
    """Maker or taker."""
    return "maker" if row.fill.liquidity is Liquidity.MAKER else "taker"


def realised_text(row: FillRow) -> str:
    """What it realised, before fees; nothing for a fill that opened."""
    value = row.fill.realised_pnl
    return text.DASH if value is None else text.signed_money(value)


def fee_amount(fee: Decimal, coin: str) -> str:
    """A fee with its sign: what is charged leaves, a rebate comes in."""
    sign = "+" if fee < ZERO else text.MINUS
    return f"{sign}{text.amount(abs(fee))} {coin}".strip()
