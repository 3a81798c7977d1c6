"""S9 and S11: an order from the call to the wire, and there and back."""

from contextlib import ExitStack
from functools import partial

from tests.perf.harness import PEERS, Run, Side

_ORDERS = 200


def measure(run: Run, only: frozenset[str]) -> None:
    """Against ccxt, and against a bare socket with one sync of a file."""
    with ExitStack() as stack:
        ours = stack.enter_context(Side("tests.perf.ours.orders"))
        if "S9" in only:
            ccxt = stack.enter_context(Side("tests.perf.peers.orders", PEERS))
            mine, theirs = run.pairs(
                partial(ours.sample, "in_memory", count=_ORDERS),
                {"ccxt": partial(ccxt.sample, "orders", count=_ORDERS)},
            )
            what = "place-order call until bytes written, journal in memory"
            run.compare("S9", what, mine, theirs["ccxt"], "ccxt async", 0.8, key="call")
        if "S11" in only:
            bare = stack.enter_context(Side("tests.perf.ours.orders"))
            mine, theirs = run.pairs(
                partial(ours.sample, "durable", count=_ORDERS),
                {"raw": partial(bare.sample, "raw", count=_ORDERS)},
            )
            what = "place-order round trip, journal on disk"
            run.compare("S11", what, mine, theirs["raw"], "raw socket + one fsync", 2.5, key="trip")
