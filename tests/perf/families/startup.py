"""S12: from the start of the process to the first paint and the first price, and memory."""

import os
import sys
from contextlib import ExitStack
from functools import partial

from tests.perf.harness import ROOT, Run, Side


def measure(run: Run) -> None:
    """Against vnpy's main window; both start warm, from an empty home, on a screen of their own."""
    if sys.platform != "linux":
        run.note("S12: needs a screen whose pixels can be read from outside, so it runs on Linux only.")
        return
    path = os.pathsep.join((str(ROOT), str(ROOT / "packaging")))
    with ExitStack() as stack:
        side = stack.enter_context(Side("tests.perf.ours.startup", environment={"PYTHONPATH": path}))
        ours, peers = run.pairs(partial(side.sample, "ours"), {"vnpy": partial(side.sample, "vnpy")})
    shown = [{**theirs, "quote": theirs["paint"]} for theirs in peers["vnpy"]]
    name = "vnpy's main window"
    run.compare("S12", "start to first paint", ours, shown, name, 0.3, key="paint", unit="ms")
    run.compare("S12", "start to first live price", ours, shown, name, 1.0, key="quote", unit="ms")
    run.compare("S12", "resident memory, live", ours, shown, name, 0.9, key="mb", unit="MB")
