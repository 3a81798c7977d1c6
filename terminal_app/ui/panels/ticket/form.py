"""What stands in the fields of the ticket, and what it is judged by. Values only; no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import AccountSettings, HoldMode, Position
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import Lifetime
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.market import Level, Ticker
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce, TriggerBy
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.risk import RiskView, view_of
from terminal_app.trading.standing import Standing


class OrderKind(Enum):
    """What the ticket sends.

    One order now; one when a price is reached; several over a range; a stop that follows the price; or two
    orders of which one cancels the other.
    """

    PLAIN = "plain"
    TRIGGER = "trigger"
    SCALED = "scaled"
    TRAILING = "trailing"
    OCO = "oco"


class SizeUnit(Enum):
    """What the size field counts.

    A coin; percent of what is available (of the position when closing); or the percent of the equity that
    the stop-loss would lose.
    """

    BASE = "base"
    QUOTE = "quote"
    PERCENT = "percent"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class TicketForm:
    """The fields as they are, text as typed.

    Of a `TRIGGER` the price may be empty: then it works at market once it is set off. A `SCALED` one goes
    from `price` to `price_to`. An `OCO` that closes takes profit at `price` and stops at `trigger`. The size
    of what closes may be empty where that means the whole position.
    """

    order_type: OrderType = OrderType.LIMIT
    price: str = ""
    size: str = ""
    unit: SizeUnit = SizeUnit.BASE
    time_in_force: TimeInForce = TimeInForce.GTC
    post_only: bool = False
    reduce_only: bool = False
    take_profit: str = ""
    stop_loss: str = ""
    trigger_by: TriggerBy = TriggerBy.LAST
    kind: OrderKind = OrderKind.PLAIN
    trigger: str = ""
    price_to: str = ""
    count: str = ""
    distance: str = ""
    activation: str = ""
    lifetime: Lifetime = Lifetime.KEEP

    @property
    def guards(self) -> bool:
        """Whether it guards an open position instead of sending an order now."""
        return self.kind is OrderKind.TRAILING or (self.kind is OrderKind.OCO and self.reduce_only)


@dataclass(frozen=True, slots=True)
class TicketView:
    """The world at one moment, as far as a ticket needs it.

    `closable` is what a buy and a sell could close, in base coin. `block` says why orders are shut, and
    `standing` is what the consequences of an order follow from.
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
    standing: Standing | None = None
    kind: AccountKind = AccountKind.UNIFIED

    def touch(self, side: Side) -> Decimal | None:
        """The best price a market order of this side would meet."""
        return self.risk.ask if side is Side.BUY else self.risk.bid

    def closable(self, side: Side) -> Decimal:
        """What an order of this side could close, in base coin."""
        return self.closable_by_buy if side is Side.BUY else self.closable_by_sell

    def pays_base(self, side: Side) -> bool:
        """Whether an order of this side is paid, or margined, in base coin."""
        instrument = self.instrument
        spot = not instrument.id.product.is_futures
        return side is Side.SELL if spot else instrument.margin_coin == instrument.base

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
    """Where the ticket reads.

    `depth` is the visible book, bids and asks, best first, empty while it cannot be trusted; `tiers` are the
    position tiers of an instrument, empty until they are known.
    """

    prices: PriceView
    positions: PositionBook
    balances: BalanceSheet
    depth: Callable[[InstrumentId], tuple[Sequence[Level], Sequence[Level]]] = lambda _: ((), ())
    tiers: Callable[[InstrumentId], Sequence[PositionTier]] = lambda _: ()


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
    kind = settings.kind if settings else AccountKind.UNIFIED
    found = settings.symbols if settings else ()
    setting = next((symbol for symbol in found if symbol.instrument == instrument_id), None)
    long = stores.positions.get(instrument_id, PositionSide.LONG)
    short = stores.positions.get(instrument_id, PositionSide.SHORT)
    leverage = setting.leverage if setting else _leverage(long or short)
    margin_mode = setting.margin_mode if setting else MarginMode.CROSSED
    standing = _standing(stores, instrument, leverage, margin_mode, settings)
    return TicketView(
        instrument=instrument,
        risk=replace(
            view_of(
                instrument_id,
                stores.prices,
                settings.hold_mode_of(instrument_id.product) if settings else None,
            ),
            spot_triggers=Ability.SPOT_TRIGGERS not in unavailable(kind),
        ),
        limits=limits,
        block=block,
        available_base=stores.balances.available(instrument.base, instrument_id.product),
        available_quote=stores.balances.available(instrument.quote, instrument_id.product),
        leverage=leverage,
        margin_mode=margin_mode,
        closable_by_buy=short.available if short else ZERO,
        closable_by_sell=long.available if long else ZERO,
        standing=standing,
        kind=kind,
    )


def _standing(
    stores: Stores,
    instrument: Instrument,
    leverage: Decimal | None,
    margin_mode: MarginMode,
    settings: AccountSettings | None,
) -> Standing:
    positions = stores.positions.all()
    found = {one: stores.prices.ticker(one) for one in {instrument.id, *(p.instrument for p in positions)}}
    ticker = found[instrument.id]
    bids, asks = stores.depth(instrument.id)
    coin = stores.balances.balance(instrument.margin_coin, instrument.id.product)
    return Standing(
        instrument=instrument,
        bids=bids,
        asks=asks,
        leverage=leverage,
        margin_mode=margin_mode,
        hold_mode=settings.hold_mode_of(instrument.id.product) if settings else None,
        tiers=stores.tiers(instrument.id),
        positions=positions,
        marks={one: t.mark for one, t in found.items() if t is not None and t.mark is not None},
        wallet=coin.wallet if coin else None,
        equity=_in_quote(coin.equity, instrument, ticker) if coin else None,
        apart=bool(stores.balances.wallets),
        funding_rate=ticker.funding_rate if ticker else None,
        settles_at_ms=ticker.next_funding_ms if ticker else None,
    )


def _in_quote(amount: Decimal, instrument: Instrument, ticker: Ticker | None) -> Decimal | None:
    """An amount of the margin coin in quote coin."""
    if instrument.margin_coin == instrument.quote:
        return amount
    return amount * ticker.last if ticker is not None else None


def _leverage(position: Position | None) -> Decimal | None:
    return position.leverage if position else None
