"""Working sizes: on the lot, never up, shown before they are taken, and remembered."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import is_multiple
from terminal_app.ui.panels.ladder.sizes import (
    COUNT,
    BadSizeError,
    SizeMemory,
    Sizes,
    proposed,
    read,
    reading_text,
)
from tests.helpers.examples import PERP, SPOT

D = Decimal
PEPE = replace(PERP, base="PEPE", tick=D("0.00000001"), lot=D(100), min_qty=D(100), max_qty=None)


def test_sizes_to_begin_with_have_one_figure() -> None:
    assert proposed(PERP, D(64000)).values == (
        D("0.0007"),
        D("0.0010"),
        D("0.0030"),
        D("0.0070"),
        D("0.0100"),
    )
    assert proposed(PEPE, D("0.00001234")).values[0] == D(4_000_000)


@given(st.decimals("0.00000001", "1000000", places=8), st.sampled_from([PERP, SPOT, PEPE]))
def test_sizes_to_begin_with_can_be_ordered(price: Decimal, rules: Instrument) -> None:
    for size in proposed(rules, price).values:
        assert is_multiple(size, rules.lot)
        assert size >= rules.min_qty
        assert size * price >= rules.min_notional


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [
        ("0.05", "0.0500", "0.0500 BTC"),
        ("0,05", "0.0500", "0.0500 BTC"),
        ("0.05 BTC", "0.0500", "0.0500 BTC"),
        ("0.00019", "0.0001", "Rounded down to 0.0001 BTC"),
        ("0.1/3", "0.0333", "Rounded down to 0.0333 BTC"),
        ("1k", "1000.0000", "1\u2009000.0000 BTC"),
    ],
)
def test_what_is_typed(text: str, size: str, shown: str) -> None:
    assert read(text, PERP).size == D(size)
    assert reading_text(text, PERP) == (shown, True)


@pytest.mark.parametrize("text", ["", "0", "0.00009", "-1", "25%", "1,234", "abc", "1201"])
def test_what_cannot_be_taken_is_said(text: str) -> None:
    with pytest.raises(BadSizeError):
        read(text, PERP)
    sentence, usable = reading_text(text, PERP)
    assert not usable
    assert bool(sentence) is bool(text)


@given(st.decimals("0.0001", "1200", places=6))
def test_a_size_is_never_rounded_up(typed: Decimal) -> None:
    found = read(str(typed), PERP)
    assert 0 <= typed - found.size < PERP.lot
    assert found.cut is (typed != found.size)


def test_a_price_that_moves_changes_no_size() -> None:
    memory = SizeMemory()
    assert memory.get(PERP, None) is None
    first = memory.get(PERP, D(64000))
    assert first is not None
    assert memory.get(PERP, D(32000)) is first
    assert memory.remember() == {}


def test_what_was_chosen_comes_back() -> None:
    memory = SizeMemory()
    sizes = memory.get(PERP, D(64000))
    assert sizes is not None
    memory.choose(PERP, sizes.put(2, D("0.0500")))
    assert memory.get(PERP, None) == Sizes((*sizes.values[:2], D("0.0500"), *sizes.values[3:]), 2)

    again = SizeMemory()
    again.recall(json.loads(json.dumps(memory.remember())))
    assert again.get(PERP, None) == memory.get(PERP, None)
    assert again.get(SPOT, None) is None
    assert again.remember() == memory.remember()


def test_sizes_of_another_instrument_are_kept_though_it_is_never_shown() -> None:
    saved = {"ETHUSDT perp": {"sizes": ["1", "2", "3", "4", "5"], "picked": 1}}
    memory = SizeMemory()
    memory.recall(saved)
    assert memory.remember() == saved


@pytest.mark.parametrize(
    "entry",
    [
        None,
        {},
        {"sizes": "1", "picked": 0},
        {"sizes": ["1"] * 4, "picked": 0},
        {"sizes": ["1"] * COUNT, "picked": 7},
        {"sizes": ["1e9"] * COUNT, "picked": 0},
        {"sizes": ["0.00001"] * COUNT, "picked": 0},
        {"sizes": [None] * COUNT, "picked": 0},
    ],
)
def test_nonsense_is_not_taken(entry: object) -> None:
    memory = SizeMemory()
    memory.recall({str(PERP.id): entry})
    assert memory.get(PERP, None) is None


def test_a_memory_that_is_no_mapping_is_ignored() -> None:
    memory = SizeMemory()
    memory.recall([1])
    assert memory.remember() == {}
