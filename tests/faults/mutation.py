"""Whether every seeded bug is caught: each named test must pass as it is, and fail with its mutant."""

import os
import subprocess
import sys

from tests.faults.goals import Result
from tests.faults.mutant import Mutant
from tests.faults.mutant_plugin import VARIABLE
from tests.faults.mutants import MUTANTS

_CAUGHT, _PASSED = 1, 0
_SECONDS = 120
_PYTEST = (sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "--no-header")


def run(cases: int, seed: int) -> Result:
    """A case is one mutant, from number `seed` on."""
    result = Result()
    for mutant in MUTANTS[seed - 1 : seed - 1 + cases]:
        result.add(planted(mutant))
    return result


def planted(mutant: Mutant) -> Result:
    """Plant one, and see whether its test fails."""
    code = _pytest(mutant.test, mutant=mutant.name)
    verdict = "caught" if code == _CAUGHT else "SURVIVED"
    sys.stdout.write(f"{verdict:9} {mutant.name:45} {mutant.test.rsplit('/', 1)[1]}\n")
    sys.stdout.flush()
    wrong = [] if code == _CAUGHT else [f"{mutant.name} was not caught by {mutant.test} (exit {code})"]
    return Result(1, wrong, {"caught": int(code == _CAUGHT)})


def the_tests_pass() -> bool:
    """Whether all named tests pass without a mutant."""
    tests = sorted({mutant.test for mutant in MUTANTS})
    return _pytest(*tests) == _PASSED


def _pytest(*tests: str, mutant: str = "") -> int:
    command = [*_PYTEST, "-p", "tests.faults.mutant_plugin", *tests]
    environment = {**os.environ, VARIABLE: mutant}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return _CAUGHT  # it hangs: that is noticed too
    return done.returncode
