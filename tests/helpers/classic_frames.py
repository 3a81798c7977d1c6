"""Frames as the venue sends them on its classic streams, written by us from its documentation."""

import json

from tests.helpers.stream_frames import Levels, Row, push


def arg(channel: str, symbol: str = "BTCUSDT", inst_type: str = "USDT-FUTURES") -> Row:
    """A public argument."""
    return {"instType": inst_type, "channel": channel, "instId": symbol}


def private_arg(channel: str, inst_type: str = "USDT-FUTURES") -> Row:
    """A private argument, of every coin or symbol."""
    name = "coin" if channel == "account" else "instId"
    return {"instType": inst_type, "channel": channel, name: "default"}


def ack(of: Row, event: str = "subscribe") -> bytes:
    """The confirmation of one argument."""
    return json.dumps({"event": event, "arg": of}).encode()


def error(code: int, message: str, of: Row | None = None) -> bytes:
    """The refusal of a subscription."""
    frame: Row = {"event": "error", "code": code, "msg": message, "op": "subscribe"}
    return json.dumps(frame if of is None else frame | {"arg": of}).encode()


def book(
    seq: int | None,
    pseq: int | None,
    *,
    action: str = "update",
    bids: Levels = (("64000", "1.5"),),
    asks: Levels = (("64001", "2"),),
    checksum: int | None = None,
    channel: str = "books",
) -> bytes:
    """A push of an order book; what is `None` is not in it."""
    row: Row = {"asks": [list(level) for level in asks], "bids": [list(level) for level in bids]}
    row |= {"ts": "1789456512452", "seq": seq, "pseq": pseq, "checksum": checksum}
    return push(arg(channel), [{name: value for name, value in row.items() if value is not None}], action)


def ticker(last: str = "64000.5") -> bytes:
    """A push of a ticker."""
    return push(arg("ticker"), [{"instId": "BTCUSDT", "lastPr": last, "bidPr": "64000", "askPr": "64001"}])


def positions(*rows: Row, inst_type: str = "USDT-FUTURES") -> bytes:
    """A push of all positions of a product."""
    return push(private_arg("positions", inst_type), list(rows))
