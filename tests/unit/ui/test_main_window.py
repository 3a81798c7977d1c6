"""Tests for `ui/main_window.py`: the wiring, with mouse and keys."""

import gc
import weakref
from collections.abc import Iterable, Iterator
from contextlib import closing
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSnapshot
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import CancelAll
from terminal_app.core.events import Link, LinkChanged, LinkState, TickerSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Side
from terminal_app.core.ports import Channel, Feed
from terminal_app.settings.confirmations import When
from terminal_app.trading.facts import FillFact
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.confirm_box import ConfirmBox
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.main_window import MainWindow
from terminal_app.ui.panels.book.state import PriceClicked
from terminal_app.ui.settings.dialog import SettingsDialog
from terminal_app.ui.settings.limits_form import Limit
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK
from tests.helpers.leaks import freed
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell
from tests.helpers.ui_parts import PartsDesk
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, STAMP, fill, position, ticker, venue_order
from tests.helpers.waiting import eventually
from tests.helpers.window_stage import WindowStage


class Stage(WindowStage):
    """A window over stores that the test fills."""

    def __init__(self, qtbot: QtBot, qapp: QApplication) -> None:
        super().__init__(qtbot, qapp)
        self.window = self.open()

    def frame(self) -> None:
        """Paint one frame."""
        self.window.frames.step()

    def wanted(self) -> set[Channel]:
        """Every stream that somebody in the window wants."""
        return self.parts_desk.feed.wanted()


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    with closing(Stage(qtbot, qapp)) as made:
        yield made


def test_choosing_an_instrument_shows_and_wants_it_everywhere(stage: Stage) -> None:
    stage.window.choose_instrument(BTC_PERP)
    assert {Channel(feed, BTC_PERP) for feed in (Feed.TICKER, Feed.BOOK, Feed.TRADES)} <= stage.wanted()
    assert stage.window.topbar.symbol.text().startswith("BTCUSDT perp")
    assert Topic(Kind.BOOK, BTC_PERP) in stage.window.panels.book.topics
    assert Topic(Kind.TRADES, BTC_PERP) in stage.window.panels.tape.topics

    stage.window.choose_instrument(ETH_SPOT)
    assert stage.window.chosen == ETH_SPOT
    assert Channel(Feed.BOOK, BTC_PERP) not in stage.wanted()


def test_the_list_of_markets_chooses_and_wants_what_can_be_seen(stage: Stage, qtbot: QtBot) -> None:
    stage.frame()
    qtbot.waitUntil(
        lambda: {Channel(Feed.TICKER, BTC_PERP), Channel(Feed.TICKER, ETH_SPOT)} <= stage.wanted()
    )
    table = stage.window.panels.watchlist.table
    click_cell(table, 1, 1)
    assert stage.window.chosen == stage.window.panels.watchlist.model.row(1).id


def test_slash_searches_and_return_chooses(stage: Stage) -> None:
    stage.frame()
    QTest.keyClick(stage.window, Qt.Key.Key_Slash)
    search = stage.window.panels.watchlist.search
    assert QApplication.focusWidget() is search
    QTest.keyClicks(search, "eth/usdt")
    assert search.text() == "eth/usdt"
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert stage.window.chosen == ETH_SPOT


def test_f7_cancels_the_orders_of_the_chosen_symbol(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        QTest.keyClick(stage.window, Qt.Key.Key_F7)
        stage.window.choose_instrument(BTC_PERP)
        QTest.keyClick(stage.window, Qt.Key.Key_F7)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelAll(ProductType.USDT_FUTURES, "BTCUSDT")]


def test_the_settings_hold_at_once(stage: Stage, qt_run: QtRunner) -> None:
    window = stage.window
    window.choose_instrument(BTC_PERP)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = window.findChildren(SettingsDialog)
    dialog.confirmations.choices[Rule.CANCEL].setCurrentText("Everywhere")
    dialog.limits.fields[Limit.ORDER].set_text("250")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert stage.parts_desk.guard.limits == RiskLimits(Decimal(250))
    settings = window.looks.settings
    assert settings.confirmations.cancel is When.ALWAYS

    async def story() -> None:
        QTest.keyClick(window, Qt.Key.Key_F7)
        box = await eventually(lambda: window.findChild(ConfirmBox))
        assert box is not None
        assert box.headline.text() == "Cancel every order on BTCUSDT perp"
        assert stage.desk.sent == []
        QTest.mouseClick(box.yes, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelAll(ProductType.USDT_FUTURES, "BTCUSDT")]


def test_a_fill_is_told_in_the_corner(stage: Stage) -> None:
    stage.desk.changes.post(FillFact(fill()))
    stage.frame()
    assert stage.window.notices.toasts[0].text.text().startswith("Filled: ▲ Buy 0.050 BTCUSDT perp")
    stage.desk.clock.advance(5)
    stage.window.on_tick()
    assert not stage.window.notices.isVisible()


def test_positions_are_counted_in_the_tab(stage: Stage) -> None:
    stage.parts_desk.positions.apply([position()])
    stage.desk.changes.mark(Topic(Kind.POSITIONS))
    stage.frame()
    assert stage.window.docks.dock("positions").windowTitle() == "Positions (1)"


def test_time_passes_in_the_bars_and_the_title(stage: Stage) -> None:
    stage.window.choose_instrument(BTC_PERP)
    stage.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64198.2")))
    stage.parts_desk.links.apply(LinkChanged(Link.PUBLIC, LinkState.LIVE))
    stage.window.on_tick()
    assert stage.window.windowTitle() == "BTCUSDT perp 64\u2009198.2 · PAPER · Terminal for Bitget"
    assert stage.window.status.items["Market"].text() == "● live"
    stage.desk.clock.advance(7)
    stage.window.on_tick()
    assert stage.window.status.items["Feed age"].text() == "7.0 s"
    assert stage.window.topbar.last.property("state") == "soft"


def test_closing_asks_once_and_closes_when_told(stage: Stage) -> None:
    stage.window.close()
    stage.window.close()
    assert stage.window.isVisible()
    assert stage.parts_desk.close_asked == 1
    stage.window.begin_close()
    assert not stage.window.docks.manager.isEnabled()
    stage.window.finish_close()
    assert not stage.window.isVisible()


def test_a_closed_window_is_freed_with_all_it_held(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    _open_and_close()
    freed()
    before, widgets = len(gc.get_objects()), len(qapp.allWidgets())
    closed = [_open_and_close() for _ in range(2)]
    freed()
    assert [window() for window in closed] == [None, None]
    assert len(qapp.allWidgets()) <= widgets
    # One window is more than five thousand objects.
    assert len(gc.get_objects()) < before + 100


def _open_and_close() -> weakref.ref[MainWindow]:
    window = MainWindow(PartsDesk().parts())
    window.show()
    window.begin_close()
    window.finish_close()
    return weakref.ref(window)


def leave_box() -> QMessageBox | None:
    """The question before leaving, while it stands."""
    boxes = [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)]
    return next((box for box in boxes if box.isVisible() and "Leave" in box.windowTitle()), None)


@pytest.mark.parametrize(("answer", "asked"), [("Stay", 0), ("Leave", 1)])
def test_with_a_position_leaving_is_asked_about_once(
    stage: Stage, qt_run: QtRunner, answer: str, asked: int
) -> None:
    stage.parts_desk.positions.apply([position()])

    async def story() -> None:
        stage.window.close()
        stage.window.close()
        box = await eventually(leave_box)
        assert box is not None
        assert "Stays alive at Bitget" in box.text()
        button = next(one for one in box.buttons() if one.text() == answer)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await eventually(lambda: leave_box() is None)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.parts_desk.close_asked == asked


def test_about_says_that_the_program_is_independent(stage: Stage, qtbot: QtBot) -> None:
    stage.window.on_about()
    box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox))
    assert "independent" in box.text()
    box.close()
    qtbot.waitUntil(lambda: not any(isinstance(w, QMessageBox) for w in QApplication.topLevelWidgets()))


def test_no_label_guesses_at_markup(stage: Stage) -> None:
    # The tabs of the docks are not ours; they show the names of panels, which are.
    ours = [
        label
        for label in stage.window.findChildren(QLabel)
        if not label.metaObject().className().startswith("ads::")
        and label.objectName() != "DockWidgetAreaLabel"
    ]

    guessing = [label for label in ours if label.textFormat() is not Qt.TextFormat.PlainText]

    assert len(ours) > 50
    assert [(label.objectName(), label.text()) for label in guessing] == []


def test_full_screen_and_layout(stage: Stage, qtbot: QtBot) -> None:
    stage.window.docks.dock("ticket").closeDockWidget()
    stage.window.on_reset_layout()
    assert not stage.window.docks.dock("ticket").isClosed()
    stage.window.on_full_screen()
    qtbot.waitUntil(stage.window.isFullScreen)
    stage.window.on_full_screen()
    qtbot.waitUntil(lambda: not stage.window.isFullScreen())


def nameless(widgets: Iterable[QAbstractButton | QLineEdit]) -> list[str]:
    """Controls that a screen reader could not name: neither a name, nor a text of their own."""
    found = []
    for widget in widgets:
        own = widget.text() if isinstance(widget, QAbstractButton) else ""
        of_qt = widget.objectName().startswith(("qt_", "dockArea", "tabs", "detach", "tabClose"))
        if not (widget.accessibleName() or own or of_qt):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parent()}")
    return found


def test_every_control_has_a_name(stage: Stage) -> None:
    stage.window.choose_instrument(BTC_PERP)
    stage.frame()
    for panel in stage.window.panels.by_id().values():
        assert nameless(panel.findChildren(QAbstractButton)) == []
        fields = [field for field in panel.findChildren(QLineEdit) if field.parent() is panel]
        assert nameless(fields) == []
    assert nameless(stage.window.topbar.findChildren(QAbstractButton)) == []


def test_shift_f7_cancels_everything_that_is_open(stage: Stage, qt_run: QtRunner) -> None:
    stage.parts_desk.blotter.report(venue_order(ETH_SPOT))
    stage.parts_desk.blotter.report(venue_order(BTC_PERP))
    stage.desk.changes.mark(Topic(Kind.ORDERS))
    stage.window.docks.bring("orders")
    stage.frame()
    assert stage.window.docks.dock("orders").windowTitle() == "Open orders (2)"

    async def story() -> None:
        QTest.keyClick(stage.window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelAll(ProductType.SPOT), CancelAll(ProductType.USDT_FUTURES)]


def test_a_price_of_the_book_goes_into_the_ticket(stage: Stage) -> None:
    stage.window.choose_instrument(BTC_PERP)
    stage.window.panels.book.price_clicked.emit(PriceClicked(BTC_PERP, Decimal("64198.2"), Side.BUY))
    fields = stage.window.panels.ticket.fields.findChildren(QLineEdit)
    assert "64198.2" in {field.text() for field in fields}


def test_control_q_asks_to_close(stage: Stage) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert stage.parts_desk.close_asked == 1


def test_the_equity_of_the_newest_snapshot_is_shown(stage: Stage) -> None:
    stage.parts_desk.balances.apply(AccountSnapshot(STAMP, Decimal("1234.5"), ()))
    stage.desk.changes.mark(Topic(Kind.BALANCES))
    stage.frame()
    assert stage.window.topbar.value("Equity") == "1\u2009234.50 USD"


def test_the_ticket_changes_sides_unless_the_layout_is_locked(stage: Stage) -> None:
    window = stage.window

    def before() -> bool:
        ticket, book = (
            panel.mapTo(window, panel.rect().topLeft()).x() for panel in (ticket_panel, book_panel)
        )
        return ticket < book

    ticket_panel, book_panel = window.panels.ticket, window.panels.book
    assert not before()
    window.arrangement.on_ticket_side()
    assert before()
    window.arrangement.on_ticket_side()
    assert not before()

    window.arrangement.on_lock()
    window.arrangement.on_ticket_side()
    assert not before()
    assert any("locked" in shown.notice.text for shown in window.board.shown())


def test_pressing_the_unconfirmed_orders_shows_them(stage: Stage) -> None:
    stage.window.docks.bring("fills")
    stage.window.status.unconfirmed_asked.emit()
    assert stage.window.panels.orders.isVisible()
    assert stage.window.panels.orders.filter.text() == "status:unconfirmed"
