"""What `conftest.py` promises, shown on tests that break each promise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CONFTEST = """
import json
import os

from tests.conftest import *


def pytest_runtest_logreport(report):
    with open(os.environ["REPORT"], "a") as file:
        line = {"name": report.location[2], "failed": report.failed, "text": report.longreprtext}
        file.write(json.dumps(line) + "\\n")
"""

PLANTED = """
import asyncio
import logging
import warnings

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QWidget

left = []


async def test_leaves_a_task():
    left.append(asyncio.get_running_loop().create_task(asyncio.sleep(60)))


async def test_cancels_its_task():
    asyncio.get_running_loop().create_task(asyncio.sleep(60)).cancel()


def test_leaves_a_task_on_the_qt_loop(qt_run):
    async def story():
        left.append(asyncio.get_running_loop().create_task(asyncio.sleep(60)))
    qt_run(story())


def test_leaves_a_timer(qapp):
    left.append(QTimer())
    left[-1].start(10_000)


def test_leaves_a_window(qapp):
    left.append(QWidget())
    left[-1].show()


def test_hands_its_window_to_qtbot(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.timer = QTimer(window)
    window.timer.start(10_000)
    window.show()


def test_logs_a_surprise():
    logging.getLogger("terminal_app.some.room").error("disk full")


def test_loses_an_exception(qt_run):
    async def story():
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(0.01)
    qt_run(story())


def test_warns():
    warnings.warn("careful")


def test_qt_warns(qapp):
    qWarning('careful too')


@pytest.mark.xfail
def test_passes_though_expected_to_fail():
    pass
"""

FAILS = {
    "test_leaves_a_task": "running task",
    "test_leaves_a_task_on_the_qt_loop": "running task",
    "test_leaves_a_timer": "active timer every 10000 ms",
    "test_leaves_a_window": "visible window",
    "test_logs_a_surprise": "not announced: ERROR terminal_app.some.room: disk full",
    "test_loses_an_exception": "ZeroDivisionError",
    "test_warns": "UserWarning: careful",
    "test_qt_warns": "careful too",
    "test_passes_though_expected_to_fail": "XPASS(strict)",
}
PASSES = {"test_cancels_its_task", "test_hands_its_window_to_qtbot"}


@pytest.mark.gui
def test_each_broken_promise_fails_its_own_test_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
    (tmp_path / "test_planted.py").write_text(PLANTED, "utf-8")
    report = tmp_path / "report.jsonl"
    monkeypatch.setenv("REPORT", str(report))

    # Not a worker of the run this test is part of: it starts a screen of its own.
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(ROOT), str(tmp_path), "-p", "no:cacheprovider"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)

    failures: dict[str, str] = {}
    for line in map(json.loads, report.read_text("utf-8").splitlines()):
        failures.setdefault(line["name"], "")
        if line["failed"]:
            failures[line["name"]] += line["text"]
    assert {name for name, text in failures.items() if not text} == PASSES, finished.stdout
    for name, sign in FAILS.items():
        assert sign in failures[name]
