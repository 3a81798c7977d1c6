"""Tests for `ui/panels/journal/panel.py`: with mouse and keys."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.errors import EnvironmentTroubleError, LinkError
from terminal_app.ui import format as text
from terminal_app.ui.panels.journal.panel import JournalPanel
from terminal_app.ui.panels.journal.periods import Period, Span, span
from terminal_app.ui.panels.journal.state import View
from terminal_app.ui.safety.evidence import EvidenceSheet
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers.clipping import clipped
from tests.helpers.fake_journal import AGREED, FakeJournal, journal, story, trip
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell
from tests.helpers.terminal import click, type_into
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, NOW_MS, fill
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui

TRIPS = [trip(3), trip(2, ETH_SPOT, gross="-30"), trip(1)]
NET = 11


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Days are those of UTC."""
    before = text.style()
    text.use(text.Style(utc=True))
    yield
    text.use(before)


class Stage:
    """The panel over a journal with three trips and three intents."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk = Desk()
        self.journal = FakeJournal(journal(TRIPS), [story(number) for number in (1, 2, 3)])
        self.panel = JournalPanel(
            self.journal, self.desk.hub.instruments.get, self.desk.ui_tasks, self.desk.clock, DARK
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(980, 260)

    async def appear(self, view: View = View.TRIPS) -> None:
        """Be seen, and get the first frame."""
        self.panel.show()
        click(self.panel.head.views.button(tuple(View).index(view)))
        self.panel.show_frame(batch(Kind.ORDERS, Kind.FILLS))
        await self.desk.tasks.drain()

    async def activate(self) -> None:
        """Let the window take keys: only then a field can lose the focus."""
        self.panel.activateWindow()
        await eventually(self.panel.isActiveWindow)

    @property
    def difference(self) -> str:
        """What the line about the bills says."""
        return self.panel.foot.difference.text().partition(": ")[2]

    def shown(self, column: int = 0) -> list[str]:
        """A column of the table in front."""
        model = self.panel.front.model
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_nothing_is_read_before_it_is_seen(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.panel.on_tick()
        await stage.desk.tasks.drain()
        assert (stage.journal.asked, stage.journal.pages) == ([], [])
        assert stage.difference == "not checked yet"
        await stage.appear()

    qt_run(story())
    week = span(Period.WEEK, NOW_MS, Span(0, 0))
    assert stage.journal.asked == [(week.since_ms, week.until_ms)]
    assert stage.difference == "0.00 USDT"
    assert stage.panel.foot.difference.property("state") == "soft"
    assert stage.panel.foot.as_of.text() == "As of 22:13:20"
    assert stage.panel.foot.zone.text() == "Times are UTC"


def test_selecting_an_order_tells_its_story(stage: Stage, qt_run: QtRunner) -> None:
    qt_run(stage.appear(View.ORDERS))
    page = stage.panel.orders
    assert stage.shown(2) == ["Buy 0.25 BTCUSDT perp at 64 000.5"] * 3
    assert page.story.toPlainText().startswith("Select an order")
    click_cell(page.table, 1, 2)
    assert page.story.toPlainText().splitlines() == [
        "Buy 0.25 BTCUSDT perp at 64 000.5",
        "2023-11-14 UTC · tb-2",
        "22:11:20.000\tAsked for by hand (ticket).",
        "22:11:20.002\tIt passed the rules.",
        "22:11:20.084\tThe exchange took it.",
        "Now\tFilled.",
    ]
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert "tb-3" in page.story.toPlainText()
    page.table.selectAll()
    assert page.story.toPlainText().startswith("Select an order")


def test_the_end_of_the_list_brings_the_next_page(stage: Stage, qt_run: QtRunner) -> None:
    stage.journal.told = [story(number) for number in range(450)]

    async def run() -> None:
        await stage.appear(View.ORDERS)
        page = stage.panel.orders
        assert (page.model.rowCount(), page.count.text()) == (200, "200 so far")
        page.table.select(0)
        QTest.keyClick(page.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        await eventually(lambda: page.model.rowCount() == 400)
        click(page.older)
        await eventually(lambda: page.model.rowCount() == 450)
        assert not page.older.isVisible()

    qt_run(run())


def test_a_note_is_typed_kept_and_found(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        await stage.activate()
        page = stage.panel.trips
        click_cell(page.table, 0, NET)
        QTest.keyClick(page.table, Qt.Key.Key_Return)
        assert page.notes.note.hasFocus()
        QTest.keyClicks(page.notes.note, "Waited for it.")
        QTest.keyClick(page.notes.note, Qt.Key.Key_Return)
        assert page.table.hasFocus()
        type_into(page.notes.tags, "breakout #late")
        page.table.setFocus()
        await stage.desk.tasks.drain()
        assert [(one.key, one.note, one.tags) for one in stage.journal.written] == [
            ("t1", "Waited for it.", ()),
            ("t1", "Waited for it.", ("breakout", "late")),
        ]
        assert page.notes.status.text() == "Saved"
        type_into(page.filter, "tag:late")
        assert stage.shown() == ["BTCUSDT"]
        assert page.hidden.text() == "1 of 3 shown"
        QTest.keyClick(page.filter, Qt.Key.Key_Escape)
        assert page.model.rowCount() == 3

    qt_run(story())


def test_a_note_that_could_not_be_saved_is_told_and_not_lost(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        await stage.activate()
        page = stage.panel.trips
        page.table.select(0)
        stage.journal.failure = EnvironmentTroubleError("The disk is full.")
        type_into(page.notes.note, "Waited.")
        QTest.keyClick(page.notes.note, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()
        assert (page.notes.status.text(), page.notes.note.text()) == ("Not saved", "Waited.")
        assert [one.notice.text for one in stage.desk.board.shown()] == ["The disk is full."]
        page.notes.note.setFocus()
        QTest.keyClick(page.notes.note, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()
        assert page.notes.status.text() == "Saved"

    qt_run(story())
    assert [one.note for one in stage.journal.written] == ["Waited."]


def test_a_reading_that_is_older_than_a_note_does_not_take_it_away(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        await stage.activate()
        stage.journal.gate.clear()
        QTest.keyClick(stage.panel, Qt.Key.Key_F5)
        await eventually(lambda: len(stage.journal.asked) == 2)
        page = stage.panel.trips
        page.table.select(0)
        type_into(page.notes.note, "Waited.")
        QTest.keyClick(page.notes.note, Qt.Key.Key_Return)
        await eventually(lambda: stage.journal.written)
        stage.journal.gate.set()
        await stage.desk.tasks.drain()
        assert page.model.row(0).note == "Waited."

    qt_run(story())
    assert len(stage.journal.asked) == 3


def test_results_by_day_week_and_symbol(stage: Stage, qt_run: QtRunner) -> None:
    qt_run(stage.appear(View.RESULTS))
    page = stage.panel.results
    assert stage.shown() == ["2023-11-14"]
    assert page.tiles.values()["Net"] == "−9.05 USDT"
    assert page.curve.accessibleDescription() == "Ends at -9.05"
    for number, names in ((1, ["2023-11-13"]), (2, ["BTCUSDT perp", "ETHUSDT"])):
        click(page.groups.button(number))
        assert stage.shown() == names


def test_trips_in_another_coin_have_results_of_their_own(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.journal.data = journal([*TRIPS, trip(5, coin="USDC", gross="100")])
        await stage.appear(View.RESULTS)
        page = stage.panel.results
        assert page.coin.isVisible()
        assert page.left_out.text() == "1 round trip in another coin than USDT is not counted."
        QTest.keyClick(page.coin, Qt.Key.Key_Down)
        assert page.tiles.values()["Net"] == "+98.65 USDC"
        assert page.curve.accessibleDescription() == "Ends at 98.65"
        assert stage.shown(1) == ["+98.65"]
        QTest.keyClick(page.table, Qt.Key.Key_F5)
        await stage.desk.tasks.drain()
        assert page.coin.currentText() == "USDC"
        stage.journal.data = journal(TRIPS)
        QTest.keyClick(page.table, Qt.Key.Key_F5)
        await stage.desk.tasks.drain()
        assert not page.coin.isVisible()
        assert page.tiles.values()["Net"] == "−9.05 USDT"

    qt_run(story())


def test_figures_without_room_go_and_come_back(stage: Stage, qt_run: QtRunner) -> None:
    qt_run(stage.appear(View.RESULTS))
    tiles = stage.panel.results.tiles
    every = list(tiles.values())
    tiles.resize(300, tiles.height())
    seen = list(tiles.seen())
    assert 0 < len(seen) < len(every)
    assert seen == every[: len(seen)]
    assert tiles.minimumSizeHint().width() < 120
    tiles.resize(980, tiles.height())
    assert list(tiles.seen()) == every


def test_the_tab_key_goes_from_the_bar_to_the_rows_and_to_what_is_written(
    stage: Stage, qt_run: QtRunner
) -> None:
    async def story() -> None:
        await stage.appear()
        await stage.activate()
        page, head = stage.panel.trips, stage.panel.head
        page.table.select(0)
        head.reload.setFocus()
        passed = []
        for _ in range(5):
            QTest.keyClick(stage.panel.focusWidget(), Qt.Key.Key_Tab)
            passed.append(stage.panel.focusWidget())
        assert passed == [page.filter, head.export, page.table, page.notes.tags, page.notes.note]

    qt_run(story())


def test_another_period_forgets_what_was_read(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        stage.journal.gate.clear()
        box = stage.panel.head.period
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        await eventually(lambda: len(stage.journal.asked) == 2)
        assert stage.panel.trips.model.rowCount() == 0
        assert stage.panel.trips.table.empty_text == "Reading the journal…"
        assert stage.difference == "checking…"
        stage.journal.data = journal()
        stage.journal.gate.set()
        await stage.desk.tasks.drain()

    qt_run(story())
    today = span(Period.TODAY, NOW_MS, Span(0, 0))
    assert stage.journal.asked[-1] == (today.since_ms, today.until_ms)
    assert stage.panel.head.period.currentText() == "Today"


def test_a_range_of_ones_own_is_typed(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        panel = stage.panel
        QTest.keyClick(panel.head.period, Qt.Key.Key_End)
        assert panel.range.isVisible()
        assert (panel.range.first.text(), panel.range.last.text()) == ("2023-11-08", "2023-11-14")
        type_into(panel.range.first, "2023-11-40")
        QTest.keyClick(panel.range.first, Qt.Key.Key_Return)
        assert panel.range.trouble.text() == "Write a day as year, month and day: 2026-11-28."
        click(panel.head.reload)  # half a date is not another time
        await stage.desk.tasks.drain()
        assert stage.journal.asked[-1] == stage.journal.asked[-2]
        type_into(panel.range.first, "2023-10-01")
        QTest.keyClick(panel.range.first, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()
        assert panel.range.trouble.text() == ""

    qt_run(story())
    october = 1_696_118_400_000
    assert stage.journal.asked[-1] == (october, span(Period.TODAY, NOW_MS, Span(0, 0)).until_ms)


def test_books_that_do_not_agree_are_red_and_say_what_is_missing(stage: Stage, qt_run: QtRunner) -> None:
    off = replace(AGREED, difference=Decimal("0.04"), missing=("e1",))
    stage.journal.data = journal(TRIPS, check=off, fills=[fill(1)], untold=["x"])
    qt_run(stage.appear())
    foot = stage.panel.foot
    assert "1 execution has no bill (buy 0.05 BTCUSDT perp)" in foot.difference.text()
    assert foot.difference.property("state") == "bad"
    assert foot.loose.isVisible()
    click(foot.details)
    (sheet,) = foot.findChildren(EvidenceSheet)
    assert "(execution e1)" in sheet.text.toPlainText()
    sheet.close()


def test_what_could_not_be_read_is_told_in_words_and_tried_again(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.journal.failure = LinkError("The journal cannot be read.")
        await stage.appear()
        assert stage.difference == "unavailable. The journal cannot be read."
        assert stage.panel.trips.table.empty_text == "The journal cannot be read. F5 tries again."
        QTest.keyClick(stage.panel.trips.table, Qt.Key.Key_F5)
        await stage.desk.tasks.drain()
        assert stage.panel.trips.model.rowCount() == 3
        stage.journal.failure = LinkError("Bitget did not answer.")
        click(stage.panel.head.reload)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.panel.trips.model.rowCount() == 3  # what was read stays, and says of when it is
    assert stage.panel.trouble.text() == "Not read again: Bitget did not answer. F5 tries again."
    assert stage.panel.trouble.isVisible()


def test_what_happens_is_read_after_a_rest(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        panel = stage.panel
        panel.show_frame(batch(Kind.FILLS))
        panel.on_tick()
        assert panel.foot.as_of.text() == "As of 22:13:20, more has happened since"
        assert len(stage.journal.asked) == 1
        stage.desk.clock.advance(6)
        panel.on_tick()
        await stage.desk.tasks.drain()
        assert len(stage.journal.asked) == 2
        panel.on_tick()
        assert panel.foot.as_of.text() == "As of 22:13:20"

    qt_run(story())


def test_at_midnight_the_same_period_is_another_time(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        await stage.appear()
        stage.desk.clock.advance(2 * 3_600)
        stage.panel.on_tick()
        await stage.desk.tasks.drain()
        stage.desk.clock.advance(60)
        stage.panel.on_tick()
        await stage.desk.tasks.drain()

    qt_run(story())
    (before, _), (after, _) = stage.journal.asked
    assert after - before == 24 * 3_600_000


def test_copy_and_export_are_what_the_view_shows(stage: Stage, qt_run: QtRunner, tmp_path: Path) -> None:
    async def story() -> None:
        await stage.appear()
        page = stage.panel.trips
        page.table.select(0)
        page.table.setFocus()
        QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert "\t11.15\tUSDT\t" in QGuiApplication.clipboard().text()
        for number in range(2):
            if number:
                QTest.keyClick(page.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
            else:
                click(stage.panel.head.export)
            (dialog,) = [one for one in page.table.findChildren(QFileDialog) if one.isVisible()]
            assert Path(dialog.selectedFiles()[0]).name == "round-trips.csv"
            file = tmp_path / f"{number}.csv"
            dialog.fileSelected.emit(str(file))
            dialog.done(QDialog.DialogCode.Accepted)
            rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
            assert [row["Net"] for row in rows] == ["11.15", "-31.35", "11.15"]
            assert rows[0]["Closed"] == "2023-11-14T21:13:20.000+00:00"

    qt_run(story())


def test_everything_of_the_time_can_be_saved_from_the_settings(stage: Stage, qt_run: QtRunner) -> None:
    def offered() -> dict[str, bool]:
        menu = QMenu()
        stage.panel.fill_settings(menu)
        return {action.text(): action.isEnabled() for action in menu.actions() if not action.isSeparator()}

    assert offered() == {"Nothing was read yet": False}
    qt_run(stage.appear())
    assert offered() == {
        "Round trips…": True,
        "Executions…": False,
        "Bills of the exchange…": False,
        "Stories…": True,
    }


def test_an_account_without_trades_is_told_what_would_be_here(stage: Stage, qt_run: QtRunner) -> None:
    stage.journal.data, stage.journal.told = journal(), []
    qt_run(stage.appear())
    assert stage.panel.trips.table.empty_text.startswith("No round trips in this time.")
    assert not stage.panel.head.export.isEnabled()
    click(stage.panel.head.views.button(0))
    assert stage.panel.orders.table.empty_text.startswith("No orders in this time.")
    click(stage.panel.head.views.button(2))
    assert stage.panel.results.table.empty_text.startswith("Nothing was closed in this time.")


def test_a_symbol_can_be_chosen(stage: Stage, qt_run: QtRunner, qtbot: QtBot) -> None:
    qt_run(stage.appear())
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        click_cell(stage.panel.trips.table, 0, 0)
    assert chosen.args == [BTC_PERP]


def test_choices_are_remembered_and_nonsense_is_survived(
    stage: Stage, qt_run: QtRunner, qtbot: QtBot
) -> None:
    async def story() -> None:
        await stage.appear(View.RESULTS)
        with qtbot.waitSignal(stage.panel.changed_choice):
            click(stage.panel.results.groups.button(2))
        stage.panel.on_period_chosen(Period.OWN)
        stage.panel.trips.table.columns.set_shown("Exit", shown=False)
        stage.panel.trips.filter.setText("btc")
        await stage.desk.tasks.drain()

    qt_run(story())
    saved = stage.panel.remember()
    other = Stage(qtbot).panel
    other.recall(saved)
    assert other.remember() == saved
    assert (other.view, other.books.period) == (View.RESULTS, Period.OWN)
    assert other.results.groups.button(2).isChecked()
    for nonsense in ({}, {"view": 3, "period": "OWN", "range": ["x", "y"], "TRIPS": []}, {"range": [1]}):
        third = Stage(qtbot).panel
        third.recall(nonsense)
        assert (third.view, third.books.period) == (View.ORDERS, Period.WEEK)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", [(980, 190), (1620, 300)], ids=str)
def test_no_word_is_cut(stage: Stage, qt_run: QtRunner, size: tuple[int, int], theme: object) -> None:
    assert theme in (DARK, LIGHT)
    off = replace(AGREED, difference=Decimal("-1234.56789"), missing=("e1",))
    large = trip(9, ETH_SPOT, gross="-1234567.89", fees="-0.1234", funding="12345.6")
    stage.journal.data = journal([*TRIPS, large], check=off, fills=[fill(1)], untold=["x"])
    stage.panel.resize(*size)

    async def run() -> None:
        for view in View:
            await stage.appear(view)
            if view is not View.RESULTS:
                stage.panel.front.table.select(1)
            stage.panel.apply_theme(DARK if theme is DARK else LIGHT)
            await eventually(lambda: clipped(stage.panel) == [])

    qt_run(run())


def test_ten_thousand_trips_are_shown_filtered_and_sorted(stage: Stage, qt_run: QtRunner) -> None:
    stage.journal.data = journal([trip(number) for number in range(10_000, 0, -1)])
    qt_run(stage.appear())
    page = stage.panel.trips
    assert page.model.rowCount() == 10_000
    assert len(page.table.findChildren(QWidget)) < 200  # rows have no widgets of their own
    type_into(page.filter, "11-14")
    assert page.hidden.text().endswith("of 10000 shown")
    page.filter.clear()
    page.table.sortByColumn(NET, Qt.SortOrder.AscendingOrder)
    assert page.model.rowCount() == 10_000
