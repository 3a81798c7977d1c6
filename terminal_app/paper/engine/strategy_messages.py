"""Trigger orders, take-profits and stop-losses as values: what is asked for and what the exchange holds.

A strategy order waits beside the book until a price touches it, and then places an ordinary order. Sizes are
in base coin, times Unix milliseconds of the exchange.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import ExitLeg, MarginMode, PositionSide, Side


@dataclass(frozen=True, slots=True)
class Exits:
    """A take-profit, a stop-loss, or both: the first that is touched ends the other."""

    take_profit: ExitLeg | None = None
    stop_loss: ExitLeg | None = None

    def __bool__(self) -> bool:
        return self.take_profit is not None or self.stop_loss is not None


NO_EXITS = Exits()


class StrategyKind(Enum):
    """What a strategy order is: exits of a position or of spot coins, or an order that waits."""

    TPSL = "tpsl"
    TRIGGER = "trigger"


class StrategyStatus(Enum):
    """How far it is: waiting, placing its order, placed, could not place, taken back."""

    PENDING = "pending"
    SUBMITTING = "submitting"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Leg(Enum):
    """Which of its prices was touched, in the venue's words."""

    NONE = ""
    TAKE_PROFIT = "takeProfit"
    STOP_LOSS = "stopLoss"
    TRIGGER = "trigger"


@dataclass(frozen=True, slots=True)
class ExitRequest:
    """Exits of an open position. `size` is `None` for the whole of it, whatever it grows or shrinks to.

    With a `callback` it is a trailing exit instead: once the price has reached `activation`, the position is
    closed at market when the price has come back by this share from the best it has been since.
    """

    instrument: InstrumentId
    position_side: PositionSide
    exits: Exits
    size: Decimal | None = None
    client_oid: str = ""
    activation: ExitLeg | None = None
    callback: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TriggerRequest:
    """An order that waits for a price.

    `trigger` is the price that places it and, unless `None`, the limit it is placed with; `exits` go with the
    order. With `in_quote` the size is in quote coin, for a spot buy at market. With a `callback` it trails:
    the trigger only activates it, and it is placed at market when the price has come back by this share from
    the best it has been since. Without a `margin_mode` it is placed in the one that its contract has then.
    """

    instrument: InstrumentId
    side: Side
    size: Decimal
    trigger: ExitLeg
    position_side: PositionSide = PositionSide.NET
    reduce_only: bool = False
    exits: Exits = NO_EXITS
    client_oid: str = ""
    in_quote: bool = False
    callback: Decimal | None = None
    margin_mode: MarginMode | None = None


@dataclass(frozen=True, slots=True)
class SpotExitRequest:
    """A take-profit or a stop-loss of spot coins: which of them, the side of the price says.

    `trigger` is the price that places the order and, unless `None`, the limit it is placed with. With
    `in_quote` the size is in quote coin, for a buy at market.
    """

    instrument: InstrumentId
    side: Side
    size: Decimal
    trigger: ExitLeg
    in_quote: bool = False


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """A strategy order as the exchange holds it; a change makes a new one.

    Attributes:
        side: the direction of the order it will place.
        position_side: the position it closes, or its order's; `NET` in one-way mode.
        direction: the side that what it closes was opened with, or the trigger order's own side.
        size: what it will trade at most; of exits of a whole position, what that position is now.
        whole: whether it follows the size of its position.
        rising: of a trigger order, whether it waits for the price to rise to it.
        position_id: of exits of a position, that position; they end with it.
        entry_id: of exits that were attached to an order, that order.
        touched: the leg that was touched.
        placed_id: the order it has placed.
        note: why it failed or was cancelled, a sentence.
        in_quote: whether the size is in quote coin.
        callback: the share by which a trailing order lets the price come back; `None` when it does not trail.
        best: the best price since a trailing order was activated; `None` before.
        margin_mode: of a trigger order, the mode it asks for.
    """

    order_id: str
    client_oid: str
    instrument: InstrumentId
    kind: StrategyKind
    side: Side
    position_side: PositionSide
    direction: Side
    size: Decimal
    created_ms: int
    updated_ms: int
    exits: Exits = NO_EXITS
    trigger: ExitLeg | None = None
    whole: bool = False
    rising: bool = False
    reduce_only: bool = False
    position_id: str = ""
    entry_id: str = ""
    status: StrategyStatus = StrategyStatus.PENDING
    touched: Leg = Leg.NONE
    placed_id: str = ""
    note: str = ""
    in_quote: bool = False
    callback: Decimal | None = None
    best: Decimal | None = None
    margin_mode: MarginMode | None = None


class StrategyChanged(NamedTuple):
    """A strategy order of an account was placed, changed, touched, or ended."""

    uid: str
    row: StrategyRow
