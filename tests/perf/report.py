"""The table of a run as the page `docs/benchmarks.md`, row by row: one of them can be measured anew alone."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tests.perf.harness import Row

COMMAND = "make bench"
USUAL_REPEATS = 5
_BESIDE = "†"
_HEAD = f"""# Benchmarks

This program beside others, each pair in one interleaved run: first one side, then the other, over and over.
**Only the ratios are claims**; absolute times depend on the machine and are there to show the size of things.
Lower is better everywhere. The table is written by

    {COMMAND}

and a row of it is measured anew by `{COMMAND} ARGS="--only S10"`, which leaves the others as they are. The
peers are installed by the command into an environment of their own: ccxt (async and pro), pybotters, finplot
and vnpy. pyqtgraph and its candlestick example, websockets, TA-Lib's plain functions and a raw asyncio socket
run in ours. "±" is half of the distance between the extremes of the repeats, of which there
are five unless a row says otherwise.

Rows with {_BESIDE} were measured beside other work on the same cores: figures that depend on a clock (start,
lag, frames, round trips) are too high there, by up to several times; CPU times and ratios suffer less.
"""
_COLUMNS = ("#", "what", "ours", "peer", "peer's name", "ratio", "±", "target", "met")
_NUMBER = re.compile(r"(?:\| |- )\*{0,2}(S[0-9]+)")
_NOTES = "## Notes"
_MISSED = "## What misses its target, and why"


def cells(row: Row) -> tuple[str, ...]:
    """A row as texts."""
    sign = "<" if row.strictly else "≤"
    return (
        row.number,
        row.what,
        f"{short(row.ours)} {row.unit}",
        "–" if row.peer is None else f"{short(row.peer)} {row.unit}",
        "" if row.peer is None else row.peer_name,
        "–" if row.peer is None else short(row.value),
        f"{row.noise:.0%}",
        f"{sign} {row.target:g}" + ("" if row.peer is not None else f" {row.unit}"),
        "yes" if row.met else "NO",
    )


def page(
    before: str,
    rows: Sequence[Row],
    notes: Sequence[str],
    reasons: Mapping[str, str],
    *,
    beside: bool,
    repeats: int = USUAL_REPEATS,
) -> str:
    """The page with these rows and notes in the place of those of the same numbers.

    Args:
        before: the page as it is, empty when there is none.
        rows: what was measured now.
        notes: lines that begin with the number they belong to.
        reasons: why a number misses its target, as far as that is known.
        beside: whether other work went on meanwhile.
        repeats: how often each pair was measured; said where it is less than usual.
    """
    measured = {row.number for row in rows}
    kept_table, kept_notes = _parts(before)
    table = [line for line in kept_table if number_of(line) not in measured]
    said_of_all = f", {repeats} repeat{'s' * (repeats > 1)}" if repeats < USUAL_REPEATS else ""
    said_of_all += f" {_BESIDE}" if beside else ""
    for row in rows:
        what, *others = cells(row)[1:]
        table.append(_line((row.number, what + said_of_all, *others)))
    said = [line for line in kept_notes if number_of(line) not in measured]
    said += [f"- {note}" for note in notes]
    table.sort(key=_order)
    missed = sorted({number_of(line) for line in table if line.endswith(" NO |")}, key=_place)
    why = [f"- **{number}**: {reasons.get(number, 'not looked into yet.')}" for number in missed]
    lines = [_HEAD, _line(_COLUMNS), _line(["---"] * len(_COLUMNS)), *table]
    if said:
        lines += ["", _NOTES, "", *sorted(said, key=_order)]
    if why:
        lines += ["", _MISSED, "", *why]
    return "\n".join(lines) + "\n"


def short(value: float) -> str:
    """Three digits."""
    return f"{value:.3g}" if abs(value) < 1_000 else f"{value:,.0f}"


def number_of(line: str) -> str:
    """The number that a line of the page is about; empty when it is about none."""
    found = _NUMBER.match(line)
    return found[1] if found else ""


def _parts(text: str) -> tuple[list[str], list[str]]:
    """The rows of the table and the notes of a page; reasons are not kept, they are said anew."""
    body, _, rest = text.partition(f"\n{_NOTES}\n")
    notes = rest.partition(f"\n{_MISSED}\n")[0]
    return [line for line in body.splitlines() if line.startswith("| S")], _numbered(notes.splitlines())


def _numbered(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if number_of(line)]


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _order(line: str) -> int:
    return _place(number_of(line))


def _place(number: str) -> int:
    return int(number.removeprefix("S"))
