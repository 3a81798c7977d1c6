"""Compares our executions with the venue's ledger, coin by coin and line by line. Pure and exact.

A bill names no execution, so they are paired by what they say: the same symbol, coin, amount and fee, close
together in time. Spot bills of a classic account name no symbol either: they go with any that fits. What is
left over is then compared as sums, for a venue may put several executions into one line. Every bill counts as
it is given: one that comes twice is a difference.
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
from terminal_app.trading.coins import coins_of, settled_in
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
    """What a bill, or an execution, changed of one coin of one symbol. Some venues bill a fee for itself.

    `instrument` is `None` for a bill that does not name it.
    """

    instrument: InstrumentId | None
    coin: str
    change: Decimal


@dataclass(slots=True)
class _Entry:
    """A line of an execution, its bill, or both when they were paired."""

    time_ms: int
    line: _Line
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
        _, name, change = entry.line
        lines[name] += 1
        if entry.fill is not None:
            ours[name] = ours.get(name, ZERO) + change
        if entry.bill is not None:
            theirs[name] = theirs.get(name, ZERO) + change
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
    fills, bills = list(fills), list(bills)
    if all(bill.position_side is PositionSide.NET for bill in bills):
        return fills
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
    waiting: dict[_Line, list[Bill]] = {}
    for bill in sorted(bills, key=lambda one: one.time_ms, reverse=True):
        if bill.kind in _OF_TRADES:
            waiting.setdefault(_line_of(bill), []).append(bill)
    found = []
    for fill in sorted(fills, key=lambda one: one.time_ms):
        futures = fill.instrument.product.is_futures
        for line in _expected(fill):
            pair: Bill | None = None
            for wanted in (line,) if futures else (line, line._replace(instrument=None)):
                same = waiting.get(wanted, [])
                # The oldest is at the end. What lies before the reach of this one is in nobody's any more.
                while same and same[-1].time_ms < fill.time_ms - APART_MS:
                    found.append(_alone(same.pop()))
                if pair is None and same and same[-1].time_ms <= fill.time_ms + APART_MS:
                    pair = same.pop()
            found.append(_Entry(fill.time_ms, line, fill, pair))
    return found + [_alone(bill) for rest in waiting.values() for bill in rest]


def _line_of(bill: Bill) -> _Line:
    return _Line(bill.instrument, bill.coin, bill.change)


def _alone(bill: Bill) -> _Entry:
    return _Entry(bill.time_ms, _line_of(bill), bill=bill)


def _expected(fill: Fill) -> Sequence[_Line]:
    """The bills that an execution should have: futures move their profit, spot moves both coins."""
    base, quote = coins_of(fill.instrument)
    if fill.instrument.product.is_futures:
        moved = {settled_in(fill.instrument): fill.realised_pnl or ZERO}
    elif fill.side is Side.BUY:
        moved = {quote: -fill.value, base: fill.size}
    else:
        moved = {quote: fill.value, base: -fill.size}
    if fill.fee:
        moved[fill.fee_coin] = moved.get(fill.fee_coin, ZERO) - fill.fee
    return [_Line(fill.instrument, coin, change) for coin, change in moved.items()]


def _without_those_that_add_up(alone: list[_Entry]) -> list[_Entry]:
    """What is unpaired, without the symbols and coins whose sums are the same on both sides."""
    groups: dict[tuple[InstrumentId | None, str], list[_Entry]] = {}
    nameless = {entry.line.coin for entry in alone if entry.line.instrument is None}
    for entry in alone:
        instrument, coin, _ = entry.line
        if coin in nameless and instrument is not None and not instrument.product.is_futures:
            instrument = None
        groups.setdefault((instrument, coin), []).append(entry)
    left: list[_Entry] = []
    for every in groups.values():
        # An execution that changed nothing may well have no bill.
        group = [one for one in every if one.bill or one.line.change]
        both = any(one.fill for one in group) and any(one.bill for one in group)
        balance = sum((one.line.change if one.fill else -one.line.change for one in group), ZERO)
        left += [] if both and not balance else group
    return sorted(left, key=lambda one: one.time_ms)
