"""Tests for `ui/panels/orders/amend.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.commands import AmendOrder
from terminal_app.core.money import is_multiple
from terminal_app.ui.panels.orders.amend import AmendErrors, parse
from tests.helpers.ui_samples import BTC_PERP, RULES, order

RULE = RULES[BTC_PERP]


@pytest.mark.parametrize(
    ("price", "size", "field", "words"),
    [
        ("", "0.25", "price", "number"),
        ("1,234", "0.25", "price", "1"),
        ("0", "0.25", "price", "above zero"),
        ("64000.55", "0.25", "price", "steps of 0.1"),
        ("64000.5", "50%", "size", "whole size in BTC"),
        ("64000.5", "0.0005", "size", "steps of 0.001"),
        ("64000.5", "0", "size", "smallest order is 0.001"),
        ("1.1", "0.25", "whole", "worth at least 5 USDT"),
        ("64000.5", "0.25", "whole", "Nothing has been changed"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(price: str, size: str, field: str, words: str) -> None:
    wrong = parse(price, size, order(), RULE)
    assert isinstance(wrong, AmendErrors)
    assert words in getattr(wrong, field)


def test_a_size_at_or_below_what_is_filled_is_refused() -> None:
    wrong = parse("64000.5", "0.1", order(filled="0.1"), RULE)
    assert isinstance(wrong, AmendErrors)
    assert wrong.size.startswith("0.100 is filled already")


def test_a_size_above_the_limit_is_refused() -> None:
    wrong = parse("64000.5", "2", order(), replace(RULE, max_qty=Decimal(1)))
    assert wrong == AmendErrors(size="The largest order is 1 BTC.")


@given(st.decimals("0.1", "200000", places=2), st.decimals("0.001", "500", places=4))
def test_a_command_is_exactly_what_was_typed(price: Decimal, size: Decimal) -> None:
    told = parse(str(price), str(size), order(), RULE)
    if isinstance(told, AmendOrder):
        assert (told.price, told.size) == (price, size)
        assert is_multiple(told.price, RULE.tick)
        assert is_multiple(told.size, RULE.lot)
