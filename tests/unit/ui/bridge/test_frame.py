"""Tests for `ui/bridge/frame.py`."""

import logging

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Batch, Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.ui.bridge.frame import FRAME_MS, FrameClock
from tests.helpers.logs import LogWatch


class Listed:
    """What is served whether it can be seen or not: it is no widget."""

    topics: frozenset[Kind | Topic] = frozenset({Kind.LINK})

    def __init__(self) -> None:
        self.batches: list[Batch] = []

    def show_frame(self, batch: Batch) -> None:
        self.batches.append(batch)


class Painted(QWidget):
    """A panel that writes down what it was given."""

    def __init__(self, *topics: Kind | Topic) -> None:
        super().__init__()
        self.topics: frozenset[Kind | Topic] = frozenset(topics)
        self.batches: list[Batch] = []

    def show_frame(self, batch: Batch) -> None:
        self.batches.append(batch)


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def frames(changes: Changes, manual_clock: ManualClock) -> FrameClock:
    return FrameClock(changes, manual_clock)


def test_a_panel_begins_with_everything_it_shows(frames: FrameClock, qtbot: QtBot) -> None:
    panel = Painted(Kind.ORDERS, Topic(Kind.BOOK, "BTC"))
    qtbot.addWidget(panel)
    panel.show()
    frames.add(panel)
    frames.step()
    assert panel.batches == [Batch(frozenset({Topic(Kind.ORDERS), Topic(Kind.BOOK, "BTC")}), ())]


def test_only_who_wants_a_topic_is_asked(frames: FrameClock, changes: Changes, qtbot: QtBot) -> None:
    orders, book = Painted(Kind.ORDERS), Painted(Topic(Kind.BOOK, "BTC"))
    for panel in (orders, book):
        qtbot.addWidget(panel)
        panel.show()
        frames.add(panel)
    frames.step()
    changes.mark(Topic(Kind.BOOK, "ETH"))
    changes.mark(Topic(Kind.ORDERS, "anything"))
    frames.step()
    frames.step()
    assert (len(orders.batches), len(book.batches)) == (2, 1)


def test_a_hidden_panel_costs_nothing_and_gets_all_when_shown(
    frames: FrameClock, changes: Changes, qtbot: QtBot
) -> None:
    panel = Painted(Kind.ORDERS)
    qtbot.addWidget(panel)
    frames.add(panel)
    changes.mark(Topic(Kind.ORDERS, "one"))
    frames.step()
    assert panel.batches == []
    panel.show()
    frames.step()
    assert panel.batches == [Batch(frozenset({Topic(Kind.ORDERS)}), ())]


def test_facts_reach_everybody_once_and_in_order(frames: FrameClock, changes: Changes) -> None:
    listed = Listed()
    frames.add(listed)
    frames.step()
    changes.post("first")
    changes.post("second")
    frames.step()
    frames.step()
    assert [batch.facts for batch in listed.batches] == [(), ("first", "second")]


def test_a_panel_that_shows_something_else_is_repainted_wholly(frames: FrameClock, qtbot: QtBot) -> None:
    panel = Painted(Topic(Kind.BOOK, "BTC"))
    qtbot.addWidget(panel)
    panel.show()
    frames.add(panel)
    frames.step()
    panel.topics = frozenset({Topic(Kind.BOOK, "ETH")})
    frames.refresh(panel)
    frames.step()
    assert panel.batches[-1].topics == frozenset({Topic(Kind.BOOK, "ETH")})
    frames.remove(panel)
    frames.refresh(panel)
    frames.step()
    assert len(panel.batches) == 2


class Unseen(QWidget):
    """A panel in a tab behind another; it must not even be asked what it wants."""

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        raise AssertionError("a hidden panel was asked")

    def show_frame(self, batch: Batch) -> None:
        raise AssertionError(f"a hidden panel was painted: {batch}")


def test_a_hidden_panel_is_never_asked(frames: FrameClock, changes: Changes, qtbot: QtBot) -> None:
    panel = Unseen()
    qtbot.addWidget(panel)
    frames.add(panel)
    for _ in range(3):
        changes.mark(Topic(Kind.ORDERS))
        changes.post("a fact")
        frames.step()


class Taking(Listed):
    """A panel whose painting takes some time of the clock."""

    def __init__(self, clock: ManualClock, seconds: float) -> None:
        super().__init__()
        self._clock = clock
        self._seconds = seconds

    def show_frame(self, batch: Batch) -> None:
        super().show_frame(batch)
        self._clock.advance(self._seconds)


class TakingMore(Taking):
    """The slower one of two."""


def slow_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of slow frames."""
    return [record.message for record in caplog.records if "slow frame" in record.message]


def test_the_slowest_panel_of_a_frame_over_its_budget_is_named(
    frames: FrameClock, manual_clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    for panel in (Taking(manual_clock, 0.006), TakingMore(manual_clock, 0.014), Taking(manual_clock, 0.001)):
        frames.add(panel)
    with caplog.at_level(logging.INFO, "terminal_app.ui.bridge.frame"):
        frames.step()
    assert slow_lines(caplog) == ["slow frame: 21 ms, of which TakingMore took 14 ms"]
    assert frames.last_frame_seconds == pytest.approx(0.021)


def test_a_frame_within_its_budget_is_not_logged(
    frames: FrameClock, manual_clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    frames.add(Taking(manual_clock, 0.015))
    with caplog.at_level(logging.INFO, "terminal_app.ui.bridge.frame"):
        frames.step()
    assert slow_lines(caplog) == []


def test_a_panel_that_stays_slow_is_named_once_a_minute(
    frames: FrameClock, changes: Changes, manual_clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    frames.add(Taking(manual_clock, 1.0))
    with caplog.at_level(logging.INFO, "terminal_app.ui.bridge.frame"):
        for _ in range(62):
            changes.mark(Topic(Kind.LINK))
            frames.step()
    assert slow_lines(caplog) == [
        "slow frame: 1000 ms, of which Taking took 1000 ms",
        "slow frame: 1000 ms, of which Taking took 1000 ms; 59 more like this since the last line",
    ]


def test_the_timer_paints_until_it_is_stopped(frames: FrameClock, changes: Changes, qtbot: QtBot) -> None:
    listed = Listed()
    frames.add(listed)
    frames.start()
    qtbot.waitUntil(lambda: len(listed.batches) == 1)
    frames.stop()
    changes.mark(Topic(Kind.LINK))
    qtbot.wait(3 * FRAME_MS)
    assert len(listed.batches) == 1


class Broken(Listed):
    """A panel with a mistake in it."""

    def show_frame(self, batch: Batch) -> None:
        super().show_frame(batch)
        raise RuntimeError("planted")


def test_a_broken_panel_is_reported_once_and_stops_no_other(
    frames: FrameClock, changes: Changes, expect_log: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("Broken could not be painted")
    broken, sound = Broken(), Listed()
    frames.add(broken)
    frames.add(sound)
    for _ in range(3):
        changes.mark(Topic(Kind.LINK))
        frames.step()
    assert (len(broken.batches), len(sound.batches)) == (3, 3)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [
        "Broken could not be painted"
    ]
