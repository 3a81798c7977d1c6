"""The unified account's words for the core's values, both ways.

The only file of the room that spells them. Reading accepts any case, because clients differ (`GTC`, `gtc`);
writing uses the case of the recordings.
"""

from collections.abc import Mapping

from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.instrument import InstrumentStatus, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.orders import (
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
    VenueStatus,
)
from terminal_app.paper.engine.messages import StpMode
from terminal_app.paper.engine.strategy_messages import StrategyKind

CATEGORY: Mapping[ProductType, str] = {
    ProductType.SPOT: "SPOT",
    ProductType.USDT_FUTURES: "USDT-FUTURES",
    ProductType.USDC_FUTURES: "USDC-FUTURES",
    ProductType.COIN_FUTURES: "COIN-FUTURES",
}
PRODUCT: Mapping[str, ProductType] = {word: product for product, word in CATEGORY.items()}

SIDE: Mapping[str, Side] = {"buy": Side.BUY, "sell": Side.SELL}
ORDER_TYPE: Mapping[str, OrderType] = {"limit": OrderType.LIMIT, "market": OrderType.MARKET}

TIME_IN_FORCE: Mapping[TimeInForce, str] = {
    TimeInForce.GTC: "gtc",
    TimeInForce.IOC: "ioc",
    TimeInForce.FOK: "fok",
    TimeInForce.POST_ONLY: "post_only",
}
READ_TIME_IN_FORCE: Mapping[str, TimeInForce] = {word: value for value, word in TIME_IN_FORCE.items()}

POSITION_SIDE: Mapping[str, PositionSide] = {
    "long": PositionSide.LONG,
    "short": PositionSide.SHORT,
    "net": PositionSide.NET,
}
MARGIN_MODE: Mapping[str, MarginMode] = {"crossed": MarginMode.CROSSED, "isolated": MarginMode.ISOLATED}
STP_MODE: Mapping[str, StpMode] = {mode.value: mode for mode in StpMode}
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}

HOLD_MODE: Mapping[HoldMode, str] = {HoldMode.ONE_WAY: "one_way_mode", HoldMode.HEDGE: "hedge_mode"}
READ_HOLD_MODE: Mapping[str, HoldMode] = {word: mode for mode, word in HOLD_MODE.items()}

ORDER_STATUS: Mapping[VenueStatus, str] = {
    VenueStatus.LIVE: "live",
    VenueStatus.PARTIALLY_FILLED: "partially_filled",
    VenueStatus.FILLED: "filled",
    VenueStatus.CANCELLED: "cancelled",
}
TRADE_SCOPE: Mapping[Liquidity, str] = {Liquidity.MAKER: "maker", Liquidity.TAKER: "taker"}

INSTRUMENT_STATUS: Mapping[InstrumentStatus, str] = {
    InstrumentStatus.TRADING: "online",
    InstrumentStatus.LISTED: "listed",
    InstrumentStatus.CLOSE_ONLY: "limit_open",
    InstrumentStatus.HALTED: "offline",
}

TRIGGER_BY: Mapping[TriggerBy, str] = {TriggerBy.LAST: "market", TriggerBy.MARK: "mark"}
READ_TRIGGER_BY: Mapping[str, TriggerBy] = {word: by for by, word in TRIGGER_BY.items()}
STRATEGY_KIND: Mapping[str, StrategyKind] = {kind.value: kind for kind in StrategyKind}
WHOLE_POSITION: Mapping[str, bool] = {"full": True, "partial": False}

INTERVAL: Mapping[str, Interval] = {
    "1m": Interval.M1,
    "3m": Interval.M3,
    "5m": Interval.M5,
    "15m": Interval.M15,
    "30m": Interval.M30,
    "1H": Interval.H1,
    "4H": Interval.H4,
    "6H": Interval.H6,
    "12H": Interval.H12,
    "1D": Interval.D1,
    "3D": Interval.D3,
    "1W": Interval.W1,
    "1M": Interval.MO1,
    "6Hutc": Interval.H6,
    "12Hutc": Interval.H12,
    "1Dutc": Interval.D1,
    "3Dutc": Interval.D3,
    "1Wutc": Interval.W1,
    "1Mutc": Interval.MO1,
}
"""Candle lengths; the case matters (`1h` is refused). The market has one calendar: `utc` changes nothing."""
