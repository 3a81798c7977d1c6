"""The paper exchange: the one entry to the engine, for its server and for the synthetic market.

Single-threaded and deterministic: what happens follows from the calls and the times they carry. Every call
that changes something returns what happened, in order; a request that is refused raises `RefusalError` and
leaves no trace. It knows no wire, no clock and no randomness.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import (
    Instrument,
    InstrumentId,
    InstrumentStatus,
    PositionTier,
    ProductType,
)
from terminal_app.core.money import ZERO, QuoteQty, trimmed
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, TimeInForce
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.desk import MarketDesk
from terminal_app.paper.engine.exact import whole
from terminal_app.paper.engine.liquidation import Liquidator
from terminal_app.paper.engine.messages import (
    EngineEvent,
    OrderRow,
    PlaceRequest,
    Reason,
    RefusalError,
)
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.persistence import dump_world, load_world
from terminal_app.paper.engine.reads import Reads, is_of
from terminal_app.paper.engine.reports import order_copy
from terminal_app.paper.engine.rules import check_price, check_size
from terminal_app.paper.engine.settlement import Settlement
from terminal_app.paper.engine.strategies import Strategies
from terminal_app.paper.engine.strategy_desk import StrategyDesk
from terminal_app.paper.engine.strategy_messages import Exits
from terminal_app.paper.engine.wallets import WalletDesk
from terminal_app.paper.engine.world import World


class PaperExchange(Reads):
    """An exchange with its books and accounts.

    Args:
        instruments: what is listed.
        tiers: position tiers of the contracts, smallest first; without them one wide tier applies.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        *,
        tiers: Mapping[InstrumentId, tuple[PositionTier, ...]] | None = None,
    ) -> None:
        super().__init__(World(instruments, dict(tiers or {})))
        self._settlement = Settlement(self._world)
        self._orders = Orders(self._world, self._settlement)
        self._liquidator = Liquidator(self._world, self._orders, self._settlement)
        self._strategies = Strategies(self._world, self._orders)
        self._strategy_desk = StrategyDesk(self._world, self._strategies)
        self._desk = MarketDesk(self._world, self._orders, self._strategies)
        self._wallet_desk = WalletDesk(self._world, self._orders, self._settlement, self._strategies)

    # -- accounts ------------------------------------------------------------------------------------

    def open_account(
        self, uid: str, coins: Mapping[str, Decimal], now_ms: int = 0, *, classic: bool = False
    ) -> None:
        """Open an account with these coins; `classic` ones differ in their strategy orders.

        Raises:
            ValueError: the uid is taken or empty.
        """
        if not uid or uid in self._world.accounts:
            raise ValueError("an account needs a uid of its own")
        account = self._world.accounts[uid] = Account(uid, classic=classic)
        for coin, amount in coins.items():
            account.add(coin, amount)
            self._settlement.bill(account, None, coin, "TRANSFER_IN", amount, ZERO, now_ms)

    def set_leverage(
        self, uid: str, instrument: InstrumentId, leverage: Decimal, margin_mode: MarginMode | None = None
    ) -> None:
        """Set leverage and, unless `None`, margin mode of a contract.

        Raises:
            RefusalError: out of range, not affordable, or the margin mode is in use.
        """
        world, account = self._world, self._world.accounts[uid]
        contract = world.instrument(instrument)
        mode = margin_mode or account.leverage(contract)[1]
        positions = list(account.positions_of(contract.id))
        held = max((one.value(world.marks.mark(instrument)) for one in positions), default=ZERO)
        greatest = world.margin.greatest_leverage(contract, held)
        if not contract.min_leverage <= leverage <= greatest or not instrument.product.is_futures:
            raise RefusalError(
                Reason.LEVERAGE_OUT_OF_RANGE, f"The leverage must be 1 to {trimmed(greatest)} here."
            )
        busy = positions or any(row.request.instrument == instrument for row in account.orders.values())
        if busy and mode is not account.leverage(contract)[1]:
            raise RefusalError(
                Reason.MODE_CHANGE_NOT_ALLOWED, "The margin mode cannot change with open positions or orders."
            )
        before, isolated = account.settings.get(instrument), [one.isolated for one in positions]
        account.settings[instrument] = (leverage, mode)
        for position in positions:
            world.margin.fit_isolated(account, position)
        if busy and not world.margin.is_safe(account, contract.quote, positions):
            for position, amount in zip(positions, isolated, strict=True):
                position.isolated = amount
            account.settings.pop(instrument)
            if before is not None:
                account.settings[instrument] = before
            raise RefusalError(Reason.INSUFFICIENT_BALANCE, "The margin does not allow this leverage.")

    def set_hold_mode(self, uid: str, mode: HoldMode) -> None:
        """Switch between one-way and hedge mode.

        Raises:
            RefusalError: there are open positions, futures orders or strategy orders.
        """
        account = self._world.accounts[uid]
        if mode is account.hold_mode:
            return
        orders = (row.request.instrument.product.is_futures for row in account.orders.values())
        if account.positions or account.strategies or any(orders):
            raise RefusalError(
                Reason.MODE_CHANGE_NOT_ALLOWED,
                "The position mode cannot change with open positions or orders.",
            )
        account.hold_mode = mode

    # -- orders --------------------------------------------------------------------------------------

    def place(self, uid: str, request: PlaceRequest, now_ms: int) -> tuple[OrderRow, list[EngineEvent]]:
        """Place an order; returns it as it is after matching.

        Raises:
            RefusalError: a rule, the balance or the position forbids it.
        """
        row = self._orders.place(self._world.accounts[uid], request, now_ms)
        return self._told(row, now_ms)

    def amend(
        self,
        uid: str,
        *,
        order_id: str = "",
        client_oid: str = "",
        size: Decimal | None,
        price: Decimal | None,
        exits: Exits | None = None,
        now_ms: int,
    ) -> tuple[OrderRow, list[EngineEvent]]:
        """Change size (the new total, in base coin), price or exits of an open order; `None` keeps what is.

        Raises:
            RefusalError: the order is not open, or a rule, the balance or the position forbids it.
        """
        account = self._world.accounts[uid]
        row = self._open_order(account, order_id, client_oid)
        other_exits = exits is not None and exits != row.request.exits
        if exits is not None and other_exits:
            self._strategies.check_entry(account, row, exits, price)
        if size is not None or price is not None or not other_exits:
            self._orders.amend(account, row, size, price, now_ms)
        if exits is not None and other_exits:
            self._strategies.change_entry(account, row, exits, now_ms)
        return self._told(row, now_ms)

    def cancel(
        self, uid: str, *, order_id: str = "", client_oid: str = "", now_ms: int
    ) -> tuple[OrderRow, list[EngineEvent]]:
        """Cancel an open order.

        Raises:
            RefusalError: there is no such order, or it is final.
        """
        account = self._world.accounts[uid]
        row = self._open_order(account, order_id, client_oid)
        self._orders.cancel(account, row, now_ms)
        return self._told(row, now_ms)

    def cancel_all(
        self, uid: str, product: ProductType, symbol: str | None, now_ms: int
    ) -> tuple[list[OrderRow], list[EngineEvent]]:
        """Cancel every open order of a product, or of one symbol of it."""
        account = self._world.accounts[uid]
        rows = [row for row in account.orders.values() if is_of(row.request.instrument, product, symbol)]
        for row in rows:
            self._orders.cancel(account, row, now_ms)
        return [order_copy(row) for row in rows], self._world.take_events()

    def close_positions(
        self, uid: str, product: ProductType, symbol: str | None, side: PositionSide | None, now_ms: int
    ) -> tuple[list[OrderRow], list[EngineEvent]]:
        """Close positions at market: all of a product, of a symbol, or of one side (`None` and `NET`: both).

        A position whose book is empty stays open.
        """
        account = self._world.accounts[uid]
        rows = []
        for position in list(account.positions.values()):
            wanted = side in {None, PositionSide.NET, position.side}
            if not wanted or not is_of(position.instrument.id, product, symbol):
                continue
            if self._world.books[position.instrument.id].best(position.direction) is None:
                continue
            self._settlement.trim_closers(account, position, ZERO, now_ms)
            rows.append(self._orders.close(account, position, now_ms))
        return [order_copy(row) for row in rows], self._events(now_ms)

    @property
    def strategies(self) -> StrategyDesk:
        """Where trigger orders, take-profits and stop-losses are left."""
        return self._strategy_desk

    @property
    def wallets(self) -> WalletDesk:
        """Where the owner of several accounts moves coins between them, and orders are replaced."""
        return self._wallet_desk

    # -- the market side -----------------------------------------------------------------------------

    @property
    def desk(self) -> MarketDesk:
        """Where the synthetic market trades in whole ticks and lots, many orders to a step."""
        return self._desk

    def market_place(self, request: PlaceRequest, now_ms: int) -> tuple[str | None, list[EngineEvent]]:
        """An order of the synthetic market, which has no limits; returns its id if something of it rests.

        Raises:
            RefusalError: it does not fit the instrument's grid.
        """
        instrument = self._world.instrument(request.instrument)
        if isinstance(request.size, QuoteQty):
            raise RefusalError(Reason.SIZE_OFF_LOT, "The market's orders are sized in base coin.")
        check_size(instrument, request.size.value, OrderType.LIMIT, closing=True)
        lots = whole(request.size.value, instrument.lot) or 0
        if request.order_type is OrderType.MARKET or request.price is None:
            self._orders.market_take(instrument, request.side, lots, now_ms)
            return None, self._events(now_ms)
        check_price(instrument, request.price)
        rest = request.time_in_force in {TimeInForce.GTC, TimeInForce.POST_ONLY}
        price = whole(request.price, instrument.tick) or 0
        order_id = self._orders.market_limit(instrument, request.side, price, lots, now_ms, rest=rest)
        return order_id, self._events(now_ms)

    def market_cancel(self, order_id: str, now_ms: int) -> list[EngineEvent]:
        """Take an order of the synthetic market off its book; one that is gone is no error."""
        del now_ms
        for instrument in self._world.instruments.values():
            self._orders.market_cancel(instrument, order_id)
        return self._world.take_events()

    def set_status(self, instrument: InstrumentId, status: InstrumentStatus) -> None:
        """Open, restrict or halt an instrument; what rests on its book stays."""
        instruments = self._world.instruments
        instruments[instrument] = replace(instruments[instrument], status=status)

    def set_mark(
        self, instrument: InstrumentId, mark: Decimal, index: Decimal, now_ms: int
    ) -> list[EngineEvent]:
        """Set mark and index of an instrument; positions that this loses are closed, then stops go off."""
        self._world.marks.set_price(instrument, mark, index)
        self._world.moves.marked(instrument, mark)
        if instrument.product.is_futures:
            self._liquidator.check(instrument, now_ms)
        return self._events(now_ms)

    def set_funding(self, instrument: InstrumentId, rate: Decimal, next_ms: int) -> None:
        """Set the funding rate of a contract and when it is settled next."""
        self._world.marks.set_funding(instrument, rate, next_ms)

    def settle_funding(self, instrument: InstrumentId, now_ms: int) -> list[EngineEvent]:
        """Pay funding at the current rate and mark."""
        self._settlement.settle_funding(self._world.instrument(instrument), now_ms)
        self._liquidator.check(instrument, now_ms)
        return self._events(now_ms)

    # -- persistence ---------------------------------------------------------------------------------

    def dump_accounts(self) -> dict[str, object]:
        """All accounts and the ledgers of the house, as plain JSON values with decimals as text."""
        return dump_world(self._world)

    def load_accounts(self, data: Mapping[str, object], now_ms: int) -> None:
        """Take over dumped accounts; resting orders go back on the book, trading if the market came to them.

        Raises:
            BadDumpError: the data is not a dump of this exchange; nothing was changed.
        """
        load_world(self._world, self._orders, self._strategies, data, now_ms)
        self._events(now_ms)

    # -- inside --------------------------------------------------------------------------------------

    def _told(self, row: OrderRow, now_ms: int) -> tuple[OrderRow, list[EngineEvent]]:
        """The order as its request has left it, before what its trades may have set off."""
        copy = order_copy(row)
        return copy, self._events(now_ms)

    def _events(self, now_ms: int) -> list[EngineEvent]:
        """End a step: let strategy orders go off and follow, and tell everything."""
        self._strategies.run(now_ms)
        return self._world.take_events()

    def _open_order(self, account: Account, order_id: str, client_oid: str) -> OrderRow:
        row = account.find(order_id, client_oid)
        if row is None:
            raise RefusalError(Reason.ORDER_NOT_FOUND, "Order does not exist.")
        if row.order_id not in account.orders:
            raise RefusalError(Reason.ORDER_FINAL, "The order is already filled or cancelled.")
        return row
