"""What a goal is: a number of cases from a seed, and what was wrong with them. See docs/faults.md."""

from collections.abc import Callable
from dataclasses import dataclass, field

from terminal_app.core.account_kind import AccountKind


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
    """A goal, and how it is run.

    Attributes:
        name: what it is called.
        property: what must hold.
        submission: how many cases a submission takes.
        night: how many cases a night takes.
        run: runs some cases.
        part: how many are run before it is written down how far it has come.
        short: how many cases the tests take; none where they have a form of their own.
        quick: runs the short form, where the long one asks for what a busy machine may not give.
        least: how many cases count as all of the short form, where they cannot be counted beforehand.
        seed: of the first case in the tests.
        tool: a program that the goal cannot do without.
        slow: whether the short form starts programs and opens sockets.
        logs: a warning of the program's that belongs to the goal.
    """

    name: str
    property: str
    submission: int
    night: int
    run: Run
    part: int = 500
    short: int = 0
    quick: Run | None = None
    least: int = 0
    seed: int = 1
    tool: str = ""
    slow: bool = False
    logs: str = ""


def kind_of(number: int) -> AccountKind:
    """The kind of account of a case: they take turns, so that any row of cases has both in equal parts."""
    return AccountKind.CLASSIC if number % 2 else AccountKind.UNIFIED
