"""What stands in the fields of the ticket, and what it is judged by. Values only; no Qt."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.account import AccountSettings, HoldMode, Position
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.risk import RiskView, view_of


class SizeUnit(Enum):
    """What the size field counts: a coin, or percent of what is available (of the position when closing)."""

    BASE = "base"
    QUOTE = "quote"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class TicketForm:
    """The fields as they are, text as typed."""

    order_type: OrderType = OrderType.LIMIT
    price: str = ""
    size: str = ""
    unit: SizeUnit = SizeUnit.BASE
    time_in_force: TimeInForce = TimeInForce.GTC
    post_only: bool = False
    reduce_only: bool = False


@dataclass(frozen=True, slots=True)
class TicketView:
    """The world at one moment, as far as a ticket needs it.

    `closable` is what a buy and a sell could close, in base coin. `block` says why orders are shut.
    """

    instrument: Instrument
    risk: RiskView
    limits: RiskLimits
    block: str | None = None
    available_base: Decimal | None = None
    available_quote: Decimal | None = None
    leverage: Decimal | None = None
    margin_mode: MarginMode = MarginMode.CROSSED
    closable_by_buy: Decimal = ZERO
    closable_by_sell: Decimal = ZERO

    def touch(self, side: Side) -> Decimal | None:
        """The best price a market order of this side would meet."""
        return self.risk.ask if side is Side.BUY else self.risk.bid

    def closable(self, side: Side) -> Decimal:
        """What an order of this side could close, in base coin."""
        return self.closable_by_buy if side is Side.BUY else self.closable_by_sell

    @property
    def mid(self) -> Decimal | None:
        """Halfway between best bid and best ask; it may lie between two ticks."""
        if self.risk.bid is None or self.risk.ask is None:
            return None
        return (self.risk.bid + self.risk.ask) / 2

    @property
    def hedge(self) -> bool:
        """Whether long and short positions stand beside each other."""
        return self.risk.hold_mode is HoldMode.HEDGE


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the ticket reads."""

    prices: PriceView
    positions: PositionBook
    balances: BalanceSheet


def look(
    stores: Stores,
    instrument_id: InstrumentId,
    settings: AccountSettings | None,
    limits: RiskLimits,
    block: str | None,
) -> TicketView | None:
    """The world right now; `None` while the rules of the instrument are not loaded."""
    instrument = stores.prices.instrument(instrument_id)
    if instrument is None:
        return None
    found = settings.symbols if settings else ()
    setting = next((symbol for symbol in found if symbol.instrument == instrument_id), None)
    long = stores.positions.get(instrument_id, PositionSide.LONG)
    short = stores.positions.get(instrument_id, PositionSide.SHORT)
    return TicketView(
        instrument=instrument,
        risk=view_of(instrument_id, stores.prices, settings.hold_mode if settings else None),
        limits=limits,
        block=block,
        available_base=stores.balances.available(instrument.base),
        available_quote=stores.balances.available(instrument.quote),
        leverage=setting.leverage if setting else _leverage(long or short),
        margin_mode=setting.margin_mode if setting else MarginMode.CROSSED,
        closable_by_buy=short.available if short else ZERO,
        closable_by_sell=long.available if long else ZERO,
    )


def _leverage(position: Position | None) -> Decimal | None:
    return position.leverage if position else None
