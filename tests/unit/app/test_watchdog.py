"""What the watchdog is told: everything over the pipe, nothing that could be printed by accident."""

import asyncio
from pathlib import Path

import pytest

from terminal_app.app.watchdog import Charge, end_session, read_charge
from terminal_app.app.watchdog_child import WatchdogChild
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import Environment, LiveToken
from terminal_app.core.secret import Credentials, Secret
from terminal_app.journal.reader import JournalReader
from terminal_app.tasks import TaskOwner
from tests.helpers.journals import open_journal
from tests.helpers.logs import LogWatch
from tests.helpers.paper_process import paper_process
from tests.helpers.waiting import eventually

KEY = Credentials(Secret("k-123"), Secret("s-456"), Secret("p-789"))
LIVE = Venue.live(LiveToken(Environment.LIVE))
PAPER = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")


@pytest.mark.parametrize("venue", [PAPER, LIVE, Venue.demo()])
def test_a_charge_comes_through_the_pipe_whole(venue: Venue) -> None:
    charge = Charge(venue, KEY, Path("/x/journal.sqlite3"), 30)
    assert read_charge(charge.line()) == charge
    assert charge.line().count(b"\n") == 1


def test_it_shows_no_secret() -> None:
    assert "123" not in repr(Charge(PAPER, KEY, Path("j")))


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'"s-456"', b'{"key": "k-123", "badge": "NONE"}'])
def test_anything_else_is_refused_without_repeating_it(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"^not what a watchdog is told$") as caught:
        read_charge(line)
    assert caught.value.__cause__ is None


def test_a_live_charge_cannot_name_another_host() -> None:
    charge = Charge(LIVE, KEY, Path("j"))
    line = charge.line().replace(b"https://api.bitget.com", b"https://evil.example")
    assert read_charge(line).venue == LIVE


@pytest.mark.contract
@pytest.mark.slow
async def test_a_key_that_is_refused_ends_it_with_a_word(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("key")
    expect_log("could not be cancelled")
    async with open_journal(tmp_path / "journal.sqlite3"):
        pass  # there is a journal
    with paper_process() as paper:
        venue = paper.venue
        charge = Charge(venue, KEY, tmp_path / "journal.sqlite3")

        assert await end_session(charge, SystemClock()) == 1

    reader = JournalReader(tmp_path / "journal.sqlite3")
    (event,) = reader.recent_events()
    reader.close()
    assert event.kind == "watchdog"
    assert "its session orders could not be cancelled" in event.sentence
    assert event.sentence.endswith("They may still work at the exchange.")


async def test_a_goodbye_while_it_starts_is_heard(tmp_path: Path) -> None:
    tasks = TaskOwner("test")
    child = WatchdogChild(Charge(PAPER, KEY, tmp_path / "journal"), tasks, tmp_path / "watchdog.log")
    starting = tasks.spawn(child.ensure(), "start")
    await asyncio.sleep(0)
    await child.stop()
    await starting
    assert child.pid is None
    assert (tmp_path / "watchdog.log").read_bytes() == b""
    await tasks.aclose()


async def test_a_start_that_is_given_up_leaves_no_watchdog(tmp_path: Path) -> None:
    tasks = TaskOwner("test")
    child = WatchdogChild(Charge(PAPER, KEY, tmp_path / "journal"), tasks, tmp_path / "watchdog.log")
    starting = tasks.spawn(child.ensure(), "start")
    # The log is opened right before the process is made.
    await eventually((tmp_path / "watchdog.log").exists)
    await tasks.aclose()
    assert starting.cancelled()
    assert child.pid is None
