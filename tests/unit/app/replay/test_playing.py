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
from terminal_app.ui.replay.state import Gesture, ReplayPlace
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


def test_on_its_way_the_clock_stands_with_the_exchange() -> None:
    real = ManualClock()
    clock = ReplayClock(real, START)
    clock.hear(state(1_000, 50)._replace(goal_ms=START + 40_000))
    real.advance(2.0)
    assert clock.now_ms() == START + 1_000


def test_going_back_plays_it_anew_as_it_was_played(tmp_path: Path) -> None:
    playing = playing_in(tmp_path)
    anew: list[Playing] = []
    playing.rewind = anew.append
    playing.hear(state(30_000, 20, paused=True).as_line())
    assert playing.clock.now_ms() == START + 30_000
    playing.go_back(START + 10_000)

    (again,) = anew
    assert again.clock.now_ms() == START
    assert again.instruments == [PERP_ID]
    assert again.place() is None
    asked: list[str] = []
    again.attach(asked.append)
    assert [json.loads(line) for line in asked] == [
        {"speed": "20"},
        {"pause": True},
        {"to_ms": START + 10_000},
    ]
    again.go_back(START)
    assert len(anew) == 2


def test_what_was_pressed_is_told_with_its_time(tmp_path: Path) -> None:
    gestures: tuple[dict[str, object], ...] = (
        {"on": "MainWindow/QWidget/OnceButton#buy_button", "press": "LeftButton", "x": 1, "y": 2},
        {"on": "MainWindow", "key": "Ctrl+K"},
    )
    records = [TapeRecord(Kind.HEADER, Link.REST, 10.0, START, json_body({"part": 1}))]
    records += [
        TapeRecord(Kind.GESTURE, Link.REST, 11.5 + number, START, json_body(one))
        for number, one in enumerate(gestures)
    ]
    write_tape(tmp_path / "a.tape", records)
    playing = Playing(tmp_path / "a.tape", ManualClock())
    assert playing.gestures() == ()
    assert playing.troubles() == ()
    assert playing.gestures() == (
        Gesture(START + 1_500, "Click on buy button"),
        Gesture(START + 2_500, "Ctrl+K in main window"),
    )
