"""A round trip on the paper exchange, then the journal: trip, story, note, and books that agree."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.ui.panels.journal.panel import JournalPanel
from terminal_app.ui.panels.journal.state import View
from tests.helpers.clipping import clipped
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import buy_and_hold, press_in_menu
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_SENT = ("Asked for by hand (ticket)", "It passed: ", "On the disk, then to be sent")
AGREES = "Difference to the exchange's bills: 0.00 USDT"


async def _trade(terminal: Terminal) -> None:
    """Buy, and close all of it again: both by mouse."""
    terminal.window.docks.bring("positions")
    await buy_and_hold(terminal)
    await press_in_menu(terminal, "Close at market")
    await eventually(lambda: terminal.window.panels.positions.model.rowCount() == 0)


def _view(panel: JournalPanel, view: View) -> None:
    click(panel.head.views.button(tuple(View).index(view)))


async def _trip_with_a_note(terminal: Terminal, panel: JournalPanel) -> None:
    """The trip is there, and what is written about it outlives a new reading."""
    _view(panel, View.TRIPS)
    await eventually(lambda: [row.trip.closed_ms is None for row in panel.trips.model.rows()] == [False])
    (row,) = panel.trips.model.rows()
    fills = terminal.session.blotter.fills.all()
    assert sorted(row.trip.exec_ids) == sorted(fill.exec_id for fill in fills)
    gross = sum((fill.realised_pnl or Decimal(0) for fill in fills), Decimal(0))
    assert (row.trip.gross, row.trip.fees) == (gross, sum((fill.fee for fill in fills), Decimal(0)))
    assert row.trip.net == row.trip.gross - row.trip.fees

    terminal.window.activateWindow()
    click_cell(panel.trips.table, 0, 2)
    QTest.keyClick(panel.trips.table, Qt.Key.Key_Return)
    type_into(panel.trips.notes.note, "Only to see the journal.")
    QTest.keyClick(panel.trips.notes.note, Qt.Key.Key_Return)
    await eventually(lambda: panel.trips.notes.status.text() == "Saved")
    QTest.keyClick(panel.trips.table, Qt.Key.Key_F5)
    await eventually(lambda: not panel.books.trips.busy)
    assert panel.trips.model.row(0).note == "Only to see the journal."


async def _stories(panel: JournalPanel) -> None:
    """Both orders are there with who asked, which rules passed, and what the exchange said."""
    _view(panel, View.ORDERS)
    await eventually(lambda: panel.orders.model.rowCount() >= 2)
    number, bought = next(
        (number, story)
        for number, story in enumerate(panel.orders.model.rows())
        if story.title.startswith("Buy ")
    )
    await eventually(lambda: panel.orders.model.row(number).end.startswith("Filled: 0.02 at "))
    click_cell(panel.orders.table, number, 2)
    told = panel.orders.story.toPlainText().splitlines()
    assert told[0] == bought.title
    lines = [line.partition("\t")[2] for line in told[2:-1]]
    for beginning, line in zip(_SENT, lines, strict=False):
        assert line.startswith(beginning), told
    # The execution may be heard of before the answer.
    assert {line.partition(" ")[0] for line in lines[len(_SENT) :]} == {"The", "Executed"}, told
    assert told[-1].startswith("Now\tFilled: 0.02 at ")


def test_a_round_trip_is_in_the_journal_and_agrees_with_the_bills(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            await _trade(terminal)
            panel = terminal.window.panels.journal
            terminal.window.docks.bring("journal")
            await eventually(lambda: panel.foot.difference.text() == AGREES)
            await _trip_with_a_note(terminal, panel)
            await _stories(panel)

            _view(panel, View.RESULTS)
            await eventually(lambda: panel.results.model.rowCount() == 1)
            tiles = panel.results.tiles.values()
            assert tiles["Round trips"] == "1"
            assert tiles["Net"].endswith(" USDT")
            assert panel.foot.difference.text() == AGREES
            for view in View:
                _view(panel, view)
                await eventually(lambda: clipped(panel) == [])

    qt_run(story(), timeout=150)
