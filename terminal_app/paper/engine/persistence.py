"""Accounts to plain data and back, so that they survive a restart of the exchange.

Only accounts and the ledgers of the house are kept; books and prices are the market's, which makes them anew.
A dump is read completely before anything is changed.
"""

from collections.abc import Mapping

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import plain
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.account import Account
from terminal_app.paper.engine.dumps import (
    BadDumpError,
    Reader,
    Row,
    amounts_row,
    instrument_text,
    read_instrument,
)
from terminal_app.paper.engine.ledger import House
from terminal_app.paper.engine.messages import OrderRow
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.positions import Position
from terminal_app.paper.engine.row_dumps import (
    bill_row,
    closed_position_row,
    fill_row,
    order_row,
    read_bill,
    read_closed_position,
    read_fill,
    read_order,
)
from terminal_app.paper.engine.strategies import Strategies
from terminal_app.paper.engine.strategy_dumps import read_strategy, strategy_row
from terminal_app.paper.engine.strategy_messages import StrategyKind, StrategyRow
from terminal_app.paper.engine.world import World

_VERSION = 2
_FIRST = 1
"""Dumps before there were strategy orders: they have none."""


def dump_world(world: World) -> Row:
    """All accounts and houses of a world."""
    return {
        "version": _VERSION,
        "last_id": world.ids.last,
        "accounts": [_account_row(account) for account in world.accounts.values()],
        "houses": {name: _house_row(house) for name, house in _houses(world).items()},
    }


def load_world(
    world: World, orders: Orders, strategies: Strategies, data: Mapping[str, object], now_ms: int
) -> None:
    """Take over a dump of this version or of the first; accounts of the same uid are replaced.

    Open orders go back to work in the order in which they were first placed. An order or position on an
    instrument that is no longer listed ends the load before anything has changed.

    Raises:
        BadDumpError: the data is not a dump of this exchange.
    """
    reader = Reader(data)
    version = reader.whole("version")
    if version not in {_FIRST, _VERSION}:
        raise BadDumpError("the dump is of another version")
    last_id = reader.whole("last_id")
    loaded = [_read_account(world, row) for row in reader.rows("accounts")]
    strategy_rows = [
        ([], []) if version == _FIRST else _read_strategies(account, row)
        for (account, _), row in zip(loaded, reader.rows("accounts"), strict=True)
    ]
    houses = {name: _read_house(reader.object("houses").object(name)) for name in _houses(world)}
    world.ids.last = max(world.ids.last, last_id)
    for name, house in _houses(world).items():
        house.coins, house.contracts = houses[name].coins, houses[name].contracts
    open_orders: list[tuple[Account, OrderRow]] = []
    for account, rows in loaded:
        world.accounts[account.uid] = account
        open_orders += [(account, row) for row in rows]
    for (account, _), (waiting, past) in zip(loaded, strategy_rows, strict=True):
        account.past_strategies.extend(past)
        strategies.load(account, waiting)
    open_orders.sort(key=lambda pair: int(pair[1].order_id))
    for account, row in open_orders:
        account.open(row)
    for account, row in open_orders:
        if row.order_id in account.orders:
            orders.restore(account, row, now_ms)


def _houses(world: World) -> dict[str, House]:
    return {"market": world.market, "fees": world.fees, "insurance": world.insurance}


def _account_row(account: Account) -> Row:
    return {
        "uid": account.uid,
        "coins": amounts_row(account.coins),
        "hold_mode": account.hold_mode.value,
        **({"classic": True} if account.classic else {}),
        "settings": [
            {"instrument": instrument_text(one), "leverage": plain(leverage), "margin_mode": mode.value}
            for one, (leverage, mode) in account.settings.items()
        ],
        "positions": [_position_row(position) for position in account.positions.values()],
        "orders": [order_row(row) for row in account.orders.values()],
        "finished": [order_row(row) for row in account.finished.values()],
        "fills": [fill_row(row) for row in account.fills],
        "closed": [closed_position_row(row) for row in account.closed],
        "bills": [bill_row(row) for row in account.bills],
        "strategies": [strategy_row(row) for row in account.strategies.values()],
        "past_strategies": [strategy_row(row) for row in account.past_strategies],
    }


def _read_account(world: World, reader: Reader) -> tuple[Account, list[OrderRow]]:
    account = Account(reader.text("uid"), coins=reader.amounts("coins"))
    account.hold_mode = reader.choice("hold_mode", HoldMode)
    account.classic = "classic" in reader.names() and reader.flag("classic")
    for row in reader.rows("settings"):
        setting = (row.money("leverage"), row.choice("margin_mode", MarginMode))
        account.settings[row.instrument("instrument")] = setting
    for row in reader.rows("positions"):
        position = _read_position(world, row)
        account.positions[position.instrument.id, position.key] = position
    for row in reader.rows("finished"):
        account.finish(read_order(row))
    account.fills.extend(read_fill(row) for row in reader.rows("fills"))
    account.closed.extend(read_closed_position(row) for row in reader.rows("closed"))
    account.bills.extend(read_bill(row) for row in reader.rows("bills"))
    open_rows = [read_order(row) for row in reader.rows("orders")]
    for order in open_rows:
        _listed(world, order.request.instrument)
    return account, open_rows


def _read_strategies(account: Account, reader: Reader) -> tuple[list[StrategyRow], list[StrategyRow]]:
    """The waiting and the past strategy orders of an account; waiting exits of futures have positions."""
    waiting = [read_strategy(row) for row in reader.rows("strategies")]
    held = {position.position_id for position in account.positions.values()}
    if any(
        row.kind is StrategyKind.TPSL and row.instrument.product.is_futures and row.position_id not in held
        for row in waiting
    ):
        raise BadDumpError("a take-profit or stop-loss has no position")
    return waiting, [read_strategy(row) for row in reader.rows("past_strategies")]


def _position_row(position: Position) -> Row:
    return {
        "position_id": position.position_id,
        "instrument": instrument_text(position.instrument.id),
        "key": position.key.value,
        "direction": position.direction.value,
        "margin_mode": position.margin_mode.value,
        "created_ms": position.created_ms,
        "updated_ms": position.updated_ms,
        "size": plain(position.size),
        "cost": plain(position.cost),
        "isolated": plain(position.isolated),
        "realised": plain(position.realised),
        "funding": plain(position.funding),
        "open_fee": plain(position.open_fee),
        "close_fee": plain(position.close_fee),
        "opened": plain(position.opened),
        "opened_value": plain(position.opened_value),
        "closed": plain(position.closed),
        "closed_value": plain(position.closed_value),
        **({"auto_margin": True} if position.auto_margin else {}),
    }


def _read_position(world: World, row: Reader) -> Position:
    return Position(
        position_id=row.text("position_id"),
        instrument=world.instruments[_listed(world, row.instrument("instrument"))],
        key=row.choice("key", PositionSide),
        direction=row.choice("direction", Side),
        margin_mode=row.choice("margin_mode", MarginMode),
        created_ms=row.whole("created_ms"),
        updated_ms=row.whole("updated_ms"),
        size=row.money("size"),
        cost=row.money("cost"),
        isolated=row.money("isolated"),
        realised=row.money("realised"),
        funding=row.money("funding"),
        open_fee=row.money("open_fee"),
        close_fee=row.money("close_fee"),
        opened=row.money("opened"),
        opened_value=row.money("opened_value"),
        closed=row.money("closed"),
        closed_value=row.money("closed_value"),
        auto_margin="auto_margin" in row.names() and row.flag("auto_margin"),
    )


def _listed(world: World, instrument: InstrumentId) -> InstrumentId:
    if instrument not in world.instruments:
        raise BadDumpError(f"{instrument} is not listed here")
    return instrument


def _house_row(house: House) -> Row:
    contracts = {instrument_text(one): amount for one, amount in house.contracts.items()}
    return {"coins": amounts_row(house.coins), "contracts": amounts_row(contracts)}


def _read_house(reader: Reader) -> House:
    house = House(coins=reader.amounts("coins"))
    contracts = reader.object("contracts")
    for name in contracts.names():
        house.contracts[read_instrument(name)] = contracts.money(name)
    return house
