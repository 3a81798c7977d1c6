"""S17: how fast the paper exchange takes orders."""

from contextlib import ExitStack
from functools import partial

from tests.perf.harness import PEERS, Run, Side

_ORDERS = 400
_RESTING = 300


def measure(run: Run) -> None:
    """The engine alone, with and without other open orders; its server against ccxt's own time per order."""
    with ExitStack() as stack:
        engine = stack.enter_context(Side("tests.perf.ours.engine"))
        for resting in (0, _RESTING):
            take = partial(engine.sample, "matched", count=_ORDERS, resting=resting)
            samples = [take() for _ in range(run.repeats)]
            what = f"paper engine, order that matches, {resting} others open"
            run.alone("S17", what, samples, 50, key="us", unit="µs", strictly=True)
        server = stack.enter_context(Side("tests.perf.ours.paper_http"))
        ccxt = stack.enter_context(Side("tests.perf.peers.orders", PEERS))
        mine, theirs = run.pairs(
            partial(server.sample, "matched", count=_ORDERS),
            {"ccxt": partial(ccxt.sample, "orders", count=_ORDERS)},
        )
    trips = [{"us": sample["trip"]} for sample in theirs["ccxt"]]
    what = "paper exchange over HTTP, order that matches"
    run.compare("S17", what, mine, trips, "ccxt's own time per order", 1.0)
    rate = sorted(1e6 / sample["us"] for sample in mine)[len(mine) // 2]
    run.note(f"S17: {rate:,.0f} orders a second over one HTTP connection, one after the other.")
