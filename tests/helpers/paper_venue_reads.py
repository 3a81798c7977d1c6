"""Private reads of the paper engine, each of which may fail."""

from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    Balance,
    ClosedPosition,
    FeeRate,
    Fill,
    Position,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill
from terminal_app.core.commands import Transfer
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO
from terminal_app.core.orders import VenueOrder
from terminal_app.core.strategy_orders import StrategyOrder
from tests.helpers.paper_venue_link import UID, PaperLink
from tests.helpers.paper_venue_rows import bill, closed_position, fill, position, strategy_order, venue_order

ORDER, OPEN, HISTORY, FILLS = (
    f"/api/v3/trade/{name}" for name in ("order-info", "unfilled-orders", "history-orders", "fills")
)
STRATEGIES, STRATEGY_HISTORY = (f"/api/v3/trade/{kind}-strategy-orders" for kind in ("unfilled", "history"))
_OTHERS = "/api/v3/account/"


class PaperReads(PaperLink):
    """`core.ports.AccountData` on an engine."""

    async def settings(self) -> AccountSettings:
        """How the account is set up."""
        self._read(f"{_OTHERS}settings")
        symbols = []
        for one in self.engine.instruments:
            if one.product.is_futures:
                leverage, mode = self.engine.leverage(UID, one)
                symbols.append(SymbolSetting(one, mode, leverage))
        return AccountSettings(UID, self.engine.hold_mode(UID), tuple(symbols), self._kind)

    async def account(self) -> AccountSnapshot:
        """Balances and margins."""
        self._read(f"{_OTHERS}assets")
        row = self.engine.account(UID)
        return AccountSnapshot(
            Stamp(self.clock.now_ms(), self.clock.monotonic()),
            row.equity,
            tuple(
                Balance(one.coin, one.equity, one.available, one.locked, usd_value=one.usd_value)
                for one in row.coins
            ),
            row.unrealised_pnl,
            row.initial_margin,
            row.maintenance_margin,
        )

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        """What this account pays."""
        self._read(f"{_OTHERS}fee-rate")
        one = self.engine.instruments[instrument]
        return FeeRate(one.maker_fee or ZERO, one.taker_fee or ZERO)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        """One order, or `None` when the venue knows no such order."""
        self._read(ORDER)
        row = self.engine.order(UID, order_id=order_id or "", client_oid="" if order_id else client_oid)
        return venue_order(row) if row else None

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        """Every working order."""
        self._read(OPEN)
        return [venue_order(row) for row in self.engine.open_orders(UID, product)]

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        """Finished orders, newest first."""
        self._read(HISTORY)
        rows = self.engine.order_history(UID, product)
        if since_ms is not None:
            return [venue_order(row) for row in rows if row.created_ms >= since_ms]
        return [venue_order(row) for row in rows[:count]]

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        """Executions, newest first."""
        self._read(FILLS)
        rows = self.engine.fills(UID, product)
        if since_ms is not None:
            return [fill(row) for row in rows if row.time_ms >= since_ms]
        return [fill(row) for row in rows[:count]]

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        """The ledger, oldest first."""
        self._read(f"{_OTHERS}financial-records")
        rows = [bill(row) for row in self.engine.bills(UID)]
        return [row for row in reversed(rows) if since_ms <= row.time_ms <= (until_ms or row.time_ms)]

    async def positions(self, product: ProductType) -> list[Position]:
        """Every open position of a product."""
        self._read("/api/v3/position/current-position")
        stamp = Stamp(self.clock.now_ms(), self.clock.monotonic())
        return [position(row, stamp) for row in self.engine.positions(UID, product)]

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        """Closed positions, newest first."""
        self._read("/api/v3/position/history-position")
        return [closed_position(row) for row in self.engine.closed_positions(UID, product)[:count]]

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        """Every waiting trigger order and TP/SL of a product."""
        self._read(STRATEGIES)
        return [strategy_order(row) for row in self.engine.waiting_strategies(UID, product)]

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        """Nothing: the settings tell of every contract."""
        return None

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        """Nothing was ever moved."""
        return None

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        """Trigger orders and TP/SL of a product that are over, newest first."""
        self._read(STRATEGY_HISTORY)
        return [strategy_order(row) for row in self.engine.past_strategies(UID, product)[:count]]
