"""G02: a real session is killed at a random moment, again and again: its journal and the exchange agree."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import aclosing, closing
from pathlib import Path
from random import Random

from terminal_app.bitget.client import BitgetClient
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.ports import Listeners
from tests.faults.agreement import Truth, differences, p95
from tests.faults.goals import Result
from tests.faults.storm import Place, Running
from tests.helpers.paper_process import paper_process

LIMIT_SECONDS = 3.0
_STORM_SECONDS = 0.3
_EARLY = 0.15


def run(cases: int, seed: int) -> Result:
    """A case is one kill, and a look at the start after it."""
    result, starts = killed(cases, seed)
    slowest = p95(starts)
    result.notes["most p95 s from start to reconciled"] = round(slowest, 2)
    if slowest >= LIMIT_SECONDS:
        result.wrong.append(f"95 of 100 starts took up to {slowest:.1f} s ({seed})")
    return result


def quick(cases: int, seed: int) -> Result:
    """The same, however long the starts take."""
    return killed(cases, seed)[0]


def killed(cases: int, seed: int) -> tuple[Result, list[float]]:
    """Kill a session so often, half of the kills on an account of each kind, and look after each start.

    Also how many seconds each start took.
    """
    result, starts = Result(), list[float]()
    shares = {AccountKind.UNIFIED: cases // 2, AccountKind.CLASSIC: cases - cases // 2}
    for kind, share in shares.items():
        options = ("--no-rate-limits", "--account", kind.value)
        with tempfile.TemporaryDirectory() as folder, paper_process(*options, seed=seed) as paper:
            one, seconds = asyncio.run(_kills(Place.of(Path(folder), paper), kind, share, seed))
        result.add(one)
        starts += seconds
    return result, starts


async def _kills(place: Place, kind: AccountKind, cases: int, seed: int) -> tuple[Result, Sequence[float]]:
    random, result, starts, since_ms = Random(seed), Result(cases), list[float](), SystemClock().now_ms()
    deaf = Listeners(_deaf, _deaf, _deaf)
    exchange = BitgetClient(place.venue, place.credentials, deaf, SystemClock(), kind=kind)
    refused: set[str] = set()
    truth = Truth({}, {})
    async with aclosing(exchange):
        for number in range(cases + 1):
            begun = time.monotonic()
            with closing(Running(place, seed + number)) as session:
                if number < cases and random.random() < _EARLY:
                    # In the middle of its start, or of reading the account.
                    await asyncio.sleep(random.random() * _STORM_SECONDS)
                    continue
                told = await asyncio.to_thread(session.told)
                wrong = [] if told.kind is kind else [f"the account is taken for {told.kind}"]
                if starts and told.began_as is not kind:
                    wrong.append(f"a start has forgotten that the account is {kind.value}")
                starts.append(told.at - begun)
                refused |= set(told.refused)
                truth = await Truth.read(exchange, since_ms)
                wrong += differences(place.journal, told, truth, refused)
                result.wrong += [f"{what} ({kind.value}, start {number} of seed {seed})" for what in wrong]
                session.go()
                await asyncio.sleep(random.random() * _STORM_SECONDS)
            # The exchange counts calls by the second, and nobody starts a program twice in one.
            await asyncio.sleep(1 - SystemClock().now_ms() % 1000 / 1000)
    if not starts:
        result.wrong.append(f"no start came to its end ({kind.value}, {seed})")
    result.notes = {
        f"kills {kind.value}": cases,
        "orders": len(truth.orders),
        "tried while shut": len(refused),
    }
    return result, starts


def _deaf(_event: object) -> None:
    """Nobody listens."""
