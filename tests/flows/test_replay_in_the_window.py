"""A recording in the window: the same panels, a bar that moves it, and orders that fill against it."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

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
            await eventually(lambda: session.hub.book(BTC).version > seen + 100, timeout=60)
    return folder / "tapes"


def bar_of(terminal: Terminal) -> ReplayBar:
    assert terminal.window.replay is not None
    return terminal.window.replay


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
