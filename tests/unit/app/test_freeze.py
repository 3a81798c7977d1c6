"""A window that stands still is noticed from outside, and where it stands is written down."""

import threading
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.app.freeze import FreezeWatch
from tests.helpers.logs import LogWatch

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def _work_that_never_lets_go(until: Path) -> None:
    """What a slow slot does: the loop does not turn meanwhile."""
    pause = threading.Event()
    while not until.exists():
        pause.wait(0.01)


def _frozen(watch: FreezeWatch) -> bool:
    return watch.frozen


def test_where_it_stands_is_written_once_and_its_end_is_told(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log(r"the window stood still for \d+\.\d s; where is in freezes\.log")
    file = tmp_path / "freezes.log"
    watch = FreezeWatch(file, still=0.2)
    watch.start()
    try:
        _work_that_never_lets_go(file)
        watch.beat()
    finally:
        watch.stop()

    text = file.read_text("utf-8")
    assert text.count("the window stands still\n") == 1
    assert "_work_that_never_lets_go" in text


def test_a_window_that_turns_is_left_alone(tmp_path: Path) -> None:
    now = 0.0
    watch = FreezeWatch(tmp_path / "freezes.log", still=60, monotonic=lambda: now)
    watch.start()
    try:
        now = 59.0
        watch.beat()
        now = 118.0
        watch.beat()
    finally:
        watch.stop()

    assert not (tmp_path / "freezes.log").exists()


def test_a_large_file_is_begun_anew_and_one_that_cannot_be_written_is_said(
    qtbot: QtBot, tmp_path: Path, expect_log: LogWatch
) -> None:
    expect_log("could not be written")
    expect_log("stood still")
    large = tmp_path / "freezes.log"
    large.write_text("x" * 600_000, encoding="utf-8")
    for file in (large, tmp_path):
        watch = FreezeWatch(file, still=0.0)
        watch.start()
        try:
            qtbot.waitUntil(partial(_frozen, watch), timeout=20_000)
            watch.beat()
        finally:
            watch.stop()

    assert 0 < large.stat().st_size < 500_000
