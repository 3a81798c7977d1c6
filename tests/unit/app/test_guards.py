"""Limits and kill switch in their files: kept, read back, and on the safe side when damaged."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.guards import Guards
from terminal_app.app.paths import Paths, paths_for
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import ManualClock
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.trading.gate import GateState, TradingState
from terminal_app.trading.limits import DEFAULT_LIMITS
from tests.helpers.logs import LogWatch


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    """The places of a profile."""
    made = paths_for("paper", data_dir)
    made.make()
    return made


def test_a_new_profile_has_the_usual_limits_and_an_open_gate(paths: Paths) -> None:
    guards = Guards(paths, ManualClock())
    assert (guards.limits, guards.gate, guards.troubles) == (DEFAULT_LIMITS, GateState(), [])


def test_both_are_kept(paths: Paths) -> None:
    limits = replace(DEFAULT_LIMITS, max_order_notional=Decimal("12.5"))
    halted = GateState(TradingState.HALTED, "why", 5)
    guards = Guards(paths, ManualClock())
    guards.keep_limits(limits)
    guards.keep_gate(halted)
    guards.keep_choices(ExchangeChoices(OrdersOver.AUTO, 30))
    again = Guards(paths, ManualClock())
    assert (again.limits, again.gate) == (limits, halted)
    assert guards.choices == again.choices == ExchangeChoices(OrdersOver.AUTO, 30)


def test_a_damaged_switch_is_a_thrown_one(paths: Paths, expect_log: LogWatch) -> None:
    expect_log("state of the kill switch is damaged")
    paths.gate.write_text("{}")
    guards = Guards(paths, ManualClock())
    assert guards.gate.chosen is TradingState.HALTED
    assert "Trading is halted." in guards.troubles[0]


def test_the_kind_of_account_is_remembered(paths: Paths) -> None:
    guards = Guards(paths, ManualClock())
    assert guards.account_kind is AccountKind.UNIFIED
    guards.keep_account_kind(AccountKind.CLASSIC)
    assert guards.account_kind is Guards(paths, ManualClock()).account_kind is AccountKind.CLASSIC


def test_damaged_limits_are_said(paths: Paths, expect_log: LogWatch) -> None:
    expect_log("file of limits is damaged")
    paths.limits.write_text("{")
    guards = Guards(paths, ManualClock())
    assert guards.limits == DEFAULT_LIMITS
    assert "The usual limits hold" in guards.troubles[0]
