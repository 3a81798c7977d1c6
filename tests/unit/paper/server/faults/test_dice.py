"""The same plan and the same requests give the same faults, and each is written down."""

import json
from pathlib import Path

import pytest

from terminal_app.paper.server.faults.dice import Dice, mark_of
from terminal_app.paper.server.faults.plan import MAINTENANCE_CODES, Kind, Plan, Rule

PLACE = "/api/v3/trade/place-order"


def struck(dice: Dice, count: int = 200) -> list[bool]:
    return [dice.for_request("POST", PLACE, "") is not None for _ in range(count)]


def test_chance_comes_from_the_seed_and_from_nothing_else() -> None:
    rule = Rule(Kind.DROP_REPLY, share=0.3)
    plan = Plan(5, [rule])
    mixed = Dice(Plan(5, [rule, Rule(Kind.GAP, share=0.5)]))
    for _ in range(50):
        mixed.for_frame("fill")

    assert struck(Dice(plan)) == struck(Dice(plan)) == struck(mixed)
    assert struck(Dice(plan)) != struck(Dice(Plan(6, [rule])))
    assert 30 < sum(struck(Dice(plan))) < 90


def test_a_rule_leaves_the_first_alone_and_stops_after_its_count() -> None:
    dice = Dice(Plan(1, [Rule(Kind.STORM, after=2, count=3)]))
    assert struck(dice, 7) == [False, False, True, True, True, False, False]


def test_the_first_rule_that_strikes_is_it() -> None:
    dice = Dice(Plan(1, [Rule(Kind.HTML, count=1), Rule(Kind.STORM)]))
    kinds = [fault.kind for fault in (dice.for_request("POST", PLACE, "") for _ in range(2)) if fault]
    assert kinds == [Kind.HTML, Kind.STORM]


@pytest.mark.parametrize(
    ("rule", "method", "path", "meant"),
    [
        (Rule(Kind.HTML), "POST", PLACE, True),
        (Rule(Kind.HTML), "GET", "/api/v3/trade/fills", False),
        (Rule(Kind.HTML, path="/api/v3/trade/fills"), "GET", "/api/v3/trade/fills", True),
        (Rule(Kind.HTML, path="/api/v3/trade/fills"), "POST", PLACE, False),
        (Rule(Kind.GAP), "POST", PLACE, False),
    ],
)
def test_a_rule_is_for_what_it_names(rule: Rule, method: str, path: str, meant: bool) -> None:
    assert (Dice(Plan(1, [rule])).for_request(method, path, "") is not None) is meant


def test_frames_are_chosen_by_topic() -> None:
    dice = Dice(Plan(1, [Rule(Kind.GAP, topic="fill")]))
    assert [dice.for_frame(topic) is not None for topic in ("fill", "order")] == [True, False]


def test_a_mark_needs_no_plan() -> None:
    dice = Dice(Plan())
    fault = dice.for_request("GET", "/any", "silence")
    assert fault is not None
    assert (fault.kind, fault.number) == (Kind.SILENCE, 1)
    assert dice.for_request("GET", "/any", "gap") is None
    assert dice.for_request("GET", "/any", "nonsense") is None


def test_marks_are_in_the_header_or_in_the_id_of_a_new_order() -> None:
    body = b'{"clientOid":"fault:drop-reply:17"}'
    assert mark_of("", PLACE, body) == "drop-reply"
    assert mark_of("", "/api/v3/trade/cancel-order", body) == ""
    assert mark_of("html", PLACE, body) == "html"
    assert mark_of("", PLACE, b"{}") == ""


def test_maintenance_takes_each_code_in_turn_or_the_one_it_is_given() -> None:
    dice = Dice(Plan(1, [Rule(Kind.MAINTENANCE_REPLY)]))
    faults = [dice.for_request("POST", PLACE, "") for _ in MAINTENANCE_CODES]
    assert {fault.code for fault in faults if fault} == set(MAINTENANCE_CODES)
    one = Dice(Plan(1, [Rule(Kind.MAINTENANCE_REPLY, code="40015")])).for_request("POST", PLACE, "")
    assert one is not None
    assert one.code == "40015"


def test_the_log_says_what_really_happened(tmp_path: Path) -> None:
    dice = Dice(Plan(1, [Rule(Kind.DROP_REPLY)], tmp_path / "faults.jsonl"))
    for number in (1, 2):
        fault = dice.for_request("POST", PLACE, "")
        assert fault is not None
        dice.note(fault, "POST", executed=number == 1)
    lines = [json.loads(line) for line in (tmp_path / "faults.jsonl").read_text("utf-8").splitlines()]
    assert lines == dice.lines
    assert [(line["number"], line["kind"], line["executed"]) for line in lines] == [
        (1, "drop-reply", True),
        (2, "drop-reply", False),
    ]
