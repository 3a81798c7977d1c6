"""What the tape shows: one row of text per public trade, newest first. Knows no Qt."""

from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.tape import Tape
from terminal_app.ui import format as fmt


@dataclass(frozen=True, slots=True)
class TapeRow:
    """One trade as text. `side` is the taker's, and the arrow says it without colour."""

    time: str
    price: str
    size: str
    arrow: str
    side: Side


class TapeState:
    """Makes rows of trades by the rules of their instrument; times are local unless a zone is given."""

    def __init__(self, instrument: Instrument | None, zone: tzinfo | None = None) -> None:
        self.instrument = instrument
        self._zone = zone

    def build(self, tape: Tape, count: int) -> tuple[TapeRow, ...]:
        """The `count` newest trades, newest first."""
        return tuple(self._row(trade) for trade in islice(reversed(tape.trades), count))

    def _row(self, trade: Trade) -> TapeRow:
        return TapeRow(
            fmt.time_of_day(trade.time_ms, self._zone),
            fmt.price(trade.price, self.instrument),
            fmt.size(trade.size, self.instrument),
            fmt.UP if trade.side is Side.BUY else fmt.DOWN,
            trade.side,
        )
