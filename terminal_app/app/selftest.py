"""`terminal-app selftest`: the whole road without a window, one printed line for each check.

It starts the paper exchange, connects the real client over loopback, places, fills and cancels, and reads the
account back. Used by people after an installation and by the build on the finished bundle.
"""

import asyncio
import math
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from terminal_app.app.console import say
from terminal_app.app.paper_child import PaperChild
from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.app.paths import paths_for
from terminal_app.app.session import PRODUCTS, Session
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import CancelOrder, ClosePosition, PlaceOrder
from terminal_app.core.events import Link, LinkState
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.indicators.catalogue import Gathered, live_indicator, spec_of

_INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
_SIZE = Decimal("0.01")
_STEP_SECONDS = 20.0


class CheckFailedError(Exception):
    """A check did not come true; the text says which."""


def main(data_dir: Path | None = None) -> int:
    """Run every check; 0 when all of them hold."""
    if data_dir is not None:
        return asyncio.run(_run(data_dir))
    with tempfile.TemporaryDirectory(prefix="terminal-selftest-") as folder:
        return asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> int:
    paths = paths_for("selftest", folder)
    paths.make()
    child = PaperChild(PaperLaunch(paths.exchange, paths.logs / "paper-exchange.log", seed=1))
    session = new_session(paths, "selftest", SystemClock(), Changes())
    try:
        address = await child.start()
        say(f"ok  paper exchange listens on {address.rest}")
        await session.open(
            Venue.paper(address.rest, address.public_ws, address.private_ws), address.credentials
        )
        await _market(session)
        await _indicator(session)
        await _trade(session)
    except CheckFailedError as failure:
        say(f"FAILED  {failure}")
        return 1
    finally:
        await session.aclose()
        await child.stop()
    say("ok  closed; every check passed")
    return 0


async def _market(session: Session) -> None:
    await _until("instruments loaded", lambda: session.hub.instruments.get(_INSTRUMENT) is not None)
    session.feed.watch("selftest", [Channel(Feed.TICKER, _INSTRUMENT), Channel(Feed.BOOK, _INSTRUMENT)])
    await _until("public stream live", lambda: session.links.state(Link.PUBLIC) is LinkState.LIVE)
    await _until("order book sound", lambda: session.hub.book(_INSTRUMENT).good)
    await _until("ticker flows", lambda: session.hub.tickers.get(_INSTRUMENT) is not None)
    await _until("private stream live", lambda: session.links.state(Link.PRIVATE) is LinkState.LIVE)
    await _until("account synchronised, order entry open", lambda: session.entry_block() is None)
    say(f"    {len(session.hub.instruments.all())} instruments on {len(PRODUCTS)} products")


async def _indicator(session: Session) -> None:
    """A moving average of the candles: the library behind it is loaded here for the first time."""
    spec = spec_of("EMA")
    live = live_indicator(spec, spec.checked({}), Gathered(), str)
    series = session.hub.candles(_INSTRUMENT, Interval.M1)
    session.feed.watch("selftest indicator", [Channel(Feed.CANDLES, _INSTRUMENT, Interval.M1)])

    def reckoned() -> bool:
        live.refresh(series, lambda: True)
        return bool(live.view().shape[1]) and math.isfinite(live.view()[0, -1])

    await _until("moving average reckoned", reckoned)


async def _trade(session: Session) -> None:
    resting = await _place(session, OrderType.LIMIT, Decimal("0.8"))
    await _until("limit order working", lambda: _status(session, resting) is OrderStatus.OPEN)
    order = session.blotter.get(resting)
    await session.submit(CancelOrder(resting, _INSTRUMENT, order.order_id if order else None))
    await _until("limit order cancelled", lambda: _status(session, resting) is OrderStatus.CANCELLED)
    market = await _place(session, OrderType.MARKET, None)
    await _until("market order filled", lambda: _status(session, market) is OrderStatus.FILLED)
    await _until("position open", lambda: _size(session) == _SIZE)
    outcome = await session.submit(ClosePosition(_INSTRUMENT))
    if not isinstance(outcome, Accepted):
        raise CheckFailedError(f"close position: {outcome}")
    await _until("position closed", lambda: _size(session) == 0)
    await _until("balances follow", lambda: session.balances.snapshot is not None)


async def _place(session: Session, kind: OrderType, share_of_bid: Decimal | None) -> str:
    instrument = session.hub.instruments.get(_INSTRUMENT)
    bid = session.hub.book(_INSTRUMENT).best_bid
    if instrument is None or bid is None:
        raise CheckFailedError("no rules or no price for the test order")
    price = instrument.snap_price(bid[0] * share_of_bid, Side.BUY) if share_of_bid else None
    command = PlaceOrder(
        client_oid=new_client_oid(session.clock.now_ms()),
        instrument=_INSTRUMENT,
        side=Side.BUY,
        order_type=kind,
        size=BaseQty(_SIZE),
        price=price,
        margin_mode=MarginMode.CROSSED,
    )
    outcome = await session.submit(command)
    if not isinstance(outcome, Accepted):
        raise CheckFailedError(f"{kind.value} order: {outcome}")
    say(f"ok  {kind.value} order accepted")
    return command.client_oid


def _status(session: Session, client_oid: str) -> OrderStatus | None:
    order = session.blotter.get(client_oid)
    return order.status if order else None


def _size(session: Session) -> Decimal:
    return sum((p.size for p in session.positions.all() if p.instrument == _INSTRUMENT), Decimal(0))


async def _until(what: str, holds: Callable[[], bool]) -> None:
    deadline = asyncio.get_running_loop().time() + _STEP_SECONDS
    while not holds():
        if asyncio.get_running_loop().time() > deadline:
            raise CheckFailedError(f"{what}: not within {_STEP_SECONDS:.0f} s")
        await asyncio.sleep(0.02)
    say(f"ok  {what}")
