"""The exchange falls silent: the book says so in time and refuses clicks, and all heals by itself."""

import os
import signal
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.money import plain
from terminal_app.core.orders import OrderStatus, Side
from tests.helpers import mouse
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import send
from tests.helpers.waiting import eventually

pytestmark = [
    pytest.mark.gui,
    pytest.mark.contract,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds the child process in /proc"),
]


async def _an_own_order_is_marked_in_its_row(terminal: Terminal) -> None:
    panels, session = terminal.window.panels, terminal.session
    panels.book.grouping.setCurrentIndex(5)
    book = session.hub.book(FIRST_INSTRUMENT)
    best = await eventually(lambda: book.best_bid if book.good else None)
    assert best is not None
    type_into(panels.ticket.fields.price.line, plain(best[0] - Decimal(15)))
    type_into(panels.ticket.fields.size_edit.line, "0.02")
    await send(terminal, Side.BUY)
    await eventually(lambda: any(row.own for row in panels.book.ladder.view.bids))


async def _a_silent_exchange_is_said_to_be_silent(terminal: Terminal, process: int) -> None:
    window = terminal.window
    book, ticket = window.panels.book, window.panels.ticket
    await eventually(lambda: (terminal.session.hub.book(FIRST_INSTRUMENT).pace or 9) < 0.5)
    assert book.veil.sentence == ""
    os.kill(process, signal.SIGSTOP)
    try:
        await eventually(lambda: book.veil.sentence, timeout=20)
        assert book.veil.isVisible()
        typed = ticket.fields.price.text(), ticket.fields.size_edit.text()
        mouse.double_click(book.ladder, book.ladder.size_box(Side.BUY, 1).center())
        assert (ticket.fields.price.text(), ticket.fields.size_edit.text()) == typed
        told = [shown.notice.text for shown in window.board.shown()]
        assert [text for text in told if "Nothing was filled in." in text]
    finally:
        os.kill(process, signal.SIGCONT)
    await eventually(lambda: book.veil.sentence == "" and not book.veil.isVisible(), timeout=20)


async def _the_cross_in_the_row_cancels(terminal: Terminal) -> None:
    ladder, session = terminal.window.panels.book.ladder, terminal.session
    await eventually(lambda: session.entry_block() is None, timeout=20)

    def marked() -> int:
        return next(
            (row for row, shown in enumerate(ladder.view.bids) if shown.own and shown.own.cancels), -1
        )

    await eventually(lambda: marked() >= 0)
    mouse.click(ladder, ladder.cancel_box(Side.BUY, marked()).center())
    await eventually(lambda: session.blotter.all()[0].status is OrderStatus.CANCELLED)
    await eventually(lambda: not any(row.own for row in ladder.view.bids))


async def _the_popover_says_what_was_measured(terminal: Terminal) -> None:
    status = terminal.window.status
    popover = status.popover
    assert popover is not None
    click(status.items["Clock"])
    assert popover.isVisible()
    lines = dict(line.split(": ", 1) for line in popover.text().splitlines())
    for name in ("REST", "Market socket", "Account socket", "Half within", "95 % within"):
        assert lines[name].endswith((" ms", " s")), name
    assert "half" in lines["Sent to answer"]
    assert "of 6" in lines["All calls per minute"]
    popover.close()


def test_age_is_shown_and_acted_on(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            await _an_own_order_is_marked_in_its_row(terminal)
            pid = terminal.desk.child.pid
            assert pid is not None
            await _a_silent_exchange_is_said_to_be_silent(terminal, pid)
            await _the_cross_in_the_row_cancels(terminal)
            await _the_popover_says_what_was_measured(terminal)

    qt_run(story(), timeout=150)
