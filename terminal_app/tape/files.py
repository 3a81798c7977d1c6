"""The names of a recording's files: a stem for the recording, a number for each part.

A recording is cut into parts so that the oldest can be dropped when all of them grow beyond a cap.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from terminal_app.tape.records import TapeError

SUFFIX = ".tape"
_NAME = re.compile(r"(?P<stem>.+)-(?P<part>\d{4,})\.tape")


def stem_for(now_ms: int) -> str:
    """What the files of a recording that begins now are called, in UTC."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%d-%H%M%S")


def part_path(folder: Path, stem: str, part: int) -> Path:
    """The file of a part; parts count from 1."""
    return folder / f"{stem}-{part:04}{SUFFIX}"


def stem_of(path: Path) -> str:
    """The recording a file belongs to; "" for a file with a name of another kind."""
    match = _NAME.fullmatch(path.name)
    return match["stem"] if match else ""


def recordings(folder: Path) -> Sequence[Path]:
    """Every part in a folder, oldest first."""
    found = [path for path in folder.glob(f"*{SUFFIX}") if _NAME.fullmatch(path.name)]
    return sorted(found, key=_order)


def parts_from(path: Path) -> Sequence[Path]:
    """The files to read for a path: that part and those after it, or the newest recording of a folder.

    Raises:
        TapeError: there is nothing.
    """
    if path.is_dir():
        every = recordings(path)
        if not every:
            raise TapeError(f"There is no recording in {path}. Choose another folder.")
        newest = stem_of(every[-1])
        return [one for one in every if stem_of(one) == newest]
    if not path.is_file():
        raise TapeError(f"There is no recording {path}. Check the name.")
    stem = stem_of(path)
    if not stem:
        return [path]
    first = _order(path)
    return [one for one in recordings(path.parent) if stem_of(one) == stem and _order(one) >= first]


def _order(path: Path) -> tuple[str, int]:
    match = _NAME.fullmatch(path.name)
    return (match["stem"], int(match["part"])) if match else (path.name, 0)
