"""S3 to S7: frames of the chart."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from tests.perf.harness import PEERS, Run, Sample, Side, sides

_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
_PAN_TARGETS = {1_000: 0.35, 10_000: 0.3, 100_000: 0.25, 1_000_000: 0.04}
_TICK_TARGET = 0.05
_VNPY_TARGETS = {1_000: 0.2, 10_000: 0.05}
_EMPTY_AT = 10_000
_LINES = 20
_DRAWINGS = 500
_INDICATORS = 10
_BUDGET_MS = 8.0
"""What may hold the window up at most."""
_EXAMPLE_AT = 10_000
_EXAMPLE_TARGET = 0.3


def measure(run: Run, only: frozenset[str]) -> None:
    """Whichever of the five are wanted."""
    with ExitStack() as stack:
        made = sides(
            stack,
            ours=Side("tests.perf.ours.chart", environment=_OFFSCREEN),
            panel=Side("tests.perf.ours.chart_panel", environment=_OFFSCREEN),
            finplot=Side("tests.perf.peers.chart_finplot", PEERS, environment=_OFFSCREEN),
            vnpy=Side(
                "tests.perf.peers.chart_vnpy",
                PEERS,
                environment={**_OFFSCREEN, "PYQTGRAPH_QT_LIB": "PySide6"},
            ),
        )
        for number, part in _PARTS.items():
            if number in only:
                part(run, made)


def _label(count: int) -> str:
    return f"{count // 1_000_000}M" if count >= 1_000_000 else f"{count // 1_000}k"


def _pan(run: Run, made: Mapping[str, Side]) -> None:
    for kind in ("pan", "zoom"):
        for count, target in _PAN_TARGETS.items():
            ours, peers = run.pairs(
                partial(made["ours"].sample, kind, count=count, rounds=3),
                {"finplot": partial(made["finplot"].sample, kind, count=count, rounds=1)},
            )
            what = f"chart frame, {kind}, {_label(count)} bars"
            run.compare("S3", what, ours, peers["finplot"], "finplot", target, key="ms", unit="ms")
    _example(run, made["ours"])


def _example(run: Run, side: Side) -> None:
    ours, peers = run.pairs(
        partial(side.sample, "pan", count=_EXAMPLE_AT, rounds=1),
        {"example": partial(side.sample, "pan_example", count=_EXAMPLE_AT, rounds=1)},
    )
    what = f"chart frame, pan, {_label(_EXAMPLE_AT)} bars"
    name = "pyqtgraph's candlestick example"
    run.compare("S3", what, ours, peers["example"], name, _EXAMPLE_TARGET, key="ms", unit="ms")


def _tick(run: Run, made: Mapping[str, Side]) -> None:
    for count in _PAN_TARGETS:
        ours, peers = run.pairs(
            partial(made["ours"].sample, "tick", count=count, rounds=50),
            {"finplot": partial(made["finplot"].sample, "tick", count=count, rounds=10)},
        )
        what = f"chart frame, live tick, {_label(count)} bars"
        run.compare("S4", what, ours, peers["finplot"], "finplot", _TICK_TARGET, key="ms", unit="ms")


def _flat(run: Run, made: Mapping[str, Side]) -> None:
    take: Callable[..., Sample] = made["ours"].sample
    for kind, name, rounds in (("pan", "pan", 3), ("zoom", "zoom", 3), ("tick", "live tick", 50)):
        ours, peers = run.pairs(
            partial(take, kind, count=1_000_000, rounds=rounds),
            {"small": partial(take, kind, count=1_000, rounds=rounds)},
        )
        what = f"chart frame, {name}, 1M bars"
        run.compare("S5", what, ours, peers["small"], "itself at 1k bars", 1.3, key="ms", unit="ms")
    _lines(run, made)
    _drawings(run, made)
    _indicators(run, made)


def _indicators(run: Run, made: Mapping[str, Side]) -> None:
    take: Callable[..., Sample] = made["panel"].sample
    for kind, name, rounds in (("pan", "pan", 3), ("tick", "live tick", 50)):
        work = partial(take, kind, count=100_000, rounds=rounds, indicators=_INDICATORS)
        what = f"chart frame, {name}, 100k bars, ten indicators"
        run.alone("S5", what, run.pairs(work, {})[0], _BUDGET_MS, key="ms", unit="ms")


def _lines(run: Run, made: Mapping[str, Side]) -> None:
    take: Callable[..., Sample] = made["ours"].sample
    ours, peers = run.pairs(
        partial(take, "pan_with_lines", count=100_000, rounds=3, lines=_LINES),
        {"plain": partial(take, "pan", count=100_000, rounds=3)},
    )
    what = f"chart frame, pan, 100k bars, {_LINES} order lines"
    run.compare("S5", what, ours, peers["plain"], "itself without lines", 1.1, key="ms", unit="ms")


def _drawings(run: Run, made: Mapping[str, Side]) -> None:
    take: Callable[..., Sample] = made["ours"].sample
    for sample, kind, rounds, target in (
        ("pan_near", "pan, 300 of 100k bars in sight", 3, 1.3),
        ("pan_with_drawings", "pan, 100k bars, all in sight", 3, 1.3),
        ("pan_held_with_drawings", "pan, 100k bars, scale by hand, all in sight", 3, 1.3),
        ("tick_with_drawings", "live tick, 100k bars, all in sight", 50, 1.2),
    ):
        work = partial(take, sample, count=100_000, rounds=rounds)
        ours, peers = run.pairs(partial(work, drawings=_DRAWINGS), {"plain": partial(work, drawings=0)})
        what = f"chart frame, {kind}, {_DRAWINGS} drawings"
        run.compare("S5", what, ours, peers["plain"], "itself without drawings", target, key="ms", unit="ms")


def _empty(run: Run, made: Mapping[str, Side]) -> None:
    take: Callable[..., Sample] = made["ours"].sample
    ours, peers = run.pairs(
        partial(take, "pan", count=_EMPTY_AT, rounds=3),
        {"empty": partial(take, "pan_empty", count=_EMPTY_AT, rounds=3)},
    )
    what = f"chart frame, pan, {_label(_EMPTY_AT)} bars"
    run.compare("S6", what, ours, peers["empty"], "pyqtgraph's empty plot", 0.8, key="ms", unit="ms")


def _vnpy(run: Run, made: Mapping[str, Side]) -> None:
    for count, target in _VNPY_TARGETS.items():
        ours, peers = run.pairs(
            partial(made["ours"].sample, "pan", count=count, rounds=3),
            {"vnpy": partial(made["vnpy"].sample, "pan", count=count, rounds=1)},
        )
        what = f"chart frame, pan, {_label(count)} bars"
        run.compare("S7", what, ours, peers["vnpy"], "vnpy", target, key="ms", unit="ms")


_PARTS: Mapping[str, Callable[[Run, Mapping[str, Side]], None]] = {
    "S3": _pan,
    "S4": _tick,
    "S5": _flat,
    "S6": _empty,
    "S7": _vnpy,
}
