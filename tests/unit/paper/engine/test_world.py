"""The transcript tells each thing once and the reference price is the best one known."""

import pytest

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import Side
from terminal_app.paper.engine.book import Resting
from terminal_app.paper.engine.messages import BalanceChanged, BookChanged, Printed, Reason, RefusalError
from terminal_app.paper.engine.world import World
from tests.helpers.paper_engine import BUY, NOW, PERP, PERP_ID, SELL, D


def made() -> World:
    return World([PERP], {})


def test_balances_and_books_are_told_once_after_everything_else() -> None:
    world = made()
    world.books[PERP_ID].add(Resting("1", "", BUY, 1000, 5))
    for _ in range(2):
        world.touch_book(PERP_ID)
        world.touch_balance("u")
    trade = Printed(PERP_ID, "9", D(100), D(1), Side.BUY, NOW)
    world.emit_print(trade)

    assert world.take_events() == [
        trade,
        BalanceChanged("u"),
        BookChanged(PERP_ID, ((D("100.0"), D("0.005")),), ()),
    ]
    assert list(world.prints) == [trade]
    assert world.take_events() == []


def test_a_touched_book_that_did_not_change_is_not_told() -> None:
    world = made()
    world.touch_book(PERP_ID)

    assert world.take_events() == []


def test_the_reference_is_the_mark_or_the_middle_of_the_book_or_nothing() -> None:
    world = made()
    assert world.reference(PERP) is None
    world.books[PERP_ID].add(Resting("1", "", BUY, 1000, 5))
    assert world.reference(PERP) is None
    world.books[PERP_ID].add(Resting("2", "", SELL, 1003, 5))
    assert world.reference(PERP) == D("100.15")
    world.marks.set_price(PERP_ID, D(99), D(98))
    assert world.reference(PERP) == 99


def test_what_is_not_listed_is_refused() -> None:
    with pytest.raises(RefusalError) as refusal:
        made().instrument(InstrumentId(ProductType.SPOT, "NOPE"))
    assert refusal.value.reason is Reason.UNKNOWN_SYMBOL
