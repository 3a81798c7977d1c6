"""Decides what goes wrong, and writes down what really happened.

Each rule has its own seeded source of chance, so what one rule does never depends on what others were asked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from terminal_app.paper.server.faults.plan import KINDS, MAINTENANCE_CODES, Kind, Plan, Rule

MARK_HEADER = b"x-paper-fault"
"""A request that carries this header suffers the fault it names, whatever the plan says."""

MARKED_SECONDS = 2.0
"""How late something is that is late because it was marked."""

_MARKED_OID = re.compile(r"fault:([a-z0-9-]+):")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that strikes now. `number` counts all of them from 1."""

    number: int
    kind: Kind
    seconds: float = 1.0
    code: str = ""


class _Die:
    """One rule with its chance and its counts."""

    def __init__(self, seed: int, place: int, rule: Rule) -> None:
        self.rule = rule
        self._random = Random(f"{seed}:{place}")
        self._asked = 0
        self._struck = 0

    def strikes(self) -> bool:
        """Whether the rule strikes the next of those that it is for."""
        rule = self.rule
        self._asked += 1
        chance = self._random.random()
        if self._asked <= rule.after or (rule.count is not None and self._struck >= rule.count):
            return False
        if chance >= rule.share:
            return False
        self._struck += 1
        return True


class Dice:
    """All rules of a plan, and the log.

    Attributes:
        lines: what was done, as it was logged.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lines: list[Mapping[str, object]] = []
        self._dice = [_Die(plan.seed, place, rule) for place, rule in enumerate(plan.rules)]
        self._number = 0

    def for_request(self, method: str, path: str, mark: str) -> Fault | None:
        """What happens to a request. `mark` names a fault, or nothing; an unknown one is nothing."""
        marked = KINDS.get(mark)
        if marked is not None and marked.of_request:
            return self.strike(Rule(marked, seconds=MARKED_SECONDS))
        for die in self._dice:
            rule = die.rule
            meant = path.startswith(rule.path) if rule.path else method == "POST"
            if rule.kind.of_request and meant and die.strikes():
                return self.strike(rule)
        return None

    def for_frame(self, topic: str) -> Fault | None:
        """What happens to a frame of a topic."""
        for die in self._dice:
            if die.rule.kind.of_frame and die.rule.topic in {"", topic} and die.strikes():
                return self.strike(die.rule)
        return None

    def note(self, fault: Fault, what: str, **truth: object) -> None:
        """Write down what a fault was done to, and what really happened."""
        line = {"number": fault.number, "kind": fault.kind.value, "what": what, **truth}
        self.lines.append(line)
        if self.plan.log is not None:
            with self.plan.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    def strike(self, rule: Rule) -> Fault:
        """Let a rule strike; faults are numbered in the order in which they strike."""
        self._number += 1
        code = rule.code or MAINTENANCE_CODES[self._number % len(MAINTENANCE_CODES)]
        return Fault(self._number, rule.kind, rule.seconds, code)


def mark_of(header: str, path: str, body: bytes) -> str:
    """The fault that a request asks for: by its header, or a new order by an id like `fault:drop-reply:1`."""
    if header or "/place-" not in path:
        return header
    found = _MARKED_OID.search(body.decode("utf-8", "replace"))
    return found[1] if found else ""
