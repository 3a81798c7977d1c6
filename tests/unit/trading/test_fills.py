"""Each execution counts once, whoever reports it and however often."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.trading.fills import FillBook
from tests.helpers.examples import fill


@given(st.lists(st.integers(min_value=0, max_value=8), max_size=30))
def test_fills_add_up_once_each(ids: list[int]) -> None:
    book = FillBook()
    new = [book.add(fill(f"e-{number}", size="0.001")) for number in ids]
    assert sum(new) == len(set(ids)) == len(book.all())
    assert book.sums("v-1", "tb-1") == (Decimal("0.001") * len(set(ids)), Decimal(64) * len(set(ids)))


def test_a_fill_without_the_venues_id_is_found_by_ours() -> None:
    book = FillBook()
    book.add(fill("e-1", order_id=""))
    book.add(fill("e-2"))
    assert book.sums("v-1", "tb-1")[0] == Decimal("0.008")
    assert book.sums("v-2", "tb-2")[0] == 0


def test_nobody_owns_a_fill_without_any_id() -> None:
    book = FillBook()
    book.add(fill("e-1", order_id="", client_oid=""))
    assert list(book.of_order(None, "")) == []


def test_newest_first() -> None:
    book = FillBook()
    for number in (2, 3, 1):
        book.add(replace(fill(f"e-{number}"), time_ms=number))
    assert [one.time_ms for one in book.all()] == [3, 2, 1]
