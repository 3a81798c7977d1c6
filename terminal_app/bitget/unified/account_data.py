"""The private reads of the client: the account, its orders, fills and positions, page by page."""

from functools import partial

from terminal_app.bitget.codes import NO_SUCH_ORDER
from terminal_app.bitget.look_up import the_one
from terminal_app.bitget.paging import DAY_MS, KEPT_MS, Pages
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.unified import account, bills, market, orders, positions, strategy
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
from terminal_app.core.commands import Transfer
from terminal_app.core.errors import VenueError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import VenueOrder
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder

_WIDEST_WINDOW_MS = 29 * DAY_MS


class AccountReads:
    """`ports.AccountData`. All methods raise `AuthError`, `LinkError` or `VenueError`."""

    def __init__(self, rest: BitgetRest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._lists = Pages(rest, "cursor", _WIDEST_WINDOW_MS)

    async def settings(self) -> AccountSettings:
        """How the account is set up."""
        return await self._rest.read(endpoints.SETTINGS, {}, account.settings)

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        """Nothing: `settings` tells of every contract."""
        return None

    async def account(self) -> AccountSnapshot:
        """Balances and margins."""
        return await self._rest.read(
            endpoints.ASSETS, {}, lambda envelope: account.account(envelope, self._clock.monotonic())
        )

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        """Nothing: one balance backs everything here, so that nothing was ever moved."""
        return None

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        """What this account pays."""
        return await self._rest.read(endpoints.FEE_RATE, market.of_instrument(instrument), account.fee_rate)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        """One order, or `None` when the venue says that it knows no such order; nothing else means that.

        The instrument is not needed: one account has all orders.
        """
        try:
            return await self._rest.read(
                endpoints.ORDER_INFO,
                orders.order_query(client_oid, order_id),
                lambda envelope: the_one(orders.order(envelope), client_oid, order_id),
            )
        except VenueError as error:
            if error.code in NO_SUCH_ORDER:
                return None
            raise

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        """Every working order, all pages. Orders of products this program does not trade are left out."""
        return await self._lists.read(endpoints.OPEN_ORDERS, _maybe(product), orders.orders, _order_key)

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        """Finished orders, newest first: the last `count`, or all that were made since a moment (Unix ms)."""
        params = market.of_product(product)
        if since_ms is None:
            found = await self._lists.read(endpoints.ORDER_HISTORY, params, orders.orders, _order_key, count)
        else:
            found = await self._lists.since(
                endpoints.ORDER_HISTORY, params, orders.orders, _order_key, since_ms
            )
            count = len(found)
        return sorted(found, key=lambda order: order.updated_ms, reverse=True)[:count]

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        """Our executions, newest first: the last `count`, or all since a moment (Unix ms)."""
        params = _maybe(product)
        if since_ms is None:
            found = await self._lists.read(endpoints.FILLS, params, positions.fills, _fill_key, count)
        else:
            found = await self._lists.since(endpoints.FILLS, params, positions.fills, _fill_key, since_ms)
            count = len(found)
        return sorted(found, key=lambda fill: fill.time_ms, reverse=True)[:count]

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        """Every change of every balance between two moments (Unix ms), oldest first.

        The venue keeps 90 days; what lies before that is left out.
        """
        found: dict[str, Bill] = {}
        start_ms = max(since_ms, self._rest.offset.venue_ms() - KEPT_MS)
        for category in bills.CATEGORIES:
            rows = await self._lists.since(
                endpoints.FINANCIAL_RECORDS,
                {"category": category},
                bills.bills,
                lambda bill: bill.bill_id,
                start_ms,
                until_ms,
            )
            found.update((bill.bill_id, bill) for bill in rows)
        return sorted(found.values(), key=lambda bill: (bill.time_ms, len(bill.bill_id), bill.bill_id))

    async def positions(self, product: ProductType) -> list[Position]:
        """Every open position of a futures product."""
        return await self._rest.read(
            endpoints.POSITIONS,
            market.of_product(product),
            lambda envelope: positions.positions(envelope, self._clock.monotonic()),
        )

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        """Closed positions, newest first."""
        found = await self._lists.read(
            endpoints.POSITION_HISTORY,
            market.of_product(product),
            positions.closed_positions,
            lambda closed: f"{closed.instrument} {closed.side} {closed.created_ms} {closed.updated_ms}",
            count,
        )
        return sorted(found, key=lambda closed: closed.updated_ms, reverse=True)[:count]

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        """Every waiting trigger order and TP/SL of a futures product."""
        found: dict[str, StrategyOrder] = {}
        for kind in strategy.KINDS:
            rows, _ = await self._rest.read(
                endpoints.STRATEGY_ORDERS,
                strategy.of_kind(product, kind),
                partial(strategy.page, asked=kind),
            )
            found.update((_strategy_key(row), row) for row in rows)
        return list(found.values())

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        """Trigger orders and TP/SL of a futures product that are over, newest first."""
        found: dict[str, StrategyOrder] = {}
        for kind in strategy.KINDS:
            rows = await self._lists.read(
                endpoints.STRATEGY_HISTORY,
                strategy.of_kind(product, kind),
                partial(strategy.page, asked=kind),
                _strategy_key,
                count,
            )
            found.update((_strategy_key(row), row) for row in rows)
        return sorted(found.values(), key=lambda order: order.updated_ms, reverse=True)[:count]


def _maybe(product: ProductType | None) -> dict[str, str]:
    return {} if product is None else market.of_product(product)


def _fill_key(fill: Fill) -> str:
    return fill.exec_id


def _order_key(order: VenueOrder) -> str:
    return order.order_id or order.client_oid


def _strategy_key(order: StrategyOrder) -> str:
    return order.order_id or order.client_oid
