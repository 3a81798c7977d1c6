"""What is typed into the filter of a table, and which rows that keeps. Knows no widget.

Words stand for themselves and have to be found in the columns that are sought, all of them and in any order:
`btc buy`. A word can be meant for one column alone, `side:buy`, and hold blanks, `status:"partly filled"`.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terminal_app.ui.bridge.columns import Column

R = TypeVar("R")

_WORD = re.compile(r'(?:(?P<column>\w+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))')
_ORNAMENT = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Term:
    """One word that a row has to say, in small letters; `column` is empty when any sought column may."""

    text: str
    column: str = ""


def terms(typed: str, columns: Collection[str]) -> tuple[Term, ...]:
    """The words of a filter.

    A word before a colon that names none of the columns is a part of the text: server messages have colons.

    Args:
        typed: what stands in the field.
        columns: the words by which columns are sought.
    """
    return tuple(_terms(typed, columns))


def keeper(columns: Sequence[Column[R]], typed: str) -> Callable[[R], bool] | None:
    """What says of a row whether the filter keeps it; `None` when the filter keeps every row."""
    sought = {column.sought: column for column in columns if column.sought}
    wanted = terms(typed, sought)
    if not wanted:
        return None

    def keeps(row: R) -> bool:
        said: dict[str, str] = {}  # a cell is asked once, and only when it matters
        for term in wanted:
            for name in (term.column,) if term.column else sought:
                if name not in said:
                    said[name] = words(sought[name], row)
                if term.text in said[name]:
                    break
            else:
                return False
        return True

    return keeps


def words(column: Column[R], row: R) -> str:
    """What a cell says to the filter: its text and what is written small behind it, in small letters."""
    tag = column.tag(row) if column.tag is not None else ""
    return f"{column.text(row)} {tag}".casefold()


def term_for(column: Column[R], row: R) -> str:
    """The filter that keeps the rows whose cell says the same; empty for a column that is not sought."""
    text = _ORNAMENT.sub("", column.text(row))
    if not column.sought or not text:
        return ""
    return f'{column.sought}:"{text}"' if " " in text else f"{column.sought}:{text}"


def narrowed(typed: str, term: str) -> str:
    """A filter with one term more, in the place of what it said of the same column."""
    column = term.partition(":")[0].casefold()
    kept = [found[0] for found in _WORD.finditer(typed) if (found["column"] or "").casefold() != column]
    return " ".join((*kept, term))


def _terms(typed: str, columns: Collection[str]) -> Iterator[Term]:
    for found in _WORD.finditer(typed):
        name = (found["column"] or "").casefold()
        text = (found["plain"] if found["quoted"] is None else found["quoted"]) or ""
        if name and name not in columns:
            text = f"{name}:{text}"
            name = ""
        text = text.casefold()
        begun = not name and text.endswith(":") and text[:-1] in columns
        if text and not begun:
            yield Term(text, name)
