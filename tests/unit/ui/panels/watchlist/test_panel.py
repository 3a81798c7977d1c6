"""Tests for `ui/panels/watchlist/panel.py`: with mouse and keys."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.events import TickerSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.ui.panels.watchlist.panel import WatchlistPanel
from terminal_app.ui.theme import DARK
from tests.helpers.table_hand import click_cell
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, instrument, ticker

STAR, SYMBOL, LAST = 0, 1, 2


class FakeShapes:
    """Curves that are known, and what was asked for."""

    def __init__(self) -> None:
        self.known: dict[InstrumentId, tuple[float, ...]] = {}
        self.wanted: list[InstrumentId] = []

    def get(self, instrument: InstrumentId) -> tuple[float, ...]:
        """A curve."""
        return self.known.get(instrument, ())

    def want(self, instruments: Iterable[InstrumentId]) -> None:
        """Write it down."""
        self.wanted = list(instruments)


class Stage:
    """The panel over a market."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk = Desk()
        self.shapes = FakeShapes()
        self.panel = WatchlistPanel(self.desk.hub, DARK, self.shapes)
        qtbot.addWidget(self.panel)
        self.panel.resize(220, 600)
        self.panel.show()

    def tick(self, which: InstrumentId, last: str, *, turnover: str = "10") -> None:
        """A new price and the frame that follows it."""
        self.desk.hub.apply(TickerSeen(ticker(which, last, turnover=turnover)))
        self.panel.show_frame(batch(Topic(Kind.TICKER, which)))

    def symbols(self) -> list[str]:
        """What is listed, top to bottom."""
        return [str(row.id) for row in self.panel.model.rows()]

    def last(self, which: InstrumentId) -> str:
        """The price shown of an instrument."""
        place = self.panel.model.place_of(which)
        assert place is not None
        return str(self.panel.model.index(place, LAST).data())

    def click(self, number: int, column: int = SYMBOL) -> None:
        """Press a cell of a row."""
        click_cell(self.panel.table, number, column)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    made = Stage(qtbot)
    made.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64000", turnover="10")))
    made.desk.hub.apply(TickerSeen(ticker(ETH_SPOT, "3400", turnover="90")))
    made.panel.show_frame(batch(Kind.INSTRUMENTS, Kind.TICKER))
    return made


def test_before_the_list_has_come_the_panel_says_so(qtbot: QtBot) -> None:
    empty = Stage(qtbot)
    assert empty.panel.table.empty_text.startswith("Waiting")


def test_prices_move_at_most_ten_times_a_second(stage: Stage) -> None:
    stage.tick(BTC_PERP, "64001")
    assert stage.last(BTC_PERP) == "64\u2009001.0"
    stage.desk.clock.advance(0.05)
    stage.tick(BTC_PERP, "64002")
    assert stage.last(BTC_PERP) == "64\u2009001.0"
    stage.desk.clock.advance(0.06)
    stage.panel.on_tick()
    assert stage.last(BTC_PERP) == "64\u2009002.0"


def test_prices_that_change_together_are_spread_over_frames(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    ids = many(8)
    stage.desk.hub.instruments.replace(ProductType.SPOT, [instrument(one) for one in ids])
    stage.panel.show_frame(batch(Kind.INSTRUMENTS))
    stage.panel.on_look()
    for one in ids:
        stage.desk.hub.apply(TickerSeen(ticker(one, "64001")))
    shown = []
    for topics in ([Topic(Kind.TICKER, one) for one in ids], [Topic(Kind.TICKER, ids[0])], []):
        stage.panel.show_frame(batch(*topics))
        shown.append([stage.last(one) == "64\u2009001.0" for one in ids])
        stage.desk.clock.advance(0.03)
    assert [sum(known) for known in shown] == [6, 6, 8]


def test_a_click_and_return_choose(stage: Stage, qtbot: QtBot) -> None:
    assert stage.symbols() == ["ETHUSDT", "BTCUSDT perp"]
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        stage.click(1)
    assert chosen.args == [BTC_PERP]
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Up)
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Return)
    assert chosen.args == [ETH_SPOT]


def test_typing_finds_and_return_takes_the_best(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.focus_search()
    QTest.keyClicks(stage.panel.search, "btc")
    assert stage.symbols() == ["BTCUSDT perp"]
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        QTest.keyClick(stage.panel.search, Qt.Key.Key_Return)
    assert chosen.args == [BTC_PERP]
    assert stage.panel.search.text() == ""
    assert len(stage.symbols()) == 2


def test_escape_empties_the_search_and_down_goes_to_the_list(stage: Stage) -> None:
    QTest.keyClicks(stage.panel.search, "zzz")
    assert stage.symbols() == []
    assert stage.panel.table.empty_text.startswith("No instrument matches")
    with_nothing = stage.panel.table.currentIndex().row()
    QTest.keyClick(stage.panel.search, Qt.Key.Key_Return)
    assert stage.panel.table.currentIndex().row() == with_nothing
    QTest.keyClick(stage.panel.search, Qt.Key.Key_Escape)
    assert len(stage.symbols()) == 2
    QTest.keyClick(stage.panel.search, Qt.Key.Key_Down)
    assert stage.panel.table.currentIndex().row() == 0


def test_a_chip_sorts_and_pressed_again_turns_around(stage: Stage) -> None:
    volume, _, name = (stage.panel.orders.button(number) for number in range(3))
    assert volume.text() == "Volume ▾"
    QTest.mouseClick(volume, Qt.MouseButton.LeftButton)
    assert volume.text() == "Volume ▴"
    assert stage.symbols() == ["BTCUSDT perp", "ETHUSDT"]
    QTest.mouseClick(name, Qt.MouseButton.LeftButton)
    assert (volume.text(), name.text()) == ("Volume", "A–Z ▴")
    QTest.mouseClick(name, Qt.MouseButton.LeftButton)
    assert stage.symbols() == ["ETHUSDT", "BTCUSDT perp"]


def test_the_list_is_put_in_order_now_and_then(stage: Stage) -> None:
    stage.desk.clock.advance(1)
    stage.tick(BTC_PERP, "64001", turnover="1000")
    stage.panel.on_tick()
    assert stage.symbols()[0] == "ETHUSDT"
    stage.desk.clock.advance(3)
    stage.panel.on_tick()
    assert stage.symbols()[0] == "BTCUSDT perp"


def test_the_chosen_instrument_is_marked_and_stays_so(stage: Stage) -> None:
    stage.panel.show_instrument(BTC_PERP)
    assert [row.id for row in stage.panel.table.selected()] == [BTC_PERP]
    QTest.keyClicks(stage.panel.search, "eth")
    assert stage.panel.table.selected() == ()
    stage.panel.search.clear()
    assert [row.id for row in stage.panel.table.selected()] == [BTC_PERP]
    stage.panel.show_instrument(InstrumentId(ProductType.SPOT, "NOWHERE"))
    assert stage.panel.table.selected() == ()


def test_a_new_order_of_the_list_leaves_the_keyboards_row(stage: Stage) -> None:
    stage.panel.show_instrument(BTC_PERP)
    QTest.keyClick(stage.panel.table, Qt.Key.Key_Up)
    stage.desk.clock.advance(4)
    stage.tick(BTC_PERP, "64001", turnover="1000")
    stage.panel.on_tick()
    assert stage.symbols()[0] == "BTCUSDT perp"
    assert [row.id for row in stage.panel.table.selected()] == [ETH_SPOT]


def many(count: int) -> Sequence[InstrumentId]:
    """Ids of many spot instruments."""
    return [InstrumentId(ProductType.SPOT, f"C{number:03}USDT") for number in range(count)]


def test_what_can_be_seen_is_told_and_not_the_rest(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    ids = many(500)
    stage.desk.hub.instruments.replace(ProductType.SPOT, [instrument(which) for which in ids])
    with qtbot.waitSignal(stage.panel.view_changed) as seen:
        stage.panel.show_frame(batch(Kind.INSTRUMENTS))
    assert isinstance(seen.args, list)
    assert 10 <= len(seen.args[0]) < 20
    with qtbot.waitSignal(stage.panel.view_changed) as later:
        stage.panel.table.scrollToBottom()
    assert isinstance(later.args, list)
    assert ids[499] in later.args[0]
    assert not seen.args[0] & later.args[0]


def test_five_hundred_symbols_cost_one_repaint_and_no_new_rows(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    ids = many(500)
    stage.desk.hub.instruments.replace(ProductType.SPOT, [instrument(which) for which in ids])
    stage.panel.show_frame(batch(Kind.INSTRUMENTS))
    told: list[str] = []
    model = stage.panel.model
    model.dataChanged.connect(lambda: told.append("data"))
    model.layoutChanged.connect(lambda: told.append("layout"))
    model.rowsInserted.connect(lambda: told.append("rows"))
    model.modelReset.connect(lambda: told.append("reset"))
    for which in ids:
        stage.desk.hub.apply(TickerSeen(ticker(which, str(Decimal(2)))))
    stage.panel.show_frame(batch(*(Topic(Kind.TICKER, which) for which in ids)))
    assert told == ["data"]


def test_a_star_makes_a_favourite_which_comes_first_and_does_not_choose(stage: Stage) -> None:
    chosen: list[InstrumentId] = []
    stage.panel.instrument_chosen.connect(chosen.append)
    assert stage.symbols() == ["ETHUSDT", "BTCUSDT perp"]
    stage.click(1, STAR)
    assert stage.symbols() == ["BTCUSDT perp", "ETHUSDT"]
    assert stage.panel.model.index(0, STAR).data() == "★"
    assert chosen == []
    QTest.mouseClick(stage.panel.only_starred, Qt.MouseButton.LeftButton)
    assert stage.symbols() == ["BTCUSDT perp"]
    stage.click(0, STAR)
    assert stage.symbols() == []
    assert stage.panel.table.empty_text.startswith("No favourites yet")


def test_the_list_is_used_by_keyboard(stage: Stage) -> None:
    table, search = stage.panel.table, stage.panel.search
    stage.panel.activateWindow()
    table.setFocus()
    table.select(1)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert stage.symbols() == ["BTCUSDT perp", "ETHUSDT"]
    QTest.keyClick(table, Qt.Key.Key_E)
    assert search.text() == "E"
    assert stage.symbols() == ["ETHUSDT"]
    QTest.keyClick(search, Qt.Key.Key_Escape)
    table.select(0)
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert stage.panel.focusWidget() is search


def test_choices_survive_json(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.changed_choice):
        stage.click(1, STAR)
    stage.panel.table.columns.set_shown("Funding", shown=True)
    QTest.mouseClick(stage.panel.orders.button(2), Qt.MouseButton.LeftButton)
    saved = json.loads(json.dumps(dict(stage.panel.remember())))
    other = Stage(qtbot)
    other.panel.show_frame(batch(Kind.INSTRUMENTS))
    other.panel.recall(saved)
    assert other.symbols()[0] == "BTCUSDT perp"
    assert other.panel.orders.button(2).isChecked()
    assert not other.panel.table.isColumnHidden(4)
    assert other.panel.table.horizontalHeader().isVisible()
    other.panel.recall({"favourites": ["", "x:y", 3], "order": "?", "table": 1})
    assert other.panel.remember()["favourites"] == []


def test_curves_are_wanted_for_what_is_in_sight_and_painted(stage: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(stage.shapes.wanted))
    assert set(stage.shapes.wanted) == {BTC_PERP, ETH_SPOT}
    before = stage.panel.table.grab().toImage()
    stage.shapes.known[BTC_PERP] = (1.0, 3.0, 2.0)
    stage.desk.clock.advance(1)
    stage.panel.show_frame(batch(Topic(Kind.TICKER, BTC_PERP)))
    assert stage.panel.model.row(1).closes == (1.0, 3.0, 2.0)
    assert stage.panel.table.grab().toImage() != before
    menu = stage.panel.columns_menu()
    curve = menu.actions()[0]
    assert curve.isChecked()
    curve.trigger()
    assert stage.panel.model.row(1).closes == ()
    menu.deleteLater()


def test_a_list_that_nobody_sees_waits_for_nothing(stage: Stage) -> None:
    stage.panel.hide()
    stage.desk.hub.instruments.replace(ProductType.SPOT, [instrument(which) for which in many(60)])
    stage.panel.show_frame(batch(Kind.INSTRUMENTS))
    stage.panel.table.verticalScrollBar().setRange(0, 40)
    assert [timer for timer in stage.panel.findChildren(QTimer) if timer.isActive()] == []
