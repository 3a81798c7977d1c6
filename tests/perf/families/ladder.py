"""S8: the repaint of the book and of the tape."""

import statistics
from contextlib import ExitStack
from functools import partial

from tests.perf.harness import Run, Side, sides

_FRAMES = 200


_ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen"}


def measure(run: Run) -> None:
    """The book, then the tape."""
    _book(run)
    _tape(run)


def _book(run: Run) -> None:
    """Against a table view whose model announces all rows; one that announces the changed ones is a note."""
    with ExitStack() as stack:
        made = sides(
            stack,
            ours=Side("tests.perf.ours.ladder", environment=_ENVIRONMENT),
            table=Side("tests.perf.ours.ladder", environment=_ENVIRONMENT),
        )
        take = made["table"].sample
        ours, peers = run.pairs(
            partial(made["ours"].sample, "ladder", count=_FRAMES),
            {name: partial(take, name, count=_FRAMES) for name in ("table", "careful_table")},
        )
    what = "book repaint, 50 rows, 4 changed"
    run.compare("S8", what, ours, peers["table"], "QTableView with a model", 0.08, key="ms", unit="ms")
    careful = statistics.median(
        left["ms"] / right["ms"] for left, right in zip(ours, peers["careful_table"], strict=True)
    )
    run.note(f"S8: of a table view whose model announces only the rows that changed, ours is {careful:.2f}.")


def _tape(run: Run) -> None:
    """Against a table view whose model inserts the new rows and nothing else."""
    with ExitStack() as stack:
        made = sides(
            stack,
            ours=Side("tests.perf.ours.tape", environment=_ENVIRONMENT),
            table=Side("tests.perf.ours.tape", environment=_ENVIRONMENT),
        )
        ours, peers = run.pairs(
            partial(made["ours"].sample, "tape", count=_FRAMES),
            {"table": partial(made["table"].sample, "table", count=_FRAMES)},
        )
    what = "tape repaint, 40 rows, 3 new"
    run.compare("S8", what, ours, peers["table"], "QTableView with a model", 0.1, key="ms", unit="ms")
