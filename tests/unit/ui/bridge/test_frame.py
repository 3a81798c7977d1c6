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


def test_a_slow_panel_is_named_in_the_log(
    frames: FrameClock, manual_clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Slow(Listed):
        def show_frame(self, batch: Batch) -> None:
            super().show_frame(batch)
            manual_clock.advance(0.020)

    frames.add(Slow())
    with caplog.at_level(logging.DEBUG, "terminal_app.ui.bridge.frame"):
        frames.step()
    assert "slow frame: Slow took 20.0 ms" in caplog.text
    assert frames.last_frame_seconds == pytest.approx(0.020)


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
