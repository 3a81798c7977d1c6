"""Tests for `app/arming.py`."""

import pytest

from terminal_app.app.arming import adds_risk
from terminal_app.core.commands import CancelOrder, Command
from terminal_app.core.instrument import ProductType
from tests.helpers.examples import PERP_ID, guard_long, limit_buy
from tests.helpers.wallets import move

SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES


@pytest.mark.parametrize(
    ("command", "adds"),
    [
        (limit_buy(), True),
        (CancelOrder("tb-1", PERP_ID), False),
        (guard_long(), False),
        (move("1", USDT_M, SPOT), True),
        (move("1", SPOT, USDT_M), False),
    ],
)
def test_margin_may_be_added_while_disarmed_but_not_taken(command: Command, adds: bool) -> None:
    assert adds_risk(command) is adds
