"""Recorded rows beside the core values that ours make of them: no value may get lost on the way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

import pytest

from terminal_app.bitget.wire.envelope import Envelope
from tests.helpers.recordings import Recording

Row = Mapping[str, Any]
Fields = Mapping[str, str | Callable[[Any], object]]


@dataclass(frozen=True)
class Reading:
    """How the rows of one path become core values.

    Attributes:
        rows: finds the recorded rows in the recorded data.
        values: our decoder; one value per row, in the same order.
        fields: which part of the value each recorded field became.
        unused: recorded fields that this program does not use.
    """

    rows: Callable[[Any], Sequence[Row]]
    values: Callable[[Envelope], Sequence[object]]
    fields: Fields
    unused: str = ""


def of_list(data: Any) -> Sequence[Row]:
    """The rows of data that has them under `list`."""
    rows: Sequence[Row] = data["list"] or ()
    return rows


def whole(data: Any) -> Sequence[Row]:
    """The rows of data that is a list of them, or one."""
    rows: Sequence[Row] = data if isinstance(data, list) else [data]
    return rows


def columns(*names: str) -> Callable[[Any], Sequence[Row]]:
    """Rows that come as lists, with names for their columns."""

    def read(data: Any) -> Sequence[Row]:
        return [dict(zip(names, row, strict=True)) for row in data]

    return read


def named(recordings: Sequence[Recording]) -> list[Any]:
    """A parameter for each, called by its file."""
    return [pytest.param(recording, id=recording.name) for recording in recordings]


def compare(row: Row, value: object, reading: Reading) -> None:
    """Every recorded field with a value is in the core value, or is one we do not use."""
    unused = set(reading.unused.split())
    for name, recorded in row.items():
        if name in unused:
            assert name not in reading.fields
            continue
        part = reading.fields[name]
        found = attrgetter(part)(value) if isinstance(part, str) else part(value)
        assert same(recorded, found), f"{name}: recorded {recorded!r}, found {found!r}"


def same(recorded: Any, found: Any) -> bool:
    """Whether a recorded value is what was found, in whatever of the venue's spellings."""
    if isinstance(found, list):
        charged = [row for row in recorded if row["fee"]]
        return not charged or [(row["feeCoin"], Decimal(row["fee"])) for row in charged] == [
            (row["feeCoin"], row["fee"]) for row in found
        ]
    if isinstance(found, Enum):
        wanted = str(found.value).replace("-", "").replace("_", "").lower()
        return wanted == "net" or str(recorded).replace("-", "").replace("_", "").lower() in (wanted, "")
    if found is None or found == "":
        return recorded in ("", "0", None)
    if isinstance(found, Decimal | int):
        return Decimal(str(recorded)) == found if recorded not in ("", None) else found in (0, 1)
    return _plain(str(recorded or "")) == _plain(str(found))


def _plain(text: str) -> str:
    return text.replace("-", "_").casefold()
