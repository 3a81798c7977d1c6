"""`make bench`: our program beside its peers, interleaved, as one table of ratios with their targets.

Usage: .venv/bin/python -m tests.perf.bench [--only S1,S3] [--repeats 5] [--full] [--no-write]

The table is printed and written to `docs/benchmarks.md`; rows that were not measured stay there as they are.
Absolute times wander on a shared machine; only the ratios of one run are claims. `--full` runs S14 to S16 for
their whole length. The exit code is 0 when everything could be measured, met or not.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from tests.perf.families import (
    chart,
    decode,
    flow,
    history,
    indicators,
    ladder,
    orders,
    paper,
    startup,
    window,
)
from tests.perf.harness import ROOT, Row, Run, SideError
from tests.perf.reasons import REASONS
from tests.perf.report import USUAL_REPEATS, cells, page

ALL = tuple(f"S{number}" for number in range(1, 22))

_CHARTS = frozenset({"S3", "S4", "S5", "S6", "S7"})
Wanted = frozenset[str]
FAMILIES: Mapping[Wanted, Callable[[Run, Wanted], None]] = {
    frozenset({"S1"}): lambda run, _only: decode.measure(run),
    _CHARTS: chart.measure,
    frozenset({"S8"}): lambda run, _only: ladder.measure(run),
    frozenset({"S9", "S10", "S11"}): orders.measure,
    frozenset({"S12"}): lambda run, _only: startup.measure(run),
    frozenset({"S2", "S13", "S14", "S15", "S16", "S21"}): window.measure,
    frozenset({"S17"}): lambda run, _only: paper.measure(run),
    frozenset({"S18"}): lambda run, _only: indicators.measure(run),
    frozenset({"S19"}): lambda run, _only: history.measure(run),
    frozenset({"S20"}): lambda run, _only: flow.measure(run),
}
PAGE = ROOT / "docs" / "benchmarks.md"
_BUSY_CORES = 1.5
_HEADINGS = ("#", "what", "ours", "peer", "", "ratio", "±", "target", "met")


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for and print the table. Returns the exit code of the process."""
    parser = argparse.ArgumentParser(description="Our program beside its peers.")
    parser.add_argument("--only", default=",".join(ALL), help="numbers with commas between, such as S1,S3")
    parser.add_argument("--repeats", type=int, default=USUAL_REPEATS, help="pairs of samples (default: 5)")
    parser.add_argument("--full", action="store_true", help="the long runs at their whole length")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    only = frozenset(options.only.upper().split(","))
    if unknown := only - set(ALL):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {ALL[0]} to {ALL[-1]}")
    run = Run(options.repeats, options.full)
    failures = []
    loads = [_load()]
    for numbers, measure in FAMILIES.items():
        wanted = numbers & only
        if not wanted:
            continue
        say(f"measuring {', '.join(sorted(wanted, key=_order))} …")
        try:
            measure(run, wanted)
        except SideError as error:
            failures.append(f"{', '.join(sorted(wanted, key=_order))}: {error}")
        loads.append(_load())
    say("\n" + table(sorted(run.rows, key=lambda row: _order(row.number))))
    for line in (*run.notes, *failures):
        say(line)
    if run.rows and not options.no_write:
        before = PAGE.read_text("utf-8") if PAGE.exists() else ""
        beside = max(loads) > _BUSY_CORES * (os.cpu_count() or 1)
        PAGE.write_text(
            page(before, run.rows, run.notes, REASONS, beside=beside, repeats=run.repeats), "utf-8"
        )
        say(f"written to {PAGE.relative_to(ROOT)}")
    return 1 if failures else 0


def _load() -> float:
    """How many programs want a core, on the average of the last minute; our own two are among them."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    lines = [_HEADINGS, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n".join(line.rstrip() for line in padded)


def _order(number: str) -> int:
    return int(number.removeprefix("S"))


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
