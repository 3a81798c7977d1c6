"""What a person or a strategy can ask for. Values only: nothing here sends anything."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar, final

from terminal_app.core.account import HoldMode
from terminal_app.core.held import Distance
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, OrderSize
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
)
from terminal_app.core.strategy_orders import StrategyOrder


class Lifetime(Enum):
    """What becomes of an order when the window dies: it stays, or the watchdog cancels it."""

    KEEP = "keep"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Place one new order.

    `client_oid` is made once per intent and never reused. `price` is `None` for a market order. A spot
    market buy has a `QuoteQty` size, everything else a `BaseQty`. `position_side` is `NET` in one-way mode
    and names the position in hedge mode, where `side` is the real direction (close long is a sell on
    `LONG`). `margin_mode` is `None` on spot. `take_profit` and `stop_loss` guard the position that the order
    opens; they start to wait when it is filled. `origin` names the panel or key that made it: two of them
    that ask for the same within a blink are taken for one accident.
    """

    client_oid: str
    instrument: InstrumentId
    side: Side
    order_type: OrderType
    size: OrderSize
    price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    reduce_only: bool = False
    position_side: PositionSide = PositionSide.NET
    margin_mode: MarginMode | None = None
    take_profit: ExitLeg | None = None
    stop_loss: ExitLeg | None = None
    lifetime: Lifetime = Lifetime.KEEP
    origin: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AmendOrder:
    """Change size or price of a working order; `size` (base coin) and `price` are the new totals.

    A classic account has no change in place: the venue ends the order and takes another for what is left of
    it. Then `new_client_oid` names that one, and `rest` is its size: what of `size` is not executed yet.
    """

    client_oid: str
    instrument: InstrumentId
    size: Decimal
    price: Decimal
    order_id: str | None = None
    new_client_oid: str = ""
    rest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Cancel one order, by the venue's id when it is known and by ours otherwise."""

    client_oid: str
    instrument: InstrumentId
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class CancelAll:
    """Cancel every open order of a product, or of one symbol of it.

    Trigger orders, take-profits and stop-losses are another family at the venue and stay; each is cancelled
    by its own `CancelStrategy`.
    """

    product: ProductType
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class ClosePosition:
    """Close a whole position at market. `side` is `NET` in one-way mode."""

    instrument: InstrumentId
    side: PositionSide = PositionSide.NET


@dataclass(frozen=True, slots=True)
class SetLeverage:
    """Set the leverage of one instrument."""

    instrument: InstrumentId
    leverage: Decimal
    margin_mode: MarginMode = MarginMode.CROSSED


@dataclass(frozen=True, slots=True)
class SetHoldMode:
    """Switch between one-way and hedge mode: the account, or one product of it where each has its own."""

    mode: HoldMode
    product: ProductType | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move money from one wallet of a classic account to another.

    `client_oid` is made once per intent and never reused: the venue carries out each only once. `amount` is
    in `coin`.
    """

    client_oid: str
    coin: str
    amount: Decimal
    source: ProductType
    target: ProductType

    @property
    def takes_margin(self) -> bool:
        """Whether it takes money away from a wallet that backs positions, which brings their end nearer."""
        return self.source.is_futures


@dataclass(frozen=True, slots=True)
class PlaceTrigger:
    """Have the venue place an order when a price is reached.

    `price` is the limit it then works at, `None` for market. `position_side` and `reduce_only` mean what they
    mean on a `PlaceOrder`. The venue takes no margin mode here: it uses the one the symbol is set to, and
    `margin_mode` says which that was when the order was made.
    """

    client_oid: str
    instrument: InstrumentId
    side: Side
    size: BaseQty
    trigger: Decimal
    by: TriggerBy = TriggerBy.LAST
    price: Decimal | None = None
    reduce_only: bool = False
    position_side: PositionSide = PositionSide.NET
    margin_mode: MarginMode | None = None


@dataclass(frozen=True, slots=True)
class PlaceTpSl:
    """Guard an open position with a take-profit, a stop-loss or both.

    `side` is the side that closes the position. `size` is in base coin, `None` for the whole position.
    """

    client_oid: str
    instrument: InstrumentId
    side: Side
    position_side: PositionSide = PositionSide.NET
    size: Decimal | None = None
    take_profit: ExitLeg | None = None
    stop_loss: ExitLeg | None = None


@dataclass(frozen=True, slots=True)
class AmendStrategy:
    """Change a waiting trigger order or TP/SL. Everything is the new total, also what does not change.

    `trigger` is set for a trigger order and for nothing else; `size` is `None` for the whole position.
    """

    client_oid: str
    instrument: InstrumentId
    order_id: str | None = None
    size: Decimal | None = None
    trigger: Decimal | None = None
    by: TriggerBy = TriggerBy.LAST
    price: Decimal | None = None
    take_profit: ExitLeg | None = None
    stop_loss: ExitLeg | None = None


@dataclass(frozen=True, slots=True)
class CancelStrategy:
    """Cancel a waiting trigger order or TP/SL, by the venue's id when it is known and by ours otherwise.

    `known` is the order as it stands in the books: a classic account has to be told what kind it is of.
    """

    client_oid: str
    instrument: InstrumentId
    order_id: str | None = None
    known: StrategyOrder | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlaceTrail:
    """Guard an open position with a stop-loss that this program moves along behind the price.

    `client_oid` is that of the stop, which is placed at `stop` at once. It begins to move when the price
    reaches `activation`, at once without one. `side` is the side that closes the position; `size` is in base
    coin, `None` for the whole position; `by` is the price that sets the stop off and that it follows.
    """

    client_oid: str
    instrument: InstrumentId
    side: Side
    stop: Decimal
    distance: Distance
    by: TriggerBy = TriggerBy.LAST
    position_side: PositionSide = PositionSide.NET
    size: Decimal | None = None
    activation: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlaceOco:
    """Place a limit order and a trigger order, and cancel either when the other is executed.

    Both are of one instrument, side and size. They are placed one after the other, the limit order first.
    """

    limit: PlaceOrder
    trigger: PlaceTrigger

    @property
    def client_oid(self) -> str:
        """What names the pair."""
        return self.limit.client_oid

    @property
    def instrument(self) -> InstrumentId:
        """Of both."""
        return self.limit.instrument


@dataclass(frozen=True, slots=True)
class EndHeld:
    """Hold something no more: a trailing stop stays where it is, both orders of a pair are cancelled."""

    client_oid: str
    instrument: InstrumentId


StrategyCommand = PlaceTrigger | PlaceTpSl | AmendStrategy | CancelStrategy
VenueCommand = (
    PlaceOrder
    | AmendOrder
    | CancelOrder
    | CancelAll
    | ClosePosition
    | SetLeverage
    | SetHoldMode
    | Transfer
    | StrategyCommand
)
"""What the venue has itself: one command, one call."""

HeldCommand = PlaceTrail | PlaceOco | EndHeld
"""What runs in this program, by commands that the venue has."""

Command = VenueCommand | HeldCommand

C_co = TypeVar(
    "C_co", PlaceOrder, AmendOrder, Transfer, PlaceTrigger, PlaceTpSl, AmendStrategy, covariant=True
)


@final
@dataclass(frozen=True, slots=True)
class Approved(Generic[C_co]):
    """Proof that the risk check has seen this command. Built by `trading.risk` and nowhere else.

    `rules` names what it was judged by, in plain words.
    """

    command: C_co
    rules: tuple[str, ...] = field(default=(), compare=False)
