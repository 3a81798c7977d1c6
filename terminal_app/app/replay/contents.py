"""What is in a recording, without playing it: where it begins, and what was pressed meanwhile."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from terminal_app.app.replay.player import value_in
from terminal_app.app.replay.times import TapeTimes
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeRecord, read_json
from terminal_app.ui.replay.state import Gesture

_LOOKED_AT = 20_000
_MOST_GESTURES = 5_000
_AGAIN_MS = 2_000
_OF_QT = ("Q", "qt_")
_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MODIFIERS = frozenset({"Control", "Shift", "Alt", "Meta"})
_BUTTONS = {"LeftButton": "Click", "RightButton": "Right click", "MiddleButton": "Middle click"}


def look(reader: TapeReader) -> tuple[int, list[InstrumentId]]:
    """Where a recording begins (Unix ms), and which instruments it begins with.

    Raises:
        TapeError: it cannot be read.
    """
    start_ms, instruments = 0, []
    for number, record in enumerate(reader):
        start_ms = start_ms or record.wall_ms
        if record.kind is Kind.INSTRUMENT and isinstance(one := value_in(record), Instrument):
            instruments.append(one.id)
        if number > _LOOKED_AT:
            break
    return start_ms, instruments


class _Step(NamedTuple):
    """What was done and where, and how often in one go; `figure` is a key that is part of a number."""

    at_ms: int
    last_ms: int
    did: str
    where: str
    figure: bool
    times: int = 1

    def and_then(self, other: "_Step") -> "_Step | None":
        """Both as one, when they were one to the person."""
        if other.where != self.where or other.at_ms - self.last_ms > _AGAIN_MS:
            return None
        if self.figure and other.figure:
            return self._replace(last_ms=other.at_ms, did=self.did + other.did)
        if other.did == self.did:
            return self._replace(last_ms=other.at_ms, times=self.times + 1)
        return None

    def told(self) -> Gesture:
        """In words."""
        often = "" if self.times == 1 else f"  ×{self.times}"
        return Gesture(self.at_ms, f"{self.did} {self.where}{often}")


def gestures_in(reader: TapeReader) -> Iterator[Gesture]:
    """What was pressed, oldest first, by the time of the market. Reads all of the recording.

    What was typed into a field in one go is one gesture, and so is what was pressed again and again.

    Raises:
        TapeError: it cannot be read.
    """
    times, before, count = TapeTimes(), None, 0
    for record in reader:
        at_ms = times.of(record)
        if record.kind is not Kind.GESTURE or count >= _MOST_GESTURES or not (step := _step(record, at_ms)):
            continue
        if before is not None and (both := before.and_then(step)):
            before = both
            continue
        if before is not None:
            count += 1
            yield before.told()
        before = step
    if before is not None:
        yield before.told()


def _step(record: TapeRecord, at_ms: int) -> _Step | None:
    """`None` for a key that does nothing alone."""
    found = read_json(record)
    if not isinstance(found, dict):
        return _Step(at_ms, at_ms, "Something", "", figure=False)
    on = str(found.get("label", "")) or _place(str(found.get("on", "")))
    if "press" in found:
        did = _BUTTONS.get(str(found["press"]), "Click")
        return _Step(at_ms, at_ms, did, f"on {on}", figure=False)
    key = str(found.get("key", "")) or "A key"
    if key.rpartition("+")[2] in _MODIFIERS:
        return None
    return _Step(at_ms, at_ms, f"{key[0].upper()}{key[1:]}", f"in {on}", figure=len(key) == 1)


def _place(path: str) -> str:
    """The innermost widget that the program has named or made itself, in words."""
    names = [name.partition("#") for name in path.split("/")]
    told = [own or kind for kind, _, own in names if (own or kind) and not (own or kind).startswith(_OF_QT)]
    spelt = told[-1] if told else names[-1][0].removeprefix("Q")
    return _INSIDE.sub(" ", spelt).replace("_", " ").lower()
