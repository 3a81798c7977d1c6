"""The futures wallets of the classic API: money, bills, leverage, margin and position modes."""

from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.paper.engine.messages import BillRow
from terminal_app.paper.server.classic.errors import incomplete
from terminal_app.paper.server.classic.purses import margin_coins, purse
from terminal_app.paper.server.classic.reading import (
    margin_instrument,
    mix_instrument,
    need,
    page,
    product_type,
)
from terminal_app.paper.server.classic.words import HOLD_SIDE
from terminal_app.paper.server.encode import classic_position as encode
from terminal_app.paper.server.encode.numbers import average, number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_value, missing
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.words import HOLD_MODE, MARGIN_MODE, ORDER_TYPE, READ_HOLD_MODE, YES_NO

_BILL_DAYS = 30
_FUNDING = "contract_settle_fee"
_LEVERAGE = Decimal(20)
_ON_OFF = {"on": True, "off": False}
_SIDES = {"long": Side.BUY, "short": Side.SELL, "buy": Side.BUY, "sell": Side.SELL}


def account(call: Call) -> object:
    """One margin coin of a wallet, and how one contract is set up."""
    params, venue = call.params(), call.venue
    need(params, "symbol", "productType", "marginCoin")
    row = mix_instrument(venue, params)
    uid = venue.wallets.of(row.id.product)
    leverage, mode = venue.engine.leverage(uid, row.id)
    return encode.single_account(
        purse(venue, row.id.product, row.quote), leverage, mode, venue.engine.hold_mode(uid)
    )


def accounts(call: Call) -> object:
    """Every margin coin of a wallet."""
    product = product_type(call.params())
    if product is None:
        return []
    coins = margin_coins(call.venue, product)
    return [encode.account(purse(call.venue, product, coin)) for coin in coins]


def bills(call: Call) -> object:
    """The ledger of a wallet, newest first, at most 30 days of it at once."""
    params, venue = call.params(), call.venue
    product = product_type(params)
    if product is None:
        return {"bills": [], "endId": None}
    kind = params.text("businessType").lower()
    if params.word("onlyFunding", YES_NO, default=False):
        kind = _FUNDING
    rows: list[BillRow] = [
        row
        for row in venue.engine.bills(venue.wallets.of(product), None, params.text("coin").upper() or None)
        if kind in {"", encode.business_type(row.kind)}
    ]
    found = page(
        params,
        rows,
        lambda row: row.bill_id,
        lambda row: row.time_ms,
        default=20,
        days=_BILL_DAYS,
        now_ms=venue.market_ms(),
    )
    return {"bills": [encode.bill(row) for row in found], "endId": found[-1].bill_id if found else None}


def set_leverage(call: Call) -> object:
    """Set the leverage of one contract. Both sides of it always have the same here."""
    params, venue = call.params(), call.venue
    need(params, "symbol", "productType", "marginCoin")
    row = mix_instrument(venue, params)
    given = {params.positive(name) for name in ("leverage", "longLeverage", "shortLeverage")} - {None}
    if not given:
        raise incomplete()
    own_sides = {params.positive(name) for name in ("longLeverage", "shortLeverage")} - {None}
    if len(own_sides) > 1:
        raise ApiError("40020", "The long and the short side have the same leverage here")
    leverage = next(iter(own_sides or given))
    if leverage is not None:
        _set(call, row, leverage, None)
    return _setting(call, row) | {"crossMarginLeverage": number(leverage or Decimal(1))}


def set_all_leverage(call: Call) -> object:
    """Set the leverage of every contract of a product type that allows it."""
    params = call.params()
    product = product_type(params)
    leverage = params.positive("leverage")
    if leverage is None:
        raise incomplete()
    for row in call.venue.listed(product) if product else ():
        _set(call, row, min(leverage, Decimal(row.max_leverage)), None)
    return "success"


def set_margin_mode(call: Call) -> object:
    """Share the wallet among positions, or set margin aside for each."""
    params, venue = call.params(), call.venue
    need(params, "symbol", "productType", "marginCoin", "marginMode")
    row = mix_instrument(venue, params)
    leverage, _ = venue.engine.leverage(venue.wallets.of(row.id.product), row.id)
    _set(call, row, leverage, params.needed_word("marginMode", MARGIN_MODE))
    return _setting(call, row)


def set_position_mode(call: Call) -> object:
    """Switch a whole product type between one-way and hedge mode."""
    params, venue = call.params(), call.venue
    need(params, "productType", "posMode")
    product = product_type(params)
    mode: HoldMode = params.needed_word("posMode", READ_HOLD_MODE)
    if product is not None:
        venue.engine.set_hold_mode(venue.wallets.of(product), mode)
        call.store.touch()
    return {"posMode": HOLD_MODE[mode]}


def set_margin(call: Call) -> object:
    """Set more aside for an isolated position, or take some back (a negative amount)."""
    params, venue = call.params(), call.venue
    need(params, "symbol", "productType", "marginCoin", "amount")
    row = mix_instrument(venue, params)
    amount = params.decimal("amount")
    if not amount:
        raise bad_value("amount")
    uid = venue.wallets.of(row.id.product)
    if params.text("holdSide"):
        side = params.needed_word("holdSide", HOLD_SIDE)
    else:
        held = venue.engine.positions(uid, row.id.product, row.id.symbol)
        if len(held) != 1:
            raise bad_value("holdSide")
        side = held[0].side
    venue.apply(venue.engine.wallets.add_margin(uid, row.id, side, amount, venue.market_ms()))
    return ""


def set_auto_margin(call: Call) -> object:
    """Say whether an isolated position is given more margin before it is lost."""
    params, venue = call.params(), call.venue
    need(params, "symbol", "autoMargin", "marginCoin", "holdSide")
    row = margin_instrument(venue, params)
    side, on = params.needed_word("holdSide", HOLD_SIDE), params.needed_word("autoMargin", _ON_OFF)
    uid = venue.wallets.of(row.id.product)
    venue.apply(venue.engine.wallets.set_auto_margin(uid, row.id, side, on, venue.market_ms()))
    return "success"


def set_asset_mode(call: Call) -> object:
    """A futures wallet has one margin coin here, so it stays in single mode."""
    params = call.params()
    need(params, "productType", "assetMode")
    if params.text("assetMode").lower() != "single":
        raise ApiError("40020", "The paper exchange knows the single asset mode only")
    return "success"


def open_count(call: Call) -> object:
    """How much an amount of margin opens at a price."""
    params = call.params()
    need(params, "symbol", "productType", "marginCoin", "openAmount", "openPrice")
    row = mix_instrument(call.venue, params)
    amount, price = params.positive("openAmount"), params.positive("openPrice")
    if amount is None or price is None:
        raise bad_value("openAmount")
    return {"size": number(_opened(row, amount, price, params.positive("leverage") or _LEVERAGE))}


def max_open(call: Call) -> object:
    """How much can still be opened on one side."""
    params, venue = call.params(), call.venue
    row, side, price = _wanted(call, params)
    return {"maxOpen": number(venue.engine.max_open(venue.wallets.of(row.id.product), row.id, side, price))}


def liquidation_price(call: Call) -> object:
    """Where a position would be lost once an amount of margin had opened it or made it larger."""
    params, venue = call.params(), call.venue
    need(params, "openAmount")
    row, side, price = _wanted(call, params)
    amount = params.positive("openAmount")
    if amount is None:
        raise bad_value("openAmount")
    uid = venue.wallets.of(row.id.product)
    size = _opened(row, amount, price, venue.engine.leverage(uid, row.id)[0])
    return {"liqPrice": average(venue.engine.liquidation_after(uid, row.id, side, size, price), row)}


def _wanted(call: Call, params: Params) -> tuple[Instrument, Side, Decimal]:
    """What an order that is only asked about would trade; at market the best price stands for its own."""
    need(params, "symbol", "productType", "marginCoin", "posSide", "orderType")
    row = mix_instrument(call.venue, params)
    side = params.needed_word("posSide", _SIDES)
    price = params.positive("openPrice")
    if price is None:
        if params.needed_word("orderType", ORDER_TYPE) is OrderType.LIMIT:
            raise missing("openPrice")
        bid, ask = call.venue.engine.best(row.id)
        price = (ask if side is Side.BUY else bid) or call.venue.engine.mark(row.id)
    return row, side, price


def _opened(row: Instrument, amount: Decimal, price: Decimal, leverage: Decimal) -> Decimal:
    """What an amount of margin pays for, its fee included."""
    return row.floor_size(amount / (price * (1 / leverage + (row.taker_fee or ZERO))))


def _set(call: Call, row: Instrument, leverage: Decimal, mode: MarginMode | None) -> None:
    call.venue.engine.set_leverage(call.venue.wallets.of(row.id.product), row.id, leverage, mode)
    call.store.touch()


def _setting(call: Call, row: Instrument) -> Row:
    leverage, mode = call.venue.engine.leverage(call.venue.wallets.of(row.id.product), row.id)
    return {
        "symbol": row.id.symbol,
        "marginCoin": row.quote,
        "longLeverage": number(leverage),
        "shortLeverage": number(leverage),
        "marginMode": mode.value,
    }
