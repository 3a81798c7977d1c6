"""S19: a million candles on disk, and a long way back on the chart."""

from contextlib import ExitStack
from functools import partial

from tests.perf.harness import Run, Side, sides

_MANY, _FEW = 1_000_000, 10_000
_LONG, _SHORT, _PAGES = 100_000, 1_000, 40
_OPEN_MS = 50
_FLAT = 1.5


def measure(run: Run) -> None:
    """The file against a small one, the series against a short one."""
    with ExitStack() as stack:
        made = sides(stack, ours=Side("tests.perf.ours.history"), theirs=Side("tests.perf.ours.history"))
        ours, theirs = made["ours"].sample, made["theirs"].sample
        many, few = run.pairs(
            partial(ours, "warm", count=_MANY), {"few": partial(theirs, "warm", count=_FEW)}
        )
        long, short = run.pairs(
            partial(ours, "older", count=_LONG, pages=_PAGES),
            {"short": partial(theirs, "older", count=_SHORT, pages=_PAGES)},
        )
    what = "1M candles on disk"
    run.alone("S19", f"{what}, open and read the newest page", many, _OPEN_MS, key="first", unit="ms")
    run.compare("S19", f"{what}, a page", many, few["few"], "of 10k candles", _FLAT, key="page", unit="ms")
    what = "an older page before 100k candles"
    run.compare("S19", what, long, short["short"], "before 1k", _FLAT, key="ms", unit="ms")
    run.note(f"S19: a file of a million candles has {many[0]['mb']:.0f} MB.")
