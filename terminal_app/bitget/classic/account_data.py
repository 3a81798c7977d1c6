"""The private reads of a classic client: its wallets, orders, fills and positions, page by page.

Each product keeps what belongs to it for itself: spot has calls of its own, and the calls of futures have to
be told the product, so that a list of everything is made of several.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.classic.wallets import (
    if_opened,
    read_account,
    read_settings,
    read_setup,
    read_uid,
)
from terminal_app.bitget.codes import NO_SUCH_ORDER
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.look_up import the_one
from terminal_app.bitget.paging import DAY_MS, KEPT_MS, Pages
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.wire.classic import account, bills, fills, orders, plans, positions
from terminal_app.bitget.wire.classic.common import FUTURES, of_instrument, of_product
from terminal_app.bitget.wire.envelope import Envelope
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
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.ids import made_ms
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import VenueOrder
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder

T = TypeVar("T")

Page = Callable[[Envelope], tuple[list[T], str]]

_ORDERS_WINDOW_MS = 89 * DAY_MS
_MIX_BILLS_WINDOW_MS = 29 * DAY_MS
_FILLS_WINDOW_MS = 7 * DAY_MS - 60_000
_BY_OWN_ID_MS = 2 * 3_600_000 - 600_000
"""How long spot finds an order by our own id, less a margin for clocks that differ."""

_CLOCKS_APART_MS = 600_000
_TOO_OLD = "Bitget tells of the last 90 days only, so it does not say what became of this order."


class ClassicAccountReads:
    """`ports.AccountData`. All methods raise `AuthError`, `LinkError` or `VenueError`."""

    def __init__(self, rest: BitgetRest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._lists = Pages(rest, "idLessThan", _ORDERS_WINDOW_MS)
        self._uid = ""
        self._asked_about: dict[InstrumentId, None] = {}

    async def settings(self) -> AccountSettings:
        """How the account is set up.

        Of the contracts it tells those with a position and those that `symbol_setting` was asked about.
        """
        if not self._uid:
            self._uid = await read_uid(self._rest)
        return await read_settings(self._rest, self._uid, self._asked_about)

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting:
        """Margin mode and leverage of a contract; from now on `settings` tells them too."""
        _, found = await read_setup(self._rest, instrument)
        self._asked_about[instrument] = None
        return found

    async def account(self) -> AccountSnapshot:
        """Every wallet."""
        return await read_account(self._rest, self._clock.monotonic())

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        """What became of a transfer, `None` when the venue lists no such transfer."""
        return await self._rest.read(
            endpoints.TRANSFER_RECORDS,
            {"coin": transfer.coin, "clientOid": transfer.client_oid},
            lambda envelope: account.transfer_state(envelope, transfer.client_oid),
        )

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        """What this account pays."""
        return await self._rest.read(endpoints.TRADE_RATE, account.of_fee_rate(instrument), account.fee_rate)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        """One order, or `None` when the venue says that it knows no such order; nothing else means that.

        Spot finds an order by our own id for two hours only; an older one is looked for in the lists.

        Raises:
            ValueError: the instrument is not named: this account has no place for all orders.
        """
        if instrument is None:
            raise ValueError("a classic account is asked for an order by its instrument")
        try:
            if instrument.product.is_futures:
                return await self._mix_order(client_oid, order_id, instrument)
            found = await self._spot_order(client_oid, order_id)
        except VenueError as error:
            if error.code not in NO_SUCH_ORDER:
                raise
            found = None
        if found is not None or instrument.product.is_futures or order_id is not None:
            return found
        made = made_ms(client_oid)
        if made is not None and self._clock.now_ms() - made < _BY_OWN_ID_MS:
            return None
        return await self._spot_order_in_lists(client_oid, made, instrument)

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        """Every working order, all pages; without a product, of every one that the account has."""
        if product is None:
            return [
                order for one in ProductType for order in await if_opened(self.open_orders(one), one) or ()
            ]
        endpoint = endpoints.MIX_OPEN_ORDERS if product.is_futures else endpoints.SPOT_OPEN_ORDERS
        return await self._lists.read(endpoint, of_product(product), _orders_of(product), _order_key)

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        """Finished orders, newest first: the last `count`, or all that were made since a moment (Unix ms).

        The venue keeps 90 days; what lies before that is left out.
        """
        endpoint = endpoints.MIX_ORDER_HISTORY if product.is_futures else endpoints.SPOT_ORDER_HISTORY
        page = _orders_of(product)
        found = await self._some(
            endpoint, of_product(product), page, _order_key, count, since_ms, _ORDERS_WINDOW_MS
        )
        found = sorted(found, key=lambda order: order.updated_ms, reverse=True)
        return found[:count] if since_ms is None else found

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        """Our executions, newest first: the last `count`, or all since a moment (Unix ms).

        The venue keeps 90 days; what lies before that is left out.
        """
        found: list[Fill] = []
        for one in ProductType if product is None else (product,):
            reading = self._some(
                endpoints.MIX_FILLS if one.is_futures else endpoints.SPOT_FILLS,
                of_product(one),
                partial(fills.mix_fills, product=one) if one.is_futures else fills.spot_fills,
                lambda fill: fill.exec_id,
                count,
                since_ms,
                _FILLS_WINDOW_MS,
            )
            found += await reading if product else await if_opened(reading, one) or ()
        found.sort(key=lambda fill: fill.time_ms, reverse=True)
        return found[:count] if since_ms is None else found

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        """Every change of every wallet between two moments (Unix ms), oldest first.

        The venue keeps 90 days; what lies before that is left out.
        """
        start_ms = self._kept(since_ms)
        found = await self._lists.since(
            endpoints.SPOT_BILLS, {}, bills.spot_bills, _bill_key, start_ms, until_ms
        )
        for product in FUTURES:
            reading = self._lists.since(
                endpoints.MIX_BILLS,
                of_product(product),
                partial(bills.mix_bills, product=product),
                _bill_key,
                start_ms,
                until_ms,
                window_ms=_MIX_BILLS_WINDOW_MS,
            )
            found += await if_opened(reading, product) or ()
        return sorted(found, key=lambda bill: (bill.time_ms, len(bill.bill_id), bill.bill_id))

    async def positions(self, product: ProductType) -> list[Position]:
        """Every open position of a futures product."""
        return await self._rest.read(
            endpoints.POSITIONS,
            of_product(product),
            lambda envelope: positions.positions(envelope, product, self._clock.monotonic()),
        )

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        """Closed positions, newest first."""
        found = await self._lists.read(
            endpoints.POSITION_HISTORY,
            of_product(product),
            partial(positions.closed_positions, product=product),
            lambda closed: f"{closed.instrument} {closed.side} {closed.created_ms} {closed.updated_ms}",
            count,
        )
        return sorted(found, key=lambda closed: closed.updated_ms, reverse=True)[:count]

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        """Every waiting trigger order, TP/SL and trailing order of a product."""
        if product is ProductType.SPOT:
            waiting = await self._lists.read(endpoints.SPOT_PLAN_ORDERS, {}, plans.spot_plans, _plan_key)
            return waiting + await self._lists.read(
                endpoints.SPOT_OPEN_ORDERS, plans.SPOT_EXITS, plans.spot_exits, _plan_key
            )
        found: dict[str, StrategyOrder] = {}
        for word in plans.LISTS:
            rows = await self._lists.read(
                endpoints.MIX_PLAN_ORDERS,
                plans.of_list(product, word),
                partial(plans.mix_plans, product=product),
                _plan_key,
            )
            found.update((_plan_key(row), row) for row in rows)
        return list(found.values())

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        """Trigger orders, TP/SL and trailing orders of a product that are over, newest first."""
        lists: list[tuple[Endpoint, Mapping[str, str], Page[StrategyOrder]]]
        if product.is_futures:
            page = partial(plans.mix_plans, product=product)
            lists = [(endpoints.MIX_PLAN_HISTORY, plans.of_list(product, word), page) for word in plans.LISTS]
        else:
            lists = [
                (endpoints.SPOT_PLAN_HISTORY, {}, plans.spot_plans),
                (endpoints.SPOT_ORDER_HISTORY, plans.SPOT_EXITS, plans.spot_exits),
            ]
        found: dict[str, StrategyOrder] = {}
        for endpoint, params, read in lists:
            rows = await self._lists.read(endpoint, params, read, _plan_key, count)
            found.update((_plan_key(row), row) for row in rows)
        return sorted(found.values(), key=lambda order: order.updated_ms, reverse=True)[:count]

    async def _some(
        self,
        endpoint: Endpoint,
        params: dict[str, str],
        page: Page[T],
        key: Callable[[T], str],
        count: int,
        since_ms: int | None,
        window_ms: int,
    ) -> list[T]:
        """The last `count` rows, or all since a moment."""
        if since_ms is None:
            return await self._lists.read(endpoint, params, page, key, count)
        return await self._lists.since(endpoint, params, page, key, self._kept(since_ms), window_ms=window_ms)

    def _kept(self, since_ms: int) -> int:
        return max(since_ms, self._rest.offset.venue_ms() - KEPT_MS)

    async def _mix_order(self, client_oid: str, order_id: str | None, instrument: InstrumentId) -> VenueOrder:
        return await self._rest.read(
            endpoints.MIX_ORDER_DETAIL,
            of_instrument(instrument) | orders.order_query(client_oid, order_id),
            lambda envelope: the_one(orders.mix_order(envelope, instrument.product), client_oid, order_id),
        )

    async def _spot_order(self, client_oid: str, order_id: str | None) -> VenueOrder | None:
        def read(envelope: Envelope) -> VenueOrder | None:
            found = orders.spot_order(envelope)
            return None if found is None else the_one(found, client_oid, order_id)

        return await self._rest.read(
            endpoints.SPOT_ORDER_INFO, orders.order_query(client_oid, order_id), read
        )

    async def _spot_order_in_lists(
        self, client_oid: str, made: int | None, instrument: InstrumentId
    ) -> VenueOrder | None:
        """Look for an order by our id among those that work and those that ended since it was made.

        Raises:
            LinkError: it is not there, and it may be older than what the venue keeps.
        """
        params = of_instrument(instrument)
        page = orders.spot_orders
        since_ms = self._kept(0 if made is None else made - _CLOCKS_APART_MS)
        # Working orders come first: one that ends in between is then in both lists, never in neither.
        found = await self._lists.read(endpoints.SPOT_OPEN_ORDERS, params, page, _order_key)
        found += await self._lists.since(endpoints.SPOT_ORDER_HISTORY, params, page, _order_key, since_ms)
        one = next((order for order in found if order.client_oid == client_oid), None)
        if one is None and (made is None or made - _CLOCKS_APART_MS < since_ms):
            raise LinkError(_TOO_OLD, client_oid)
        return one


def _orders_of(product: ProductType) -> Page[VenueOrder]:
    return partial(orders.mix_orders, product=product) if product.is_futures else orders.spot_orders


def _order_key(order: VenueOrder) -> str:
    return order.order_id or order.client_oid


def _plan_key(order: StrategyOrder) -> str:
    return order.order_id or order.client_oid


def _bill_key(bill: Bill) -> str:
    return bill.bill_id
