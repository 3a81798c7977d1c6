"""Tests for `ui/shelf.py`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.ui.shelf import LONGEST_NAME, MOST_OWN, Record, Shelf
from terminal_app.ui.shipped import SHIPPED, TRADE

NAMES = [one.name for one in SHIPPED]
BTC = InstrumentId(ProductType.SPOT, "BTCUSDT")
LAYOUT = {"main": {"tabs": ["chart"], "front": "chart"}, "floating": [], "closed": []}
OWN = Record(
    {"one": LAYOUT, "two": LAYOUT}, (LAYOUT,), {"chart": 2, "book": 0}, {"book": BTC}, "Scalp", LAYOUT
)


def again(shelf: Shelf, current: str = TRADE, screens: str = "one") -> Shelf:
    """What comes back from a file."""
    made = Shelf()
    made.take(json.loads(json.dumps(shelf.to_save(current, screens))))
    return made


def test_at_first_there_are_those_that_came_with_the_program() -> None:
    assert Shelf().names() == NAMES
    assert Shelf().get("Scalp") == Record(base="Scalp")
    assert Shelf().to_save("Monitor", "one").keys() == {"Monitor"}


def test_ones_own_comes_back_as_it_was() -> None:
    shelf = Shelf()
    assert shelf.add("  Mine ", OWN) == ""
    assert shelf.names() == [*NAMES, "Mine"]
    assert shelf.is_own("Mine")
    assert not shelf.is_own(TRADE)
    assert again(shelf).get("Mine") == OWN
    assert again(shelf).names() == shelf.names()
    shelf.delete("Mine")
    shelf.delete(TRADE)
    assert shelf.names() == NAMES


def test_the_layout_in_use_is_not_on_the_shelf_of_the_file() -> None:
    shelf = Shelf()
    shelf.add("Mine", OWN)
    back = again(shelf, current="Mine", screens="two").get("Mine")
    assert back.layouts == {"one": LAYOUT}
    assert back.earlier == ()
    assert back.colours == OWN.colours


def test_a_shipped_one_keeps_what_it_was_made_from() -> None:
    shelf = Shelf()
    shelf.put("Scalp", OWN)
    back = again(shelf).get("Scalp")
    assert back.layouts == OWN.layouts
    assert (back.base, back.start) == ("Scalp", None)


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\nb", "tRADE", "Mine", "mine "])
def test_a_name_that_will_not_do_is_told(name: str) -> None:
    shelf = Shelf()
    shelf.add("Mine", OWN)
    before = shelf.names()
    assert shelf.add(name, OWN).endswith(".")
    assert shelf.names() == before


def test_there_is_an_end_to_ones_own_and_to_sets_of_screens() -> None:
    shelf = Shelf()
    assert [shelf.add(f"Mine {number}", OWN) for number in range(MOST_OWN)] == [""] * MOST_OWN
    assert "delete one first" in shelf.add("One more", OWN)
    record = Record()
    for number in range(20):
        record = record.with_layout(f"set {number % 12}", number)
    assert len(record.layouts) == 8
    assert list(record.layouts)[-1] == "set 7"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(NAMES),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*NAMES, "Mine", "layouts", "earlier", "colours", "own", "base", "start", ""]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_a_file_says_the_shipped_ones_are_there(saved: object) -> None:
    shelf = Shelf()
    shelf.take(saved)
    assert shelf.names()[: len(NAMES)] == NAMES
    for name in shelf.names():
        assert shelf.get(name).base in NAMES
    assert again(shelf).names() == shelf.names()
