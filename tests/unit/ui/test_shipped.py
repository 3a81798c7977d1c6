"""Tests for `ui/shipped.py`."""

import json

import pytest

from terminal_app.ui.layout import TABLES, from_saved, panels_in, to_save
from terminal_app.ui.links import COLOURS
from terminal_app.ui.registry import PANELS, spec_of
from terminal_app.ui.shipped import FIRST_SYMBOLS, LADDER, SHIPPED, Shipped, shipped

SIZES = [(1920, 980), (1280, 640), (3840, 2000), (680, 560), (1, 1)]
EACH = pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.name)


@EACH
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_layout_has_panels_that_there_are_and_is_read_back(
    kind: Shipped, width: int, height: int
) -> None:
    layout = kind.usual(width, height)
    standing = panels_in(layout)
    assert len(standing) == len(set(standing)) > 1
    assert set(standing) <= set(PANELS)
    assert from_saved(json.loads(json.dumps(to_save(layout))), (), PANELS) == layout


@EACH
def test_colours_belong_to_panels_that_can_wear_them(kind: Shipped) -> None:
    for panel, colour in kind.colours.items():
        assert spec_of(panel).family.linked
        assert colour in COLOURS
        assert panel in panels_in(kind.usual(1920, 980))


def test_each_has_what_it_is_called_after() -> None:
    assert set(panels_in(shipped("Monitor").usual(1920, 980))) == set(TABLES)
    assert set(panels_in(shipped("Monitor").usual(1280, 640))) == set(TABLES)
    charts = shipped("Charts 2×2")
    standing = panels_in(charts.usual(1920, 980))
    assert [charts.colours.get(panel, 1) for panel in standing] == [1, 2, 3, 4]
    assert {FIRST_SYMBOLS[colour] for colour in (1, 2, 3, 4)} == set(FIRST_SYMBOLS.values())
    scalp = panels_in(shipped("Scalp").usual(1920, 980))
    assert sum(panel.startswith(LADDER) for panel in scalp) == 4
    assert sum(panel.startswith(LADDER) for panel in panels_in(shipped("Scalp").usual(1280, 640))) == 2
    compact = shipped("Compact")
    assert compact.on_top
    assert set(panels_in(compact.usual(680, 560))) == {LADDER, "ticket"}


def test_a_name_that_is_none_is_the_usual_one() -> None:
    assert shipped("nobody") is SHIPPED[0]
    assert shipped("Scalp").name == "Scalp"
