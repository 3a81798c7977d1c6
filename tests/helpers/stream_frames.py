"""Frames as the venue sends them on its streams, written by us from its documentation."""

import json
from collections.abc import Sequence

Row = dict[str, object]
Levels = Sequence[tuple[str, str]]

PONG = b"pong"
LOGGED_IN = b'{"event":"login","code":0,"connId":"0621ccff"}'


def arg(topic: str, symbol: str = "BTCUSDT", inst_type: str = "usdt-futures", interval: str = "") -> Row:
    """A public argument."""
    row: Row = {"instType": inst_type, "topic": topic, "symbol": symbol}
    return row | {"interval": interval} if interval else row


def private_arg(topic: str) -> Row:
    """A private argument."""
    return {"instType": "UTA", "topic": topic}


def ack(of: Row, event: str = "subscribe") -> bytes:
    """The confirmation of one argument."""
    return json.dumps({"event": event, "arg": of, "connId": "0a-1"}).encode()


def error(code: int | str, message: str = "", of: Row | None = None) -> bytes:
    """An error answer."""
    frame: Row = {"event": "error", "code": code, "msg": message, "connId": "0a-1"}
    return json.dumps(frame if of is None else frame | {"arg": of}).encode()


def push(of: Row, data: Sequence[object], action: str = "snapshot", ts: int = 1_789_456_512_454) -> bytes:
    """A push."""
    return json.dumps({"action": action, "arg": of, "data": data, "ts": ts}).encode()


def book(
    seq: int,
    pseq: int,
    *,
    action: str = "update",
    bids: Levels = (("64000", "1.5"),),
    asks: Levels = (("64001", "2"),),
    symbol: str = "BTCUSDT",
    topic: str = "books",
) -> bytes:
    """A push of an order book."""
    row: Row = {"a": [list(level) for level in asks], "b": [list(level) for level in bids]}
    row |= {"seq": seq, "pseq": pseq, "ts": "1789456512452", "maxdepth": "1000"}
    return push(arg(topic, symbol), [row], action)


def ticker(last: str = "64000.5", symbol: str = "BTCUSDT") -> bytes:
    """A push of a ticker."""
    return push(arg("ticker", symbol), [{"lastPrice": last, "bid1Price": "64000", "ask1Price": "64001"}])


def trade(
    trade_id: str = "1", price: str = "64000", symbol: str = "BTCUSDT", action: str = "snapshot"
) -> bytes:
    """A push of one public trade."""
    row: Row = {"p": price, "v": "0.1", "S": "buy", "T": "1789456512452", "i": trade_id, "L": trade_id}
    return push(arg("publicTrade", symbol), [row], action)


def account(equity: str = "1000") -> bytes:
    """A push of the account."""
    coin = {
        "coin": "USDT",
        "equity": equity,
        "available": equity,
        "locked": "0",
        "debts": "0",
        "usdValue": equity,
    }
    return push(private_arg("account"), [{"totalEquity": equity, "coin": [coin]}])
