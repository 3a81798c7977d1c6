"""S20: the order flow on the chart, beside the same chart without it."""

from contextlib import ExitStack
from functools import partial

from tests.perf.harness import Run, Side, sides

_KINDS = {
    "footprint": "footprint",
    "heat": "heatmap",
    "bubbles": "large trades",
    "all": "all of them and the profile",
}
_PAN_TARGET = 5.0
_BURST_TARGET = 2.5
_BURST = 333
"""Messages in a frame, of 20,000 in a second."""


def measure(run: Run) -> None:
    """A pan, and a frame of a burst with what its messages cost."""
    with ExitStack() as stack:
        environment = {"QT_QPA_PLATFORM": "offscreen"}
        made = sides(
            stack,
            ours=Side("tests.perf.ours.flow", environment=environment),
            plain=Side("tests.perf.ours.flow", environment=environment),
        )
        ours, plain = made["ours"].sample, made["plain"].sample
        for kind, name in _KINDS.items():
            mine, others = run.pairs(
                partial(ours, "pan", kind=kind, rounds=5),
                {"plain": partial(plain, "pan", kind="plain", rounds=5)},
            )
            what = f"chart frame, pan, with {name}"
            run.compare(
                "S20", what, mine, others["plain"], "the bars alone", _PAN_TARGET, key="ms", unit="ms"
            )
            mine, others = run.pairs(
                partial(ours, "burst", kind=kind, rounds=30, messages=_BURST),
                {"plain": partial(plain, "burst", kind="plain", rounds=30, messages=_BURST)},
            )
            what = f"frame of {_BURST} trades, with {name}"
            run.compare(
                "S20", what, mine, others["plain"], "the bars alone", _BURST_TARGET, key="ms", unit="ms"
            )
