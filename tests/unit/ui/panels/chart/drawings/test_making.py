"""Drawings come from points, change by their handles, and stay what they are."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.ui.panels.chart.drawings.making import (
    Recipe,
    drawn,
    is_nothing,
    pulled,
    sized,
    typed,
)
from terminal_app.ui.panels.chart.drawings.plan import plan_of
from terminal_app.ui.panels.chart.drawings.shapes import handles
from terminal_app.ui.panels.chart.drawings.values import LONGEST_TEXT, Anchor, Drawing, Tool
from tests.helpers.examples import PERP

TICK = Decimal("0.1")
A, B, C = Anchor(0.0, Decimal(100)), Anchor(60.0, Decimal(90)), Anchor(30.0, Decimal(95))
TO = Anchor(120.0, Decimal(97))


@pytest.mark.parametrize("tool", list(Tool))
def test_so_many_points_make_a_drawing_and_fewer_do_not(tool: Tool) -> None:
    recipe, points = Recipe(tool, tick=TICK), (A, B, C)[: tool.clicks]
    made = drawn(recipe, points, 7)
    assert made is not None
    assert (made.tool, made.key, len(made.anchors)) == (tool, 7, tool.anchors)
    assert drawn(recipe, points[:-1], 7) is None or tool.clicks == 3


def test_a_channel_begins_as_a_ray() -> None:
    sketch = drawn(Recipe(Tool.CHANNEL), (A, B), 7)
    assert sketch is not None
    assert sketch.tool is Tool.RAY


def test_two_points_that_are_one_are_nothing() -> None:
    assert is_nothing(Drawing(Tool.TREND, (A, A)))
    assert not is_nothing(Drawing(Tool.TREND, (A, B)))
    assert not is_nothing(Drawing(Tool.HORIZONTAL, (A,)))
    assert is_nothing(Drawing(Tool.TEXT, (A,), text="  "))


def test_every_corner_of_a_rectangle_can_be_pulled() -> None:
    box = Drawing(Tool.RECTANGLE, (A, B))
    for number in range(4):
        after = handles(pulled(box, number, TO, TICK))
        assert after[number] == TO
        opposite = {0: 1, 1: 0, 2: 3, 3: 2}[number]
        assert after[opposite] == handles(box)[opposite]


def test_the_target_of_a_position_stays_on_its_side() -> None:
    made = Drawing(Tool.LONG, (A, replace_price(B, 110), replace_price(B, 95)))
    after = pulled(made, 1, Anchor(90.0, Decimal(80)), TICK)
    assert plan_of(after).target == Decimal("100.1")
    assert {anchor.time_ms for anchor in after.anchors[1:]} == {90.0}


def test_the_entry_of_a_position_stays_between_the_others() -> None:
    made = Drawing(Tool.SHORT, (A, replace_price(B, 90), replace_price(B, 105)))
    assert plan_of(pulled(made, 0, replace_price(A, 300), TICK)).entry == Decimal("104.9")
    assert plan_of(pulled(made, 0, replace_price(A, 3), TICK)).entry == Decimal("90.1")


def test_a_text_is_one_line_of_a_bounded_length() -> None:
    one = Drawing(Tool.TEXT, (A,))
    assert typed(one, " a\n\tb ").text == "a b"
    assert len(typed(one, "x" * 500).text) == LONGEST_TEXT


def test_a_size_is_rounded_down_to_its_step() -> None:
    one = Drawing(Tool.LONG, (A, B, C))
    assert sized(one, Decimal("0.2519"), replace(PERP, lot=Decimal("0.01"))).size == Decimal("0.25")
    assert sized(one, Decimal("0.001"), replace(PERP, lot=Decimal("0.01"))).size is None
    assert sized(one, None, PERP).size is None


def replace_price(anchor: Anchor, price: int) -> Anchor:
    return anchor._replace(price=Decimal(price))
