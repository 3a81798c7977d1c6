"""What one hostile input may cost: processor time, and memory that does not come back."""

import gc
import time
from collections.abc import Callable
from random import Random

from tests.faults.goals import Result
from tests.faults.process import forget_peak, peak_megabytes, resident_megabytes

MOST_S = 0.050
MOST_MB = 64.0
_COLLECT_EVERY = 500

Attempt = Callable[[Random], tuple[bytes, Callable[[], object]]]
"""Makes an input, and what reads it; reading raises only when the program would have crashed."""


def fuzzed(cases: int, seed: int, attempt: Attempt) -> Result:
    """Try so many inputs. Each has a seed of its own, so that one line finds it again."""
    result = Result(cases)
    slowest = 0.0
    collecting = gc.isenabled()
    gc.disable()  # what a collection costs says nothing about an input
    ours = gc.get_freeze_count() == 0  # in the tests the start has frozen what lives as long as the run
    if ours:
        gc.freeze()
    try:
        forget_peak()
        before = resident_megabytes()
        for number in range(seed, seed + cases):
            text, read = attempt(Random(number))
            started = time.process_time()
            try:
                read()
            except Exception as error:  # noqa: BLE001 - the crash that is looked for
                result.wrong.append(f"{type(error).__name__}: {error!s:.80} from {text!r:.160} ({number})")
            took = time.process_time() - started
            slowest = max(slowest, took)
            if took >= MOST_S:
                result.wrong.append(f"{took * 1000:.0f} ms for {text!r:.120} of {len(text)} bytes ({number})")
            if number % _COLLECT_EVERY == 0:
                gc.collect()
        extra = peak_megabytes() - before
    finally:
        if ours:
            gc.unfreeze()
        if collecting:
            gc.enable()
    if extra >= MOST_MB:
        result.wrong.append(f"{extra:.0f} MB more than before ({seed})")
    result.notes = {"most ms for one": round(slowest * 1000, 1), "most MB extra": round(extra, 1)}
    return result
