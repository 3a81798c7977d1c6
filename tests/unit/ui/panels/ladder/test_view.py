"""The ladder under the mouse: one press and release is one act, and only changed rows are painted."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.market.book import OrderBook
from terminal_app.ui.panels.book.own import marks
from terminal_app.ui.panels.ladder.intents import Button, Column, Held
from terminal_app.ui.panels.ladder.rows import GRACE_SECONDS, Spot
from terminal_app.ui.panels.ladder.state import LadderState, Picture
from terminal_app.ui.panels.ladder.view import Drag, Hit, LadderView
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.market import stamp
from tests.helpers.painting import painted_by
from tests.helpers.ui_samples import order

D = Decimal
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
pytestmark = pytest.mark.gui


def picture(best: str = "1", top: int = 1_010, count: int = 20) -> Picture:
    """Twenty rows about 100.0, with an order of ours at 99.8 and one at 100.5."""
    book = OrderBook()
    bids = [(PERP.tick * (1_000 - step), D(best) if not step else D(1)) for step in range(20)]
    asks = [(PERP.tick * (1_001 + step), D(1)) for step in range(20)]
    book.replace(bids, asks, stamp(ManualClock()))
    mine = [
        order("a", PERP_ID, price="99.8"),
        order("b", PERP_ID, price="100.5", side=Side.SELL),
    ]
    state = LadderState(PERP, 1)
    return state.build(book, top, count, marks(mine, PERP_ID, PERP, state.step))


class Stage:
    """A visible ladder that writes down what it is told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = ManualClock()
        self.view = LadderView(DARK, self.clock.monotonic)
        self.hits: list[Hit] = []
        self.crosses: list[Spot] = []
        self.drops: list[Drag] = []
        self.view.hit.connect(self.hits.append)
        self.view.cross_hit.connect(self.crosses.append)
        self.view.dropped.connect(self.drops.append)
        qtbot.addWidget(self.view)
        self.view.resize(300, 22 + 20 * 20)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.show_picture(picture())
        self.view.may_drag = True
        self.clock.advance(1)
        self.view.repaint()

    def at(self, row: int, column: Column) -> QPoint:
        """Beside the price, where nothing of ours stands."""
        box = self.view.box_of(row, column)
        x = {Column.BID: box.right() - 8, Column.PRICE: box.center().x(), Column.ASK: box.left() + 8}[column]
        return QPoint(x, box.center().y())

    def chip(self, row: int, side: Side) -> QPoint:
        """The middle of a chip."""
        return self.view.chip_box(row, side).center()


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.mark.parametrize(
    ("button", "name"), [(LEFT, Button.LEFT), (RIGHT, Button.RIGHT), (MIDDLE, Button.MIDDLE)]
)
@pytest.mark.parametrize("column", Column)
def test_a_click_names_row_column_and_button(
    stage: Stage, button: Qt.MouseButton, name: Button, column: Column
) -> None:
    QTest.mouseClick(stage.view, button, NO_KEY, stage.at(1_003, column))
    assert stage.hits == [Hit(Spot(1_003, column), name, Held.NONE)]


@pytest.mark.parametrize(("keys", "held"), [(CTRL, Held.CTRL), (SHIFT, Held.SHIFT), (CTRL | SHIFT, None)])
def test_a_click_names_the_key(stage: Stage, keys: Qt.KeyboardModifier, held: Held | None) -> None:
    QTest.mouseClick(stage.view, LEFT, keys, stage.at(1_003, Column.BID))
    assert stage.hits == [Hit(Spot(1_003, Column.BID), Button.LEFT, held)]


def test_nothing_happens_before_the_button_is_let_go(stage: Stage) -> None:
    QTest.mousePress(stage.view, LEFT, NO_KEY, stage.at(1_003, Column.BID))
    assert stage.hits == []
    QTest.mouseRelease(stage.view, LEFT, NO_KEY, stage.at(1_003, Column.BID))
    assert len(stage.hits) == 1


def test_a_double_click_is_one(stage: Stage) -> None:
    mouse.double_click(stage.view, stage.at(1_003, Column.BID))
    assert len(stage.hits) == 1
    # And Qt's own: press, release, double-click, release.
    QTest.mouseClick(stage.view, LEFT, NO_KEY, stage.at(1_002, Column.BID))
    QTest.mouseDClick(stage.view, LEFT, NO_KEY, stage.at(1_002, Column.BID))
    assert len(stage.hits) <= 3


def test_letting_go_elsewhere_is_nothing(stage: Stage) -> None:
    for end in ((1_002, Column.BID), (1_003, Column.ASK)):
        mouse.drag(stage.view, stage.at(1_003, Column.BID), stage.at(*end))
    assert stage.hits == []


def test_two_buttons_at_once_are_nothing(stage: Stage) -> None:
    at = stage.at(1_003, Column.BID)
    mouse.press(stage.view, at, LEFT)
    mouse.press(stage.view, at, RIGHT)
    mouse.release(stage.view, at, RIGHT)
    mouse.release(stage.view, at, LEFT)
    assert stage.hits == []
    mouse.click(stage.view, at)
    assert len(stage.hits) == 1


def test_rows_that_have_just_moved_are_not_clicked(stage: Stage) -> None:
    at = stage.at(1_003, Column.BID)
    stage.view.show_picture(picture(top=1_011))
    mouse.click(stage.view, at)
    assert stage.hits == []
    stage.clock.advance(GRACE_SECONDS)
    mouse.click(stage.view, at)
    assert [hit.spot.row for hit in stage.hits] == [1_004]


def test_rows_that_move_while_the_button_is_down_are_not_clicked(stage: Stage) -> None:
    at = stage.at(1_003, Column.BID)
    mouse.press(stage.view, at)
    stage.view.show_picture(picture(top=1_011))
    stage.clock.advance(1)
    mouse.release(stage.view, at)
    assert stage.hits == []


def test_header_and_empty_rows_are_no_spots(stage: Stage) -> None:
    assert stage.view.spot_at(QPoint(50, 5)) is None
    stage.view.show_picture(picture(count=5))
    assert stage.view.spot_at(QPoint(50, 300)) is None
    assert stage.view.box_of(5, Column.BID).isEmpty()
    assert stage.view.chip_box(5, Side.BUY).isEmpty()
    assert stage.view.cross_box(5, Side.BUY).isEmpty()


@pytest.mark.parametrize(("row", "side"), [(998, Side.BUY), (1_005, Side.SELL)])
def test_the_cross_of_a_chip(stage: Stage, row: int, side: Side) -> None:
    mouse.double_click(stage.view, stage.view.cross_box(row, side).center())
    assert [(spot.row, spot.chip) for spot in stage.crosses] == [(row, side)]
    assert stage.hits == []


def test_a_chip_is_not_a_place_for_orders(stage: Stage) -> None:
    at = stage.chip(998, Side.BUY)
    mouse.click(stage.view, at)
    mouse.click(stage.view, at, RIGHT)
    assert stage.hits == []
    mouse.click(stage.view, at, MIDDLE)
    assert [hit.button for hit in stage.hits] == [Button.MIDDLE]
    assert stage.crosses == []


def test_a_dragged_chip_is_dropped_on_a_row(stage: Stage) -> None:
    mouse.drag(stage.view, stage.chip(998, Side.BUY), stage.at(995, Column.ASK))
    assert stage.drops == [Drag(Side.BUY, 998, ("a",), "0.2500", 995)]
    assert stage.hits == []


def test_a_chip_dropped_outside(stage: Stage) -> None:
    mouse.drag(stage.view, stage.chip(1_005, Side.SELL), QPoint(stage.view.width() + 40, 100))
    assert stage.drops == [Drag(Side.SELL, 1_005, ("b",), "0.2500", None)]


def test_a_chip_brought_back_is_nothing(stage: Stage) -> None:
    start = stage.chip(998, Side.BUY)
    mouse.press(stage.view, start)
    mouse.move(stage.view, stage.at(990, Column.BID), held=LEFT)
    assert stage.view.drag is not None
    mouse.move(stage.view, start, held=LEFT)
    mouse.release(stage.view, start)
    assert stage.drops == []


def test_a_hand_that_shakes_drags_nothing(stage: Stage) -> None:
    start = stage.chip(998, Side.BUY)
    mouse.drag(stage.view, start, start + QPoint(1, 2))
    assert stage.view.drag is None
    assert (stage.drops, stage.hits) == ([], [])


def test_a_drag_that_is_given_up_is_nothing(stage: Stage) -> None:
    mouse.press(stage.view, stage.chip(998, Side.BUY))
    mouse.move(stage.view, stage.at(990, Column.BID), held=LEFT)
    assert stage.view.abort_drag()
    mouse.release(stage.view, stage.at(990, Column.BID))
    assert (stage.drops, stage.hits) == ([], [])
    assert not stage.view.abort_drag()


def test_disarming_gives_a_drag_up(stage: Stage) -> None:
    stage.view.show_armed(armed=True)
    mouse.press(stage.view, stage.chip(998, Side.BUY))
    mouse.move(stage.view, stage.at(990, Column.BID), held=LEFT)
    stage.view.show_armed(armed=False)
    mouse.release(stage.view, stage.at(990, Column.BID))
    assert stage.drops == []


def test_without_leave_nothing_is_dragged(stage: Stage) -> None:
    stage.view.may_drag = False
    mouse.drag(stage.view, stage.chip(998, Side.BUY), stage.at(995, Column.BID))
    assert stage.drops == []


def test_the_wheel_asks_for_other_rows(stage: Stage) -> None:
    asked: list[int] = []
    turned: list[int] = []
    stage.view.scrolled.connect(asked.append)
    stage.view.group_turned.connect(turned.append)
    at = stage.at(1_003, Column.BID)
    mouse.wheel(stage.view, at, QPoint(0, 120))
    mouse.wheel(stage.view, at, QPoint(0, -240))
    mouse.wheel(stage.view, at, QPoint(0, 12))
    mouse.wheel(stage.view, at, QPoint(0, 120), CTRL)
    assert asked == [3, -6, 1]
    assert turned == [-1]


def test_only_changed_rows_are_painted(stage: Stage, qtbot: QtBot) -> None:
    same, other = picture(), picture(best="0.99")

    def show(wanted: Picture, changes: bool) -> QRegion:
        return painted_by(qtbot, stage.view, lambda: check(stage.view.show_picture(wanted) is changes))

    assert show(same, changes=False).isEmpty()
    assert show(other, changes=True) == QRegion(stage.view.row_box(10))
    assert show(picture(top=1_011), changes=True) == QRegion(stage.view.rect())


def check(condition: bool) -> None:
    assert condition


def test_the_row_under_the_mouse_is_marked(stage: Stage, qtbot: QtBot) -> None:
    at = stage.at(1_003, Column.BID)
    region = painted_by(qtbot, stage.view, lambda: mouse.move(stage.view, at))
    assert region == QRegion(stage.view.row_box(7))
    assert stage.view.hovered == Spot(1_003, Column.BID)


@pytest.mark.parametrize("width", [240, 260, 300, 420])
def test_the_price_stays_in_the_middle_and_the_columns_fill_the_row(stage: Stage, width: int) -> None:
    stage.view.resize(width, 422)
    boxes = [stage.view.box_of(1_000, column) for column in Column]
    assert width - 4 <= sum(box.width() for box in boxes) <= width
    assert abs(boxes[1].center().x() - width / 2) <= 1
    assert all(box.width() > 40 for box in boxes)


def test_a_sentence_stands_where_the_rows_would_be(stage: Stage) -> None:
    stage.view.clear()
    empty = stage.view.grab().toImage()
    stage.view.show_sentence("Waiting for the order book.")
    assert stage.view.grab().toImage() != empty
