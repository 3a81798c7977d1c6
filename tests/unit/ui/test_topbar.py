"""Tests for `ui/topbar.py`."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Batch, Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import Link, LinkChanged, LinkState, TickerSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import Health
from terminal_app.market.hub import MarketHub
from terminal_app.trading.gate import TradingState
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK, LIGHT
from terminal_app.ui.topbar import TopBar
from terminal_app.ui.topbar_state import Venue
from tests.helpers.clipping import clipped
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, ticker


class Desk:
    """A top bar over stores of its own."""

    def __init__(self, qtbot: QtBot, clock: ManualClock, venue: Venue = Venue.PAPER) -> None:
        changes = Changes()
        self.hub = MarketHub(changes, clock)
        for product in (ProductType.SPOT, ProductType.USDT_FUTURES):
            self.hub.instruments.replace(product, [r for r in RULES.values() if r.id.product is product])
        self.links = LinkStates(changes)
        self.block: str | None = None
        self.switch: tuple[TradingState, str | None] = (TradingState.ENABLED, None)
        self.kind: AccountKind | None = None
        self.bar = TopBar(
            self.hub,
            self.links,
            lambda: Health(0, 1.0, 38.0, 1.0, ()),
            lambda: Decimal(1000),
            lambda: self.block,
            venue,
            DARK,
            lambda: self.switch,
            lambda: self.kind,
        )
        qtbot.addWidget(self.bar)
        self.bar.resize(1920, 49)


@pytest.fixture
def desk(qtbot: QtBot, manual_clock: ManualClock) -> Desk:
    return Desk(qtbot, manual_clock)


def test_the_chosen_ticker_is_shown_and_wanted(desk: Desk) -> None:
    desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64198.2")))
    desk.bar.show_instrument(BTC_PERP)
    assert desk.bar.last.text() == "64\u2009198.2"
    assert desk.bar.symbol.text().startswith("BTCUSDT perp")
    assert Topic(Kind.TICKER, BTC_PERP) in desk.bar.topics

    desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64200.0")))
    desk.bar.show_frame(Batch(frozenset({Topic(Kind.TICKER, BTC_PERP)}), ()))
    assert desk.bar.last.text() == "64\u2009200.0"


def test_the_kind_of_account_stands_quietly_over_the_equity(desk: Desk) -> None:
    field = desk.bar.findChild(QLabel, "equity_caption")
    assert field is not None
    desk.bar.on_tick()
    assert field.text() == "Equity"
    for kind, word in ((AccountKind.UNIFIED, "Unified"), (AccountKind.CLASSIC, "Classic")):
        desk.kind = kind
        desk.bar.on_tick()
        assert field.text() == f"Equity · {word}"


def test_a_price_that_stops_goes_grey(desk: Desk, manual_clock: ManualClock) -> None:
    desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64198.2")))
    desk.bar.show_instrument(BTC_PERP)
    assert desk.bar.last.property("state") == "up"
    manual_clock.advance(6)
    desk.bar.on_tick()
    assert desk.bar.last.property("state") == "soft"


def test_spot_hides_what_only_futures_have(desk: Desk) -> None:
    desk.hub.apply(TickerSeen(ticker(ETH_SPOT, "3421.5")))
    desk.bar.show_instrument(BTC_PERP)
    assert desk.bar.value("Funding / in") != ""
    desk.bar.show_instrument(ETH_SPOT)
    assert desk.bar.value("Funding / in") == ""
    assert desk.bar.value("24 h high") == "3\u2009431.50"


def test_the_venue_is_a_word_and_a_colour(qtbot: QtBot, manual_clock: ManualClock) -> None:
    bar = Desk(qtbot, manual_clock, Venue.LIVE).bar
    assert bar.badge.text() == "LIVE"
    assert bar.badge.property("state") == "live"
    assert "real money" in bar.badge.toolTip()


def test_shut_orders_are_said_with_their_reason(desk: Desk) -> None:
    assert desk.bar.blocked.isHidden()
    desk.block = "Reading the account…"
    desk.bar.on_tick()
    assert not desk.bar.blocked.isHidden()
    assert desk.bar.blocked.text() == "Reading the account…"
    desk.bar.resize(1280, 49)
    desk.bar.on_tick()
    assert desk.bar.blocked.text() == "Orders shut"
    assert desk.bar.blocked.toolTip() == "Reading the account…"


def test_the_link_is_a_word_until_it_is_live(desk: Desk) -> None:
    desk.bar.on_tick()
    assert desk.bar.value("Link") == "● connecting"
    for link in Link:
        desk.links.apply(LinkChanged(link, LinkState.LIVE))
    desk.bar.on_tick()
    assert desk.bar.value("Link") == "● 38 ms"


def test_pressing_the_symbol_asks_for_a_search(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.bar.search_asked):
        QTest.mouseClick(desk.bar.symbol, Qt.MouseButton.LeftButton)


def shown_fields(bar: TopBar) -> list[str]:
    """The captions that can be seen, from left to right."""
    captions = [label for label in bar.findChildren(QLabel) if label.property("role") == "caption"]
    return [label.text() for label in captions if label.isVisible()]


def test_fields_that_matter_less_go_when_there_is_no_room(desk: Desk) -> None:
    desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64198.2")))
    desk.bar.show_instrument(BTC_PERP)
    desk.bar.resize(1920, 49)
    desk.bar.show()
    assert shown_fields(desk.bar) == [
        "Mark",
        "Index",
        "Funding / in",
        "24 h high",
        "24 h low",
        "24 h turnover",
        "Equity",
        "Link",
    ]
    desk.bar.resize(900, 49)
    desk.bar.on_tick()
    assert shown_fields(desk.bar)[-2:] == ["Equity", "Link"]
    assert "24 h turnover" not in shown_fields(desk.bar)


@pytest.mark.parametrize("width", range(860, 1930, 97))
def test_nothing_in_the_bar_is_clipped(desk: Desk, qapp: QApplication, width: int) -> None:
    apply_theme(qapp, DARK)
    desk.hub.apply(TickerSeen(ticker(BTC_PERP, "1064198.2")))
    desk.bar.menu.addMenu("&File")
    desk.bar.show_instrument(BTC_PERP)
    desk.bar.resize(width, 49)
    desk.bar.show()
    desk.bar.on_tick()
    assert clipped(desk.bar) == []


def test_the_markets_button_asks_and_follows_the_theme(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.bar.markets_asked):
        QTest.mouseClick(desk.bar.markets, Qt.MouseButton.LeftButton)
    before = desk.bar.markets.icon().cacheKey()
    desk.bar.apply_theme(LIGHT)
    assert desk.bar.markets.icon().cacheKey() != before


def test_arming_is_offered_for_real_money_only(qtbot: QtBot, manual_clock: ManualClock) -> None:
    paper, live = (Desk(qtbot, manual_clock, venue).bar for venue in (Venue.PAPER, Venue.LIVE))
    assert paper.arm.isHidden()
    assert not live.arm.isHidden()
    asked: list[bool] = []
    live.arm_asked.connect(asked.append)
    assert not live.arm.isChecked()
    QTest.mouseClick(live.arm, Qt.MouseButton.LeftButton)
    assert (asked, live.arm.text()) == ([True], "ARMED")
    QTest.mouseClick(live.arm, Qt.MouseButton.LeftButton)
    assert (asked, live.arm.text()) == ([True, False], "ARM")


def test_the_kill_switch_is_said_in_words(qtbot: QtBot, manual_clock: ManualClock) -> None:
    desk = Desk(qtbot, manual_clock)
    assert desk.bar.halted.isHidden()
    why = "Only orders that reduce a position are allowed: today's loss is 120 and your limit is 100."
    desk.switch = (TradingState.REDUCE_ONLY, why)
    desk.block = why
    for width, words in ((1920, False), (1280, True)):
        desk.bar.resize(width, 49)
        desk.bar.on_tick()
        assert desk.bar.halted.text() == "REDUCE ONLY"
        assert why in desk.bar.halted.toolTip()
        assert why in desk.bar.halted.accessibleName()
        assert desk.bar.blocked.isHidden() is words
    desk.switch, desk.block = (TradingState.HALTED, "Trading is halted."), "The connection is down."
    desk.bar.on_tick()
    assert desk.bar.halted.text() == "HALTED"
    assert desk.bar.blocked.text() == "Orders shut"
    desk.switch = (TradingState.ENABLED, None)
    desk.bar.on_tick()
    assert desk.bar.halted.isHidden()


def _places(bar: TopBar) -> dict[str, tuple[bool, QRect]]:
    """Where every part of the bar is."""
    parts = [one for one in bar.findChildren(QWidget) if one.isVisible()]
    return {
        f"{number} {type(one).__name__} {one.accessibleName()}": (
            one.isVisible(),
            QRect(one.mapTo(bar, QPoint()), one.size()),
        )
        for number, one in enumerate(parts)
        if one.window() is bar
    }


@pytest.mark.parametrize("venue", [Venue.PAPER, Venue.LIVE])
def test_the_bar_has_its_places_at_once(
    qtbot: QtBot, qapp: QApplication, manual_clock: ManualClock, venue: Venue
) -> None:
    apply_theme(qapp, DARK)
    desk = Desk(qtbot, manual_clock, venue)
    bar = desk.bar
    with qtbot.waitExposed(bar):
        bar.show()

    def prices(last: str) -> None:
        desk.hub.apply(TickerSeen(ticker(BTC_PERP, last)))
        bar.show_instrument(BTC_PERP)

    def shut(why: str | None, switch: TradingState) -> None:
        desk.block, desk.switch = why, (switch, why)
        bar.on_tick()

    acts: list[Callable[[], object]] = [
        lambda: prices("64198.2"),
        lambda: bar.resize(1280, bar.height()),
        lambda: prices("1164198.2"),
        lambda: shut("Trading is halted: the test says so.", TradingState.HALTED),
        lambda: bar.resize(850, bar.height()),
        lambda: bar.resize(1920, bar.height()),
        lambda: shut(None, TradingState.ENABLED),
        lambda: bar.show_instrument(ETH_SPOT),
        lambda: bar.resize(700, bar.height()),
    ]
    for number, act in enumerate(acts):
        act()
        at_once = _places(bar)
        for _ in range(10):
            qapp.processEvents()
        assert _places(bar) == at_once, number
        assert clipped(bar) == []


def test_a_price_asks_nothing_of_the_account_and_the_connections(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.bar.show_instrument(BTC_PERP)
    asked: list[str] = []
    monkeypatch.setattr(desk.bar, "_health", lambda: asked.append("health"))
    desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64000")))
    desk.bar.show_frame(Batch(frozenset({Topic(Kind.TICKER, BTC_PERP)}), ()))
    assert desk.bar.last.text()
    assert asked == []
