"""A plan is read strictly: a rule that is misspelt would quietly test nothing."""

from pathlib import Path

import pytest

from terminal_app.paper.server.faults.plan import BadPlanError, Kind, Plan, Rule, read_plan

HERE = Path("/plans")


def test_reads_a_plan() -> None:
    rule = {"kind": "gap", "topic": "fill", "share": 1, "after": 3, "count": 2, "seconds": 0.5}
    assert read_plan({"seed": 9, "log": "x.jsonl", "rules": [rule]}, HERE) == Plan(
        9, (Rule(Kind.GAP, topic="fill", share=1.0, after=3, count=2, seconds=0.5),), HERE / "x.jsonl"
    )
    assert read_plan({}, HERE) == Plan()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ([], "an? JSON object"),
        ({"rules": "all"}, "a list"),
        ({"rules": ["gap"]}, "rule 0 is not an object"),
        ({"rules": [{"kind": "gap"}, {"kind": "gapp"}]}, "rule 1 has no known kind"),
        ({"rules": [{"kind": "gap", "chance": 1}]}, "an unknown field chance"),
        ({"rules": [{"kind": "gap", "share": 1.5}]}, "from 0 to 1"),
        ({"rules": [{"kind": "gap", "share": "often"}]}, "share is not of the right type"),
        ({"rules": [{"kind": "gap", "count": True}]}, "count is not of the right type"),
        ({"seed": "x"}, "seed is not of the right type"),
    ],
)
def test_refuses_what_is_not_one(content: object, what: str) -> None:
    with pytest.raises(BadPlanError, match=what.replace("an? ", "")):
        read_plan(content, HERE)


def test_every_kind_is_of_one_thing_and_says_whether_it_executes() -> None:
    for kind in Kind:
        venue = kind in {Kind.CLOCK_SKEW, Kind.DELIST}
        assert [kind.of_request, kind.of_frame, venue].count(True) == 1
        assert kind.of_request or not kind.executes
