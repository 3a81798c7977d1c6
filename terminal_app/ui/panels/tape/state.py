"""What the tape shows: prints of one taker merged, small ones left out, newest first. Knows no Qt."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from enum import Enum
from itertools import islice

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Trade
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Side
from terminal_app.market.tape import CAPACITY, Tape
from terminal_app.ui import format as fmt

_SHORT = 7
"""A size of so many characters needs no other way of saying it."""


class Merge(Enum):
    """Which prints of one side, one after the other, are one row. The value is what is remembered."""

    EACH = "each"
    SAME_MS = "ms"
    TENTH = "100ms"

    @property
    def window_ms(self) -> int | None:
        """How long after its first print a row may grow; `None` when it may not."""
        return {Merge.EACH: None, Merge.SAME_MS: 0, Merge.TENTH: 100}[self]


@dataclass(slots=True)
class Print:
    """What one taker did at once: the size of all its prints, and the price of the last.

    `row` is how that is shown, `None` until it is asked for and whenever the print has grown.
    """

    first_ms: int
    side: Side
    price: Decimal
    size: Decimal
    count: int = 1
    row: "TapeRow | None" = None


@dataclass(frozen=True, slots=True)
class TapeRow:
    """One row of `count` prints as text. `side` is the taker's, and the arrow says it without colour.

    `brief` is the size for a column that is too narrow for it in full.
    """

    time: str
    price: str
    size: str
    arrow: str
    side: Side
    count: int = 1
    brief: str = ""


class TapeState:
    """Makes rows of trades by the rules of their instrument; times are local unless a zone is given.

    It reads a tape on from where it stopped, and from the beginning when older trades were put in.
    """

    def __init__(
        self, instrument: Instrument | None, zone: tzinfo | None = None, merge: Merge = Merge.EACH
    ) -> None:
        self.instrument = instrument
        self._zone = zone
        self._window = merge.window_ms
        self._prints: deque[Print] = deque(maxlen=CAPACITY)
        self._read: tuple[int, int] | None = None

    def build(self, tape: Tape, count: int, least: Decimal = ZERO) -> tuple[TapeRow, ...]:
        """The `count` newest rows of at least this size, newest first."""
        self._catch_up(tape)
        return tuple(self._row(found) for found in islice(self._large(least), count))

    def _large(self, least: Decimal) -> Iterator[Print]:
        return (found for found in reversed(self._prints) if found.size >= least)

    def _catch_up(self, tape: Tape) -> None:
        now = (tape.rewritten, tape.count)
        if now == self._read:
            return
        new = len(tape.trades)
        if self._read is not None and self._read[0] == tape.rewritten:
            new = min(new, tape.count - self._read[1])
        else:
            self._prints.clear()
        for trade in islice(tape.trades, len(tape.trades) - new, None):
            self._add(trade)
        self._read = now

    def _add(self, trade: Trade) -> None:
        last = self._prints[-1] if self._prints else None
        if (
            last is not None
            and self._window is not None
            and last.side is trade.side
            and 0 <= trade.time_ms - last.first_ms <= self._window
        ):
            last.price = trade.price
            last.size += trade.size
            last.count += 1
            last.row = None
        else:
            self._prints.append(Print(trade.time_ms, trade.side, trade.price, trade.size))

    def _row(self, found: Print) -> TapeRow:
        if found.row is None:
            found.row = self._written(found)
        return found.row

    def _written(self, found: Print) -> TapeRow:
        size = fmt.size(found.size, self.instrument)
        return TapeRow(
            fmt.time_of_day(found.first_ms, self._zone),
            fmt.price(found.price, self.instrument),
            size,
            fmt.UP if found.side is Side.BUY else fmt.DOWN,
            found.side,
            found.count,
            size if len(size) <= _SHORT else fmt.volume(found.size),
        )
