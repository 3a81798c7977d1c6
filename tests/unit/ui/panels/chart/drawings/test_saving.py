"""Drawings go into JSON and come back; what another version wrote stays as it is."""

import json
from decimal import Decimal

import pytest

from terminal_app.ui.panels.chart.drawings.saving import Saved, from_saved, to_save
from terminal_app.ui.panels.chart.drawings.values import (
    AT_MOST,
    LEVELS_AT_MOST,
    LONGEST_TEXT,
    Anchor,
    Dash,
    Drawing,
    Span,
    Style,
    Tool,
)

A, B, C = Anchor(60_000.0, Decimal("100.10")), Anchor(120_000.0, Decimal(90)), Anchor(90_000.0, Decimal(95))
LINE = Drawing(Tool.TREND, (A, B), Style(3, Dash.DASHED))


@pytest.mark.parametrize("tool", list(Tool))
def test_every_tool_comes_back_as_it_was(tool: Tool) -> None:
    one = Drawing(tool, (A, B, C)[: tool.anchors], Style(7, Dash.DOTTED, 4), "a text", Decimal("0.125"))
    body = json.loads(json.dumps(to_save(Saved((one,)))))
    assert from_saved(body) == Saved((one,))
    assert from_saved(body).drawings[0].key != one.key


def test_levels_and_bars_come_back_as_they_were() -> None:
    levels = (Decimal("-0.272"), Decimal("0.5"))
    span = Span(None, 3_600_000)
    one = Drawing(Tool.FIBONACCI, (A, B), levels=levels, span=span)
    (back,) = from_saved(json.loads(json.dumps(to_save(Saved((one,)))))).drawings
    assert (back.levels, back.span) == (levels, span)


def test_a_line_of_the_usual_width_is_written_as_it_was_before_there_were_others() -> None:
    (entry,) = json.loads(json.dumps(to_save(Saved((LINE,)))))["drawings"]
    assert "width" not in entry
    (back,) = from_saved({"drawings": [entry]}).drawings
    assert back.style.width == 1


def test_prices_stay_exact() -> None:
    exact = Decimal("0.00000012340")
    one = Drawing(Tool.HORIZONTAL, (Anchor(1.0, exact),))
    (back,) = from_saved(json.loads(json.dumps(to_save(Saved((one,)))))).drawings
    assert str(back.anchors[0].price) == "1.2340E-7"


@pytest.mark.parametrize(
    "change",
    [
        {"tool": "spiral"},
        {"dash": "wavy"},
        {"colour": 8},
        {"colour": "blue"},
        {"width": 0},
        {"width": 5},
        {"width": True},
        {"width": "2"},
        {"anchors": [[60_000, "1"]]},
        {"anchors": [[60_000, "1"], [60_000, 1.5]]},
        {"anchors": [[60_000, "1"], ["60000", "1"]]},
        {"anchors": [[60_000, "1"], [1e300, "1"]]},
        {"anchors": [[60_000, "1"], [60_000, "1e9"]]},
        {"anchors": "what"},
        {"text": "x" * (LONGEST_TEXT + 1)},
        {"size": "0"},
        {"size": "much"},
        {"levels": ["half"]},
        {"levels": "0.5"},
        {"levels": ["0.5"] * (LEVELS_AT_MOST + 1)},
        {"bars_ms": [60_000]},
        {"bars_ms": [True, None]},
        {"bars_ms": "1m"},
    ],
)
def test_what_is_not_understood_is_kept_for_whoever_wrote_it(change: dict[str, object]) -> None:
    entries = to_save(Saved((LINE,)))["drawings"]
    assert isinstance(entries, list)
    (entry,) = entries
    strange = {**entry, **change}
    saved = from_saved({"drawings": [strange, entry, "nonsense"]})
    assert saved.drawings == (LINE,)
    assert saved.others == (strange, "nonsense")
    assert to_save(saved) == {"drawings": [entry, strange, "nonsense"]}


def test_more_than_can_be_shown_are_kept() -> None:
    body = to_save(Saved((LINE,) * (AT_MOST + 2)))
    saved = from_saved(body)
    assert len(saved.drawings) == AT_MOST
    assert len(saved.others) == 2
    assert to_save(saved) == body


@pytest.mark.parametrize("body", [{}, {"drawings": None}, {"drawings": {"a": 1}}])
def test_a_body_without_drawings_is_empty(body: dict[str, object]) -> None:
    assert from_saved(body) == Saved()


def test_a_full_file_of_the_longest_texts_fits() -> None:
    most = Drawing(
        Tool.TEXT, (Anchor(1_700_000_000_000.0, Decimal("64123.45678901")),), text="😀" * LONGEST_TEXT
    )
    body = json.dumps(to_save(Saved((most,) * AT_MOST)), indent=1)
    assert len(body) < 1_000_000
