"""The account of the unified API: balances, settings, fees, ledger."""

from terminal_app.core.account import HoldMode
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode, Side
from terminal_app.paper.server.encode import trading as encode
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.reading import read_instrument, read_listed, read_product
from terminal_app.paper.server.rest.call import Call, page
from terminal_app.paper.server.words import HOLD_MODE, MARGIN_MODE, READ_HOLD_MODE, SIDE

_OTHER = "OTHER"


def info(call: Call) -> object:
    """Who the key belongs to and what it may."""
    return {
        "userId": call.venue.uid,
        "inviterId": "",
        "parentId": "",
        "channelCode": "",
        "channel": "",
        "ips": "",
        "permType": "read-and-write",
        "permissions": ["uta_mgt", "uta_trade"],
        "regisTime": "1704067200000",
    }


def settings(call: Call) -> object:
    """How the account is set up; answering at all tells a client that it is a unified one."""
    engine, uid = call.venue.engine, call.venue.uid
    rows = []
    for instrument in engine.instruments:
        if instrument.product.is_futures:
            leverage, margin_mode = engine.leverage(uid, instrument)
            rows.append((instrument, margin_mode.value, leverage))
    return {
        "uid": uid,
        "accountMode": "unified",
        "assetMode": "multi_assets",
        "holdMode": HOLD_MODE[engine.hold_mode(uid)],
        "stpMode": "none",
        "symbolConfigList": encode.symbol_configs(rows),
        "coinConfigList": [],
    }


def switch_status(_: Call) -> object:
    """Whether the account is being made a classic one, which a paper account never is."""
    return {"status": "fail", "reason": "A paper account stays as it is"}


def assets(call: Call) -> object:
    """Balances and margins."""
    return encode.assets(call.venue.engine.account(call.venue.uid), call.venue.btc_price())


def funding_assets(_: Call) -> object:
    """The funding account, which a paper account does not have."""
    return []


def fee_rate(call: Call) -> object:
    """What the account pays on one instrument."""
    instrument = read_instrument(call.venue, call.params())
    return {
        "makerFeeRate": number(instrument.maker_fee or ZERO),
        "takerFeeRate": number(instrument.taker_fee or ZERO),
    }


def all_fee_rates(call: Call) -> object:
    """What the account pays on every instrument of a category."""
    return [
        {
            "makerFeeRate": number(one.maker_fee or ZERO),
            "takerFeeRate": number(one.taker_fee or ZERO),
            "symbol": one.id.symbol,
        }
        for one in read_listed(call.venue, call.params())
    ]


def financial_records(call: Call) -> object:
    """The ledger, newest first."""
    params = call.params()
    category = params.needed("category").upper()
    product = None if category == _OTHER else read_product(params)
    rows = call.venue.engine.bills(call.venue.uid, product, params.text("coin") or None)
    if category == _OTHER:
        rows = [row for row in rows if row.instrument is None]
    elif product is None:
        rows = []
    kind = params.text("type").upper()
    wanted = [row for row in rows if not kind or row.kind.upper() == kind]
    return page(params, wanted, lambda row: row.bill_id, lambda row: row.time_ms, encode.bill)


def max_open_available(call: Call) -> object:
    """How much can still be opened. A market order is taken at the best opposite price."""
    params = call.params()
    params.need("category", "symbol", "orderType", "side")
    instrument = read_instrument(call.venue, params)
    side = params.needed_word("side", SIDE)
    best_bid, best_ask = call.venue.engine.best(instrument.id)
    price = params.positive("price") or (best_ask if side is Side.BUY else best_bid)
    if price is None:
        price = call.venue.market.stats_24h(instrument.id).last
    most = {one: call.venue.engine.max_open(call.venue.uid, instrument.id, one, price) for one in Side}
    coin = instrument.base if not instrument.id.product.is_futures and side is Side.SELL else instrument.quote
    row = next((one for one in call.venue.engine.account(call.venue.uid).coins if one.coin == coin), None)
    futures = instrument.id.product.is_futures
    return {
        "available": number(row.available if row else ZERO),
        "maxOpen": number(most[side]) if futures else "",
        "buyOpenCost": "",
        "sellOpenCost": "",
        "maxBuyOpen": number(most[Side.BUY]) if futures else "",
        "maxSellOpen": number(most[Side.SELL]) if futures else "",
    }


def set_leverage(call: Call) -> object:
    """Set the leverage, and the margin mode when it is named, of one futures instrument."""
    params = call.params()
    params.need("category", "symbol", "leverage")
    instrument = read_instrument(call.venue, params)
    leverage = params.positive("leverage")
    if leverage is None or not instrument.id.product.is_futures:
        raise ApiError("40020", "Parameter leverage error")
    call.venue.engine.set_leverage(call.venue.uid, instrument.id, leverage, _margin_mode(params))
    call.store.touch()
    return "success"


def set_hold_mode(call: Call) -> object:
    """Switch the whole account between one-way and hedge mode."""
    mode: HoldMode = call.params().needed_word("holdMode", READ_HOLD_MODE)
    call.venue.engine.set_hold_mode(call.venue.uid, mode)
    call.store.touch()
    return "success"


def transfer(_: Call) -> object:
    """A paper account is one account, so there is nowhere to transfer to."""
    raise ApiError("40014", "Incorrect permissions: a paper account has nothing to transfer to")


def set_margin(_: Call) -> object:
    """The venue does not document what this takes (only that it exists), so nothing is pretended."""
    raise ApiError("25240", "The paper exchange does not support changing the margin of a position")


def _margin_mode(params: Params) -> MarginMode | None:
    return params.needed_word("marginMode", MARGIN_MODE) if params.text("marginMode") else None
