"""Ordinary values to build tests from: two instruments, an order, a report, a fill, a position."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance, Fill, HoldMode, Liquidity, Position
from terminal_app.core.commands import PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Stamp, Ticker
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    VenueOrder,
    VenueStatus,
)
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.helpers.fakes import FakePrices

D = Decimal

PERP_ID = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SPOT_ID = InstrumentId(ProductType.SPOT, "BTCUSDT")

PERP = Instrument(
    id=PERP_ID,
    base="BTC",
    quote="USDT",
    tick=D("0.1"),
    lot=D("0.0001"),
    quote_step=D("0.01"),
    min_qty=D("0.0001"),
    min_notional=D(5),
    max_qty=D(1200),
    max_market_qty=D(220),
    buy_band=D("0.05"),
    sell_band=D("0.05"),
    maker_fee=D("0.0002"),
    taker_fee=D("0.0006"),
    max_leverage=125,
    funding_hours=8,
)
SPOT = replace(
    PERP,
    id=SPOT_ID,
    tick=D("0.01"),
    lot=D("0.000001"),
    quote_step=D("0.000001"),
    min_qty=D(0),
    min_notional=D(1),
    max_qty=None,
    max_market_qty=None,
    buy_band=None,
    sell_band=None,
    maker_fee=D("0.001"),
    taker_fee=D("0.001"),
    max_leverage=1,
    funding_hours=0,
)


def ticker(instrument: InstrumentId = PERP_ID, bid: str = "64210.5", ask: str = "64210.6") -> Ticker:
    """A live ticker."""
    return Ticker(instrument, Stamp(1, 1.0), last=D(bid), bid=D(bid), ask=D(ask))


def prices() -> FakePrices:
    """Both instruments with a live price."""
    return FakePrices(
        {PERP_ID: PERP, SPOT_ID: SPOT}, {PERP_ID: ticker(), SPOT_ID: ticker(SPOT_ID, "64210.50", "64210.51")}
    )


def limit_buy(client_oid: str = "tb-1", price: str = "64000", size: str = "0.01") -> PlaceOrder:
    """A good limit order on the perpetual."""
    return PlaceOrder(
        client_oid=client_oid,
        instrument=PERP_ID,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(D(size)),
        price=D(price),
        margin_mode=MarginMode.CROSSED,
    )


def report(
    client_oid: str = "tb-1",
    status: VenueStatus = VenueStatus.LIVE,
    filled: str = "0",
    at_ms: int = 1_000,
    order_id: str = "v-1",
) -> VenueOrder:
    """The venue's word on the order of `limit_buy`."""
    return VenueOrder(
        instrument=PERP_ID,
        order_id=order_id,
        client_oid=client_oid,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(D("0.01")),
        price=D(64000),
        status=status,
        filled=D(filled),
        avg_price=D(64000) if D(filled) else None,
        created_ms=900,
        updated_ms=at_ms,
    )


def fill(exec_id: str = "e-1", size: str = "0.004", client_oid: str = "tb-1", order_id: str = "v-1") -> Fill:
    """An execution of the order of `limit_buy`."""
    return Fill(
        exec_id=exec_id,
        order_id=order_id,
        client_oid=client_oid,
        instrument=PERP_ID,
        side=Side.BUY,
        price=D(64000),
        size=D(size),
        value=D(64000) * D(size),
        fee=D("0.1"),
        fee_coin="USDT",
        liquidity=Liquidity.MAKER,
        time_ms=1_100,
    )


def position(
    size: str = "0.01",
    side: PositionSide = PositionSide.LONG,
    at_ms: int = 1_000,
    received: float = 1.0,
    hold_mode: HoldMode = HoldMode.ONE_WAY,
) -> Position:
    """A position on the perpetual."""
    return Position(
        instrument=PERP_ID,
        side=side,
        size=D(size),
        available=D(size),
        avg_price=D(64000),
        hold_mode=hold_mode,
        margin_mode=MarginMode.CROSSED,
        leverage=D(10),
        stamp=Stamp(at_ms, received),
    )


def trigger_buy(client_oid: str = "tb-s1", trigger: str = "65000", size: str = "0.01") -> PlaceTrigger:
    """A good trigger order on the perpetual: buy when the price has risen."""
    return PlaceTrigger(client_oid, PERP_ID, Side.BUY, BaseQty(D(size)), D(trigger))


def guard_long(client_oid: str = "tb-g1", take_profit: str = "70000", stop_loss: str = "60000") -> PlaceTpSl:
    """Good exits of a long position."""
    return PlaceTpSl(
        client_oid,
        PERP_ID,
        Side.SELL,
        take_profit=ExitLeg(D(take_profit)),
        stop_loss=ExitLeg(D(stop_loss)),
    )


def waiting(
    client_oid: str = "tb-s1",
    status: StrategyStatus = StrategyStatus.PENDING,
    at_ms: int = 1_000,
    order_id: str = "s-1",
) -> StrategyOrder:
    """The venue's word on the order of `trigger_buy`."""
    return StrategyOrder(
        instrument=PERP_ID,
        order_id=order_id,
        client_oid=client_oid,
        kind=StrategyKind.TRIGGER,
        side=Side.BUY,
        status=status,
        created_ms=900,
        updated_ms=at_ms,
        size=D("0.01"),
        trigger=D(65000),
    )


def account(at_ms: int = 1_000, usdt: str = "1000", btc: str = "0.5") -> AccountSnapshot:
    """An account that holds two coins."""
    balances = tuple(
        Balance(coin, equity=D(value), available=D(value), locked=D(0))
        for coin, value in (("USDT", usdt), ("BTC", btc))
    )
    return AccountSnapshot(Stamp(at_ms, 1.0), equity=D(usdt), balances=balances)
