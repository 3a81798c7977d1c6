"""A journal for tests of the window: real values, and a desk that hands them out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Side
from terminal_app.core.records import NoteSeen
from terminal_app.trading.bill_check import BillCheck, CoinCheck
from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.results import results
from terminal_app.trading.story import Story, StoryLine
from terminal_app.trading.trips import RoundTrip
from tests.helpers.ui_samples import BTC_PERP, NOW_MS

HOUR_MS = 3_600_000
AGREED = BillCheck(
    since_ms=NOW_MS - 24 * HOUR_MS,
    until_ms=NOW_MS,
    coin="USDT",
    ours=Decimal(10),
    theirs=Decimal(10),
    difference=ZERO,
    missing=(),
    unknown=(),
    by_coin={"USDT": CoinCheck(Decimal(10), Decimal(10))},
)


def trip(
    number: int = 1,
    which: InstrumentId = BTC_PERP,
    *,
    side: Side = Side.BUY,
    gross: str = "12.5",
    fees: str = "1.25",
    funding: str = "-0.1",
    closed: bool = True,
    fee_other: Mapping[str, Decimal] | None = None,
    coin: str = "USDT",
) -> RoundTrip:
    """A round trip of two hours that was closed so many hours ago."""
    closed_ms = NOW_MS - number * HOUR_MS
    return RoundTrip(
        key=f"t{number}",
        instrument=which,
        side=side,
        opened_ms=closed_ms - 2 * HOUR_MS,
        closed_ms=closed_ms if closed else None,
        size=Decimal("0.25"),
        entry=Decimal("64000.55"),
        exit=Decimal("64050.5") if closed else None,
        gross=Decimal(gross),
        fees=Decimal(fees),
        funding=Decimal(funding),
        net=Decimal(gross) - Decimal(fees) + Decimal(funding),
        exec_ids=(f"e{number}a", f"e{number}b"),
        coin=coin,
        fee_other=fee_other or {},
    )


def story(number: int = 1, end: str = "Filled.") -> Story:
    """The story of an order that was sent so many minutes ago."""
    at_ms = NOW_MS - number * 60_000
    return Story(
        f"tb-{number}",
        at_ms,
        "Buy 0.25 BTCUSDT perp at 64 000.5",
        (
            StoryLine(at_ms, "Asked for by hand (ticket)."),
            StoryLine(at_ms + 2, "It passed the rules."),
            StoryLine(at_ms + 84, "The exchange took it."),
        ),
        end,
    )


def journal(
    trips: Sequence[RoundTrip] = (),
    check: BillCheck | None = AGREED,
    *,
    fills: Sequence[Fill] = (),
    bills: Sequence[Bill] = (),
    notes: Mapping[str, NoteSeen] | None = None,
    trouble: str | None = None,
    untold: Sequence[str] = (),
    loose_funding: str = "0",
) -> JournalData:
    """What was read of a time."""
    return JournalData(
        since_ms=NOW_MS - 24 * HOUR_MS,
        until_ms=NOW_MS,
        as_of_ms=NOW_MS,
        trips=tuple(trips),
        results=results(trips),
        fills=tuple(fills),
        bills=tuple(bills),
        check=check,
        untold=tuple(untold),
        loose_funding=Decimal(loose_funding),
        notes=notes or {},
        trouble=trouble,
    )


class FakeJournal:
    """Hands out `data` and pages of `told`; `asked` are the times read, `pages` the pages of stories.

    `failure` is raised by the next call of anything. While `gate` is not set, readings wait for it.
    """

    def __init__(self, data: JournalData | None = None, told: Sequence[Story] = ()) -> None:
        self.data = data or journal()
        self.told = list(told)
        self.asked: list[tuple[int, int]] = []
        self.pages: list[tuple[int, int | None]] = []
        self.written: list[NoteSeen] = []
        self.failure: TerminalError | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def journal_data(self, since_ms: int, until_ms: int) -> JournalData:
        """What was traded."""
        self.asked.append((since_ms, until_ms))
        data = replace(self.data, since_ms=since_ms, until_ms=until_ms)
        if data.check is not None:
            data = replace(data, check=replace(data.check, since_ms=since_ms, until_ms=until_ms))
        await self.gate.wait()
        self._fail()
        return data

    async def stories(
        self, count: int = 50, before_ms: int | None = None, client_oid: str | None = None
    ) -> Sequence[Story]:
        """A page of stories."""
        self.pages.append((count, before_ms))
        self._fail()
        young = [one for one in self.told if before_ms is None or one.at_ms < before_ms]
        return [one for one in young if client_oid in (None, one.client_oid)][:count]

    async def note(self, key: str, text: str, tags: Sequence[str] = ()) -> None:
        """Write it down."""
        self._fail()
        seen = NoteSeen(key, text, tuple(tags), NOW_MS)
        self.written.append(seen)
        self.data = replace(self.data, notes={**self.data.notes, key: seen})

    def _fail(self) -> None:
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
