"""What the table of fills says. Knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Side
from terminal_app.ui import format as text


@dataclass(frozen=True, slots=True)
class FillRow:
    """One execution with the rules its numbers are written by."""

    fill: Fill
    instrument: Instrument | None


def rows(fills: Sequence[Fill], find: Callable[[InstrumentId], Instrument | None]) -> list[FillRow]:
    """A row for each fill, in the order given."""
    return [FillRow(fill, find(fill.instrument)) for fill in fills]


def side_text(row: FillRow) -> str:
    """Buy or sell, with its arrow."""
    return text.side(row.fill.side)


def is_buy(row: FillRow) -> bool:
    """Whether it bought."""
    return row.fill.side is Side.BUY


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
    return _fee(fee, row.fill.fee_coin) if fee else f"{text.amount(fee)} {row.fill.fee_coin}".strip()


def liquidity_text(row: FillRow) -> str:
    """Maker or taker."""
    return "maker" if row.fill.liquidity is Liquidity.MAKER else "taker"


def realised_text(row: FillRow) -> str:
    """What it realised, before fees; nothing for a fill that opened."""
    value = row.fill.realised_pnl
    return text.DASH if value is None else text.signed_money(value)


def sums_text(shown: Sequence[FillRow]) -> str:
    """How many fills there are, what they realised, and the fees by coin; empty without fills."""
    if not shown:
        return ""
    fees: dict[str, Decimal] = {}
    for row in shown:
        fees[row.fill.fee_coin] = fees.get(row.fill.fee_coin, ZERO) + row.fill.fee
    gains = [row.fill.realised_pnl for row in shown if row.fill.realised_pnl is not None]
    parts = [f"{len(shown)} fills" if len(shown) > 1 else "1 fill"]
    if gains:
        parts.append(f"realised {text.signed_money(sum(gains, ZERO))}")
    parts += [f"fees {_fee(fee, coin)}" for coin, fee in sorted(fees.items()) if fee]
    return " · ".join(parts)


def _fee(fee: Decimal, coin: str) -> str:
    sign = "+" if fee < ZERO else text.MINUS
    return f"{sign}{text.amount(abs(fee))} {coin}".strip()
