"""Tests for `settings/exchange.py`."""

import json

import pytest

from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import USUAL, ExchangeChoices, from_saved, to_save


def test_what_is_saved_is_what_is_read() -> None:
    for choices in (USUAL, ExchangeChoices(OrdersOver.AUTO, 5), ExchangeChoices(OrdersOver.REST, 60)):
        assert from_saved(json.loads(json.dumps(to_save(choices)))) == choices


@pytest.mark.parametrize("seconds", [4, 61, -5, "10", 10.5, None, [5]])
def test_a_time_that_the_venue_would_not_take_is_none(seconds: object) -> None:
    assert from_saved({"orders_over": "auto", "countdown_s": seconds}) == ExchangeChoices(OrdersOver.AUTO)


def test_a_way_that_makes_no_sense_is_rest() -> None:
    assert from_saved({"orders_over": ["x"], "countdown_s": 30}) == ExchangeChoices(countdown_s=30)
