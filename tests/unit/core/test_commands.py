"""Commands are values: equal when they ask for the same, and unchangeable on their way."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from terminal_app.core.commands import Approved, CancelAll, ClosePosition, SetLeverage
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import MarginMode, PositionSide, TimeInForce
from tests.helpers.examples import PERP_ID, limit_buy


def test_equal_wishes_are_equal_and_can_be_keys() -> None:
    assert limit_buy() == limit_buy()
    assert len({CancelAll(ProductType.SPOT), CancelAll(ProductType.SPOT)}) == 1


def test_a_command_cannot_be_changed_after_the_risk_check() -> None:
    approved, name = Approved(limit_buy()), "command"
    with pytest.raises(FrozenInstanceError):
        setattr(approved, name, limit_buy("tb-2"))
    assert approved.command.client_oid == "tb-1"


def test_defaults_are_the_harmless_ones() -> None:
    assert limit_buy().time_in_force is TimeInForce.GTC
    assert not limit_buy().reduce_only
    assert ClosePosition(PERP_ID).side is PositionSide.NET
    assert SetLeverage(PERP_ID, Decimal(5)).margin_mode is MarginMode.CROSSED
