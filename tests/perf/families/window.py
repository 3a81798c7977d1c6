"""S2, S13 to S16 and S21: the whole window under loads."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from tests.perf.harness import Run, Sample, Side

_FRAME_MS = 1_000 / 60


def measure(run: Run, only: frozenset[str]) -> None:
    """Whichever of them are wanted."""
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    with ExitStack() as stack:
        ours = stack.enter_context(Side("tests.perf.ours.window", environment=environment))
        if "S2" in only:
            labels = stack.enter_context(Side("tests.perf.ours.labels", environment=environment))
            _message(run, ours, labels)
        for number, part in _PARTS.items():
            if number in only:
                part(run, ours)


def _message(run: Run, ours: Side, labels: Side) -> None:
    load = {"rate": 4_000, "seconds": 4}
    mine, theirs = run.pairs(
        partial(ours.sample, "cpu", **load), {"labels": partial(labels.sample, "cpu", **load)}
    )
    what = "CPU per message at 4,000/s, whole window"
    run.compare("S2", what, mine, theirs["labels"], "websockets + json + label", 0.25)
    slowest, slowest_peer = (min(one["rate"] for one in side) for side in (mine, theirs["labels"]))
    run.note(
        f"S2: at least {slowest:,.0f} messages/s came through, and {slowest_peer:,.0f} to the peer. Where it "
        "is less than 4,000 the cores were short, and each of our messages bears more of the frames."
    )


def _repeated(run: Run, take: Callable[[], Sample]) -> list[Sample]:
    return [take() for _ in range(run.repeats)]


def _paint(run: Run, ours: Side) -> None:
    samples = _repeated(run, partial(ours.sample, "paint", rate=500, seconds=10 if run.full else 4))
    what = "tick to paint at 500 messages/s"
    run.alone("S13", f"{what}, median", samples, _FRAME_MS, key="p50", unit="ms")
    run.alone("S13", f"{what}, p95", samples, 2 * _FRAME_MS, key="p95", unit="ms")
    run.alone("S13", f"{what}, p99", samples, 2 * _FRAME_MS, key="p99", unit="ms")


def _flood(run: Run, ours: Side) -> None:
    samples = _repeated(run, partial(ours.sample, "flood", rate=20_000, seconds=10 if run.full else 4))
    what = "flood of 20,000 messages/s"
    run.alone("S14", f"{what}: lag of the loop, p99", samples, 50, key="p99", unit="ms", strictly=True)
    run.alone("S14", f"{what}: private frames lost", samples, 0, key="lost", unit="frames")
    slowest = min(sample["rate"] for sample in samples)
    busy = max(sample["busy"] for sample in samples)
    run.note(
        f"S14: at least {slowest:,.0f} messages/s came through. Between two beats of the loop our own thread "
        f"worked at most {busy:.0f} ms (99th percentile of the worst repeat)."
    )


def _idle(run: Run, ours: Side) -> None:
    samples = _repeated(run, partial(ours.sample, "cpu", rate=200, seconds=60 if run.full else 6))
    what = "CPU of a core, 200 messages/s"
    run.alone("S15", what, samples, 12, key="share", unit="%", strictly=True)


def _charts(run: Run, ours: Side) -> None:
    samples = _repeated(run, partial(ours.sample, "charts", rate=4_000, seconds=10 if run.full else 5))
    what = "frame of four charts, all listed symbols streaming, 4,000 messages/s, p99"
    run.alone("S21", what, samples, 16, key="p99", unit="ms")
    busy = max(sample["cpu"] for sample in samples)
    run.note(f"S21: of CPU such a frame took at most {busy:.1f} ms (99th percentile of the worst repeat).")


def _soak(run: Run, ours: Side) -> None:
    count = 1_000_000 if run.full else 100_000
    samples = [ours.sample("soak", count=count) for _ in range(1 if run.full else run.repeats)]
    what = f"growth over {count:,} frames at full speed"
    run.alone("S16", what, samples, 20, key="mb", unit="MB", strictly=True)


_PARTS: Mapping[str, Callable[[Run, Side], None]] = {
    "S13": _paint,
    "S14": _flood,
    "S15": _idle,
    "S16": _soak,
    "S21": _charts,
}
