"""The clock of a replay, and the requests that move it."""

import json
from pathlib import Path

import pytest

from terminal_app.app.replay.playing import Playing, ReplayClock
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import Link
from terminal_app.paper.server.pace import PaceState
from terminal_app.tape.copy import write_tape
from terminal_app.tape.records import Kind, TapeError, TapeRecord, json_body
from terminal_app.tape.values import to_bytes
from terminal_app.ui.replay.state import ReplayPlace
from tests.helpers.logs import LogWatch
from tests.helpers.paper_engine import PERP, PERP_ID, D

START = 1_600_000_000_000


def state(at_ms: int, speed: int = 1, *, paused: bool = False) -> PaceState:
    return PaceState(START + at_ms, START, START + 60_000, D(speed), paused)


def playing_in(folder: Path) -> Playing:
    records = [
        TapeRecord(Kind.HEADER, Link.REST, 0.0, START, json_body({"part": 1})),
        TapeRecord(Kind.INSTRUMENT, Link.REST, 0.0, START + 5, to_bytes(PERP)),
    ]
    write_tape(folder / "a.tape", records)
    return Playing(folder / "a.tape", ManualClock())


def test_the_clock_goes_on_between_two_words_of_the_exchange() -> None:
    real = ManualClock()
    clock = ReplayClock(real, START)
    assert clock.now_ms() == START
    clock.hear(state(1_000, 10))
    real.advance(0.5)
    assert clock.now_ms() == START + 6_000
    real.advance(100)
    assert clock.now_ms() == START + 60_000
    assert clock.monotonic() == real.monotonic()


def test_it_stands_still_where_the_exchange_does_and_goes_back_only_for_that() -> None:
    real = ManualClock()
    clock = ReplayClock(real, START)
    clock.hear(state(2_000))
    real.advance(1.0)
    assert clock.now_ms() == START + 3_000
    clock.hear(state(2_900))
    assert clock.now_ms() == START + 3_000
    clock.hear(state(2_950, paused=True))
    real.advance(1.0)
    assert clock.now_ms() == START + 2_950


def test_requests_reach_the_exchange(tmp_path: Path) -> None:
    playing, asked = playing_in(tmp_path), list[object]()
    playing.pause(paused=True)  # nobody is there yet
    playing.attach(lambda line: asked.append(json.loads(line)))
    playing.pause(paused=True)
    playing.step()
    playing.set_speed(20)
    playing.go_to(START + 7)

    assert asked == [{"pause": True}, {"step": 1}, {"speed": "20"}, {"to_ms": START + 7}]


def test_it_stands_where_the_exchange_says(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("not understood")
    playing = playing_in(tmp_path)
    assert playing.instruments == [PERP_ID]
    assert playing.clock.now_ms() == START
    assert playing.place() is None

    playing.hear(state(3_000, 2, paused=True).as_line())
    playing.hear("nonsense")
    assert playing.place() == ReplayPlace(START + 3_000, START, START + 60_000, 2, paused=True)


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    playing = playing_in(tmp_path)
    assert playing.troubles() == ()
    playing.path.write_bytes(playing.path.read_bytes()[:-1])

    (trouble,) = playing.troubles()
    assert "is damaged" in trouble


def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="There is no recording"):
        Playing(tmp_path / "a.tape", ManualClock())
