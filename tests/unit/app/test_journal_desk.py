"""The journal's desk: what cannot be read or kept is said, and never counted as complete."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app import journal_desk
from terminal_app.app.journal_desk import JournalDesk
from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError, LinkError
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Side, Source
from terminal_app.core.outcomes import Accepted
from terminal_app.core.records import FillSeen, Intent, NoteSeen, OutcomeSeen, Record
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from terminal_app.trading.journal_book import JournalData, Period, gather
from tests.helpers.examples import PERP_ID, fill, limit_buy
from tests.helpers.fakes import FakeExchange
from tests.helpers.journals import open_journal

D = Decimal
FOR_EVER = 2**50


@dataclass
class Stage:
    """A desk on a fake exchange and a real journal, whose appends may be refused."""

    exchange: FakeExchange
    writer: JournalWriter
    clock: ManualClock
    path: Path
    refusal: EnvironmentTroubleError | None = None
    waiting: int = 0
    most_waiting: int = 0

    def __post_init__(self) -> None:
        self.desk = JournalDesk(self.path, (ProductType.USDT_FUTURES,), self.clock)
        self.desk.attach(self.exchange, self, lambda: None)

    async def append(self, record: Record) -> None:
        """The journal as the desk sees it."""
        if self.refusal is not None:
            raise self.refusal
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        try:
            await self.writer.append(record)
        finally:
            self.waiting -= 1

    def trade(self, number: int, side: Side, realised: str = "0") -> None:
        """An execution at the venue, and its bill."""
        at_ms = self.clock.now_ms() + number
        one = replace(
            fill(),
            exec_id=f"e{number}",
            side=side,
            time_ms=at_ms,
            fee=D("0.5"),
            fee_coin="USDT",
            realised_pnl=D(realised),
        )
        self.exchange.executions.append(one)
        self.exchange.ledger.append(
            Bill(f"b{number}", at_ms, "USDT", BillKind.TRADE, PERP_ID, D(realised), D("0.5"), None, "")
        )


@pytest.fixture
async def stage(data_dir: Path) -> AsyncIterator[Stage]:
    path = data_dir / "journal.sqlite3"
    async with open_journal(path) as writer:
        yield Stage(FakeExchange(), writer, ManualClock(), path)


async def test_what_is_new_is_kept_in_small_steps(stage: Stage) -> None:
    for number in range(150):
        stage.trade(number, Side.BUY if number % 2 == 0 else Side.SELL)
    stage.clock.advance(10)
    data = await stage.desk.journal_data(0, FOR_EVER)
    assert (len(data.fills), len(data.bills), data.results.trips) == (150, 150, 75)
    assert data.check is not None
    assert data.check.agrees
    # An order that is sent meanwhile waits for one commit at most, not for all of this.
    assert stage.most_waiting <= 32


async def test_a_bill_that_is_missing_at_the_venue_shows(stage: Stage) -> None:
    stage.trade(1, Side.BUY)
    stage.trade(2, Side.SELL, "7.25")
    del stage.exchange.ledger[1]
    stage.clock.advance(10)
    data = await stage.desk.journal_data(0, FOR_EVER)
    assert data.check is not None
    assert (data.check.difference, data.check.missing) == (D("6.75"), ("e2",))
    assert data.results.net == D("6.25")


async def test_a_reading_that_fails_half_way_is_no_comparison(stage: Stage) -> None:
    stage.trade(1, Side.BUY)
    stage.exchange.failures.append(LinkError("No network."))
    data = await stage.desk.journal_data(0, FOR_EVER)
    assert (data.check, data.trouble, data.fills) == (None, "No network.", ())
    stage.clock.advance(10)
    again = await stage.desk.journal_data(0, FOR_EVER)
    assert again.trouble is None
    assert again.check is not None
    assert len(again.fills) == 1


async def test_what_could_not_be_kept_is_read_again(stage: Stage) -> None:
    stage.trade(1, Side.BUY)
    stage.clock.advance(10)
    stage.refusal = EnvironmentTroubleError("The disk is full.")
    full = await stage.desk.journal_data(0, FOR_EVER)
    assert (full.trouble, full.check, full.fills) == ("The disk is full.", None, ())
    stage.refusal = None
    stage.clock.advance(86_400)
    assert len((await stage.desk.journal_data(0, FOR_EVER)).fills) == 1


async def test_two_panels_that_ask_at_once_read_one_after_the_other(stage: Stage) -> None:
    stage.trade(1, Side.BUY)
    stage.clock.advance(10)
    first, second = await asyncio.gather(
        stage.desk.journal_data(0, FOR_EVER), stage.desk.journal_data(stage.clock.now_ms(), FOR_EVER)
    )
    assert len(first.fills) == 1
    assert second.fills == ()
    assert [trip.closed_ms for trip in second.trips] == [None]


async def test_stories_and_notes(stage: Stage) -> None:
    records: list[Record] = [
        Intent("tb-1", limit_buy("tb-1"), Source.MANUAL, 5, ("a rule",)),
        OutcomeSeen("tb-1", Accepted("tb-1", "v-1"), 6),
        FillSeen(fill(), 7),
    ]
    for record in records:
        await stage.writer.append(record)
    (story,) = await stage.desk.stories(10, None, None)
    assert story.lines[1].what == "It passed: a rule."
    assert await stage.desk.stories(10, 5, None) == []
    assert await stage.desk.stories(10, None, "tb-1") == [story]
    await stage.desk.note("tb-1", "Too early.", ["fomo"])
    assert (await stage.desk.notes())["tb-1"].tags == ("fomo",)


async def test_nothing_is_read_or_reckoned_on_the_windows_thread(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    class Noting(JournalReader):
        def close(self) -> None:
            threads.append(threading.get_ident())
            super().close()

    monkeypatch.setattr(journal_desk, "JournalReader", Noting)

    def reckon(
        fills: list[Fill], bills: list[Bill], notes: dict[str, NoteSeen], period: Period
    ) -> JournalData:
        threads.append(threading.get_ident())
        return gather(fills, bills, notes, period)

    monkeypatch.setattr(journal_desk, "gather", reckon)
    await stage.desk.journal_data(0, FOR_EVER)
    await stage.desk.stories(1, None, None)
    await stage.desk.notes()
    assert len(threads) == 5
    assert threading.get_ident() not in threads


async def test_a_journal_that_cannot_be_read_is_said(stage: Stage, data_dir: Path) -> None:
    nowhere = JournalDesk(data_dir / "nowhere.sqlite3", (), stage.clock)
    nowhere.attach(stage.exchange, stage.writer, lambda: None)
    with pytest.raises(EnvironmentTroubleError):
        await nowhere.stories(1, None, None)


async def test_nothing_is_told_before_the_journal_is_open(stage: Stage) -> None:
    early = JournalDesk(stage.path, (), stage.clock)
    for asked in (early.journal_data(0, 1), early.stories(), early.notes(), early.note("key", "text")):
        with pytest.raises(EnvironmentTroubleError, match="not open yet"):
            await asked
