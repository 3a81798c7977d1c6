"""Orders that wait at the venue for a price: trigger orders, take-profits, stop-losses, trailing orders.

They are a family of their own: until its price is reached such an order is in no book and reserves nothing,
and then the venue makes an ordinary order of it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy

if TYPE_CHECKING:
    from terminal_app.core.instrument import InstrumentId


class StrategyKind(Enum):
    """What a strategy order waits for: a price to enter at, or the exits of a position.

    The two trailing kinds follow the best price at the venue itself: `TRAILING` as an order of its own,
    `TRAILING_STOP` as the exit of a position.
    """

    TRIGGER = "trigger"
    TP_SL = "tp-sl"
    TRAILING = "trailing"
    TRAILING_STOP = "trailing-stop"

    @property
    def trails(self) -> bool:
        """Whether it follows the price."""
        return self in (StrategyKind.TRAILING, StrategyKind.TRAILING_STOP)


class StrategyStatus(Enum):
    """The state of a strategy order.

    `SENDING` and `UNKNOWN` are ours: on its way, and sent without an answer. The rest is the venue's word.
    """

    SENDING = "sending"
    UNKNOWN = "unknown"
    PENDING = "pending"
    SUBMITTING = "submitting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to the order any more."""
        return self in _FINAL


_FINAL = frozenset({StrategyStatus.DONE, StrategyStatus.FAILED, StrategyStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class StrategyOrder:
    """A strategy order as the venue reports it, or as we sent it.

    A `TRIGGER` has `trigger`, and `price` unless it then works at market. A `TP_SL` has at least one of the
    legs, and its `side` is the side that closes. A trailing order begins to follow at `trigger` and is set
    off when the price comes back by `callback`, a share of the best price. `size` is in base coin, `None` for
    the whole position. `position_side` is the position it belongs to; the venue names a direction in one-way
    mode too. `note` is the plain sentence that explains the state.
    """

    instrument: "InstrumentId"
    order_id: str
    client_oid: str
    kind: StrategyKind
    side: Side
    status: StrategyStatus
    created_ms: int
    updated_ms: int
    position_side: PositionSide = PositionSide.NET
    size: Decimal | None = None
    reduce_only: bool = False
    trigger: Decimal | None = None
    by: TriggerBy = TriggerBy.LAST
    price: Decimal | None = None
    take_profit: ExitLeg | None = None
    stop_loss: ExitLeg | None = None
    callback: Decimal | None = None
    note: str = ""
