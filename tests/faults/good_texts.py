"""Good answers and frames to make hostile ones from: ours, and the recorded ones where there are any."""

import json

from tests.helpers import classic_frames as classic
from tests.helpers import stream_frames as frames
from tests.helpers.http_script import ok, refusal
from tests.helpers.recordings import FOLDER, rest_recordings

_ORDER: frames.Row = {
    "orderId": "1", "clientOid": "tb-1", "category": "USDT-FUTURES", "symbol": "BTCUSDT",
    "orderType": "limit", "side": "buy", "price": "64000", "qty": "0.5",
    "amount": "0", "cumExecQty": "0.1", "cumExecValue": "6400",
    "avgPrice": "64000", "timeInForce": "gtc", "orderStatus": "partially_filled", "posSide": "long",
    "holdMode": "one_way_mode", "reduceOnly": "no", "marginMode": "crossed", "feeDetail": [
        {"feeCoin": "USDT", "fee": "0.01"}], "createdTime": "1700000000000", "updatedTime": "1700000000001",
}  # fmt: skip
_FILL: frames.Row = {
    "execId": "9", "orderId": "1", "clientOid": "tb-1", "category": "USDT-FUTURES", "symbol": "BTCUSDT",
    "side": "buy", "execPrice": "64000", "execQty": "0.1", "execValue": "6400", "tradeScope": "maker",
    "feeDetail": [{"feeCoin": "USDT", "fee": "0.01"}], "createdTime": "1700000000000", "execPnl": "0",
    "updatedTime": "1700000000001", "orderType": "limit", "holdMode": "one_way_mode",
}  # fmt: skip
_POSITION: frames.Row = {
    "category": "USDT-FUTURES", "symbol": "BTCUSDT", "marginCoin": "USDT", "holdMode": "one_way_mode",
    "posSide": "long", "marginMode": "crossed", "size": "0.1", "total": "0.1", "available": "0.1",
    "avgPrice": "64000", "leverage": "10", "markPrice": "64001", "unrealisedPnl": "0.1",
    "liquidationPrice": "1", "createdTime": "1700000000000", "updatedTime": "1700000000001",
}  # fmt: skip
_CLASSIC_POSITION: frames.Row = {
    "instId": "BTCUSDT", "marginCoin": "USDT", "marginMode": "crossed", "holdSide": "short",
    "posMode": "hedge_mode", "total": "0.1", "available": "0.1", "openPriceAvg": "64000", "leverage": 20,
    "liquidationPrice": "70000", "cTime": "1700000000000", "uTime": "1700000000001",
}  # fmt: skip
_DATA = (
    {"serverTime": "1700000000000"},
    [{"category": "USDT-FUTURES", "symbol": "BTCUSDT", "ts": "1700000000000", "lastPrice": "64000.5"}],
    {"a": [["64001", "2"]], "b": [["64000", "1.5"]], "ts": "1700000000000"},
    [["1700000000000", "64000", "64002", "63999", "64001", "5", "320000"]],
    [{"execId": "1", "price": "64000", "size": "0.1", "side": "buy", "ts": "1700000000000"}],
    {"list": [_ORDER], "cursor": "1"},
    _ORDER,
    {"list": [_FILL], "cursor": "9"},
    {"list": [_POSITION]},
    {"orderId": "1", "clientOid": "tb-1"},
    [{"orderId": "1", "clientOid": "tb-1", "code": "00000", "msg": ""}],
)


def bodies() -> list[bytes]:
    """Whole REST answers."""
    ours = [ok(data).body for data in _DATA] + [refusal("43012").body]
    return ours + [recording.body for recording in rest_recordings()]


def frames_of_the_venue() -> list[bytes]:
    """Whole frames of both streams."""
    ours = [
        frames.book(101, 100),
        frames.book(100, 0, action="snapshot"),
        frames.ticker(),
        frames.trade(),
        frames.push(frames.arg("kline", interval="1m"), [dict.fromkeys(_CANDLE, "1700000000000")]),
        frames.account(),
        frames.push(frames.private_arg("order"), [_ORDER]),
        frames.push(frames.private_arg("fill"), [_FILL]),
        frames.push(frames.private_arg("position"), [_POSITION]),
        frames.ack(frames.arg("books")),
        frames.error(30001, "no such stream", frames.arg("books")),
        b'{"event":"trade","id":"t-1","category":"spot","topic":"place-order","args":[],"code":"0","msg":""}',
        frames.LOGGED_IN,
        frames.PONG,
        classic.book(101, 100),
        classic.book(100, 0, action="snapshot", checksum=5),
        classic.book(101, 100, checksum=5),
        classic.ticker(),
        classic.positions(_CLASSIC_POSITION),
        classic.ack(classic.private_arg("orders")),
        classic.error(30001, "no such stream", classic.arg("books")),
        b'{"event":"trade","arg":[{"id":"t-1","params":{"orderId":"1"}}],"code":0,"msg":"Success"}',
    ]
    return ours + _recorded_frames()


_CANDLE = ("start", "open", "high", "low", "close", "volume", "turnover")


def _recorded_frames() -> list[bytes]:
    found: list[bytes] = []
    for file in sorted(FOLDER.glob("ws_*.json")) if FOLDER.is_dir() else ():
        whole = json.loads(file.read_text("utf-8"))
        rows = whole if isinstance(whole, list) else [{"frame": whole}]
        found += [
            frame.encode() if isinstance(frame, str) else json.dumps(frame).encode()
            for frame in (row.get("frame") for row in rows if row.get("dir") != "client")
            if frame is not None
        ]
    return found
