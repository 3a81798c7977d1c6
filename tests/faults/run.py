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
    g16,
    g17,
    g18,
    g19,
    g24,
    g25,
    g27,
    g37,
    mutation,
)
from tests.faults.goals import Goal, Result
from tests.faults.mutants import MUTANTS

ROOT = Path(__file__).resolve().parent.parent.parent
BOOK = ROOT / "docs" / "faults.md"
STATE = ROOT / "build" / "faults"

GOALS = (
    Goal(
        "G01",
        "injected order faults: nothing lost, doubled, wrongly closed, unknown",
        5_000,
        100_000,
        g01.run,
    ),
    Goal("G01P", "the same on the paper exchange's own engine", 1_000, 20_000, g01p.run, part=300),
    Goal("G02", "kill -9: the journal and the exchange agree after each start", 60, 500, g02.run, part=25),
    Goal("G03", "the journal is synced before an order's first byte", 200, 1_000, g03.run, part=100),
    Goal("G04", "power loss: no sent order is missing from the journal", 50, 200, g04.run, part=50),
    Goal("G05", "stateful model: the invariants hold", 50_000, 1_000_000, g05.run, part=2_500),
    Goal(
        "G06",
        "all orderings of 8 events of 3 stories: one end, legal steps",
        120_960,
        120_960,
        g06.run,
        part=12_096,
    ),
    Goal("G07", "shuffled, doubled, cut streams and one reading: the truth", 2_000, 200_000, g07.run),
    Goal(
        "G08",
        "lost, doubled, swapped, damaged pushes of books: none is drawn wrong, healed in 2 s",
        200_000,
        10_000_000,
        g08.run,
        part=100_000,
    ),
    Goal("G09", "dead connections: doubtful in 3 s, a new one begun in 10 s", 20, 200, g09.run, part=20),
    Goal(
        "G10",
        "connections that end again and again: every channel flows, nothing is kept",
        200,
        10_000,
        g10.run,
        part=1_000,
    ),
    Goal("G11", "an hour of outages: the venue's limits are never touched", 5, 100, g11.run, part=5),
    Goal(
        "G12",
        "a clock that is wrong, set, slept through: signatures in their window, no order unread",
        200,
        5_000,
        g12.run,
        part=100,
    ),
    Goal("G13-REST", "hostile answers", 50_000, 2_000_000, g13.run_rest, part=25_000),
    Goal("G13-WS", "hostile frames", 200_000, 10_000_000, g13.run_ws, part=100_000),
    Goal("G13-SETTINGS", "hostile settings files", 5_000, 200_000, g13_local.run_settings, part=5_000),
    Goal("G13-ARGV", "hostile command lines", 5_000, 100_000, g13_local.run_argv, part=5_000),
    Goal(
        "G15",
        "any number typed: on tick and lot, never more risk, shown as it is sent",
        100_000,
        5_000_000,
        g15.run,
        part=25_000,
    ),
    Goal("G16", "any gestures over the panels: one intent for each arming", 1_000, 10_000, g16.run, part=100),
    Goal(
        "G17",
        "live, demo and paper: no byte of one with the marks of another",
        5_000,
        100_000,
        g17.run,
        part=2_000,
    ),
    Goal(
        "G18",
        "kill switch in a storm: nothing leaves but cancels, a restart remembers",
        200,
        10_000,
        g18.run,
        part=50,
    ),
    Goal(
        "G19",
        "canaries as the key: nothing of them is left anywhere",
        50,
        500,
        g19.run,
        part=50,
    ),
    Goal(
        "G24",
        "the n-th write fails: no order without a durable intent, no crash, told",
        250,
        1_000,
        g24.run,
        part=50,
    ),
    Goal("G25", "eight starts at once: one of them has the folder", 20, 200, g25.run, part=20),
    Goal("G37", "a cold start with 1,000 past and 50 working orders", 3, 20, g37.run, part=5),
    Goal(
        "G27",
        "a day of market data in minutes: nothing grows",
        1_000_000,
        34_600_000,
        g27.run,
        part=2_000_000,
    ),
    Goal(
        "MUTANTS", "each seeded bug is caught by its test", len(MUTANTS), len(MUTANTS), mutation.run, part=5
    ),
)


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
