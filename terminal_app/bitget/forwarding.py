"""The calls of `core.ports`, passed on to the dialect in use, which may change while others hold the client.

What each of them means is written in `core.ports`; nothing is decided here.
"""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.bitget.dialect import Calls
from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    ClosedPosition,
    FeeRate,
    Fill,
    Position,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Ticker, Trade
from terminal_app.core.orders import VenueOrder
from terminal_app.core.outcomes import VenueOutcome
from terminal_app.core.strategy_orders import StrategyOrder


class Forwarding:
    """`ports.MarketData` without its streams, `ports.AccountData` and `ports.OrderEntry`.

    Args:
        calls: those of the dialect to begin with.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def instruments(self, product: ProductType) -> list[Instrument]:
        return await self._calls.market.instruments(product)

    async def tickers(self, product: ProductType) -> list[Ticker]:
        return await self._calls.market.tickers(product)

    async def book(self, instrument: InstrumentId, depth: int = 50) -> BookSnapshot:
        return await self._calls.market.book(instrument, depth)

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        return await self._calls.market.candles(instrument, interval, before_ms=before_ms, count=count)

    async def trades(self, instrument: InstrumentId, count: int = 100) -> list[Trade]:
        return await self._calls.market.trades(instrument, count)

    async def funding(self, instrument: InstrumentId) -> FundingRate:
        return await self._calls.market.funding(instrument)

    async def funding_history(self, instrument: InstrumentId, count: int = 100) -> list[FundingRate]:
        return await self._calls.market.funding_history(instrument, count)

    async def open_interest(self, instrument: InstrumentId) -> Decimal:
        return await self._calls.market.open_interest(instrument)

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        return await self._calls.market.position_tiers(instrument)

    async def settings(self) -> AccountSettings:
        return await self._calls.account.settings()

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        return await self._calls.account.symbol_setting(instrument)

    async def account(self) -> AccountSnapshot:
        return await self._calls.account.account()

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        return await self._calls.account.transfer_state(transfer)

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        return await self._calls.account.fee_rate(instrument)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        return await self._calls.account.order(client_oid, order_id, instrument)

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        return await self._calls.account.open_orders(product)

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        return await self._calls.account.order_history(product, count, since_ms=since_ms)

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        return await self._calls.account.fills(product, count, since_ms=since_ms)

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        return await self._calls.account.bills(since_ms=since_ms, until_ms=until_ms)

    async def positions(self, product: ProductType) -> list[Position]:
        return await self._calls.account.positions(product)

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        return await self._calls.account.position_history(product, count)

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        return await self._calls.account.strategy_orders(product)

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        return await self._calls.account.strategy_history(product, count)

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        return await self._calls.orders.place(order)

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        return await self._calls.orders.place_batch(orders)

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        return await self._calls.orders.amend(order)

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        return await self._calls.orders.cancel(order)

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        return await self._calls.orders.cancel_batch(orders)

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        return await self._calls.orders.cancel_all(command)

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        return await self._calls.orders.close_position(command)

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        return await self._calls.orders.set_leverage(command)

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        return await self._calls.orders.set_hold_mode(command)

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        return await self._calls.orders.transfer(order)

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        return await self._calls.orders.place_trigger(order)

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        return await self._calls.orders.place_tp_sl(order)

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        return await self._calls.orders.amend_strategy(order)

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        return await self._calls.orders.cancel_strategy(order)

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        return await self._calls.orders.countdown_cancel_all(seconds)
