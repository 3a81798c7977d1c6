"""A program that sends orders, to be watched from outside.

python -m tests.faults.traced FOLDER COUNT [normal]

It reads the exchange's line from standard input. With `normal` the journal is opened as it must not be: with
a commit that returns before the disk has it.
"""

import asyncio
import json
import sqlite3
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from unittest import mock

from terminal_app.app.paths import paths_for
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from terminal_app.journal import database
from tests.helpers.waiting import eventually

INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")


def careless(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
    """Open the journal so that it does not wait for the disk."""
    connection = _CONNECT(path, busy_timeout_ms)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


_CONNECT = database._connect


async def story(folder: Path, count: int) -> None:
    """Send the orders one after another."""
    row = json.loads(sys.stdin.readline())
    key = Credentials(Secret(row["key"]), Secret(row["secret"]), Secret(row["passphrase"]))
    paths = paths_for("paper", folder)
    paths.make()
    clock = SystemClock()
    session = new_session(paths, "paper", clock, Changes())
    await session.open(Venue.paper(row["rest"], row["public_ws"], row["private_ws"]), key)
    session.feed.watch("test", [Channel(Feed.TICKER, INSTRUMENT)])
    await eventually(lambda: session.entry_block() is None, timeout=60)
    ticker = await eventually(lambda: session.hub.tickers.get(INSTRUMENT), timeout=60)
    assert ticker is not None
    instrument = await eventually(lambda: session.hub.instruments.get(INSTRUMENT), timeout=60)
    assert instrument is not None
    session.set_limits(replace(session.limits, max_orders_per_10s=10**6, max_open_orders=10**6), loosen=True)
    for number in range(count):
        price = instrument.snap_price(ticker.last * Decimal("0.95"), Side.BUY) - number * instrument.tick
        await session.submit(
            PlaceOrder(
                new_client_oid(clock.now_ms()),
                INSTRUMENT,
                Side.BUY,
                OrderType.LIMIT,
                BaseQty(Decimal("0.001")),
                price,
                margin_mode=MarginMode.CROSSED,
            )
        )
        await asyncio.sleep(0.1)
    await session.aclose()


if __name__ == "__main__":
    if sys.argv[3:] == ["normal"]:
        with mock.patch.object(database, "_connect", careless):
            asyncio.run(story(Path(sys.argv[1]), int(sys.argv[2])))
    else:
        asyncio.run(story(Path(sys.argv[1]), int(sys.argv[2])))
