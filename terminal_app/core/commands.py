"""What a person or a strategy can ask for. Values only: nothing here sends anything."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar, final

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import OrderSize
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Place one new order.

    `client_oid` is made once per intent and never reused. `price` is `None` for a market order. A spot
    market buy has a `QuoteQty` size, everything else a `BaseQty`. `position_side` is `NET` in one-way mode
    and names the position in hedge mode, where `side` is the real direction (close long is a sell on
    `LONG`). `margin_mode` is `None` on spot.
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


@dataclass(frozen=True, slots=True)
class AmendOrder:
    """Change size or price of a working order in place; `size` (base coin) and `price` are the new totals."""

    client_oid: str
    instrument: InstrumentId
    size: Decimal
    price: Decimal
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Cancel one order, by the venue's id when it is known and by ours otherwise."""

    client_oid: str
    instrument: InstrumentId
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class CancelAll:
    """Cancel every open order of a product, or of one symbol of it."""

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
    """Switch the account between one-way and hedge mode."""

    mode: HoldMode


Command = PlaceOrder | AmendOrder | CancelOrder | CancelAll | ClosePosition | SetLeverage | SetHoldMode

C_co = TypeVar("C_co", PlaceOrder, AmendOrder, covariant=True)


@final
@dataclass(frozen=True, slots=True)
class Approved(Generic[C_co]):
    """Proof that the risk check has seen this command. Built by `trading.risk` and nowhere else."""

    command: C_co
