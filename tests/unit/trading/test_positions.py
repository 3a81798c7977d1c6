"""Positions: the newest report wins, the closed stay closed, a complete list closes what it leaves out."""

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import PositionSide
from terminal_app.trading.positions import PositionBook
from tests.helpers.examples import PERP_ID, position

LONG, SHORT, NET = PositionSide.LONG, PositionSide.SHORT, PositionSide.NET
HEDGE = HoldMode.HEDGE


def test_older_reports_change_nothing() -> None:
    book = PositionBook()
    assert book.apply([position("0.02", at_ms=2)])
    assert not book.apply([position("0.01", at_ms=1)])
    assert [row.size for row in book.all()] == [position("0.02").size]


def test_a_closed_position_is_gone_and_cannot_be_opened_by_old_news() -> None:
    book = PositionBook()
    book.apply([position(at_ms=1)])
    assert book.apply([position("0", at_ms=3)])
    book.apply([position(at_ms=2)])
    assert book.all() == []
    assert book.get(PERP_ID) is None


def test_news_of_a_position_that_never_was_is_no_change() -> None:
    assert not PositionBook().apply([position("0")])


def test_a_one_way_position_that_turns_is_one_position() -> None:
    book = PositionBook()
    book.apply([position("0.01", LONG, at_ms=1)])
    book.apply([position("0.02", SHORT, at_ms=2)])
    assert [row.side for row in book.all()] == [SHORT]
    assert book.get(PERP_ID, LONG) is None
    assert book.get(PERP_ID, SHORT) == book.get(PERP_ID, NET) == book.all()[0]


def test_hedged_positions_stand_beside_each_other() -> None:
    book = PositionBook()
    book.apply([position("0.01", LONG, hold_mode=HEDGE), position("0.02", SHORT, hold_mode=HEDGE)])
    assert [row.side for row in book.all()] == [LONG, SHORT]
    assert book.get(PERP_ID, SHORT) == book.all()[1]
    assert book.get(PERP_ID, NET) is None


def test_a_complete_list_closes_what_it_leaves_out() -> None:
    book = PositionBook()
    book.apply([position("0.01", LONG, hold_mode=HEDGE), position("0.02", SHORT, hold_mode=HEDGE)])
    assert book.replace([position("0.01", LONG, hold_mode=HEDGE)], asked_at=2.0)
    assert [row.side for row in book.all()] == [LONG]
    assert book.replace([], asked_at=2.0, product=ProductType.USDT_FUTURES)
    assert not book.replace([], asked_at=2.0)


def test_a_complete_list_spares_what_came_after_the_question_and_other_products() -> None:
    book = PositionBook()
    book.apply([position(received=5.0)])
    assert not book.replace([], asked_at=4.0)
    assert not book.replace([], asked_at=6.0, product=ProductType.USDC_FUTURES)
    assert len(book.all()) == 1
