"""The ladder repaints the rows that changed, and a click means what the eye saw."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QRegion
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.market.book import OrderBook
from terminal_app.ui.panels.book.ladder_view import GRACE_SECONDS, HEADER_PX, ROW_PX, LadderView
from terminal_app.ui.panels.book.state import BookState, BookView
from terminal_app.ui.style import body_font
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.examples import PERP
from tests.helpers.market import level, stamp
from tests.helpers.painting import painted_by

pytestmark = pytest.mark.gui


def view(*changes: tuple[str, str], first: int = 0) -> BookView:
    """Ten levels a side about 100.0, some with another size."""
    book = OrderBook()
    now = stamp(ManualClock())
    bids = [(PERP.tick * (1_000 - step + first), PERP.tick) for step in range(10)]
    asks = [(PERP.tick * (1_001 + step + first), PERP.tick) for step in range(10)]
    book.replace(bids, asks, now)
    book.update([level(*change) for change in changes], [], now)
    return BookState(PERP).build(book, PERP.tick, 10)


def shown(qtbot: QtBot, clock: ManualClock) -> LadderView:
    ladder = LadderView(DARK, clock.monotonic)
    qtbot.addWidget(ladder)
    ladder.resize(260, 500)
    with qtbot.waitExposed(ladder):
        ladder.show()
    ladder.show_view(view())
    ladder.repaint()
    return ladder


def test_asks_are_above_the_spread_and_bids_below(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    assert ladder.row_count == 11
    best_ask, best_bid = ladder.row_box(Side.SELL, 0), ladder.row_box(Side.BUY, 0)
    assert best_ask.bottom() < best_bid.top()
    assert ladder.row_box(Side.SELL, 1).bottom() + 1 == best_ask.top()
    assert ladder.row_box(Side.BUY, 1).top() == best_bid.bottom() + 1
    assert ladder.row_box(Side.SELL, 10).top() == HEADER_PX


def test_only_changed_rows_are_painted(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)

    def show(wanted: BookView) -> Callable[[], None]:
        def shows() -> None:
            assert ladder.show_view(wanted) is (wanted is other)

        return shows

    ladder.show_view(view(("99.1", "0.40")))
    same, other = view(("99.1", "0.40")), view(("99.1", "0.45"))
    assert painted_by(qtbot, ladder, show(same)).isEmpty()
    assert painted_by(qtbot, ladder, show(other)) == QRegion(ladder.row_box(Side.BUY, 9))


def test_a_click_names_price_and_side(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    manual_clock.advance(1)
    clicked: list[tuple[object, object]] = []
    ladder.row_clicked.connect(lambda row, with_size: clicked.append((row.price, row.side)))
    mouse.click(ladder, ladder.row_box(Side.SELL, 2).center())
    mouse.click(ladder, ladder.row_box(Side.BUY, 0).center())
    mouse.click(ladder, QPoint(20, HEADER_PX + 11 * ROW_PX + 10))
    mouse.click(ladder, QPoint(20, 5))
    mouse.click(ladder, ladder.row_box(Side.BUY, 1).center(), Qt.MouseButton.RightButton)
    prices = [(PERP.tick * 1_003, Side.SELL), (PERP.tick * 1_000, Side.BUY)]
    assert clicked == prices


def test_a_price_that_came_a_moment_ago_is_not_what_was_clicked(
    qtbot: QtBot, manual_clock: ManualClock
) -> None:
    ladder = shown(qtbot, manual_clock)
    manual_clock.advance(1)
    clicked: list[object] = []
    ladder.row_clicked.connect(lambda row, with_size: clicked.append(row.price))
    ladder.show_view(view(first=5))
    mouse.click(ladder, ladder.row_box(Side.BUY, 0).center())
    manual_clock.advance(GRACE_SECONDS)
    mouse.click(ladder, ladder.row_box(Side.BUY, 0).center())
    assert clicked == [PERP.tick * 1_000, PERP.tick * 1_005]


def test_a_sentence_stands_where_rows_would_be(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    rows = ladder.grab().toImage()
    ladder.show_sentence("Waiting for the order book.")
    assert ladder.grab().toImage() == rows
    ladder.clear()
    assert ladder.grab().toImage() != rows


def test_columns_make_room_for_long_prices(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    ladder.resize(200, 500)
    rules = replace(PERP, tick=Decimal("0.0000000001"), lot=Decimal(1))
    book = OrderBook()
    book.replace(
        [level("0.0000323777", "970961662")], [level("0.0000323778", "240247047")], stamp(manual_clock)
    )
    ladder.clear()
    ladder.show_view(BookState(rules).build(book, rules.tick, 5))
    metrics = QFontMetrics(body_font())
    price = ladder.size_box(Side.BUY, 0).left() - 8
    assert price >= metrics.horizontalAdvance("0.0000323777")
    assert ladder.size_box(Side.BUY, 0).width() >= metrics.horizontalAdvance("970.96M")


def test_hovering_marks_the_row(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    box = ladder.row_box(Side.BUY, 3)
    before = ladder.grab(box).toImage()
    moved: list[None] = []
    ladder.pointer_moved.connect(lambda: moved.append(None))
    mouse.move(ladder, box.center())
    assert ladder.grab(box).toImage() != before
    assert ladder.cursor().shape() is Qt.CursorShape.PointingHandCursor
    mouse.move(ladder, QPoint(20, 5))
    assert ladder.grab(box).toImage() == before
    assert moved
