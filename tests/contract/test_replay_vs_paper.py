"""A recording of a session ends as the session did, to the byte."""

from pathlib import Path

import pytest

from terminal_app.app.recording.digests import books_bytes, digest, orders_bytes
from terminal_app.app.recording.recorder import Recorder
from terminal_app.app.replay.headless import main, replay
from terminal_app.app.replay.tape_source import TapeSource
from terminal_app.core.clock import SystemClock
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind
from tests.helpers.logs import LogWatch
from tests.helpers.paper_process import paper_process
from tests.helpers.recorded_session import BTC, ETH, recorded_session, trade
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract, pytest.mark.slow]


@pytest.mark.parametrize("account", ["unified", "classic"])
async def test_books_and_orders_are_equal_to_the_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expect_log: LogWatch, account: str
) -> None:
    if account == "classic":
        # The session begins as for a unified one: the change of streams is part of the recording.
        expect_log("this is a classic account")
    with paper_process("--account", account) as paper:
        async with recorded_session(paper, tmp_path) as session:
            await trade(session)
        books, orders = books_bytes(session.hub, (BTC, ETH)), orders_bytes(session.blotter)

        ending = replay(tmp_path / "tapes")

        assert ending.troubles == ()
        assert ending.books == books
        assert ending.orders == orders
        assert ending.recorded == {"books": digest(books), "orders": digest(orders)}
        assert len(session.blotter.all()) >= 7
        assert len(session.blotter.fills.all()) >= 3
        assert len(books) > 10_000
        assert replay(tmp_path / "tapes") == ending
        assert main(tmp_path / "tapes") == 0
        assert "Equal to how the session ended." in capsys.readouterr().out
        for secret in (paper.key, paper.secret, paper.passphrase):
            assert not any(secret.encode() in record.body for record in TapeReader(tmp_path / "tapes"))


async def test_a_connection_that_breaks_is_replayed_too(tmp_path: Path) -> None:
    with paper_process("--stream-life", "2") as paper:
        async with recorded_session(paper, tmp_path) as session:
            await trade(session, rounds=1)
            seen = session.hub.book(ETH).version
            await eventually(lambda: session.hub.book(ETH).version > seen + 60, timeout=30)
        ending = replay(tmp_path / "tapes")

    kinds = [record.kind for record in TapeReader(tmp_path / "tapes")]
    assert kinds.count(Kind.CLOSED) > 0
    assert kinds.count(Kind.OPENED) > 2
    assert ending.books == books_bytes(session.hub, (BTC, ETH))
    assert ending.orders == orders_bytes(session.blotter)


@pytest.mark.parametrize("account", ["unified", "classic"])
async def test_without_its_beginning_it_still_ends_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expect_log: LogWatch, account: str
) -> None:
    if account == "classic":
        expect_log("this is a classic account")
    expect_log("beginning of the recording is missing")
    tapes = tmp_path / "tapes"
    with paper_process("--account", account) as paper:
        async with recorded_session(paper, tmp_path, part_bytes=20_000) as session:
            await trade(session, rounds=1)
            await eventually(lambda: len(list(tapes.iterdir())) >= 7, timeout=60)
            seen = session.hub.book(BTC).version
            await eventually(lambda: session.hub.book(BTC).version > seen + 30)
    whole = replay(tapes)
    assert whole.points >= 3
    last = max(tapes.iterdir())
    written = last.read_bytes()
    last.write_bytes(written[:-9])  # as if it had been killed while it wrote its last block
    assert main(tapes) == 0
    said = capsys.readouterr()
    assert "is damaged" in said.err
    assert "The session was interrupted. Equal to how it stood at" in said.out
    last.write_bytes(written)
    first, *others = sorted(tapes.iterdir())
    first.unlink()

    ending = replay(others[0])

    assert whole.verdict() is None
    assert ending.books == whole.books == books_bytes(session.hub, (BTC, ETH))
    assert ending.troubles == ("The beginning of the recording is missing: it was dropped to save room.",)
    assert ending.orders == whole.orders == orders_bytes(session.blotter)
    assert main(others[0]) == 0
    assert "Equal to how the session ended." in capsys.readouterr().out
    source = TapeSource(others[0])
    await source.open()
    assert {one.id for one in source.instruments} == {BTC, ETH}
    await source.aclose()


@pytest.mark.parametrize("account", ["unified", "classic"])
async def test_a_recording_that_begins_in_the_middle_ends_the_same(
    tmp_path: Path, expect_log: LogWatch, account: str
) -> None:
    if account == "classic":
        expect_log("this is a classic account")
    with paper_process("--account", account) as paper:
        async with recorded_session(paper, tmp_path, begin=trade) as session:
            before = len(session.blotter.all())
            await trade(session, rounds=1)
            assert session.deck.running is not None
    ending = replay(tmp_path / "tapes")

    assert before >= 7
    assert ending.troubles == ()
    assert ending.books == books_bytes(session.hub, (BTC, ETH))
    assert ending.orders == orders_bytes(session.blotter)
    assert ending.verdict() is None
    assert ending.recorded


async def test_two_recordings_of_one_session_each_end_the_same(tmp_path: Path) -> None:
    with paper_process() as paper:
        async with recorded_session(paper, tmp_path) as session:
            await trade(session, rounds=1)
            first = session.deck.running
            books, orders = books_bytes(session.hub, (BTC, ETH)), orders_bytes(session.blotter)
            await session.deck.stop()
            assert session.deck.running is None
            session.deck.start(lambda: Recorder(tmp_path / "second", SystemClock(), pytest.fail))
            await trade(session, rounds=2)
    assert first is not None
    ending, second = replay(first.file), replay(tmp_path / "second")

    assert (ending.books, ending.orders) == (books, orders)
    assert (ending.verdict(), second.verdict()) == (None, None)
    assert second.orders == orders_bytes(session.blotter)
