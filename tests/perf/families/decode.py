"""S1: a book update from bytes to the top of the book."""

from contextlib import ExitStack
from functools import partial

from tests.perf.harness import PEERS, Run, Side, SideError, sides

_UPDATES = 3_000


def measure(run: Run) -> None:
    """Against ccxt as it is used, ccxt's handler alone, and pybotters."""
    with ExitStack() as stack:
        made = sides(
            stack, ours=Side("tests.perf.ours.decode"), theirs=Side("tests.perf.peers.decode", PEERS)
        )
        take = made["theirs"].sample
        names = ("watched", "handled", "pybotters")
        ours, peers = run.pairs(
            partial(made["ours"].sample, "updates", count=_UPDATES),
            {name: partial(take, name, count=_UPDATES) for name in names},
        )
    books = {round(sample["sum"]) for samples in (ours, *peers.values()) for sample in samples}
    if len(books) != 1:
        raise SideError("the sides did not end with the same book")
    what = "book update of 20 levels, bytes to top 25"
    run.compare("S1", what, ours, peers["watched"], "ccxt.pro watch_order_book", 0.35)
    run.compare("S1", what, ours, peers["pybotters"], "pybotters", 0.1)
    alone = sorted(left["us"] / right["us"] for left, right in zip(ours, peers["handled"], strict=True))
    run.note(
        f"S1: of ccxt's handler alone, that nobody waits for, ours is {alone[len(alone) // 2]:.2f}. "
        "ccxt does not check that no update was missed; ours does."
    )
