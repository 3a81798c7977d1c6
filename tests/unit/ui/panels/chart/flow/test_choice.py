"""The choices of the order flow are kept, and nonsense is as usual."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.panels.chart.flow.choice import IMBALANCES, SHARES, STEPS, FlowChoice, choice_from

choices = st.builds(
    FlowChoice,
    footprint=st.booleans(),
    step=st.sampled_from((0, *STEPS)),
    imbalance=st.sampled_from(IMBALANCES),
    heat=st.booleans(),
    bubbles=st.booleans(),
    share=st.sampled_from(SHARES),
    size=st.none() | st.decimals("0.0001", "1000000", places=4),
)


@given(choices)
def test_what_is_remembered_comes_back(choice: FlowChoice) -> None:
    assert choice_from(json.loads(json.dumps(choice.remember()))) == choice


@pytest.mark.parametrize(
    "saved",
    [
        None,
        [],
        {"footprint": "yes", "step": 3, "imbalance": True, "share": "99", "size": "-1"},
        {"size": "1e9999999", "step": 1.0, "heat": 1},
    ],
)
def test_nonsense_is_as_usual(saved: object) -> None:
    assert choice_from(saved) == FlowChoice()


def test_trades_are_wanted_for_what_is_made_of_them() -> None:
    assert not FlowChoice(heat=True).wants_trades
    assert FlowChoice(bubbles=True, size=Decimal(1)).wants_trades
    assert FlowChoice(footprint=True).wants_trades
