"""What a goal is: a number of cases from a seed, and what was wrong with them. See docs/faults.md."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Result:
    """What came of some cases: a sentence for each that failed, and figures worth keeping."""

    cases: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: dict[str, int | float] = field(default_factory=dict)

    def add(self, other: "Result") -> None:
        """Put another part to it; figures are added up, those that begin with `most` keep the largest."""
        self.cases += other.cases
        self.wrong += other.wrong
        for name, value in other.notes.items():
            known = self.notes.get(name, 0)
            self.notes[name] = max(known, value) if name.startswith("most") else known + value


Run = Callable[[int, int], Result]
"""Runs so many cases, the first with this seed; each further case has the next seed."""


@dataclass(frozen=True)
class Goal:
    """A goal: its name, what must hold, how many cases a submission and a night take, and how it is run."""

    name: str
    property: str
    submission: int
    night: int
    run: Run
    part: int = 500
