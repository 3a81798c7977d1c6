"""A crash between sending and hearing the answer: the next start asks about the order and says what it is."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.paper_child import PaperChild
from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.app.paths import paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, Side, Source
from terminal_app.core.outcomes import Accepted
from terminal_app.core.records import Intent
from tests.helpers.journals import open_journal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

_INSTRUMENT = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")


def _resting(client_oid: str, price: Decimal) -> PlaceOrder:
    return PlaceOrder(
        client_oid=client_oid,
        instrument=_INSTRUMENT,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(Decimal("0.01")),
        price=price,
        margin_mode=MarginMode.CROSSED,
    )


async def _price(session: Session) -> Decimal:
    await eventually(lambda: session.entry_block() is None, timeout=20)
    ticker = await eventually(lambda: session.hub.tickers.get(_INSTRUMENT), timeout=20)
    instrument = await eventually(lambda: session.hub.instruments.get(_INSTRUMENT))
    assert ticker is not None
    assert instrument is not None
    return instrument.snap_price(ticker.last * Decimal("0.9"), Side.BUY)


async def test_an_order_without_an_answer_is_found_again(data_dir: Path) -> None:
    paths = paths_for("paper", data_dir)
    paths.make()
    clock = SystemClock()
    child = PaperChild(PaperLaunch(paths.exchange, paths.logs / "exchange.log", seed=5))
    address = await child.start()
    venue = Venue.paper(address.rest, address.public_ws, address.private_ws)
    first = new_session(paths, "paper", clock, Changes())
    try:
        await first.open(venue, address.credentials)
        price = await _price(first)
        order = _resting(new_client_oid(clock.now_ms()), price)
        assert isinstance(await first.submit(order), Accepted)
    finally:
        await first.aclose()
    # What a crash leaves: an intent on disk, and nobody who heard whether it arrived.
    lost = _resting(new_client_oid(clock.now_ms()), price)
    async with open_journal(paths.journal) as journal:
        await journal.append(Intent(lost.client_oid, lost, Source.MANUAL, clock.now_ms()))

    second = new_session(paths, "paper", clock, Changes())
    try:
        await second.open(venue, address.credentials)
        await eventually(lambda: second.entry_block() is None, timeout=20)
        assert [
            (o.client_oid, o.status, o.source)
            for o in second.blotter.open()
            if o.client_oid != lost.client_oid
        ] == [(order.client_oid, OrderStatus.OPEN, Source.MANUAL)]
        doubtful = second.blotter.get(lost.client_oid)
        assert doubtful is not None
        assert doubtful.status is OrderStatus.UNKNOWN
        await eventually(lambda: (o := second.blotter.get(lost.client_oid)) is not None and bool(o.note))
        assert second.blotter.unknown_count() == 1
    finally:
        await second.aclose()
        await child.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
