"""`make faults`: the long form of the goals, in parts, so that it can be stopped and goes on where it was.

python -m tests.faults.run [--only G05,G06] [--size submission|night] [--seed 1]

What a goal came to is appended to docs/faults.md when its last part is done.
"""

import argparse
import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from tests.faults.goals import Goal, Result
from tests.faults.table import GOALS

ROOT = Path(__file__).resolve().parent.parent.parent
BOOK = ROOT / "docs" / "faults.md"
STATE = ROOT / "build" / "faults"


class _Part(TypedDict):
    """How far a goal has come."""

    cases: int
    wrong: list[str]
    notes: dict[str, int | float]
    seconds: float


def main(arguments: list[str] | None = None) -> int:
    """Run the goals; 0 when all of them hold."""
    parser = argparse.ArgumentParser(prog="make faults", description="The proofs of the order core.")
    parser.add_argument("--only", default="", help="goals, with commas between them")
    parser.add_argument("--size", choices=["submission", "night"], default="submission")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    # Warnings are what the faults are made for; the goals look at what is wrong.
    logging.getLogger("terminal_app").setLevel(logging.CRITICAL)
    names = {name.strip().upper() for name in chosen.only.split(",") if name.strip()}
    goals = [goal for goal in GOALS if not names or goal.name in names]
    return max((_achieve(goal, chosen.size, chosen.seed) for goal in goals), default=2)


def _achieve(goal: Goal, size: str, seed: int) -> int:
    wanted = goal.night if size == "night" else goal.submission
    key = f"{goal.name} {size} {seed}"
    result, seconds = _resumed(key)
    while result.cases < wanted:
        started, before = time.monotonic(), result.cases
        result.add(goal.run(min(goal.part, wanted - before), seed + before))
        if result.cases == before:
            break  # there are no more cases than these
        seconds += time.monotonic() - started
        _keep(key, result, seconds)
        sys.stdout.write(
            f"{goal.name}: {result.cases} of {wanted}, {len(result.wrong)} wrong, {seconds:.0f} s\n"
        )
        sys.stdout.flush()
    for sentence in result.wrong[:20]:
        sys.stdout.write(f"  {sentence}\n")
    _write(goal, result, seconds, seed)
    _keep(key, None, 0)
    return 1 if result.wrong else 0


def _resumed(key: str) -> tuple[Result, float]:
    try:
        row: _Part = json.loads(_state(key).read_text("utf-8"))
    except FileNotFoundError:
        return Result(), 0.0
    return Result(row["cases"], row["wrong"], row["notes"]), row["seconds"]


def _keep(key: str, result: Result | None, seconds: float) -> None:
    state = _state(key)
    if result is None:
        state.unlink(missing_ok=True)
        return
    part = _Part(cases=result.cases, wrong=result.wrong, notes=result.notes, seconds=seconds)
    state.parent.mkdir(parents=True, exist_ok=True)
    partial = state.with_suffix(".part")
    partial.write_text(json.dumps(part), "utf-8")
    partial.replace(state)


def _state(key: str) -> Path:
    """A file for each goal: several may run at once, and one that is stopped while writing keeps the old."""
    return STATE / f"{key.replace(' ', '-')}.json"


def _write(goal: Goal, result: Result, seconds: float, seed: int) -> None:
    day = datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), tz=UTC).strftime("%Y-%m-%d %H:%M")
    notes = ", ".join(f"{name} {value:g}" for name, value in result.notes.items())
    figures = (day, goal.name, seed, f"{result.cases:,}", len(result.wrong), f"{seconds:.0f}", notes)
    with BOOK.open("a", encoding="utf-8") as book:
        book.write(f"| {' | '.join(str(figure) for figure in figures)} |\n")


if __name__ == "__main__":
    sys.exit(main())
