"""Compares our executions with the venue's ledger, coin by coin and line by line. Pure and exact.

A bill names no execution, so they are paired by what they say: the same symbol, coin, amount and fee, close
together in time. What is left over is then compared as sums, for a venue may put several executions into one
line. Every bill counts as it is given: one that comes twice is a difference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide, Side
from terminal_app.trading.coins import coins_of
from terminal_app.trading.results import MONEY

APART_MS = 60_000
"""How far an execution and its bill may lie apart: read this much more than is compared."""

_OF_TRADES = frozenset({BillKind.TRADE, BillKind.FEE, BillKind.SETTLEMENT})


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

    `ours`, `theirs` and `difference` are about `coin`: the first coin that does not agree, or else the one
    that most lines are in; so `difference` is zero only when every coin agrees. `missing` are the ids of
    executions without a bill, `unknown` bills of trades without an execution. `by_coin` has every coin.
    """

    since_ms: int
    until_ms: int
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


class _Line(NamedTuple):
    """What an execution should have changed of one coin: a bill we expect."""

    coin: str
    amount: Decimal
    fee: Decimal


@dataclass(slots=True)
class _Entry:
    """A line of an execution or a bill, and what it was paired with."""

    time_ms: int
    coin: str
    change: Decimal
    fill: Fill | None = None
    bill: Bill | None = None


def compare(fills: Iterable[Fill], bills: Iterable[Bill], since_ms: int, until_ms: int) -> BillCheck:
    """Compare what happened between two moments (Unix ms, both included).

    A pair belongs to the moment of its execution. Give `APART_MS` more on both sides, so that no pair is cut.
    """
    entries = [entry for entry in _entries(fills, bills) if since_ms <= entry.time_ms <= until_ms]
    ours: dict[str, Decimal] = {}
    theirs: dict[str, Decimal] = {}
    lines: Counter[str] = Counter()
    for entry in entries:
        lines[entry.coin] += 1
        if entry.fill is not None:
            ours[entry.coin] = ours.get(entry.coin, ZERO) + entry.change
        if entry.bill is not None:
            theirs[entry.coin] = theirs.get(entry.coin, ZERO) + entry.bill.change
    by_coin = {
        coin: CoinCheck(ours.get(coin, ZERO), theirs.get(coin, ZERO)) for coin in sorted({*ours, *theirs})
    }
    wrong = next((coin for coin, one in by_coin.items() if one.difference), None)
    coin = wrong or max(by_coin, key=lambda one: lines[one], default=MONEY)
    told = by_coin.get(coin, CoinCheck(ZERO, ZERO))
    alone = _without_those_that_add_up([one for one in entries if one.fill is None or one.bill is None])
    return BillCheck(
        since_ms,
        until_ms,
        coin,
        told.ours,
        told.theirs,
        told.difference,
        missing=tuple(dict.fromkeys(one.fill.exec_id for one in alone if one.fill is not None)),
        unknown=tuple(one.bill for one in alone if one.bill is not None),
        by_coin=by_coin,
    )


def with_sides(fills: Iterable[Fill], bills: Iterable[Bill]) -> list[Fill]:
    """The executions, with the position of a hedge where their bill names it and they themselves do not.

    The venue's REST rows of executions leave it out; its bills and its private stream tell it.
    """
    fills = list(fills)
    sides = {
        entry.fill.exec_id: entry.bill.position_side
        for entry in _entries(fills, bills)
        if entry.fill is not None and entry.bill is not None
    }
    net = PositionSide.NET
    return [
        replace(fill, position_side=sides[fill.exec_id])
        if fill.position_side is net and sides.get(fill.exec_id, net) is not net
        else fill
        for fill in fills
    ]


def _entries(fills: Iterable[Fill], bills: Iterable[Bill]) -> list[_Entry]:
    """Every line of an execution and every bill of a trade, paired where they say the same."""
    waiting: dict[tuple[InstrumentId | None, _Line], list[Bill]] = {}
    for bill in sorted(bills, key=lambda one: one.time_ms, reverse=True):
        if bill.kind in _OF_TRADES:
            line = _Line(bill.coin, bill.amount, bill.fee)
            waiting.setdefault((bill.instrument, line), []).append(bill)
    found = []
    for fill in sorted(fills, key=lambda one: one.time_ms):
        for line in _expected(fill):
            same = waiting.get((fill.instrument, line), [])
            # The oldest is at the end. What lies before any execution's reach stays unpaired.
            early = [bill for bill in same if bill.time_ms < fill.time_ms - APART_MS]
            found += [_Entry(bill.time_ms, bill.coin, ZERO, bill=bill) for bill in early]
            del same[len(same) - len(early) :]
            near = same and same[-1].time_ms <= fill.time_ms + APART_MS
            twin = same.pop() if near else None
            found.append(_Entry(fill.time_ms, line.coin, line.amount - line.fee, fill, twin))
    found += [_Entry(bill.time_ms, bill.coin, ZERO, bill=bill) for rest in waiting.values() for bill in rest]
    return found


def _expected(fill: Fill) -> Sequence[_Line]:
    """The bills that an execution should have: futures move their profit, spot moves both coins."""
    base, quote = coins_of(fill.instrument)
    if fill.instrument.product.is_futures:
        moved = {quote: fill.realised_pnl or ZERO}
    elif fill.side is Side.BUY:
        moved = {quote: -fill.value, base: fill.size}
    else:
        moved = {quote: fill.value, base: -fill.size}
    if fill.fee:
        moved.setdefault(fill.fee_coin, ZERO)
    return [
        _Line(coin, amount, fill.fee if coin == fill.fee_coin else ZERO) for coin, amount in moved.items()
    ]


def _without_those_that_add_up(alone: list[_Entry]) -> list[_Entry]:
    """What is unpaired, without the symbols and coins whose sums are the same on both sides."""
    groups: dict[tuple[InstrumentId | None, str], list[_Entry]] = {}
    for entry in alone:
        about = entry.fill or entry.bill
        groups.setdefault((about.instrument if about else None, entry.coin), []).append(entry)
    left: list[_Entry] = []
    for group in groups.values():
        # An execution that changed nothing may well have no bill.
        group = [one for one in group if one.bill or one.change]
        both = any(one.fill for one in group) and any(one.bill for one in group)
        ours = sum((one.change for one in group if one.fill), ZERO)
        theirs = sum((one.bill.change for one in group if one.bill), ZERO)
        left += [] if both and ours == theirs else group
    return left
