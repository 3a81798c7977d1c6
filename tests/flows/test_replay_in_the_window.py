"""A recording in the window: the same panels, a bar that moves it, and orders that fill against it."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from terminal_app.app.cli import Options
from terminal_app.app.replay.headless import replay
from terminal_app.app.terminal import Terminal
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind
from terminal_app.ui.replay.bar import ReplayBar
from terminal_app.ui.replay.state import clock_text
from tests.helpers.paper_process import paper_process
from tests.helpers.qt_loop import QtRunner
from tests.helpers.recorded_session import BTC, recorded_session, trade
from tests.helpers.terminal import click, running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


async def record(folder: Path) -> Path:
    with paper_process() as paper:
        async with recorded_session(paper, folder) as session:
            session.feed.watch("chart", [Channel(Feed.CANDLES, BTC, Interval.M15)])
            await trade(session, rounds=1)
            seen = session.hub.book(BTC).version
            await eventually(lambda: session.hub.book(BTC).version > seen + 100, timeout=180)
    return folder / "tapes"


def bar_of(terminal: Terminal) -> ReplayBar:
    assert terminal.window.replay is not None
    return terminal.window.replay


def newest_ms(terminal: Terminal) -> int:
    """When the newest trade on the tape was made, Unix ms; 0 when there is none."""
    return max((one.time_ms for one in terminal.session.hub.tape(BTC).trades), default=0)


async def buy(terminal: Terminal) -> Decimal:
    session = terminal.session
    order = PlaceOrder(
        new_client_oid(session.clock.now_ms()),
        BTC,
        Side.BUY,
        OrderType.MARKET,
        BaseQty(Decimal("0.01")),
        margin_mode=MarginMode.CROSSED,
    )
    outcome = await session.submit(order)
    assert isinstance(outcome, Accepted), outcome
    await eventually(lambda: (found := session.blotter.get(order.client_oid)) and found.status.is_final)
    done = session.blotter.get(order.client_oid)
    assert done is not None
    assert done.avg_price is not None
    return done.avg_price


def test_a_recording_is_played_paused_and_traded(
    qapp: QApplication, qt_run: QtRunner, tmp_path: Path
) -> None:
    tapes = asyncio.run(record(tmp_path / "recorded"))

    async def story() -> None:
        options = Options(replay=tapes)
        async with running_terminal(qapp, tmp_path / "data", options=options) as terminal:
            window, bar = terminal.window, bar_of(terminal)
            book = terminal.session.hub.book(BTC)
            await eventually(lambda: book.good and bar.play.isEnabled())
            assert window.chosen == BTC
            assert (window.topbar.badge.text(), bar.badge.text()) == ("REPLAY", "REPLAY")
            assert "UTC" in bar.time.text()

            click(bar.play)
            await eventually(lambda: bar.play.text() == "Play")
            version = book.version
            await eventually(lambda: book.version > version)  # it still says how it is
            at_ms = terminal.session.clock.now_ms()
            best = book.best_ask
            assert best is not None
            price = await buy(terminal)
            assert abs(price - best[0]) <= best[0] / 1000
            assert terminal.session.clock.now_ms() == at_ms

            click(bar.one)
            await eventually(lambda: terminal.session.clock.now_ms() > at_ms)
            assert bar.play.text() == "Play"

            bar.speed.setCurrentIndex(bar.speed.findText("50×"))
            bar.on_speed(bar.speed.currentIndex())
            click(bar.play)
            await eventually(lambda: "ended" in bar.passed.text(), timeout=60)
            assert not bar.play.isEnabled()
            assert bar.speed.currentText() == "50×"
            assert bar.position.value() == bar.position.maximum()
            assert terminal.session.entry_block() is None
            assert book.good
            await buy(terminal)

    qt_run(story(), timeout=120)
    assert not (tmp_path / "data" / "profiles" / "paper" / "journal.sqlite3").exists()


def test_the_window_is_recorded_and_its_recording_ends_the_same(
    qapp: QApplication, qt_run: QtRunner, tmp_path: Path
) -> None:
    async def story() -> None:
        options = Options(seed=7, record=tmp_path / "tapes")
        async with running_terminal(qapp, tmp_path / "data", options=options) as terminal:
            book = terminal.session.hub.book(BTC)
            await eventually(lambda: book.good)
            await buy(terminal)
            click(terminal.window.topbar.symbol)
            version = book.version
            await eventually(lambda: book.version > version + 20)

    qt_run(story(), timeout=120)
    ending = replay(tmp_path / "tapes")
    assert ending.recorded
    assert ending.verdict() is None
    assert ending.counts["executions"] >= 1
    assert Kind.GESTURE in {record.kind for record in TapeReader(tmp_path / "tapes")}


def test_what_was_pressed_is_listed_and_leads_there(
    qapp: QApplication, qt_run: QtRunner, tmp_path: Path
) -> None:
    tapes = tmp_path / "tapes"

    async def recorded() -> None:
        async with running_terminal(
            qapp, tmp_path / "data", options=Options(seed=7, record=tapes)
        ) as terminal:
            window, book = terminal.window, terminal.session.hub.book(BTC)
            await eventually(lambda: book.version > 40)
            click(window.panels.ticket.fields.market)
            version = book.version
            await eventually(lambda: book.version > version + 20)

    async def played() -> None:
        async with running_terminal(qapp, tmp_path / "data", options=Options(replay=tapes)) as terminal:
            bar = bar_of(terminal)
            await eventually(lambda: bar.play.isEnabled() and bar.pressed.isEnabled())
            click(bar.play)
            await eventually(lambda: bar.play.text() == "Play")
            began_ms = terminal.session.clock.now_ms()
            click(bar.pressed)
            menu = await eventually(
                lambda: next((one for one in bar.findChildren(QMenu) if one.isVisible()), None)
            )
            assert menu is not None
            screen, window = menu.geometry(), terminal.window.frameGeometry()
            assert window.left() <= screen.left() <= screen.right() <= window.right() + 1
            wanted = menu.actions()[-1]
            text = wanted.text()
            assert text.endswith("  Click on Market")
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(wanted).center())
            await eventually(lambda: terminal.session.clock.now_ms() > began_ms)
            assert text.startswith(clock_text(terminal.session.clock.now_ms()))
            assert bar.play.text() == "Play"

    qt_run(recorded(), timeout=120)
    qt_run(played(), timeout=120)


def test_going_back_discards_what_was_traded_and_says_so_before(
    qapp: QApplication, qt_run: QtRunner, tmp_path: Path
) -> None:
    tapes = asyncio.run(record(tmp_path / "recorded"))
    late_ms = next(iter(TapeReader(tapes))).wall_ms + 5_000

    async def question(terminal: Terminal) -> QMessageBox:
        found = await eventually(
            lambda: next((one for one in terminal.window.findChildren(QMessageBox) if one.isVisible()), None)
        )
        assert found is not None
        return found

    async def story() -> None:
        options = Options(replay=tapes)
        async with running_terminal(qapp, tmp_path / "data", options=options) as terminal:
            bar, first = bar_of(terminal), terminal.desk
            await eventually(lambda: terminal.session.hub.book(BTC).good and bar.play.isEnabled())
            await eventually(lambda: newest_ms(terminal) > late_ms)
            click(bar.play)
            await eventually(lambda: bar.play.text() == "Play")
            middle = bar.position.height() // 2
            await eventually(lambda: bar.position.value() > 0)
            await buy(terminal)
            await eventually(terminal.session.positions.all)

            click(bar.position, QPoint(0, middle))
            box = await question(terminal)
            assert "What you traded in this replay is discarded: 1 order and 1 position." in box.text()
            click(next(one for one in box.buttons() if one.text() == "Stay"))
            await eventually(lambda: not terminal.window.findChildren(QMessageBox))
            assert terminal.desk is first

            click(bar.restart)
            box = await question(terminal)
            click(next(one for one in box.buttons() if one.text() == "Go back"))
            await eventually(lambda: terminal.desk is not first, timeout=60)
            again = terminal.desk
            await eventually(lambda: not again.session.entry_block(), timeout=60)
            bar = bar_of(terminal)
            await eventually(bar.play.isEnabled)
            assert again.session.blotter.all() == []
            assert again.session.positions.all() == []
            assert bar.play.text() == "Play"
            await eventually(lambda: again.session.hub.book(BTC).good)
            assert again.session.clock.now_ms() < late_ms
            assert newest_ms(terminal) < late_ms
            await buy(terminal)
            click(bar.play)
            await eventually(lambda: newest_ms(terminal) > late_ms)

    qt_run(story(), timeout=200)
