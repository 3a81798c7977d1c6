"""Frames recorded from the venue's streams, and whether their values reappear in what they became."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from operator import attrgetter

from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.core.events import LinkChanged
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty, QuoteQty
from tests.helpers.recordings import FOLDER

Row = Mapping[str, object]


def recorded(name: str) -> list[Row]:
    """The frames of a recording that the venue sent."""
    content = json.loads((FOLDER / name).read_text("utf-8"))
    if isinstance(content, list):
        return [step["frame"] for step in content if step["dir"] != "client"]
    return [content]


def read(protocol: StreamProtocol, frames: Sequence[Row]) -> list[StreamEvent]:
    """Everything the frames say, without what is said of the link."""
    events: list[StreamEvent] = []
    for frame in frames:
        events += protocol.receive(json.dumps(frame).encode(), 2.0)
        protocol.outgoing(2.0)
    assert protocol.rejected_frames == 0
    return [event for event in events if not isinstance(event, LinkChanged)]


def rows_of(frames: Sequence[Row]) -> list[Row]:
    """The data of the one push among the frames."""
    (push,) = [frame for frame in frames if "data" in frame]
    data = push["data"]
    assert isinstance(data, list)
    return data


def same(value: object, text: object) -> bool:
    """Whether a core value says what the venue's text said."""
    assert isinstance(text, str | int)
    text = str(text)
    match value:
        case None:  # there is none: the venue writes zero for it
            return Decimal(text) <= 0
        case bool():
            return value == (text.lower() == "yes")
        case Decimal():
            return value == Decimal(text)
        case int():
            return value == int(text)
        case Enum():
            return str(value.value) == text.lower().removesuffix("_mode").replace("_", "-")
        case InstrumentId():
            return value.symbol == text
        case BaseQty() | QuoteQty():
            return value.value == Decimal(text)
        case _:
            return value == text


def compare(core: object, row: Row, names: Mapping[str, str], unused: set[str] | None = None) -> None:
    """Every value of the row is in the core value, unless it is known not to be used.

    `names` tells where: an attribute, or one of an attribute (`margin.ratio`).
    """
    for name, text in row.items():
        if text in ("", None, []) or name in (unused or ()):
            continue
        assert name in names, f"the recording has {name}, which nobody reads"
        assert same(attrgetter(names[name])(core), text), f"{name}: {text!r}"
