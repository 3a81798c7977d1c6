"""A session on an account of another kind than it was taken for: found out, followed, remembered.

Tests for `bitget/account_mode.py`, `bitget/client.py` and `app/session.py` together, over real sockets.
"""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.guards import Guards
from terminal_app.app.paper_child import PaperAddress, PaperChild
from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.app.paths import Paths, paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.bitget.dialect import DIALECTS
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.events import Link, LinkState
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, Order, OrderStatus, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
UNIFIED, CLASSIC = AccountKind.UNIFIED, AccountKind.CLASSIC


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    """Where the profile keeps things."""
    made = paths_for("paper", data_dir)
    made.make()
    return made


def child(paths: Paths, kind: AccountKind) -> PaperChild:
    return PaperChild(PaperLaunch(paths.exchange, paths.logs / "exchange.log", seed=5, kind=kind))


async def opened(paths: Paths, address: PaperAddress) -> Session:
    session = new_session(paths, "paper", SystemClock(), Changes())
    await session.open(Venue.paper(address.rest, address.public_ws, address.private_ws), address.credentials)
    session.feed.watch("test", [Channel(Feed.TICKER, SPOT), Channel(Feed.TICKER, PERP)])
    await eventually(lambda: session.entry_block() is None, timeout=20)
    await eventually(lambda: session.hub.tickers.get(SPOT) and session.hub.tickers.get(PERP), timeout=20)
    return session


async def resting(session: Session, instrument: InstrumentId) -> PlaceOrder:
    """An order far below the price, taken by the exchange."""
    ticker, rules = session.hub.tickers.get(instrument), session.hub.instruments.get(instrument)
    assert ticker is not None
    assert rules is not None
    price = rules.snap_price(ticker.last * Decimal("0.9"), Side.BUY)
    size = BaseQty(rules.floor_size(Decimal(20) / price))
    order = PlaceOrder(
        new_client_oid(SystemClock().now_ms()),
        instrument,
        Side.BUY,
        OrderType.LIMIT,
        size,
        price,
        margin_mode=MarginMode.CROSSED if instrument.product.is_futures else None,
    )
    outcome = await session.submit(order)
    assert isinstance(outcome, Accepted), outcome
    return order


def working(session: Session) -> list[Order]:
    return [order for order in session.blotter.open() if order.status is OrderStatus.OPEN]


async def test_a_classic_account_is_found_out_traded_on_and_remembered(
    paths: Paths, expect_log: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("this is a classic account")
    exchange = child(paths, CLASSIC)
    address = await exchange.start()
    first = await opened(paths, address)
    try:
        assert first.account.kind is CLASSIC
        sent = {(await resting(first, instrument)).client_oid for instrument in (SPOT, PERP)}
        await eventually(lambda: {o.client_oid for o in working(first)} == sent)
    finally:
        await first.aclose()
    assert Guards(paths, SystemClock()).account_kind is CLASSIC
    caplog.clear()

    second = await opened(paths, address)
    try:
        assert second.account.kind is CLASSIC
        assert {order.client_oid for order in working(second)} == sent
        # It is spoken to as a classic one from the first call on.
        assert "the other kind" not in caplog.text
    finally:
        await second.aclose()
        await exchange.stop()


async def test_an_account_that_is_moved_while_the_program_runs_keeps_its_ledger(
    paths: Paths, expect_log: LogWatch
) -> None:
    expect_log("this is a classic account")
    unified = child(paths, UNIFIED)
    address = await unified.start()
    session = await opened(paths, address)
    try:
        assert session.account.kind is UNIFIED
        order = await resting(session, SPOT)
        await unified.stop()
        await eventually(lambda: session.links.state(Link.PRIVATE) is not LinkState.LIVE, timeout=20)
        # What a move of the account leaves at the exchange: the same orders, told in the other dialect.
        shutil.copy(paths.exchange / "paper-accounts.json", paths.exchange / "paper-accounts-classic.json")
        moved = child(paths, CLASSIC)
        try:
            await moved.start(address.port)
            await eventually(lambda: session.account.kind is CLASSIC, timeout=40)
            await eventually(lambda: session.entry_block() is None, timeout=40)
            assert [kept.client_oid for kept in working(session)] == [order.client_oid]
            after = await resting(session, SPOT)
            await eventually(
                lambda: {o.client_oid for o in working(session)} == {order.client_oid, after.client_oid}
            )
        finally:
            await moved.stop()
    finally:
        await session.aclose()


async def test_what_prices_make_of_a_classic_account_is_read_where_the_streams_are_quiet(
    paths: Paths, expect_log: LogWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log("this is a classic account")
    monkeypatch.setitem(DIALECTS, CLASSIC, replace(DIALECTS[CLASSIC], account_every=0.2))
    exchange = child(paths, CLASSIC)
    session = await opened(paths, await exchange.start())
    try:
        first = session.balances.snapshot
        assert first is not None
        await eventually(
            lambda: (
                (now := session.balances.snapshot) is not None
                and now.stamp.received > first.stamp.received
                and set(now.wallets) == set(first.wallets)
            ),
            timeout=20,
        )
    finally:
        await session.aclose()
        await exchange.stop()
