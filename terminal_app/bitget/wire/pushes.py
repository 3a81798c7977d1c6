"""What both dialects' frames have in common: their head, and what a public push becomes.

A frame is read in two steps: its head, with argument and data left raw, then those by the dialect's own
readers. It knows nothing of sockets, subscriptions or continuity: a book push says its sequence numbers, and
nobody here judges them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from terminal_app.bitget.wire.envelope import BadPayloadError, printable
from terminal_app.core.events import BookSnapshot, CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Level, Stamp, Trade
from terminal_app.core.money import BadNumberError

BAD_FRAME = (BadPayloadError, BadNumberError)
"""What reading a frame raises when it is not as documented."""

SNAPSHOT = "snapshot"
"""The action of a push that replaces what came before it."""

MAX_ROWS = 2_000
"""Rows of one push."""

_NOTHING = msgspec.Raw(b"")


class Head(msgspec.Struct, gc=False):
    """A frame up to its data. `event` is set for answers, `action` for pushes.

    `id` and `args` belong to answers to orders in the unified dialect; the classic one puts both in `arg`.
    """

    event: str = ""
    action: str = ""
    arg: msgspec.Raw = _NOTHING
    data: msgspec.Raw = _NOTHING
    ts: int | str = 0
    code: int | str | None = None
    msg: str | None = None
    id: str | int | None = None
    args: msgspec.Raw = _NOTHING

    @property
    def message(self) -> str:
        """The venue's own words for the log: one short printable line."""
        return printable(self.msg or "")


class BookSum(NamedTuple):
    """The checksum of a whole book after a push, and the levels of that push as they were written."""

    crc: int
    bids: Sequence[tuple[str, str]]
    asks: Sequence[tuple[str, str]]


class BookPush(NamedTuple):
    """A push of a book topic, before its continuity is judged. Sides are best price first in a snapshot.

    `pseq` is `None` where the venue does not name the predecessor, `checksum` where it sent none.
    """

    instrument: InstrumentId
    snapshot: bool
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    seq: int
    pseq: int | None
    stamp: Stamp
    checksum: BookSum | None = None

    def as_snapshot(self) -> BookSnapshot:
        """The whole book as an event."""
        return BookSnapshot(self.instrument, self.bids, self.asks, self.stamp, self.seq)


PublicPush = BookPush | TickerSeen | TradesSeen | CandlesSeen

_HEAD = msgspec.json.Decoder(Head)


def read_head(frame: bytes) -> Head:
    """Read a frame up to its data.

    Raises:
        BadPayloadError: it is not a JSON object of the documented shape.
    """
    try:
        return _HEAD.decode(frame)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadPayloadError(printable(str(error))) from None


def oldest_first(trade: Trade) -> tuple[int, int, str]:
    """The order of public trades, which come newest first."""
    # Ids grow, and a longer one is a later one; they are compared as texts because they are opaque.
    return trade.time_ms, len(trade.trade_id), trade.trade_id
