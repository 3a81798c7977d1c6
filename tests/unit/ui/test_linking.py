"""Tests for `ui/linking.py`, `ui/wiring.py` and `ui/titles.py`, with mouse and keys in a whole window."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.core.orders import PositionSide, Side
from terminal_app.core.ports import Channel, Feed
from terminal_app.ui.links import UNLINKED
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.theme import LIGHT
from terminal_app.ui.titles import CHIP, LINK, SETTINGS
from terminal_app.ui.widgets.symbol_picker import SymbolPicker
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT
from tests.helpers.window_stage import WindowStage


class Stage(WindowStage):
    """A window on two instruments."""

    def __init__(self, qtbot: QtBot, qapp: QApplication) -> None:
        super().__init__(qtbot, qapp)
        self.window = self.open()
        self.window.choose_instrument(BTC_PERP)

    def wanted(self) -> set[Channel]:
        """Every stream that somebody wants."""
        return self.parts_desk.feed.wanted()

    def chart(self, name: str) -> ChartPanel:
        """A chart."""
        panel = self.window.panels.panel(name)
        assert isinstance(panel, ChartPanel)
        return panel

    def button(self, panel: str, kind: str) -> QToolButton:
        """A button in the title of a panel."""
        button = self.window.titles.button(panel, kind)
        assert button is not None
        return button

    def pick(self, panel: str, words: str) -> None:
        """Choose a symbol by the chip of a panel, with the mouse and the keyboard."""
        QTest.mouseClick(self.button(panel, CHIP), Qt.MouseButton.LeftButton)
        picker = next(one for one in self.window.findChildren(SymbolPicker) if one.isVisible())
        QTest.keyClicks(picker.words, words)
        QTest.keyClick(picker.words, Qt.Key.Key_Return)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    with closing(Stage(qtbot, qapp)) as made:
        yield made


def menu_of(button: QToolButton) -> QMenu:
    """The menu of a button."""
    menu = button.defaultAction().menu()
    assert isinstance(menu, QMenu)
    return menu


def test_the_chip_of_a_panel_changes_all_of_its_colour(stage: Stage) -> None:
    assert stage.button("chart", CHIP).text() == str(BTC_PERP)
    stage.pick("book", "eth")
    assert stage.window.chosen == ETH_SPOT
    assert stage.button("chart", CHIP).text() == str(ETH_SPOT)
    assert Topic(Kind.TRADES, ETH_SPOT) in stage.window.panels.tape.topics


def test_an_unlinked_panel_stays_and_another_colour_is_another_group(stage: Stage) -> None:
    menu_of(stage.button("book", LINK)).actions()[UNLINKED].trigger()
    stage.pick("chart", "eth")
    assert Topic(Kind.BOOK, BTC_PERP) in stage.window.panels.book.topics
    assert {Channel(Feed.BOOK, BTC_PERP), Channel(Feed.BOOK, ETH_SPOT)} <= stage.wanted()
    assert stage.button("book", LINK).text() == "Not linked"
    menu_of(stage.button("book", LINK)).actions()[1].trigger()
    assert Topic(Kind.BOOK, ETH_SPOT) in stage.window.panels.book.topics
    assert Channel(Feed.BOOK, BTC_PERP) not in stage.wanted()


def test_rows_of_tables_reach_the_colour_of_the_table(stage: Stage) -> None:
    stage.window.linking.link("positions", 3)
    stage.window.linking.link("chart", 3)
    stage.window.panels.positions.instrument_chosen.emit(ETH_SPOT)
    assert stage.button("chart", CHIP).text() == str(ETH_SPOT)
    assert stage.window.chosen == BTC_PERP


def test_a_closed_panel_wants_nothing_and_catches_up_when_it_is_opened(stage: Stage) -> None:
    candles = Channel(Feed.CANDLES, BTC_PERP, Interval.M1)
    docks = stage.window.docks
    assert candles in stage.wanted()
    docks.put_away("chart")
    assert candles not in stage.wanted()
    stage.window.choose_instrument(ETH_SPOT)
    assert Topic(Kind.TICKER, BTC_PERP) in stage.window.panels.chart.topics
    docks.bring("chart")
    assert Topic(Kind.TICKER, ETH_SPOT) in stage.window.panels.chart.topics
    assert Channel(Feed.CANDLES, ETH_SPOT, Interval.M1) in stage.wanted()
    docks.put_away("book")
    docks.put_away("ticket")
    assert Channel(Feed.BOOK, ETH_SPOT) not in stage.wanted()


def test_another_chart_is_built_when_it_is_shown_and_takes_part_in_everything(stage: Stage) -> None:
    window = stage.window
    assert "chart-2" not in window.panels.by_id()
    window.looks.choose(window.looks.settings)
    window.docks.action("chart-2").trigger()
    chart = stage.chart("chart-2")
    assert chart.isVisible()
    assert window.docks.action("chart-2").isChecked()
    assert Topic(Kind.TICKER, BTC_PERP) in chart.topics
    window.linking.link("chart-2", 2)
    stage.pick("chart-2", "eth")
    assert Topic(Kind.TICKER, ETH_SPOT) in chart.topics
    assert Channel(Feed.CANDLES, ETH_SPOT, Interval.M1) in stage.wanted()
    assert window.chosen == BTC_PERP
    chart.show_interval(Interval.M5)
    assert "chart-2" in window.memory.remember()
    window.docks.action("chart-2").trigger()
    assert not window.docks.is_open("chart-2")
    assert not {channel for channel in stage.wanted() if channel.instrument == ETH_SPOT and channel.interval}


def test_the_top_bar_stands_for_the_ticket_and_without_one_for_the_panel_used_last(stage: Stage) -> None:
    window = stage.window
    window.docks.bring("chart-2")
    window.linking.link("chart-2", 2)
    window.linking.choose("chart-2", ETH_SPOT)
    stage.chart("chart-2").canvas.setFocus()
    assert window.chosen == BTC_PERP
    window.docks.put_away("ticket")
    assert window.chosen == ETH_SPOT
    assert window.topbar.symbol.text().startswith(str(ETH_SPOT))
    window.panels.book.setFocus()
    assert window.topbar.symbol.text().startswith(str(BTC_PERP))


def test_letters_on_a_chart_search_for_that_chart(stage: Stage) -> None:
    window = stage.window
    window.docks.bring("chart-2")
    window.linking.link("chart-2", 2)
    stage.chart("chart-2").search_wanted.emit("ET")
    picker = next(one for one in window.findChildren(SymbolPicker) if one.isVisible())
    assert picker.words.text() == "ET"
    QTest.keyClick(picker.words, Qt.Key.Key_Return)
    assert stage.button("chart-2", CHIP).text() == str(ETH_SPOT)
    stage.window.panels.chart.search_wanted.emit("B")
    assert window.panels.watchlist.search.text() == "B"


def test_closing_a_position_brings_the_ticket_on_its_instrument(stage: Stage) -> None:
    window = stage.window
    window.linking.link("ticket", UNLINKED)
    window.docks.put_away("ticket")
    window.wiring.on_close_wanted(ClosingDraft(ETH_SPOT, Side.SELL, Decimal("0.5"), PositionSide.NET))
    assert window.docks.is_open("ticket")
    assert window.chosen == ETH_SPOT


def test_the_settings_button_offers_what_the_panel_offers(stage: Stage) -> None:
    menu = menu_of(stage.button("chart", SETTINGS))
    menu.aboutToShow.emit()
    five = next(action for action in menu.actions() if action.text() == "5m")
    five.trigger()
    assert stage.window.panels.chart.interval is Interval.M5
    menu = menu_of(stage.button("book", SETTINGS))
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert stage.window.panels.book.grouping.currentIndex() == stage.window.panels.book.grouping.count() - 1
    assert stage.window.titles.button("positions", SETTINGS) is None


def test_titles_wear_other_colours(stage: Stage) -> None:
    before = stage.button("chart", LINK).icon().pixmap(16, 16).toImage()
    stage.window.titles.apply_theme(LIGHT)
    assert stage.button("chart", LINK).icon().pixmap(16, 16).toImage() != before


def test_a_long_symbol_is_shortened_and_told_in_full(stage: Stage) -> None:
    long = InstrumentId(BTC_PERP.product, "1000PEPEUSDT")
    stage.window.choose_instrument(long)
    chip = stage.button("book", CHIP)
    assert chip.text() == "1000PEPEUSDT"
    assert chip.toolTip().startswith("1000PEPEUSDT perp")


def test_charts_share_their_crosshair_by_the_colours_of_their_panels(stage: Stage) -> None:
    crosshairs = stage.window.panels.crosshairs
    assert crosshairs.colour_of("chart") == stage.window.linking.links.colour("chart")
    stage.window.linking.link("chart", 3)
    assert crosshairs.colour_of("chart") == 3
