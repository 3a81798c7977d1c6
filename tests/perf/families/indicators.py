"""S18: five indicators over 100k candles."""

from contextlib import ExitStack
from functools import partial

from tests.perf.harness import Run, Side, sides

_COUNT = 100_000
_TICKS = 200
_WHOLE_TARGET = 5.0
_TICK_TARGET = 0.05


def measure(run: Run) -> None:
    """A tick against the whole reckoning, and that against the library's own functions."""
    with ExitStack() as stack:
        made = sides(
            stack,
            ours=Side("tests.perf.ours.indicators"),
            peer=Side("tests.perf.ours.indicators"),
        )
        take = made["peer"].sample
        ticks, peers = run.pairs(
            partial(made["ours"].sample, "tick", count=_COUNT, rounds=_TICKS),
            {name: partial(take, name, count=_COUNT) for name in ("whole", "plain")},
        )
    whole, plain = peers["whole"], peers["plain"]
    what = "five indicators, 100k candles"
    run.compare("S18", what, whole, plain, "TA-Lib's plain functions", _WHOLE_TARGET, key="ms", unit="ms")
    run.compare("S18", f"{what}, tick", ticks, whole, "all of them anew", _TICK_TARGET, key="ms", unit="ms")
