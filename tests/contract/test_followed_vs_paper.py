"""A paper exchange that follows a recording or another exchange: prices are theirs, orders its own."""

import json
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from terminal_app.app.live_source import LiveSource
from terminal_app.app.paths import paths_for
from terminal_app.app.replay.headless import Replay, replay
from terminal_app.app.replay.tape_source import TapeSource
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.errors import TerminalError
from terminal_app.core.ids import new_client_oid
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.hub import MarketHub
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.followed.market import FollowedMarket
from terminal_app.tape.reader import TapeReader
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.recorded_session import BTC, ETH, recorded_session, trade
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]

_PATIENCE_MS = 3_000
_ASKED_EVERY = 0.25


async def record(folder: Path) -> Path:
    """A recording of a session that traded."""
    with paper_process() as paper:
        async with recorded_session(paper, folder) as session:
            await trade(session)
    return folder / "tapes"


async def open_session(paper: PaperProcess, folder: Path) -> Session:
    """A session that sees the book of one instrument and may trade."""
    paths = paths_for("paper", folder)
    paths.make()
    session = new_session(paths, "paper", SystemClock(), Changes())
    session.feed.watch("test", [Channel(feed, BTC) for feed in (Feed.BOOK, Feed.TICKER, Feed.TRADES)])
    await session.open(paper.venue, paper.credentials)
    await eventually(lambda: session.hub.book(BTC).good and session.hub.tickers.get(BTC) is not None)
    await eventually(lambda: session.entry_block() is None, timeout=30)
    return session


def ticker_ms(paper: PaperProcess) -> int:
    """When the ticker of an instrument was made, as REST tells it, Unix ms."""
    url = f"{paper.rest}/api/v3/market/tickers?category=USDT-FUTURES&symbol=BTCUSDT"
    (row,) = httpx.get(url, trust_env=False).json()["data"]
    return int(row["ts"])


async def buy(session: Session, size: str) -> Decimal:
    """Buy at market; the average price."""
    order = PlaceOrder(
        new_client_oid(session.clock.now_ms()),
        BTC,
        Side.BUY,
        OrderType.MARKET,
        BaseQty(Decimal(size)),
        margin_mode=MarginMode.CROSSED,
    )
    outcome = await session.submit(order)
    assert isinstance(outcome, Accepted), outcome
    await eventually(lambda: (found := session.blotter.get(order.client_oid)) and found.status.is_final)
    done = session.blotter.get(order.client_oid)
    assert done is not None
    assert done.avg_price is not None
    return done.avg_price


async def test_at_its_end_the_book_is_that_of_the_recording(tmp_path: Path) -> None:
    tapes = await record(tmp_path)
    source = TapeSource(tapes)
    await source.open()
    assert source.end_ms is not None
    engine = PaperExchange(source.instruments, tiers=source.tiers)
    followed = FollowedMarket(engine, source.take, source.start_ms)
    now_ms = source.start_ms
    while now_ms < source.end_ms:
        now_ms += 50
        followed.advance(now_ms)
    await source.aclose()

    ending = replay(tapes)
    assert {one.id for one in source.instruments} == {BTC, ETH}
    assert source.next_ms() is None
    history = followed.candles(BTC, Interval.M5, limit=500)
    assert len(history) > 100
    hub = hub_of(tapes)
    for instrument in (BTC, ETH):
        bids, asks = engine.depth(instrument, 1000)
        assert ([*bids], [*asks]) == hub.book(instrument).top(1000)
        assert len(bids) > 100
        assert followed.recent_prints(instrument, 1)
    assert ending.troubles == source.troubles == ()


def hub_of(tapes: Path) -> MarketHub:
    """The stores of a session at its end."""
    played = Replay()
    for one in TapeReader(tapes):
        played.take(one)
    return played.hub


async def test_orders_fill_against_a_recording(tmp_path: Path) -> None:
    tapes = await record(tmp_path / "first")
    with paper_process("--market", "tape", str(tapes)) as paper:
        session = await open_session(paper, tmp_path / "second")
        seen = [price for side in session.hub.book(BTC).top(50) for price, _ in side]
        price = await buy(session, "0.02")
        await eventually(session.positions.all)
        await session.aclose()
        assert min(seen) * Decimal("0.99") < price < max(seen) * Decimal("1.01")
        assert paper.process.stdout is not None
        line = json.loads(paper.process.stdout.readline())
        assert line["start_ms"] <= line["at_ms"] <= line["end_ms"]
        assert (line["speed"], line["paused"]) == ("1", False)


async def test_it_pauses_steps_and_goes_faster(tmp_path: Path) -> None:
    tapes = await record(tmp_path)
    with paper_process("--market", "tape", str(tapes)) as paper:
        assert paper.process.stdin is not None
        assert paper.process.stdout is not None

        def ask(request: dict[str, object], done: str, wanted: object) -> dict[str, object]:
            assert paper.process.stdin is not None
            assert paper.process.stdout is not None
            paper.process.stdin.write(json.dumps(request).encode() + b"\n")
            paper.process.stdin.flush()
            while True:
                line: dict[str, object] = json.loads(paper.process.stdout.readline())
                if line[done] == wanted:
                    return line

        still = ask({"pause": True}, "paused", True)
        stepped = ask({"step": 5}, "paused", True)
        assert int(str(still["at_ms"])) <= int(str(stepped["at_ms"])) < int(str(still["end_ms"]))
        fast = ask({"speed": "500"}, "speed", "50")
        assert fast["paused"] is True
        ended = ask({"pause": False}, "at_ms", fast["end_ms"])
        assert ended["end_ms"] == fast["end_ms"]


async def test_while_it_stands_still_it_still_speaks(tmp_path: Path) -> None:
    tapes = await record(tmp_path / "first")
    with paper_process("--market", "tape", str(tapes)) as paper:
        assert paper.process.stdin is not None
        session = await open_session(paper, tmp_path / "second")
        paper.process.stdin.write(b'{"pause": true}\n')
        paper.process.stdin.flush()
        book = session.hub.book(BTC)
        version, best = book.version, book.best_ask
        await eventually(lambda: session.hub.book(BTC).version >= version + 3)
        again = session.hub.book(BTC).best_ask
        assert book.good
        price = await buy(session, "0.01")
        await session.aclose()
    assert best is not None
    assert again is not None
    assert abs(price - again[0]) <= again[0] / 1000


async def test_orders_fill_against_another_exchange(tmp_path: Path) -> None:
    with paper_process() as venue:
        options = ["--market", "live", "--live-at", venue.rest, venue.public_ws, "--symbols", "btcusdt"]
        with paper_process(*options, data_dir=tmp_path / "data") as paper:
            theirs = await open_session(venue, tmp_path / "theirs")
            ours = await open_session(paper, tmp_path / "ours")
            best = theirs.hub.book(BTC).best_ask
            assert best is not None
            price = await buy(ours, "0.02")
            assert abs(price - best[0]) <= best[0] / 200
            assert not theirs.positions.all()
            assert {one.id.symbol for one in ours.hub.instruments.all()} == {"BTCUSDT"}
            await theirs.aclose()
            venue.stop()
            # What nobody sees any more cannot be traded.
            await eventually(lambda: not ours.hub.book(BTC).good)
            await ours.aclose()
        assert (tmp_path / "data" / "live" / "paper-accounts.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be stopped there")
async def test_a_silent_ticker_is_not_told_as_if_it_was_new(tmp_path: Path) -> None:
    with paper_process() as venue:
        options = ["--market", "live", "--live-at", venue.rest, venue.public_ws, "--symbols", "btcusdt"]
        with paper_process(*options) as paper:
            before = await open_session(paper, tmp_path / "before")
            await before.aclose()
            venue.process.send_signal(signal.SIGSTOP)
            try:
                stopped_ms = before.clock.now_ms()
                await eventually(
                    lambda: before.clock.now_ms() - ticker_ms(paper) > _PATIENCE_MS, every=_ASKED_EVERY
                )
                heard_ms = ticker_ms(paper)
                assert heard_ms <= stopped_ms + 500

                late = new_session(paths_for("late", tmp_path), "late", SystemClock(), Changes())
                paths_for("late", tmp_path).make()
                feeds = (Feed.TICKER, Feed.TRADES)
                late.feed.watch("test", [Channel(feed, BTC) for feed in feeds])
                await late.open(paper.venue, paper.credentials)
                await eventually(lambda: late.hub.tape(BTC).trades)
                await eventually(lambda: late.hub.instruments.get(BTC))
                assert late.hub.tickers.get(BTC) is None
                assert ticker_ms(paper) == heard_ms
            finally:
                venue.process.send_signal(signal.SIGCONT)
            fresh = await eventually(lambda: late.hub.tickers.get(BTC))
            assert fresh is not None
            assert fresh.stamp.source_ms > heard_ms + _PATIENCE_MS
            await late.aclose()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["tape"], "give --market synthetic"),
        (["nonsense"], "give --market synthetic"),
        (["tape", "missing.tape"], "There is no recording missing.tape"),
        (["live", "--speed", "2"], "the live market runs at speed 1"),
    ],
)
def test_what_cannot_be_followed_is_said(options: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "terminal_app", "paper-exchange", "--market", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stdout == ""


async def test_symbols_that_are_not_listed_are_said() -> None:
    with paper_process() as venue:
        source = LiveSource(venue.venue, ["NOPEUSDT"], SystemClock())
        with pytest.raises(TerminalError, match="lists none of NOPEUSDT"):
            await source.open()
