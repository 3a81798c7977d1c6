"""What holds for every test: it stays on this machine, leaves nothing running and logs no surprise."""

import asyncio
import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from terminal_app.app.collector import collect_due
from terminal_app.core.clock import ManualClock
from tests.helpers import leaks
from tests.helpers.logs import LogWatch
from tests.helpers.network import allow_only_loopback
from tests.helpers.qt_loop import QtRunner, cancel_leftovers

allow_only_loopback()

# As in the program: a widget in a cycle must not die in the thread that happens to allocate next.
gc.disable()


def pytest_collection_finish() -> None:
    """What was imported lives as long as the run: no collection and no search for leaks looks through it."""
    gc.collect()
    gc.freeze()


_GOALS: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep how many cases the short form of a goal took."""
    if report.when == "teardown":
        name = report.nodeid.rpartition("::test_")[2]
        _GOALS.extend(
            f"{name} {cases:,}" for key, cases in report.user_properties if key == "cases of a goal"
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it: the property is the same as in the long form, the counts are smaller."""
    if _GOALS:
        terminalreporter.section("cases of the goals in their short form (make faults runs the long one)")
        terminalreporter.write_line(", ".join(sorted(_GOALS)))


# How long one example takes says more about the machine's other work than about the code.
hypothesis.settings.register_profile("terminal", deadline=None)
hypothesis.settings.load_profile("terminal")

if sys.platform == "linux":
    # pytest-xvfb gives X11 a screen of its own; without this Qt could prefer the user's Wayland session.
    os.environ["QT_QPA_PLATFORM"] = "xcb" if shutil.which("Xvfb") else "offscreen"
    os.environ.pop("WAYLAND_DISPLAY", None)


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[LogWatch]:
    """Call it with a regular expression to announce a warning: `expect_log("feed .* stale")`."""
    watch = LogWatch()
    watch.start()
    yield watch
    watch.stop()
    if complaints := watch.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a task, a timer or a window. Set up first, it looks last."""
    if request.node.get_closest_marker("asyncio"):
        request.getfixturevalue("no_tasks_left")
    yield
    if "qapp" not in request.fixturenames:
        collect_due()
    elif left := leaks.qt_leftovers():
        leaks.close_windows()
        pytest.fail("the test left behind:\n" + "\n".join(left), pytrace=False)


@pytest.fixture
async def no_tasks_left() -> AsyncIterator[None]:
    """The part of `nothing_is_left` that must look from inside the loop."""
    before = asyncio.all_tasks()
    yield
    await leaks.settle()
    if left := leaks.running_tasks(besides=before):
        pytest.fail("the test left behind:\n" + "\n".join(left), pytrace=False)


@pytest.fixture
def qasync_loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """The loop that the program runs on. Tests of windows use `qt_run`, which runs coroutines on it."""
    loop = QEventLoop(qapp)
    yield loop
    left = loop.run_until_complete(cancel_leftovers())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    if left:
        pytest.fail("the test left behind:\n" + "\n".join(left), pytrace=False)


@pytest.fixture
def qt_run(qasync_loop: QEventLoop) -> QtRunner:
    """Run a coroutine while Qt's events are handled: `qt_run(story())`."""
    return QtRunner(qasync_loop)


@pytest.fixture
def manual_clock() -> ManualClock:
    """A clock that stands still until the test moves it."""
    return ManualClock()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty folder to store everything in."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder
