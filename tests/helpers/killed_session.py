"""A trading session to be killed: run as a program by a test, which ends it with a signal nobody can catch.

python -m tests.helpers.killed_session FOLDER HOW       HOW is `wait` (to be killed) or `leave` (in order),
                                                        or `countdown` (to be killed)

It reads the exchange's line from standard input, sends an order that ends with the session, one that stays
and one that waits for a price, says their ids as JSON, and goes on until it is killed.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from terminal_app.app.paths import paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Lifetime, PlaceOco, PlaceOrder, PlaceTrigger
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from tests.helpers.waiting import eventually

INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SECONDS = 60.0
COUNTDOWN_SECONDS = 5


async def story(folder: Path, how: str) -> None:
    """Trade, tell, and wait."""
    row = json.loads(sys.stdin.readline())
    credentials = Credentials(Secret(row["key"]), Secret(row["secret"]), Secret(row["passphrase"]))
    paths = paths_for("paper", folder)
    paths.make()
    session = new_session(paths, "paper", SystemClock(), Changes())
    await session.open(Venue.paper(row["rest"], row["public_ws"], row["private_ws"]), credentials)
    session.feed.watch("test", [Channel(Feed.TICKER, INSTRUMENT)])
    await eventually(lambda: session.entry_block() is None, timeout=20)
    ticker = await eventually(lambda: session.hub.tickers.get(INSTRUMENT), timeout=20)
    instrument = await eventually(lambda: session.hub.instruments.get(INSTRUMENT), timeout=20)
    assert ticker is not None
    assert instrument is not None
    low = instrument.snap_price(ticker.last * Decimal("0.95"), Side.BUY)
    kept = PlaceOrder(
        _new_id(),
        INSTRUMENT,
        Side.BUY,
        OrderType.LIMIT,
        BaseQty(Decimal("0.01")),
        low,
        margin_mode=MarginMode.CROSSED,
    )
    higher = instrument.snap_price(ticker.last * Decimal("0.96"), Side.BUY)
    ends = replace(kept, client_oid=_new_id(), price=higher, lifetime=Lifetime.SESSION)
    waits = PlaceTrigger(_new_id(), INSTRUMENT, Side.BUY, BaseQty(Decimal("0.01")), low)
    for command in (PlaceOco(kept, waits), ends):
        outcome = await session.submit(command)
        assert isinstance(outcome, Accepted), outcome
    _say({"session": ends.client_oid, "kept": kept.client_oid, "waiting": waits.client_oid, **_pids(session)})
    if how == "countdown":
        await session.use_countdown(COUNTDOWN_SECONDS)
        _say(_pids(session))
    if how != "leave":
        await asyncio.sleep(SECONDS)
    await session.aclose()


def _pids(session: Session) -> dict[str, int]:
    watchdog = session.watchdog_pid()
    return {} if watchdog is None else {"watchdog": watchdog}


def _new_id() -> str:
    return new_client_oid(SystemClock().now_ms())


def _say(row: Mapping[str, str | int]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(story(Path(sys.argv[1]), sys.argv[2]))
