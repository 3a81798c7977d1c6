"""What fills add up to, coin by coin, and what today's come to. Knows no Qt.

"Today" is the day of the zone that times are shown in. Funding is no fill and is not in these sums.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import ZERO
from terminal_app.ui import format as text
from terminal_app.ui.panels.fills.state import fee_amount

READ_AT_FIRST = 100
"""So many fills are read when the account is read; more of them may lie before the oldest."""

TIP = (
    "Realised gain is before fees. Net is realised gain less fees in the same coin. Funding is not included."
)

Find = Callable[[InstrumentId], Instrument | None]


@dataclass(frozen=True, slots=True)
class Sums:
    """Fills added up. Gains and fees are by coin; fees are positive when charged.

    A coin stands under `realised` as soon as one fill has realised anything in it, be it nothing.
    """

    count: int
    realised: Mapping[str, Decimal]
    fees: Mapping[str, Decimal]

    @property
    def net(self) -> Mapping[str, Decimal]:
        """Gains less fees."""
        coins = sorted({*self.realised, *self.fees})
        return {coin: self.realised.get(coin, ZERO) - self.fees.get(coin, ZERO) for coin in coins}


def add_up(fills: Iterable[Fill], find: Find) -> Sums:
    """Add fills up."""
    count = 0
    realised: dict[str, Decimal] = {}
    fees: dict[str, Decimal] = {}
    for fill in fills:
        count += 1
        if fill.fee:
            fees[fill.fee_coin] = fees.get(fill.fee_coin, ZERO) + fill.fee
        if fill.realised_pnl is not None:
            coin = settle_coin(fill.instrument, find(fill.instrument))
            realised[coin] = realised.get(coin, ZERO) + fill.realised_pnl
    return Sums(count, realised, fees)


def settle_coin(instrument: InstrumentId, rules: Instrument | None) -> str:
    """The coin in which a position gains and loses; empty when nobody knows."""
    if rules is None:
        return {ProductType.USDT_FUTURES: "USDT", ProductType.USDC_FUTURES: "USDC"}.get(
            instrument.product, ""
        )
    return rules.base if instrument.product is ProductType.COIN_FUTURES else rules.quote


def sums_text(sums: Sums) -> str:
    """How many fills, what they realised and what they cost; empty without fills."""
    if not sums.count:
        return ""
    parts = [counted(sums.count, "fill")]
    if sums.realised:
        parts.append(f"realised {_gains(sums.realised)}")
    charged = ", ".join(fee_amount(fee, coin) for coin, fee in sorted(sums.fees.items()) if fee)
    if charged:
        parts.append(f"fees {charged}")
    return " · ".join(parts)


def today_text(fills: Sequence[Fill], find: Find, now_ms: int) -> str:
    """Today in a line: what is left, then what it is made of, and whether all of today is loaded.

    Args:
        fills: all that are loaded.
        find: the rules of an instrument.
        now_ms: the time, which says what day it is.
    """
    start = text.day_start(now_ms)
    head = f"Today ({text.zone_name(now_ms)})"
    sums = add_up((fill for fill in fills if fill.time_ms >= start), find)
    if not sums.count:
        return f"{head}: no fills loaded"
    net = f"net {_gains(sums.net)} before funding · " if sums.net else ""
    parts = [f"{head}: {net}{sums_text(sums)}"]
    if not complete(fills, start):
        parts.append("earlier fills of today may be missing")
    return " · ".join(parts)


def complete(fills: Sequence[Fill], start_ms: int) -> bool:
    """Whether nothing since a moment can be missing: older fills are loaded, or the venue has no more."""
    return len(fills) < READ_AT_FIRST or min(fill.time_ms for fill in fills) < start_ms


def counted(number: int, what: str) -> str:
    """A number of things: `1 fill`, `3 fills`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _gains(by_coin: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{text.signed_money(gain)} {coin}".strip() for coin, gain in sorted(by_coin.items()))
