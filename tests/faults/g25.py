"""G25: eight terminals start at once on one data folder: one of them gets it, whatever became of the last."""

import os
import signal
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from terminal_app.app.single import SingleInstance
from tests.faults.forked import forked
from tests.faults.goals import Result

STARTS = 8
_SECONDS = 30.0
_TOGETHER_SECONDS = 0.02


def run(cases: int, seed: int) -> Result:
    """A case is eight starts at one instant; the winner releases the folder, or dies with it in its hands."""
    random, result = Random(seed), Result(cases, notes={"winners that died": 0})
    with tempfile.TemporaryDirectory() as folder:
        for number in range(cases):
            dies = random.random() < 0.5
            winners = _race(Path(folder), dies=dies)
            result.notes["winners that died"] += dies
            if winners != 1:
                result.wrong.append(f"{winners} of {STARTS} had the folder (race {number} of seed {seed})")
    return result


def _race(folder: Path, *, dies: bool) -> int:
    racers = [forked(start, folder) for _ in range(STARTS)]
    for _, pipe in racers:
        assert pipe.poll(_SECONDS), "a racer did not come to the line"
        pipe.recv()
    # All of them wait for one moment of a clock that is the same for all.
    at = time.monotonic() + _TOGETHER_SECONDS
    for _, pipe in racers:
        pipe.send(at)
    answers = [pipe.recv() if pipe.poll(_SECONDS) else None for _, pipe in racers]
    for (_, pipe), won in zip(racers, answers, strict=True):
        pipe.send("die" if won and dies else "end")
    for process, pipe in racers:
        process.join(_SECONDS)
        process.close()
        pipe.close()
    return sum(answer is True for answer in answers) + STARTS * answers.count(None)


def start(pipe: Connection, folder: Path) -> None:
    """One of the racers."""
    single = SingleInstance(folder)
    pipe.send("ready")
    at = pipe.recv()
    while time.monotonic() < at:
        pass
    won = single.take()
    if not won:
        # Whoever was a moment late tries once more: a lock does not grow old.
        threading.Event().wait(_TOGETHER_SECONDS)
        won = single.take()
    pipe.send(won)
    if pipe.recv() == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    single.release()
