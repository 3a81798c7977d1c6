"""Rows as text that leaves the program: tab-separated for the clipboard, CSV for a file. Knows no widget.

Numbers are written as a machine reads them and times in UTC, whatever the screen shows.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from terminal_app.ui.bridge.rows import Column

R = TypeVar("R")

_NUMBER = re.compile(r"[-+]?[0-9.]+")
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def tab_text(columns: Sequence[Column[R]], rows: Iterable[R]) -> str:
    """The rows without buttons, one to a line."""
    told = _data(columns)
    return "\n".join("\t".join(_fields(told, row)) for row in rows)


def csv_text(columns: Sequence[Column[R]], rows: Iterable[R]) -> str:
    """The rows without buttons under a line of titles.

    A text that a spreadsheet would take for a formula begins with an apostrophe: texts come from servers.
    """
    told = _data(columns)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_titles(told))
    for row in rows:
        writer.writerow(_harmless(field) for field in _fields(told, row))
    return file.getvalue()


def _data(columns: Sequence[Column[R]]) -> list[Column[R]]:
    return [column for column in columns if not column.action]


def _titles(columns: Iterable[Column[R]]) -> Iterator[str]:
    for column in columns:
        yield column.title or column.id
        if column.also is not None:
            yield column.also[0]


def _fields(columns: Iterable[Column[R]], row: R) -> Iterator[str]:
    for column in columns:
        yield column.plain(row)
        if column.also is not None:
            yield column.also[1](row)


def _harmless(text: str) -> str:
    formula = text.startswith(_FORMULA_MARKS) and _NUMBER.fullmatch(text) is None
    return f"'{text}" if formula else text
