"""The owner, the spot wallet, and what moves between the wallets, in the classic API."""

from collections.abc import Mapping

from terminal_app.core.instrument import ProductType
from terminal_app.core.money import ZERO
from terminal_app.paper.engine.messages import BillRow, CoinRow
from terminal_app.paper.engine.wallets import TRANSFER_IN, TRANSFER_OUT
from terminal_app.paper.server.classic.errors import not_there
from terminal_app.paper.server.classic.reading import (
    client_oid,
    mix_instrument,
    need,
    needed,
    page,
    spot_instrument,
)
from terminal_app.paper.server.encode import classic_spot as encode
from terminal_app.paper.server.encode.numbers import number
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError, bad_enum, bad_value
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.wallets import WALLET_NAME
from terminal_app.paper.server.words import PRODUCT

_BY_NAME: Mapping[str, ProductType] = {name: product for product, name in WALLET_NAME.items()}
_OTHER_WALLETS = {"p2p", "crossed_margin", "isolated_margin"}
_WHOLE_WALLET = {"hold_only": False, "all": True}
_MAX_BILLS, _MAX_TRANSFERS = 500, 500
_BUSINESS = {"mix": True, "spot": False, "margin": False}


def info(call: Call) -> object:
    """Who the key belongs to and what it may: futures, positions, spot and transfers."""
    return {
        "userId": call.venue.uid,
        "inviterId": "",
        "ips": "",
        "authorities": ["coor", "coow", "cpor", "cpow", "stor", "stow", "wtor", "wtow"],
        "parentId": 0,
        "traderType": "not_trader",
        "channelCode": "",
        "channel": "",
        "regisTime": "1704067200000",
    }


def upgrade_status(_: Call) -> object:
    """Whether the account is being made a unified one, which a paper account never is."""
    return {"status": "fail", "reason": "A paper account stays as it is"}


def deduct_info(_: Call) -> object:
    """Whether fees are paid in the venue's own coin, which nobody holds here."""
    return {"deduct": "off"}


def deposit_address(call: Call) -> object:
    """Where a coin can be sent: nowhere. An address that looks real would one day be sent real coins."""
    params = call.params()
    need(params, "coin")
    return {"address": "", "chain": params.text("chain"), "coin": _coin(call, params), "tag": "", "url": ""}


def deposit_records(call: Call) -> object:
    """What was paid in from outside: nothing ever is."""
    need(call.params(), "startTime", "endTime")
    return []


def assets(call: Call) -> object:
    """The coins of the spot wallet."""
    params, venue = call.params(), call.venue
    coin = params.text("coin").upper()
    everything = params.word("assetType", _WHOLE_WALLET, default=False)
    rows = {row.coin: row for row in venue.engine.account(venue.wallets.of(ProductType.SPOT)).coins}
    if coin or everything:
        listed = venue.listed(ProductType.SPOT)
        for name in sorted({one.base for one in listed} | {one.quote for one in listed}):
            rows.setdefault(name, CoinRow(name, ZERO, ZERO, ZERO, ZERO, ZERO))
    return [encode.asset(row, venue.market_ms()) for row in rows.values() if not coin or row.coin == coin]


def bills(call: Call) -> object:
    """The ledger of the spot wallet, newest first."""
    params, engine = call.params(), call.venue.engine
    group, business = params.text("groupType").lower(), params.text("businessType").upper()
    rows = [
        encode.bill(row, engine.instruments[row.instrument] if row.instrument else None)
        for row in engine.bills(
            call.venue.wallets.of(ProductType.SPOT), None, params.text("coin").upper() or None
        )
    ]
    wanted = [
        row for row in rows if group in {"", row["groupType"]} and business in {"", row["businessType"]}
    ]
    return page(
        params,
        wanted,
        lambda row: str(row["billId"]),
        lambda row: int(str(row["cTime"])),
        most=_MAX_BILLS,
        now_ms=call.venue.market_ms(),
    )


def transfer(call: Call) -> object:
    """Move coins from one wallet to another. The same `clientOid` again gives the first answer again."""
    params, venue = call.params(), call.venue
    need(params, "fromType", "toType", "amount", "coin")
    own_id = client_oid(params)
    before = venue.wallets.transfers.get(own_id) if own_id else None
    if before is None:
        giver, taker = (_wallet(params, name) for name in ("fromType", "toType"))
        amount = params.positive("amount")
        if amount is None or giver is taker:
            raise bad_value("toType")
        coin = _coin(call, params)
        before, events = venue.engine.wallets.transfer(
            venue.wallets.of(giver), venue.wallets.of(taker), coin, amount, venue.market_ms()
        )
        venue.apply(events)
        if own_id:
            venue.wallets.transfers[own_id] = before
    return {"transferId": before, "clientOid": own_id or None, "clientOrderId": own_id or None}


def transfer_records(call: Call) -> object:
    """The transfers of a coin, newest first, read off the ledgers of the wallets."""
    params, venue = call.params(), call.venue
    coin = needed(params, "coin").upper()
    from_type = params.text("fromType").lower()
    ends: dict[str, dict[str, tuple[str, BillRow]]] = {}
    for product, name in WALLET_NAME.items():
        for row in venue.engine.bills(venue.wallets.of(product), None, coin):
            if row.kind in {TRANSFER_IN, TRANSFER_OUT}:
                ends.setdefault(row.bill_id, {})[row.kind] = (name, row)
    moved = [one for one in ends.values() if len(one) == len({TRANSFER_IN, TRANSFER_OUT})]
    own_ids = {transfer_id: own_id for own_id, transfer_id in venue.wallets.transfers.items()}
    own = params.text("clientOid")
    rows = [_transfer(one, own_ids) for one in moved if from_type in {"", one[TRANSFER_OUT][0]}]
    if own:
        rows = [row for row in rows if row["clientOid"] == own]
    return page(
        params,
        rows,
        lambda row: str(row["transferId"]),
        lambda row: int(str(row["ts"])),
        default=_MAX_TRANSFERS,
        most=_MAX_TRANSFERS,
        now_ms=venue.market_ms(),
    )


def transferable_coins(call: Call) -> object:
    """What can be moved between two wallets: margin coins; nothing else is of use in a futures wallet."""
    params = call.params()
    pair = {_wallet(params, "fromType"), _wallet(params, "toType")}
    return sorted({one.quote for product in pair for one in call.venue.listed(product)})


def trade_rate(call: Call) -> object:
    """What the account pays on one instrument."""
    params = call.params()
    need(params, "symbol")
    if params.needed_word("businessType", _BUSINESS):
        row = mix_instrument(
            call.venue, Params({"symbol": params.text("symbol"), "productType": "USDT-FUTURES"})
        )
    else:
        row = spot_instrument(call.venue, params)
    return {"makerFeeRate": number(row.maker_fee or ZERO), "takerFeeRate": number(row.taker_fee or ZERO)}


def all_trade_rates(call: Call) -> object:
    """What the account pays on every instrument of a market."""
    mix = call.params().needed_word("businessType", _BUSINESS)
    return [
        {
            "symbol": row.id.symbol,
            "makerFeeRate": number(row.maker_fee or ZERO),
            "takerFeeRate": number(row.taker_fee or ZERO),
        }
        for product in PRODUCT.values()
        if product.is_futures is mix
        for row in call.venue.listed(product)
    ]


def all_balances(call: Call) -> object:
    """What each kind of account is worth in USDT."""
    venue = call.venue
    worth = {product: venue.engine.account(venue.wallets.of(product)).equity for product in PRODUCT.values()}
    spot = worth.pop(ProductType.SPOT)
    values = {"spot": spot, "futures": sum(worth.values(), ZERO)}
    kinds = ("spot", "futures", "funding", "earn", "bots", "margin")
    return [{"accountType": kind, "usdtBalance": number(values.get(kind, ZERO))} for kind in kinds]


def funding_assets(_: Call) -> object:
    """The funding account, which a paper account does not have."""
    return []


def _transfer(ends: Mapping[str, tuple[str, BillRow]], own_ids: Mapping[str, str]) -> Row:
    (giver, _), (taker, row) = ends[TRANSFER_OUT], ends[TRANSFER_IN]
    return {
        "coin": row.coin,
        "status": "Successful",
        "toType": taker,
        "toSymbol": "",
        "fromType": giver,
        "fromSymbol": "",
        "size": number(row.amount),
        "ts": str(row.time_ms),
        "clientOid": own_ids.get(row.bill_id, ""),
        "transferId": row.bill_id,
    }


def _wallet(params: Params, name: str) -> ProductType:
    word = needed(params, name).lower()
    if word in _OTHER_WALLETS:
        raise ApiError("40020", f"A paper account has no {word} account")
    found = _BY_NAME.get(word)
    if found is None:
        raise bad_enum()
    return found


def _coin(call: Call, params: Params) -> str:
    coin = needed(params, "coin").upper()
    listed = call.venue.engine.instruments.values()
    if not any(coin in {one.base, one.quote} for one in listed):
        raise not_there(coin)
    return coin
