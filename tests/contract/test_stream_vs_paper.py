"""Our streams against the paper exchange, two readings of the same documents."""

import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import (
    AccountEvent,
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.contract

Event = MarketEvent | AccountEvent | LinkEvent
BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETH = InstrumentId(ProductType.SPOT, "ETHUSDT")


class Heard:
    """Everything a stream said."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.events)

    def state(self) -> LinkState | None:
        states = [event.state for event in self.events if isinstance(event, LinkChanged)]
        return states[-1] if states else None


@asynccontextmanager
async def listening(
    paper: PaperProcess, link: Link, *, passphrase: str | None = None
) -> AsyncIterator[tuple[Stream, Heard]]:
    clock, tasks, heard = SystemClock(), TaskOwner("test"), Heard()
    private = link is Link.PRIVATE
    key = Credentials(Secret(paper.key), Secret(paper.secret), Secret(passphrase or paper.passphrase))
    url = paper.private_ws if private else paper.public_ws
    stream = Stream(
        UNIFIED_STREAM,
        link,
        url,
        key if private else None,
        clock,
        clock.now_ms,
        heard,
        tasks,
        ConnectBudget(),
    )
    stream.start()
    try:
        yield stream, heard
    finally:
        await stream.aclose()
        await tasks.aclose()


def everything(instrument: InstrumentId) -> set[Channel]:
    plain = {Channel(feed, instrument) for feed in (Feed.BOOK, Feed.TICKER, Feed.TRADES)}
    return plain | {Channel(Feed.CANDLES, instrument, Interval.M1)}


async def test_every_public_channel_flows(paper: PaperProcess) -> None:
    async with listening(paper, Link.PUBLIC) as (stream, heard):
        stream.want(frozenset(everything(BTC) | everything(ETH)))
        await eventually(
            lambda: all(
                heard.count(kind) for kind in (TickerSeen, TradesSeen, CandlesSeen, BookSnapshot, BookDelta)
            ),
            timeout=10,
        )
        await eventually(lambda: stream.audit().confirmed == stream.audit().desired)
        assert len(stream.audit().desired) == 8
        assert heard.state() is LinkState.LIVE
        assert stream.rejected_frames == 0
        assert stream.ping_ms is not None


async def test_a_book_of_the_stream_stays_whole_and_sane(paper: PaperProcess) -> None:
    async with listening(paper, Link.PUBLIC) as (stream, heard):
        stream.want(frozenset({Channel(Feed.BOOK, BTC)}))
        await eventually(lambda: heard.count(BookDelta) >= 30, timeout=15)
    bids: dict[Decimal, Decimal] = {}
    asks: dict[Decimal, Decimal] = {}
    for event in heard.events:
        if isinstance(event, BookSnapshot):
            bids, asks = dict(event.bids), dict(event.asks)
        elif isinstance(event, BookDelta):
            bids |= dict(event.bids)
            asks |= dict(event.asks)
            best_bid = max(price for price, size in bids.items() if size)
            best_ask = min(price for price, size in asks.items() if size)
            assert best_bid < best_ask
    assert heard.count(BookBroken) == 0


async def test_a_refreshed_book_comes_back(paper: PaperProcess) -> None:
    async with listening(paper, Link.PUBLIC) as (stream, heard):
        stream.want(frozenset({Channel(Feed.BOOK, BTC)}))
        await eventually(lambda: heard.count(BookSnapshot) == 1, timeout=10)
        stream.refresh_book(BTC)
        await eventually(lambda: heard.count(BookSnapshot) == 2, timeout=10)
        before = heard.count(BookDelta)
        await eventually(lambda: heard.count(BookDelta) > before, timeout=10)
        assert heard.count(BookBroken) == 1


async def test_an_unknown_symbol_is_said(paper: PaperProcess) -> None:
    nope = Channel(Feed.TICKER, InstrumentId(ProductType.SPOT, "NOPEUSDT"))
    async with listening(paper, Link.PUBLIC) as (stream, heard):
        stream.want(frozenset({nope, Channel(Feed.TICKER, ETH)}))
        await eventually(lambda: heard.count(ChannelSilent) and heard.count(TickerSeen), timeout=10)
        (silent,) = [event for event in heard.events if isinstance(event, ChannelSilent)]
        assert silent.channel == "NOPEUSDT ticker"


async def test_the_account_arrives_after_the_login(paper: PaperProcess) -> None:
    async with listening(paper, Link.PRIVATE) as (stream, heard):
        await eventually(lambda: heard.count(AccountSeen), timeout=10)
        await eventually(lambda: len(stream.audit().confirmed) == 5)
        (account,) = [event.account for event in heard.events if isinstance(event, AccountSeen)][:1]
        assert account.equity > 0
        assert {balance.coin for balance in account.balances} >= {"USDT"}
        assert heard.state() is LinkState.LIVE


async def test_a_wrong_passphrase_is_refused_in_plain_words(paper: PaperProcess) -> None:
    async with listening(paper, Link.PRIVATE, passphrase="wrong") as (_, heard):
        await eventually(lambda: heard.state() is LinkState.REFUSED, timeout=10)
        assert heard.count(LinkChanged) == 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be frozen by a signal there")
async def test_a_frozen_venue_shows_within_seconds_and_is_left() -> None:
    """The other end stops without a word, as behind a pulled cable: stale in 3 s, given up in 10."""
    with paper_process() as paper:
        async with listening(paper, Link.PUBLIC) as (stream, heard):
            stream.want(frozenset(everything(BTC)))
            await eventually(lambda: heard.count(BookDelta) > 10, timeout=15)
            os.kill(paper.process.pid, signal.SIGSTOP)
            try:
                await eventually(lambda: heard.count(ChannelSilent) > 0, timeout=3.5)
                await eventually(lambda: heard.state() is LinkState.DEGRADED, timeout=2)
                await eventually(lambda: heard.state() in {LinkState.DOWN, LinkState.CONNECTING}, timeout=7)
            finally:
                os.kill(paper.process.pid, signal.SIGCONT)
            await eventually(lambda: heard.state() is LinkState.LIVE, timeout=15)
            await eventually(lambda: heard.count(BookSnapshot) >= 2, timeout=10)
