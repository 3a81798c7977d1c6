"""What arrives from the venue, already translated: market, account and link events."""

from dataclasses import dataclass
from enum import Enum

from terminal_app.core.account import AccountSnapshot, Fill, Position
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval, Level, Stamp, Ticker, Trade
from terminal_app.core.orders import VenueOrder
from terminal_app.core.strategy_orders import StrategyOrder


@dataclass(frozen=True, slots=True)
class TickerSeen:
    """A new ticker."""

    ticker: Ticker


@dataclass(frozen=True, slots=True)
class TradesSeen:
    """New public trades, oldest first. `snapshot` means they replace what is on the tape."""

    instrument: InstrumentId
    trades: tuple[Trade, ...]
    stamp: Stamp
    snapshot: bool = False


@dataclass(frozen=True, slots=True)
class CandlesSeen:
    """Live candles of one interval, oldest first; the last one is still forming."""

    instrument: InstrumentId
    interval: Interval
    candles: tuple[Candle, ...]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class BookSnapshot:
    """A whole order book: bids descending, asks ascending. `seq` is `None` when it came without one."""

    instrument: InstrumentId
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    stamp: Stamp
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class BookDelta:
    """Changed levels of a book whose continuity has been checked; size zero removes a level."""

    instrument: InstrumentId
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    stamp: Stamp
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class BookBroken:
    """The book is fiction until the next snapshot: a push was missed or the venue started over."""

    instrument: InstrumentId
    reason: str


MarketEvent = TickerSeen | TradesSeen | CandlesSeen | BookSnapshot | BookDelta | BookBroken


@dataclass(frozen=True, slots=True)
class OrdersSeen:
    """Order reports of the private stream."""

    orders: tuple[VenueOrder, ...]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class FillsSeen:
    """Executions of the private stream."""

    fills: tuple[Fill, ...]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class PositionsSeen:
    """Changed positions; one of size zero is closed.

    `complete` means positions not named do not exist, of `product` alone if one is named.
    """

    positions: tuple[Position, ...]
    stamp: Stamp
    complete: bool = False
    product: ProductType | None = None


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """The account's balances and margins, or those of one wallet; see `AccountSnapshot.wallet`."""

    account: AccountSnapshot


@dataclass(frozen=True, slots=True)
class StrategyOrdersSeen:
    """Reports of the private stream about trigger orders, take-profits and stop-losses."""

    orders: tuple[StrategyOrder, ...]
    stamp: Stamp


AccountEvent = OrdersSeen | FillsSeen | PositionsSeen | AccountSeen | StrategyOrdersSeen


class Link(Enum):
    """The connections to the venue."""

    REST = "rest"
    PUBLIC = "public"
    PRIVATE = "private"


class LinkState(Enum):
    """How a connection is. `LIVE` is only said of data that flows."""

    CONNECTING = "connecting"
    LIVE = "live"
    DEGRADED = "degraded"
    DOWN = "down"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """A connection changed its state; `sentence` says why, in plain words."""

    link: Link
    state: LinkState
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ChannelSilent:
    """A subscribed channel has not spoken for longer than it should (or speaks again).

    `channel` is what a person calls it; `sentence` says why it is silent when there is more to say.
    """

    link: Link
    channel: str
    silent: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class AccountKindFound:
    """The venue has shown which kind of account the key belongs to; it may change while the program runs."""

    kind: AccountKind


LinkEvent = LinkChanged | ChannelSilent | AccountKindFound
