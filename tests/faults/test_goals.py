"""The goals of docs/faults.md in their short form; `make faults` runs the long one."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import g03, g09
from tests.faults.goals import Goal, Result
from tests.faults.mutants import MUTANTS
from tests.faults.table import GOALS
from tests.helpers.logs import LogWatch

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW = (pytest.mark.slow, pytest.mark.contract)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """What goes wrong here was put there, so nobody is warned of it."""
    log = logging.getLogger("terminal_app")
    before = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(before)


_CASES: list[int] = []


@pytest.fixture(autouse=True)
def _counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """How many cases a goal took here is said at the end of the run; `docs/faults.md` has the long forms."""
    _CASES.clear()
    yield
    request.node.user_properties += [("cases of a goal", cases) for cases in _CASES]


def held(result: Result, cases: int) -> bool:
    """Whether a goal held in so many cases."""
    assert result.wrong == []
    _CASES.append(result.cases)
    return result.cases >= cases


def needs(tool: str) -> pytest.MarkDecorator:
    """Leave a test out where a program is missing."""
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def of(goal: Goal) -> object:
    """A goal as a parameter, with the marks of what it takes."""
    tools = (needs(goal.tool),) if goal.tool else ()
    return pytest.param(goal, id=goal.name, marks=(*(SLOW if goal.slow else ()), *tools))


@pytest.mark.parametrize("goal", [of(goal) for goal in GOALS if goal.short])
def test_goal(goal: Goal, expect_log: LogWatch) -> None:
    if goal.logs:
        expect_log(goal.logs)
    run = goal.quick or goal.run
    assert held(run(goal.short, goal.seed), goal.least or goal.short)


@pytest.mark.slow
@pytest.mark.contract
@needs("strace")
def test_g03_catches_a_commit_that_does_not_wait_for_the_disk() -> None:
    assert g03.traced(3, 1, "normal").wrong


@pytest.mark.slow
@pytest.mark.contract
def test_g09_with_real_sockets_and_seconds() -> None:
    assert held(g09.run(5, 1), 5)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_still_fits_its_file(mutant: tuple[str, ...]) -> None:
    _name, file, text, wrong, test = mutant
    assert (ROOT / file).read_text("utf-8").count(text) == 1
    assert text != wrong
    path, _, name = test.partition("::")
    function, _, case = name.removesuffix("]").partition("[")
    assert function in (ROOT / path).read_text("utf-8")
    if function == test_goal.__name__:
        assert case in {goal.name for goal in GOALS if goal.short}


def test_there_are_enough_mutants() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 30
