"""What is in a recording, without playing it: where it begins, and what was pressed meanwhile."""

from collections.abc import Iterator

from terminal_app.app.replay.player import value_in
from terminal_app.app.replay.times import TapeTimes
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeRecord, read_json
from terminal_app.ui.replay.state import Gesture

_LOOKED_AT = 20_000
_MOST_GESTURES = 5_000
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


def gestures_in(reader: TapeReader) -> Iterator[Gesture]:
    """What was pressed, oldest first, by the time of the market. Reads all of the recording.

    Raises:
        TapeError: it cannot be read.
    """
    times, count = TapeTimes(), 0
    for record in reader:
        at_ms = times.of(record)
        if record.kind is Kind.GESTURE and count < _MOST_GESTURES:
            count += 1
            yield Gesture(at_ms, _words(record))


def _words(record: TapeRecord) -> str:
    found = read_json(record)
    if not isinstance(found, dict):
        return "Something"
    widget = str(found.get("on", "")).rsplit("/", 1)[-1]
    kind, _, own = widget.partition("#")
    on = own.replace("_", " ") if own and not own.startswith("qt_") else kind
    if "press" in found:
        return f"{_BUTTONS.get(str(found['press']), 'Click')} on {on}"
    return f"{found.get('key', 'A key')} in {on}"
