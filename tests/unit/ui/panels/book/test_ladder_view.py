"""The ladder repaints the rows that changed, and a click means what the eye saw."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QRegion
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.market.book import OrderBook
from terminal_app.ui.panels.book.ladder_view import GRACE_SECONDS, HEADER_PX, ROW_PX, LadderView
from terminal_app.ui.panels.book.state import BookState, BookView
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
    ladder.show_view(view(("99.1", "0.40")))
    same, other = view(("99.1", "0.40")), view(("99.1", "0.45"))
    assert painted_by(qtbot, ladder, lambda: ladder.show_view(same)).isEmpty()
    assert painted_by(qtbot, ladder, lambda: ladder.show_view(other)) == QRegion(ladder.row_box(Side.BUY, 9))


def test_a_click_names_price_and_side(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    manual_clock.advance(1)
    clicked: list[tuple[object, object]] = []
    ladder.row_clicked.connect(lambda price, side: clicked.append((price, side)))
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
    ladder.row_clicked.connect(lambda price, side: clicked.append(price))
    ladder.show_view(view(first=5))
    mouse.click(ladder, ladder.row_box(Side.BUY, 0).center())
    manual_clock.advance(GRACE_SECONDS)
    mouse.click(ladder, ladder.row_box(Side.BUY, 0).center())
    assert clicked == [PERP.tick * 1_000, PERP.tick * 1_005]


def test_a_warning_dims_the_rows(qtbot: QtBot, manual_clock: ManualClock) -> None:
    ladder = shown(qtbot, manual_clock)
    box = ladder.row_box(Side.BUY, 9)
    plain = ladder.grab(box).toImage()
    ladder.show_warning("No update for 3.2 s")
    dimmed = ladder.grab(box).toImage()
    brightest = [
        max(image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height()))
        for image in (plain, dimmed)
    ]
    assert brightest[1] < brightest[0] * 0.6
    image = ladder.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(200, 300)}
    assert DARK.warning.lower() in colours
    ladder.show_warning("")
    assert ladder.grab(box).toImage() == plain


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
