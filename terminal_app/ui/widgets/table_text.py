"""Rows as text that leaves the program: tab-separated for the clipboard, CSV for a file. Knows no widget.

Numbers are written as a machine reads them and times in UTC, whatever the screen shows.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from terminal_app.ui.bridge.rows import Column

R = TypeVar("R")

_NUMBER = re.compile(r"[-+]?[0-9.]+")
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def tab_text(columns: Sequence[Column[R]], rows: Iterable[R]) -> str:
    """The rows without buttons, one to a line."""
    told = _data(columns)
    return "\n".join("\t".join(column.plain(row) for column in told) for row in rows)


def csv_text(columns: Sequence[Column[R]], rows: Iterable[R]) -> str:
    """The rows without buttons under a line of titles.

    A text that a spreadsheet would take for a formula begins with an apostrophe: texts come from servers.
    """
    told = _data(columns)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(column.title or column.id for column in told)
    for row in rows:
        writer.writerow(_harmless(column.plain(row)) for column in told)
    return file.getvalue()


def _data(columns: Sequence[Column[R]]) -> list[Column[R]]:
    return [column for column in columns if not column.action]


def _harmless(text: str) -> str:
    formula = text.startswith(_FORMULA_MARKS) and _NUMBER.fullmatch(text) is None
    return f"'{text}" if formula else text
