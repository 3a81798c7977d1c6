"""What a trade does to accounts: coins, fees, positions, profit, ledger lines, orders it invalidates.

Every amount that leaves one account enters another (a house account if need be), in the same exact number.
"""

from decimal import Decimal
from functools import partial

from terminal_app.core.account import Liquidity
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import MarginMode, Side, VenueStatus
from terminal_app.paper.engine.account import Account, order_value, remaining
from terminal_app.paper.engine.exact import grain, ratio
from terminal_app.paper.engine.ledger import House
from terminal_app.paper.engine.matching import Execution
from terminal_app.paper.engine.messages import (
    BillRow,
    CancelCause,
    Filled,
    FillRow,
    OrderChanged,
    OrderRow,
    PositionChanged,
    Printed,
)
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.reports import closed_row, order_copy, position_row
from terminal_app.paper.engine.trades import Effect, Trade, bill_kind
from terminal_app.paper.engine.world import MARKET, World


class Settlement:
    """Books trades, fees and funding into the accounts of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def execute(
        self,
        instrument: Instrument,
        execution: Execution,
        taker: OrderRow | None,
        uid: str,
        side: Side,
        now_ms: int,
    ) -> None:
        """Settle one step of matching; `taker` is `None` when the synthetic market took."""
        world = self._world
        maker = execution.maker
        price, size = execution.price * instrument.tick, execution.lots * instrument.lot
        world.emit_print(Printed(instrument.id, world.ids.next(now_ms), price, size, side, now_ms))
        if maker.owner == MARKET and taker is None:
            return
        value = price * size
        if maker.owner == MARKET:
            world.market.trade(instrument, side.opposite, size, value)
        else:
            account = world.accounts[maker.owner]
            trade = Trade(instrument, side.opposite, price, size, value, Liquidity.MAKER, now_ms)
            self.fill(account, account.orders[maker.order_id], trade)
        if taker is None:
            world.market.trade(instrument, side, size, value)
        else:
            trade = Trade(instrument, side, price, size, value, Liquidity.TAKER, now_ms)
            self.fill(world.accounts[uid], taker, trade)

    def take_over(self, account: Account, row: OrderRow, trade: Trade, house: House) -> None:
        """Settle a trade against a house account: no book could take the other side."""
        house.trade(trade.instrument, trade.side.opposite, trade.size, trade.value)
        self.fill(account, row, trade)

    def fill(self, account: Account, row: OrderRow, trade: Trade) -> None:
        """Book one side of a trade into an account and its order."""
        world, instrument, now_ms = self._world, trade.instrument, trade.now_ms
        row.filled = filled = row.filled + trade.size
        row.filled_value += trade.value
        row.updated_ms = now_ms
        done = isinstance(row.size, BaseQty) and filled >= row.size.value
        row.status = VenueStatus.FILLED if done else VenueStatus.PARTIALLY_FILLED
        changed: list[Position] = []
        if instrument.id.product.is_futures:
            effect, changed = self._fill_futures(account, row, trade)
        else:
            effect = self._fill_spot(account, trade)
        fees, coin = row.fees, effect.fee_coin
        fees[coin] = fees.get(coin, ZERO) + effect.fee
        row.realised_pnl += effect.realised
        fill = FillRow(
            world.ids.next(now_ms),
            row.order_id,
            row.client_oid,
            instrument.id,
            row.request.order_type,
            trade.side,
            effect.position_side,
            effect.opens,
            trade.price,
            trade.size,
            trade.value,
            effect.fee,
            effect.fee_coin,
            effect.realised,
            trade.liquidity,
            now_ms,
        )
        account.fills.append(fill)
        if done:
            account.finish(row)
        else:
            account.recount(row)
        world.emit(OrderChanged(account.uid, order_copy(row)))
        world.emit(Filled(account.uid, fill))
        for position in changed:
            if account.sums.of(instrument.id).closers:
                self.trim_closers(account, position, abs(position.size), now_ms)
            self.tell(account, position)
        if changed:
            self.cover_shortfall(account, instrument.quote, now_ms)
        if changed or row.request.exits:
            world.expose(account, row, effect.opened)
        world.touch_balance(account.uid)

    def settle_funding(self, instrument: Instrument, now_ms: int) -> None:
        """Pay funding on every position of a contract: longs pay shorts when the rate is positive."""
        world = self._world
        rate, _ = world.marks.funding(instrument.id)
        mark = world.marks.mark(instrument.id)
        for account in world.accounts.values():
            for position in list(account.positions_of(instrument.id)):
                amount = grain(-position.size * mark * rate)
                position.funding += amount
                position.updated_ms = now_ms
                if position.margin_mode is MarginMode.ISOLATED:
                    position.isolated += amount
                account.add(instrument.quote, amount)
                world.market.add(instrument.quote, -amount)
                kind = (
                    "CONTRACT_MAIN_SETTLE_FEE_USER_IN" if amount >= 0 else "CONTRACT_MAIN_SETTLE_FEE_USER_OUT"
                )
                self.bill(account, instrument.id, instrument.quote, kind, amount, ZERO, now_ms)
                self.tell(account, position)
                world.touch_balance(account.uid)

    def bill(
        self,
        account: Account,
        instrument: InstrumentId | None,
        coin: str,
        kind: str,
        amount: Decimal,
        fee: Decimal,
        now_ms: int,
    ) -> None:
        """Write a line of the account's ledger; the balance is the one after it."""
        bill_id, balance = self._world.ids.next(now_ms), account.balance(coin)
        account.bills.append(BillRow(bill_id, instrument, coin, kind, amount, fee, balance, now_ms))

    def finish(self, account: Account, row: OrderRow, cause: CancelCause, now_ms: int) -> None:
        """End an order as cancelled and take it off the book; its fills stay."""
        world = self._world
        book = world.books[row.request.instrument]
        if book.remove(row.order_id) is not None:
            world.touch_book(row.request.instrument)
        row.status, row.cause, row.updated_ms = VenueStatus.CANCELLED, cause, now_ms
        account.finish(row)
        world.emit(OrderChanged(account.uid, order_copy(row)))
        world.touch_balance(account.uid)

    def trim_closers(self, account: Account, position: Position, room: Decimal, now_ms: int) -> None:
        """Cancel closing orders from the oldest on until the rest fits into `room`."""
        rows = list(account.closers(position))
        waiting = sum((remaining(row) for row in rows), ZERO)
        for row in rows:
            if waiting <= room:
                return
            waiting -= remaining(row)
            self.finish(account, row, CancelCause.REDUCE_ONLY, now_ms)

    def cover_shortfall(self, account: Account, coin: str, now_ms: int) -> None:
        """Keep locks and balance honest after a loss.

        Money that is gone cannot stay locked: spot buys are cancelled from the oldest on. What is owed when
        no crossed position is left is paid by the insurance fund.
        """
        world = self._world
        margin = world.margin
        balance, isolated = account.balance(coin), margin.isolated(account, coin)
        own, locked = balance - isolated, margin.spot_locked(account, coin)
        for row in list(account.orders.values()) if locked > own else ():
            instrument = world.instruments[row.request.instrument]
            if (
                instrument.quote == coin
                and row.request.side is Side.BUY
                and not instrument.id.product.is_futures
            ):
                locked -= order_value(row)
                self.finish(account, row, CancelCause.LIQUIDATION, now_ms)
                if locked <= own:
                    break
        if isolated > balance and not margin.crossed(account, coin):
            self._insure(account, coin, isolated - balance, now_ms)

    def tell(self, account: Account, position: Position) -> None:
        """Note that a position changed."""
        read = partial(position_row, self._world, account, position)
        self._world.emit(PositionChanged(account.uid, position.instrument.id, position.side, read))

    # -- one side of a trade -------------------------------------------------------------------------

    def _fill_spot(self, account: Account, trade: Trade) -> Effect:
        """Buying pays its fee in base coin, selling in quote coin (the venue's documentation, spot fees)."""
        instrument, now_ms = trade.instrument, trade.now_ms
        if trade.side is Side.BUY:
            given, given_amount, got, got_amount = instrument.quote, trade.value, instrument.base, trade.size
        else:
            given, given_amount, got, got_amount = instrument.base, trade.size, instrument.quote, trade.value
        fee = trade.fee_on(got_amount)
        account.add(given, -given_amount)
        self.bill(account, instrument.id, given, "ORDER_DEALT_FROZEN_OUT", -given_amount, ZERO, now_ms)
        account.add(got, got_amount - fee)
        self._world.fees.add(got, fee)
        self.bill(account, instrument.id, got, "ORDER_DEALT_IN", got_amount, fee, now_ms)
        kept = trade.size - fee if got == instrument.base else trade.size
        return Effect(fee, got, opened=kept)

    def _fill_futures(self, account: Account, row: OrderRow, trade: Trade) -> tuple[Effect, list[Position]]:
        """Close what the trade closes, open with the rest; returns what it changed, old before new."""
        instrument = trade.instrument
        key = row.request.position_side
        fee = trade.fee_on(trade.value)
        effect = Effect(fee, instrument.quote, position_side=key)
        changed = []
        position = account.position(instrument.id, key)
        closing = ZERO
        if position is not None and position.closing_side is trade.side:
            closing = min(trade.size, abs(position.size))
            self._close(account, position, closing, trade, effect)
            changed.append(position)
            position = account.position(instrument.id, key)
        opening = trade.size - closing
        effect.opens, effect.opened = opening > 0, opening
        if opening:
            if position is None:
                position = self._begin(account, row, trade)
            self._open(account, position, opening, trade, effect)
            changed.append(position)
        account.add(instrument.quote, effect.realised - fee)
        self._world.fees.add(instrument.quote, fee)
        kind = bill_kind(account.hold_mode, key, trade.side, row.liquidation)
        self.bill(account, instrument.id, instrument.quote, kind, effect.realised, fee, trade.now_ms)
        return effect, changed

    def _close(
        self, account: Account, position: Position, size: Decimal, trade: Trade, effect: Effect
    ) -> None:
        effect.realised, freed = position.decrease(size, trade.price * size)
        position.close_fee += grain(ratio(effect.fee * size, trade.size))
        position.updated_ms = trade.now_ms
        if position.margin_mode is MarginMode.ISOLATED and effect.realised + freed < 0:
            # The margin is all an isolated position can lose; the rest is the insurance fund's.
            self._insure(account, trade.instrument.quote, -(effect.realised + freed), trade.now_ms)
        if not position.size:
            account.closed.append(closed_row(position, account.hold_mode))
            del account.positions[trade.instrument.id, position.key]

    def _begin(self, account: Account, row: OrderRow, trade: Trade) -> Position:
        position = Position(
            position_id=self._world.ids.next(trade.now_ms),
            instrument=trade.instrument,
            key=row.request.position_side,
            direction=trade.side,
            margin_mode=row.request.margin_mode,
            created_ms=trade.now_ms,
            updated_ms=trade.now_ms,
        )
        account.positions[trade.instrument.id, position.key] = position
        return position

    def _open(
        self, account: Account, position: Position, size: Decimal, trade: Trade, effect: Effect
    ) -> None:
        value = trade.price * size
        position.increase(size, value)
        position.open_fee += effect.fee - grain(ratio(effect.fee * (trade.size - size), trade.size))
        position.updated_ms = trade.now_ms
        if position.margin_mode is MarginMode.ISOLATED:
            leverage, _ = account.leverage(trade.instrument)
            position.isolated += grain(ratio(value, leverage))

    def _insure(self, account: Account, coin: str, amount: Decimal, now_ms: int) -> None:
        account.add(coin, amount)
        self._world.insurance.add(coin, -amount)
        self.bill(account, None, coin, "BURST_INSURANCE_IN", amount, ZERO, now_ms)
