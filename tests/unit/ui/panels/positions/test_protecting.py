"""Tests for `ui/panels/positions/protecting.py`."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.orders import ExitLeg, TriggerBy
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.ui.bridge.columns import Tone
from terminal_app.ui.panels.positions import protecting, state
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers.ui_samples import BTC_PERP, RULES, position, waiting

D = Decimal


def row(orders: Sequence[StrategyOrder] | None, size: str = "0.5") -> PositionRow:
    """A long position at 64000, liquidated at 52000, with a fee of closing of 0.1 %."""
    rules = replace(RULES[BTC_PERP], taker_fee=D("0.001"))
    return state.rows([position(size=size)], lambda _: rules, lambda _: D(64100), orders)[0]


@pytest.mark.parametrize(
    ("orders", "said", "tone"),
    [
        ([waiting()], "● Protected 100 % \u2212531.50", Tone.NORMAL),
        ([waiting(loss=ExitLeg(D(65000)))], "● Protected 100 % +467.50", Tone.NORMAL),
        ([waiting(size="0.2")], "◐ Partly 40 %", Tone.WARNING),
        ([waiting(size="0.499")], "◐ Partly 99 %", Tone.WARNING),
        ([waiting(size="0.001")], "◐ Partly <1 %", Tone.WARNING),
        ([], "○ Naked", Tone.WARNING),
        ([waiting(status=StrategyStatus.UNKNOWN)], "? Not confirmed", Tone.WARNING),
        ([waiting(loss=ExitLeg(D(51000)))], "! Stop after liquidation", Tone.ERROR),
        (None, "—", Tone.SOFT),
    ],
)
def test_the_badge_has_a_shape_and_words(orders: list[StrategyOrder] | None, said: str, tone: Tone) -> None:
    assert protecting.badge_text(row(orders)) == said
    assert protecting.badge_tone(row(orders)) is tone


def test_the_tip_tells_each_stop_the_loss_and_what_a_press_does() -> None:
    leg = ExitLeg(D(63000), TriggerBy.MARK, D(62990))
    lines = protecting.badge_tip(row([waiting(loss=leg, size="0.2")])).splitlines()
    assert lines == [
        "Stops at the exchange cover only a part of the position.",
        "0.200 at 63\u2009000.0 by the mark price, with a limit at 62\u2009990.0",
        "Loss against the entry if hit: \u2212214.60, fee of closing included",
        "Resize the stop at 63\u2009000.0 to the whole position: sell 0.500 BTC.",
    ]
    assert protecting.badge_tip(row([])).splitlines()[-1] == "Press to set the stop."
    assert "after the liquidation" in protecting.badge_tip(row([waiting(loss=ExitLeg(D(51000)))]))


def test_one_partial_stop_is_made_as_large_as_the_position() -> None:
    offer = protecting.resize(row([waiting(size="0.2", profit=ExitLeg(D(70000)), loss=ExitLeg(D(63000)))]))
    assert offer.command == AmendStrategy(
        "tb-s1",
        BTC_PERP,
        "id-tb-s1",
        size=D("0.5"),
        take_profit=ExitLeg(D(70000)),
        stop_loss=ExitLeg(D(63000)),
    )
    assert offer.title == "Resize the stop at 63\u2009000.0 to the whole position: sell 0.500 BTC"


@pytest.mark.parametrize(
    "orders",
    [
        [],
        [waiting()],
        [waiting("tb-1", size="0.1"), waiting("tb-2", size="0.2")],
        [waiting(size="0.2", status=StrategyStatus.SUBMITTING)],
    ],
)
def test_nothing_else_is_resized(orders: list[StrategyOrder]) -> None:
    assert protecting.resize(row(orders)).command is None
