"""A book and thousands of updates of it, twenty levels each, the same for every side.

Standard library only.
"""

import json
import random
from typing import NamedTuple

SYMBOL = "BTCUSDT"
MIDDLE = 640_000
LEVELS = 400
CHANGES = 20

Changes = list[tuple[str, str]]


class Update(NamedTuple):
    """One push: changed levels, its number and that of the push before."""

    bids: Changes
    asks: Changes
    seq: int
    pseq: int


def updates(count: int, seed: int = 1) -> list[Update]:
    """A snapshot and then updates. The sides never cross; a fifth of the changes takes a level away."""
    numbers = random.Random(seed)
    bids = {MIDDLE - 1 - step: "1.0000" for step in range(LEVELS)}
    asks = {MIDDLE + 1 + step: "1.0000" for step in range(LEVELS)}
    made = [Update([_level(*one) for one in bids.items()], [_level(*one) for one in asks.items()], 100, 0)]
    for number in range(count):
        sides: list[Changes] = []
        for book, sign in ((bids, -1), (asks, 1)):
            ticks: set[int] = set()
            while len(ticks) < CHANGES // 2:
                ticks.add(MIDDLE + sign * (1 + min(LEVELS - 1, int(numbers.expovariate(1 / 25)))))
            changes: Changes = []
            for tick in sorted(ticks, reverse=sign < 0):
                gone = tick in book and numbers.random() < 0.2 and len(book) > LEVELS // 2
                size = "0" if gone else f"{numbers.uniform(0.0001, 30):.4f}"
                book.pop(tick) if gone else book.__setitem__(tick, size)
                changes.append(_level(tick, size))
            sides.append(changes)
        made.append(Update(sides[0], sides[1], 101 + number, 100 + number))
    return made


def unified_frames(made: list[Update]) -> list[bytes]:
    """The pushes in the dialect of the unified account."""
    return [
        _frame(
            {"instType": "usdt-futures", "topic": "books", "symbol": SYMBOL},
            number,
            {
                "a": update.asks,
                "b": update.bids,
                "seq": update.seq,
                "pseq": update.pseq,
                "ts": "1789456512452",
            },
        )
        for number, update in enumerate(made)
    ]


def classic_frames(made: list[Update]) -> list[bytes]:
    """The same pushes in the dialect of the classic account."""
    return [
        _frame(
            {"instType": "USDT-FUTURES", "channel": "books", "instId": SYMBOL},
            number,
            {
                "asks": update.asks,
                "bids": update.bids,
                "seq": update.seq,
                "checksum": 0,
                "ts": "1789456512452",
            },
        )
        for number, update in enumerate(made)
    ]


def _frame(arg: dict[str, str], number: int, row: dict[str, object]) -> bytes:
    action = "update" if number else "snapshot"
    frame = {"action": action, "arg": arg, "data": [row], "ts": 1_789_456_512_454}
    return json.dumps(frame, separators=(",", ":")).encode()


def _level(tick: int, size: str) -> tuple[str, str]:
    return f"{tick // 10}.{tick % 10}", size
