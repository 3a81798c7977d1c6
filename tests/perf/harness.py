"""Two programs measured side by side: first one, then the other, over and over, and what came of it.

A side is a child process that stays alive between its samples and sleeps while the other side works, so that
both see the same machine in the same minute. It knows nothing of what is measured.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
_FOLDER = "Scripts" if sys.platform == "win32" else "bin"
OURS = ROOT / ".venv" / _FOLDER / "python"
PEERS = ROOT / ".venv-bench" / _FOLDER / "python"

Argument = str | int | float
Sample = Mapping[str, float]
"""The figures of one sample by name."""


class SideError(Exception):
    """A side could not be measured; the message says which and why."""


class Side:
    """A measuring program in a process of its own.

    Args:
        module: what to run with `python -m`.
        python: the interpreter of its environment.
        arguments: of its command line.
        environment: variables on top of our own.
    """

    def __init__(
        self,
        module: str,
        python: Path = OURS,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._module = module
        self._process = subprocess.Popen(
            [str(python), "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("BENCH_DEBUG") else subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def sample(self, name: str, **arguments: Argument) -> Sample:
        """Have it take one sample.

        Raises:
            SideError: it did not answer with figures.
        """
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            raise SideError(f"{self._module} has no pipes")
        try:
            asked.write(json.dumps([name, arguments]) + "\n")
            asked.flush()
            answer = json.loads(answers.readline())
        except (OSError, ValueError) as error:
            code = self._process.poll()
            raise SideError(
                f"{self._module} gave no figures for {name} (exit code {code}); BENCH_DEBUG=1 shows why"
            ) from error
        return {key: float(value) for key, value in answer.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    `ours` and `peer` are in `unit`. `value` is what the target is about: the ratio where there is a peer, our
    own figure otherwise. `noise` is how far `value` went from its median in the repeats, as a share.
    """

    number: str
    what: str
    unit: str
    ours: float
    peer: float | None
    peer_name: str
    value: float
    target: float
    noise: float
    strictly: bool = False

    @property
    def met(self) -> bool:
        """Whether the target holds."""
        return self.value < self.target if self.strictly else self.value <= self.target


@dataclass
class Run:
    """How to measure: how often, and whether the long ones take their full length."""

    repeats: int = 5
    full: bool = False
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def pairs(
        self, ours: Callable[[], Sample], peers: Mapping[str, Callable[[], Sample]]
    ) -> tuple[list[Sample], dict[str, list[Sample]]]:
        """Take every sample of our side and of the peers in turn; the first round only warms up."""
        mine: list[Sample] = []
        theirs: dict[str, list[Sample]] = {name: [] for name in peers}
        for number in range(self.repeats + 1):
            samples = (ours(), {name: peer() for name, peer in peers.items()})
            if number:
                mine.append(samples[0])
                for name, sample in samples[1].items():
                    theirs[name].append(sample)
        return mine, theirs

    def compare(
        self,
        number: str,
        what: str,
        ours: Sequence[Sample],
        peer: Sequence[Sample],
        peer_name: str,
        target: float,
        *,
        key: str = "us",
        unit: str = "µs",
    ) -> None:
        """Add the row of a ratio: the median of the ratios of each pair."""
        mine, theirs = [one[key] for one in ours], [one[key] for one in peer]
        ratios = [left / right for left, right in zip(mine, theirs, strict=True)]
        middle = statistics.median(ratios)
        self.rows.append(
            Row(
                number,
                what,
                unit,
                statistics.median(mine),
                statistics.median(theirs),
                peer_name,
                middle,
                target,
                spread(ratios),
            )
        )

    def alone(
        self,
        number: str,
        what: str,
        samples: Sequence[Sample],
        target: float,
        *,
        key: str,
        unit: str,
        strictly: bool = False,
    ) -> None:
        """Add the row of a figure that stands for itself."""
        mine = [one[key] for one in samples]
        middle = statistics.median(mine)
        self.rows.append(Row(number, what, unit, middle, None, "–", middle, target, spread(mine), strictly))

    def note(self, text: str) -> None:
        """Add a line below the table."""
        self.notes.append(text)


def spread(values: Sequence[float]) -> float:
    """Half of the distance between the extremes, as a share of the median."""
    middle = statistics.median(values)
    return (max(values) - min(values)) / 2 / middle if middle else 0.0


def sides(stack: ExitStack, **made: Side) -> dict[str, Side]:
    """Have every side ended with the stack."""
    return {name: stack.enter_context(side) for name, side in made.items()}
