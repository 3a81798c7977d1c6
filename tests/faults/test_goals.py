"""The goals of docs/faults.md in their short form; `make faults` runs the long one."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import (
    g01,
    g01p,
    g02,
    g03,
    g04,
    g05,
    g06,
    g07,
    g08,
    g09,
    g10,
    g11,
    g12,
    g13,
    g13_local,
    g15,
    g17,
    g18,
    g19,
    g24,
    g25,
    g27,
    g37,
)
from tests.faults.goals import Result
from tests.faults.mutants import MUTANTS
from tests.helpers.logs import LogWatch

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDS_STRACE = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


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


def test_g01() -> None:
    assert held(g01.run(300, 1), 300)


def test_g01_on_the_paper_engine() -> None:
    assert held(g01p.run(60, 1), 60)


@pytest.mark.slow
@pytest.mark.contract
def test_g02() -> None:
    result, starts = g02.killed(8, 1)
    assert held(result, 8)
    assert starts


@pytest.mark.slow
@pytest.mark.contract
@NEEDS_STRACE
def test_g03() -> None:
    assert held(g03.run(8, 1), 8)


@pytest.mark.slow
@pytest.mark.contract
@NEEDS_STRACE
def test_g03_catches_a_commit_that_does_not_wait_for_the_disk() -> None:
    assert g03.traced(3, 1, "normal").wrong


def test_g04() -> None:
    assert held(g04.run(25, 1), 25)


def test_g05() -> None:
    assert held(g05.run(600, 1), 12)


def test_g06() -> None:
    assert held(g06.run(3_000, 1), 3_000)


def test_g07() -> None:
    assert held(g07.run(150, 1), 150)


def test_g08() -> None:
    assert held(g08.run(20_000, 1), 20_000)


def test_g09() -> None:
    assert held(g09.run_exact(10, 1), 10)


@pytest.mark.slow
@pytest.mark.contract
def test_g09_with_real_sockets_and_seconds() -> None:
    assert held(g09.run(5, 1), 5)


def test_g10() -> None:
    assert held(g10.run(60, 1), 60)


def test_g11() -> None:
    assert held(g11.run(1, 1), 1)


def test_g12() -> None:
    assert held(g12.run(12, 1), 12)


def test_g13_answers() -> None:
    assert held(g13.run_rest(4_000, 1), 4_000)


def test_g13_frames() -> None:
    assert held(g13.run_ws(8_000, 1), 8_000)


def test_g13_settings() -> None:
    assert held(g13_local.run_settings(300, 1), 300)


def test_g13_command_lines() -> None:
    assert held(g13_local.run_argv(1_500, 1), 1_500)


def test_g15() -> None:
    assert held(g15.run(5_000, 1), 5_000)


def test_g17() -> None:
    assert held(g17.run(400, 1), 400)


def test_g18() -> None:
    assert held(g18.run(10, 1), 10)


@pytest.mark.slow
@pytest.mark.contract
def test_g19() -> None:
    assert held(g19.run(6, 25), 6)


def test_g24() -> None:
    assert held(g24.run(10, 1), 10)


def test_g27(expect_log: LogWatch) -> None:
    expect_log("frames rejected so far")
    assert held(g27.run(60_000, 1), 60_000)


@pytest.mark.slow
def test_g25() -> None:
    assert held(g25.run(4, 1), 4)


@pytest.mark.slow
@pytest.mark.contract
def test_g37() -> None:
    result, starts = g37.started(1, 1)
    assert held(result, 1)
    assert starts


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_still_fits_its_file(mutant: tuple[str, ...]) -> None:
    _name, file, text, wrong, test = mutant
    assert (ROOT / file).read_text("utf-8").count(text) == 1
    assert text != wrong
    path, _, function = test.partition("::")
    assert function in (ROOT / path).read_text("utf-8")


def test_there_are_enough_mutants() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 30
