"""Orders, their states, and the one table of how a state may change.

States are those of a ledger that never says "maybe" silently:

    INTENT -> OPEN -> PARTIAL -> FILLED          what should happen
       |        `--> CANCEL_PENDING -> CANCELLED
       |-> UNKNOWN                               sent, no answer: only the venue can settle it
       |-> REJECTED                              the venue said no
       `-> NOT_SENT                              proven that no byte left this computer
    UNKNOWN -> PROVEN_NEVER                      the venue, asked twice and late enough, never had it
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from terminal_app.core.key_enum import KeyEnum
from terminal_app.core.money import ZERO, BaseQty, OrderSize

if TYPE_CHECKING:
    from terminal_app.core.instrument import InstrumentId


class Side(KeyEnum):
    """The direction of a trade."""

    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> "Side":
        """The other side."""
        return Side.SELL if self is Side.BUY else Side.BUY


class PositionSide(KeyEnum):
    """Which position an order or a position row belongs to. `NET` is the only one in one-way mode."""

    NET = "net"
    LONG = "long"
    SHORT = "short"


class OrderType(KeyEnum):
    """How an order is priced."""

    LIMIT = "limit"
    MARKET = "market"


class TimeInForce(KeyEnum):
    """How long an order works: good till cancelled, immediate or cancel, fill or kill, post-only."""

    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"
    POST_ONLY = "post-only"


class MarginMode(KeyEnum):
    """Whether a position shares the account's margin."""

    CROSSED = "crossed"
    ISOLATED = "isolated"


class TriggerBy(Enum):
    """Which price sets a trigger order, a take-profit or a stop-loss off."""

    LAST = "last"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class ExitLeg:
    """A take-profit or a stop-loss: the price that sets it off, and the limit it then works at.

    `price` is `None` when it is executed at market.
    """

    trigger: Decimal
    by: TriggerBy = TriggerBy.LAST
    price: Decimal | None = None


class OrderStatus(KeyEnum):
    """The state of an order of ours, as far as it is proven."""

    INTENT = "intent"
    UNKNOWN = "unknown"
    OPEN = "open"
    PARTIAL = "partial"
    CANCEL_PENDING = "cancel-pending"
    CANCEL_UNKNOWN = "cancel-unknown"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    NOT_SENT = "not-sent"
    PROVEN_NEVER = "proven-never"

    @property
    def is_final(self) -> bool:
        """Whether nothing but a late fill can still happen to the order."""
        return self in _FINAL


_FINAL = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELLED,
        OrderStatus.REJECTED,
        OrderStatus.NOT_SENT,
        OrderStatus.PROVEN_NEVER,
    }
)


class VenueStatus(Enum):
    """What the venue says of an order."""

    LIVE = "live"
    PARTIALLY_FILLED = "partially-filled"
    FILLED = "filled"
    CANCELLED = "cancelled"


class Move(KeyEnum):
    """Everything that can happen to an order: answers to our own calls, then reports of the venue."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not-sent"
    IN_DOUBT = "in-doubt"
    CANCEL_ASKED = "cancel-asked"
    CANCEL_REFUSED = "cancel-refused"
    CANCEL_IN_DOUBT = "cancel-in-doubt"
    PROVEN_NEVER = "proven-never"
    SEEN_LIVE = "seen-live"
    SEEN_PARTIAL = "seen-partial"
    SEEN_FILLED = "seen-filled"
    SEEN_CANCELLED = "seen-cancelled"


SEEN: Mapping[VenueStatus, Move] = {
    VenueStatus.LIVE: Move.SEEN_LIVE,
    VenueStatus.PARTIALLY_FILLED: Move.SEEN_PARTIAL,
    VenueStatus.FILLED: Move.SEEN_FILLED,
    VenueStatus.CANCELLED: Move.SEEN_CANCELLED,
}


def _transitions() -> Mapping[tuple[OrderStatus, Move], OrderStatus]:
    s, m = OrderStatus, Move
    table = {
        (s.INTENT, m.ACCEPTED): s.OPEN,
        (s.INTENT, m.REJECTED): s.REJECTED,
        (s.INTENT, m.NOT_SENT): s.NOT_SENT,
        (s.INTENT, m.IN_DOUBT): s.UNKNOWN,
        (s.UNKNOWN, m.ACCEPTED): s.OPEN,  # a look-up answered what the lost reply would have said
        (s.UNKNOWN, m.PROVEN_NEVER): s.PROVEN_NEVER,
        (s.OPEN, m.ACCEPTED): s.OPEN,  # the stream was faster than the reply
        (s.PARTIAL, m.ACCEPTED): s.PARTIAL,
        (s.OPEN, m.CANCEL_ASKED): s.CANCEL_PENDING,
        (s.PARTIAL, m.CANCEL_ASKED): s.CANCEL_PENDING,
        (s.UNKNOWN, m.CANCEL_ASKED): s.UNKNOWN,  # cancelling what may not exist proves nothing
        (s.CANCEL_UNKNOWN, m.CANCEL_ASKED): s.CANCEL_PENDING,
        (s.CANCEL_PENDING, m.CANCEL_ASKED): s.CANCEL_PENDING,
        (s.CANCEL_PENDING, m.CANCEL_REFUSED): s.OPEN,
        (s.CANCEL_PENDING, m.CANCEL_IN_DOUBT): s.CANCEL_UNKNOWN,
        (s.CANCEL_PENDING, m.ACCEPTED): s.CANCEL_PENDING,
        (s.CANCEL_UNKNOWN, m.ACCEPTED): s.CANCEL_UNKNOWN,
        (s.CANCEL_UNKNOWN, m.CANCEL_REFUSED): s.OPEN,
        (s.CANCEL_UNKNOWN, m.CANCEL_IN_DOUBT): s.CANCEL_UNKNOWN,
    }
    for open_state in (s.INTENT, s.UNKNOWN, s.OPEN, s.PARTIAL):
        table[open_state, m.SEEN_LIVE] = s.OPEN
        table[open_state, m.SEEN_PARTIAL] = s.PARTIAL
    table[s.PARTIAL, m.SEEN_LIVE] = s.PARTIAL  # an older report: an order never moves backwards
    for cancelling in (s.CANCEL_PENDING, s.CANCEL_UNKNOWN):
        table[cancelling, m.SEEN_LIVE] = cancelling
        table[cancelling, m.SEEN_PARTIAL] = cancelling
    for alive in (s.INTENT, s.UNKNOWN, s.OPEN, s.PARTIAL, s.CANCEL_PENDING, s.CANCEL_UNKNOWN):
        table[alive, m.SEEN_FILLED] = s.FILLED
        table[alive, m.SEEN_CANCELLED] = s.CANCELLED
    # Answers that arrive after the stream has already told the end, and the venue contradicting our verdict:
    for final in (s.FILLED, s.CANCELLED):
        for late in (m.ACCEPTED, m.IN_DOUBT, m.CANCEL_ASKED, m.CANCEL_REFUSED, m.CANCEL_IN_DOUBT):
            table[final, late] = final
        for report in (m.SEEN_LIVE, m.SEEN_PARTIAL, m.SEEN_CANCELLED):
            table[final, report] = final
    table[s.FILLED, m.SEEN_FILLED] = s.FILLED
    table[s.CANCELLED, m.SEEN_FILLED] = (
        s.FILLED
    )  # the last fill was in flight when the cancel was acknowledged
    for doubtless in (s.OPEN, s.PARTIAL, s.CANCEL_PENDING, s.CANCEL_UNKNOWN):
        table[doubtless, m.IN_DOUBT] = doubtless  # the reply was lost, but the stream has shown the order
    return table


TRANSITIONS: Mapping[tuple[OrderStatus, Move], OrderStatus] = _transitions()
"""Every legal change of state. A pair that is not here is a surprise: log it, reconcile, change nothing."""


class Source(Enum):
    """Who wanted an order or a change of it.

    `HELD` is what this program does for a trailing stop or a linked pair. `EXTERNAL` orders were placed
    elsewhere and are shown, never touched.
    """

    MANUAL = "manual"
    STRATEGY = "strategy"
    HELD = "held"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class VenueOrder:
    """One report of the venue about one order, from a reply, a poll or the private stream.

    `size` is what was ordered; `filled` is cumulative, in base coin; `avg_price` is `None` before a fill;
    `fee` is positive when charged, in `fee_coin`.
    """

    instrument: "InstrumentId"
    order_id: str
    client_oid: str
    side: Side
    order_type: OrderType
    size: OrderSize
    price: Decimal | None
    status: VenueStatus
    filled: Decimal
    avg_price: Decimal | None
    created_ms: int
    updated_ms: int
    time_in_force: TimeInForce = TimeInForce.GTC
    reduce_only: bool = False
    position_side: PositionSide = PositionSide.NET
    margin_mode: MarginMode = MarginMode.CROSSED
    fee: Decimal = ZERO
    fee_coin: str = ""
    cancel_reason: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the blotter knows it. Keyed by `client_oid`: the venue may not return an order id.

    `note` is the plain sentence that explains the state (a reject, a cancel reason, the cause of a doubt).
    """

    client_oid: str
    instrument: "InstrumentId"
    side: Side
    order_type: OrderType
    size: OrderSize
    price: Decimal | None
    status: OrderStatus
    created_ms: int
    updated_ms: int
    order_id: str | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    reduce_only: bool = False
    position_side: PositionSide = PositionSide.NET
    margin_mode: MarginMode = MarginMode.CROSSED
    filled: Decimal = ZERO
    avg_price: Decimal | None = None
    fee: Decimal = ZERO
    fee_coin: str = ""
    source: Source = Source.MANUAL
    note: str = ""

    @property
    def remaining(self) -> Decimal | None:
        """What is still unfilled in base coin, `None` for an order sized in quote coin."""
        return self.size.value - self.filled if isinstance(self.size, BaseQty) else None
