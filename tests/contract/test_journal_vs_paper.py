"""The journal against the paper exchange over the wire: every bill is read, nothing is left unexplained."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.journal_desk import JournalDesk
from terminal_app.bitget.client import BitgetClient
from terminal_app.core.account import HoldMode
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Approved, ClosePosition, PlaceOrder, SetHoldMode
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Listeners
from terminal_app.journal.writer import JournalWriter
from terminal_app.trading.bill_check import compare
from terminal_app.trading.journal_book import JournalData
from tests.helpers.journals import open_journal
from tests.helpers.paper_process import paper_process
from tests.helpers.paper_wire import PaperWire

pytestmark = [pytest.mark.contract]

D = Decimal
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
PRODUCTS = (ProductType.SPOT, ProductType.USDT_FUTURES)
HOUR = 3_600
FOR_EVER = 2**50


class Desk:
    """A paper exchange, our client, and a journal of our own."""

    def __init__(self, wire: PaperWire, journal: JournalWriter, path: Path) -> None:
        self.wire = wire
        self.journal = journal
        self.path = path
        self.desk = self.again()

    def again(self) -> JournalDesk:
        """The desk of the next session."""
        desk = JournalDesk(self.path, PRODUCTS, self.wire.clock)
        desk.attach(self.wire.reads, self.journal, lambda: None)
        return desk

    async def load(self) -> JournalData:
        """Everything there is."""
        return await self.desk.journal_data(0, FOR_EVER)

    async def trade(
        self, instrument: InstrumentId, side: Side, size: str, position: PositionSide = PositionSide.NET
    ) -> None:
        """An order at market, a moment later."""
        futures = instrument.product.is_futures
        spends = side is Side.BUY and not futures
        order = PlaceOrder(
            new_client_oid(self.wire.clock.now_ms()),
            instrument,
            side,
            OrderType.MARKET,
            QuoteQty(D(size)) if spends else BaseQty(D(size)),
            position_side=position,
            margin_mode=MarginMode.CROSSED if futures else None,
        )
        assert isinstance(await self.wire.orders.place(Approved(order)), Accepted)
        self.wire.pass_time(1)

    async def an_eventful_day(self) -> None:
        """Spot and futures, a partial close, a flip, funding, a close."""
        await self.trade(SPOT, Side.BUY, "5000")
        await self.trade(PERP, Side.BUY, "0.3")
        self.wire.pass_time(9 * HOUR)
        await self.trade(PERP, Side.SELL, "0.1")
        await self.trade(PERP, Side.SELL, "0.4")
        self.wire.pass_time(8 * HOUR)
        await self.trade(SPOT, Side.SELL, "0.02")
        assert isinstance(await self.wire.orders.close_position(ClosePosition(PERP)), Accepted)
        self.wire.pass_time(1)


@pytest.fixture
async def desk(data_dir: Path) -> AsyncIterator[Desk]:
    wire, path = PaperWire(), data_dir / "journal.sqlite3"
    async with open_journal(path) as journal:
        yield Desk(wire, journal, path)
    await wire.close()


async def test_the_bills_are_every_change_of_every_balance(desk: Desk) -> None:
    await desk.an_eventful_day()
    bills = await desk.wire.reads.bills(since_ms=0)
    sums: dict[str, Decimal] = {}
    for bill in bills:
        sums[bill.coin] = sums.get(bill.coin, D(0)) + bill.change
        assert bill.balance == sums[bill.coin]
    assert sums == desk.wire.balances()
    assert {bill.kind for bill in bills} == {
        BillKind.TRANSFER,
        BillKind.TRADE,
        BillKind.SETTLEMENT,
        BillKind.FUNDING,
    }
    assert [bill.time_ms for bill in bills] == sorted(bill.time_ms for bill in bills)


async def test_a_day_of_trading_has_no_difference_to_the_bills(desk: Desk) -> None:
    await desk.an_eventful_day()
    data = await desk.load()
    assert data.check is not None
    assert (data.check.difference, data.check.missing, data.check.unknown) == (D(0), (), ())
    assert len(data.fills) >= 6
    assert data.trouble is None
    assert data.untold == ()
    assert data.loose_funding == 0
    long, short = (trip for trip in data.trips if trip.instrument == PERP)
    assert (long.side, short.side) == (Side.BUY, Side.SELL)
    assert None not in (long.closed_ms, short.closed_ms)
    assert 0 not in (long.funding, short.funding)
    # The futures trips bring exactly what the bills of futures changed.
    changed = sum(bill.change for bill in data.bills if bill.instrument == PERP)
    assert long.net + short.net == changed


async def test_a_lost_or_doubled_bill_is_a_difference(desk: Desk) -> None:
    await desk.an_eventful_day()
    data = await desk.load()
    of_trades = [bill for bill in data.bills if bill.kind in (BillKind.TRADE, BillKind.SETTLEMENT)]
    assert len(of_trades) >= 6
    for bill in of_trades:
        rest = [one for one in data.bills if one is not bill]
        assert compare(data.fills, rest, 0, FOR_EVER).difference == bill.change != 0
        twice: list[Bill] = [*data.bills, replace(bill, bill_id="again")]
        assert compare(data.fills, twice, 0, FOR_EVER).difference == -bill.change


async def test_the_sides_of_a_hedge_are_told_by_the_bills(desk: Desk) -> None:
    assert isinstance(await desk.wire.orders.set_hold_mode(SetHoldMode(HoldMode.HEDGE)), Accepted)
    await desk.trade(PERP, Side.BUY, "0.2", PositionSide.LONG)
    await desk.trade(PERP, Side.SELL, "0.1", PositionSide.SHORT)
    desk.wire.pass_time(9 * HOUR)
    await desk.trade(PERP, Side.SELL, "0.2", PositionSide.LONG)
    await desk.trade(PERP, Side.BUY, "0.1", PositionSide.SHORT)
    data = await desk.load()
    assert data.check is not None
    assert data.check.agrees
    long, short = data.trips
    assert (long.size, short.size) == (D("0.2"), D("0.1"))
    assert long.funding * short.funding < 0
    assert abs(long.funding) > abs(short.funding)
    assert long.net + short.net == sum(bill.change for bill in data.bills if bill.instrument == PERP)


async def test_everything_is_kept_and_told_without_the_venue(desk: Desk) -> None:
    await desk.an_eventful_day()
    online = await desk.load()
    await desk.desk.note(online.trips[0].key, "First.", ["fomo"])
    await desk.desk.note(online.trips[0].key, "Second thoughts.", [])
    desk.wire.down = True
    desk.desk = desk.again()
    offline = await desk.load()
    assert offline.trouble
    assert offline.check is None
    assert (offline.trips, offline.fills, offline.bills) == (online.trips, online.fills, online.bills)
    assert offline.notes[online.trips[0].key].note == "Second thoughts."


async def test_what_comes_later_is_read_later_and_once(desk: Desk) -> None:
    await desk.trade(PERP, Side.BUY, "0.1")
    first = await desk.load()
    desk.wire.pass_time(HOUR)
    await desk.trade(PERP, Side.SELL, "0.1")
    second = await desk.load()
    assert len(second.fills) > len(first.fills)
    assert second.check is not None
    assert second.check.agrees
    third = await desk.load()
    assert (third.fills, third.bills) == (second.fills, second.bills)


async def test_a_period_has_its_own_trips_but_knows_what_came_before(desk: Desk) -> None:
    await desk.trade(PERP, Side.BUY, "0.1")
    desk.wire.pass_time(HOUR)
    middle_ms = desk.wire.venue.market_ms()
    desk.wire.pass_time(1)
    await desk.trade(PERP, Side.SELL, "0.1")
    data = await desk.desk.journal_data(middle_ms, FOR_EVER)
    assert {fill.side for fill in data.fills} == {Side.SELL}
    (trip,) = data.trips
    assert trip.opened_ms < middle_ms < (trip.closed_ms or 0)
    assert data.check is not None
    assert data.check.agrees
    before = await desk.desk.journal_data(0, middle_ms)
    assert [trip.closed_ms for trip in before.trips] == [None]


async def test_over_a_socket_and_its_own_process(data_dir: Path) -> None:
    clock = SystemClock()
    path = data_dir / "journal.sqlite3"
    with paper_process() as exchange:
        key = exchange.credentials
        venue = exchange.venue
        nobody = Listeners(lambda _: None, lambda _: None, lambda _: None)
        client = BitgetClient(venue, key, nobody, clock)
        async with aclosing(client), open_journal(path) as journal:
            order = PlaceOrder(
                new_client_oid(clock.now_ms()),
                PERP,
                Side.SELL,
                OrderType.MARKET,
                BaseQty(D("0.02")),
                margin_mode=MarginMode.CROSSED,
            )
            assert isinstance(await client.place(Approved(order)), Accepted)
            assert isinstance(await client.close_position(ClosePosition(PERP)), Accepted)
            spent = PlaceOrder(
                new_client_oid(clock.now_ms()), SPOT, Side.BUY, OrderType.MARKET, QuoteQty(D("50.00"))
            )
            assert isinstance(await client.place(Approved(spent)), Accepted)
            desk = JournalDesk(path, PRODUCTS, clock)
            desk.attach(client, journal, lambda: None)
            # The clock of the exchange may be a little ahead of when the reading began.
            data = await desk.journal_data(0, FOR_EVER)
    assert data.check is not None
    assert data.check.agrees
    closed, held = sorted(data.trips, key=lambda trip: trip.closed_ms is None)
    assert (closed.instrument, closed.size, held.instrument) == (PERP, D("0.02"), SPOT)
