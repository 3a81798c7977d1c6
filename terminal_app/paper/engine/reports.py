"""Turns the engine's inner state into the rows it shows: positions, closed positions, the account."""

from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.money import ZERO
from terminal_app.paper.engine.account import Account, remaining
from terminal_app.paper.engine.exact import ratio
from terminal_app.paper.engine.messages import AccountRow, ClosedPositionRow, CoinRow, OrderRow, PositionRow
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.world import World

_ONE = Decimal(1)


def order_copy(row: OrderRow) -> OrderRow:
    """The order as it is now; later fills do not change the copy."""
    return OrderRow(
        row.order_id,
        row.request,
        row.client_oid,
        row.size,
        row.price,
        row.hold_mode,
        row.leverage,
        row.created_ms,
        row.updated_ms,
        row.status,
        row.filled,
        row.filled_value,
        dict(row.fees),
        row.realised_pnl,
        row.cause,
        row.liquidation,
    )


def position_row(world: World, account: Account, position: Position) -> PositionRow:
    """A position at the current mark."""
    instrument = position.instrument
    mark = world.marks.mark(instrument.id) or position.avg_price
    leverage, _ = account.leverage(instrument)
    frozen = sum((remaining(row) for row in account.closers(position)), ZERO)
    return PositionRow(
        instrument=instrument.id,
        side=position.side,
        hold_mode=account.hold_mode,
        margin_mode=position.margin_mode,
        size=abs(position.size),
        frozen=frozen,
        avg_price=position.avg_price,
        leverage=leverage,
        margin=world.margin.initial(account, position),
        mark=mark,
        unrealised_pnl=position.unrealised(mark),
        realised_pnl=position.realised,
        liquidation=world.margin.liquidation_price(account, position),
        break_even=_break_even(position),
        maintenance_rate=world.margin.maintenance_rate(instrument.id, position.value(mark)),
        open_fee=position.open_fee,
        close_fee=position.close_fee,
        funding=position.funding,
        created_ms=position.created_ms,
        updated_ms=position.updated_ms,
        position_id=position.position_id,
        auto_margin=position.auto_margin,
    )


def closed_row(position: Position, hold_mode: HoldMode) -> ClosedPositionRow:
    """The record of a position that has ended."""
    return ClosedPositionRow(
        position_id=position.position_id,
        instrument=position.instrument.id,
        side=position.side,
        hold_mode=hold_mode,
        margin_mode=position.margin_mode,
        open_size=position.opened,
        close_size=position.closed,
        open_price=ratio(position.opened_value, position.opened),
        close_price=ratio(position.closed_value, position.closed) if position.closed else ZERO,
        realised_pnl=position.realised,
        net_profit=position.realised + position.funding - position.open_fee - position.close_fee,
        funding=position.funding,
        open_fee=position.open_fee,
        close_fee=position.close_fee,
        created_ms=position.created_ms,
        updated_ms=position.updated_ms,
    )


def account_row(world: World, account: Account) -> AccountRow:
    """Totals and coins. A coin is shown when some of it is held or it backs a position."""
    margin, marks = world.margin, world.marks
    unrealised = initial = maintenance = ZERO
    by_coin: dict[str, Decimal] = {}
    for position in account.positions.values():
        coin = position.instrument.quote
        profit = margin.unrealised(position)
        by_coin[coin] = by_coin.get(coin, ZERO) + profit
        usd = marks.usd(coin)
        unrealised += profit * usd
        initial += margin.initial(account, position) * usd
        maintenance += margin.maintenance(position) * usd
    rows = []
    for coin in sorted(set(account.coins) | set(by_coin)):
        balance = account.balance(coin)
        orders = margin.orders_margin(account, coin)
        initial += orders * marks.usd(coin)
        equity = balance + by_coin.get(coin, ZERO)
        if not balance and not equity:
            continue
        rows.append(
            CoinRow(
                coin=coin,
                balance=balance,
                available=max(ZERO, margin.free(account, coin)),
                locked=margin.spot_locked(account, coin) + orders,
                equity=equity,
                usd_value=equity * marks.usd(coin),
            )
        )
    total = sum((row.usd_value for row in rows), ZERO)
    return AccountRow(total, unrealised, initial, maintenance, tuple(rows))


def _break_even(position: Position) -> Decimal:
    """Where closing at market earns back the fees of opening and closing (both taken as the taker's)."""
    fee = position.instrument.taker_fee or ZERO
    if not position.size:
        return ZERO
    if position.size > 0:
        price = ratio(position.avg_price * (_ONE + fee), _ONE - fee)
    else:
        price = ratio(position.avg_price * (_ONE - fee), _ONE + fee)
    return position.instrument.snap_price(price, position.closing_side)
