"""S9, S10 and S11: an order from the call to the wire, and there and back."""

import statistics
from contextlib import ExitStack
from functools import partial

from tests.perf.harness import PEERS, Run, Side

_ORDERS = 200
_CALLS = (
    ("S9", "in_memory", "place-order call until bytes written (CPU), journal in memory", 0.8),
    ("S10", "over_stream", "the same call, over the private WebSocket", 0.2),
)


def measure(run: Run, only: frozenset[str]) -> None:
    """Against ccxt, and against a bare socket with one sync of a file."""
    with ExitStack() as stack:
        ours = stack.enter_context(Side("tests.perf.ours.orders"))
        for row, story, what, target in _CALLS:
            if row in only:
                with Side("tests.perf.peers.orders", PEERS) as ccxt:
                    mine, theirs = run.pairs(
                        partial(ours.sample, story, count=_ORDERS),
                        {"ccxt": partial(ccxt.sample, "orders", count=_ORDERS)},
                    )
                run.compare(row, what, mine, theirs["ccxt"], "ccxt async", target, key="call")
        if "S11" in only:
            bare = stack.enter_context(Side("tests.perf.ours.orders"))
            mine, theirs = run.pairs(
                partial(ours.sample, "durable", count=_ORDERS),
                {"raw": partial(bare.sample, "raw", count=_ORDERS)},
            )
            what = "place-order round trip, journal on disk"
            run.compare("S11", what, mine, theirs["raw"], "raw socket + one fsync", 2.5, key="trip")
            idle = [ours.sample("paused", count=_ORDERS)["trip"] for _ in range(run.repeats)]
            run.note(
                "S11: with the journal in memory, and the pauses of the row with the journal on disk, "
                f"a round trip takes {statistics.median(idle):,.0f} µs."
            )
            with Side("tests.perf.peers.orders", PEERS) as ccxt:
                mine, theirs = run.pairs(
                    partial(ours.sample, "in_memory", count=_ORDERS),
                    {"ccxt": partial(ccxt.sample, "orders", count=_ORDERS)},
                )
            what = "place-order round trip, journal in memory"
            run.compare("S11", what, mine, theirs["ccxt"], "ccxt async", 0.8, key="trip")
