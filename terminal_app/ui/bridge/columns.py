"""Columns as data: how a row becomes cells, and what a cell says beyond its text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

R = TypeVar("R")
SortKey = str | int | Decimal | tuple[int, Decimal]


class Tone(Enum):
    """What a cell's colour says. The value is the name of the theme's token."""

    NORMAL = "text"
    SOFT = "text_soft"
    FAINT = "text_faint"
    UP = "buy"
    DOWN = "sell"
    WARNING = "warning"
    ERROR = "error"


class Align(Enum):
    """Words begin at the left, numbers end at the right."""

    LEFT = Qt.AlignmentFlag.AlignLeft
    RIGHT = Qt.AlignmentFlag.AlignRight


class CellRole(IntEnum):
    """What a cell tells beyond Qt's own roles."""

    TAG = Qt.ItemDataRole.UserRole
    ACTION = Qt.ItemDataRole.UserRole + 1
    BELOW = Qt.ItemDataRole.UserRole + 2
    BELOW_COLOUR = Qt.ItemDataRole.UserRole + 3


class Cell(NamedTuple):
    """A cell as the delegate paints it: see `Column` for what the parts mean."""

    text: str
    colour: QColor
    align: Align
    tag: str
    below: str
    below_colour: QColor
    spark: Sequence[float]
    action: bool
    glyph: bool


def normal(row: object) -> Tone:
    """The tone of a cell that has nothing to say by colour."""
    del row
    return Tone.NORMAL


def faint(row: object) -> Tone:
    """The tone of a second line that has nothing to say by colour."""
    del row
    return Tone.FAINT


def signed(value: Decimal | None) -> Tone:
    """The tone of a gain, a loss, or neither."""
    if value is None or value == 0:
        return Tone.SOFT
    return Tone.UP if value > 0 else Tone.DOWN


def sort_number(value: Decimal | None) -> tuple[int, Decimal]:
    """A sort key for a number that may be unknown; unknown sorts below everything."""
    return (0, Decimal(0)) if value is None else (1, value)


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: how a row's text, tone, order and tip are found.

    `width` is the usual width in pixels. `tag` is a short second text, drawn small behind the first; `below`
    is a second line. `sort` makes the column sortable. `copy` is the machine form for the clipboard (the text
    when absent). `action` marks a column whose cells are buttons; a cell with an empty text has none, and
    with `glyph` the button has no frame. `link` marks cells that lead somewhere when they are pressed.
    `spark` is a small curve beside the second line. `name` is what saved layouts call the column (the title
    when empty); one that is `hidden` waits in the column menu, and a `fixed` one cannot be hidden. `sought`
    is the word by which the filter of the table names the column; the filter looks into no other columns.
    `also` is the title and the text of a further field of copies and exports, such as the coin of a number.
    """

    title: str
    text: Callable[[R], str]
    width: int
    align: Align = Align.LEFT
    tone: Callable[[R], Tone] = normal
    tag: Callable[[R], str] | None = None
    below: Callable[[R], str] | None = None
    below_tone: Callable[[R], Tone] = faint
    tip: Callable[[R], str] | None = None
    sort: Callable[[R], SortKey] | None = None
    copy: Callable[[R], str] | None = None
    action: bool = False
    heading_tip: str = ""
    name: str = ""
    glyph: bool = False
    link: bool = False
    hidden: bool = False
    fixed: bool = False
    spark: Callable[[R], Sequence[float]] | None = None
    sought: str = ""
    also: tuple[str, Callable[[R], str]] | None = None

    @property
    def id(self) -> str:
        """What saved layouts call it."""
        return self.name or self.title

    def plain(self, row: R) -> str:
        """The cell as a machine reads it."""
        return self.copy(row) if self.copy is not None else self.text(row)

    def spoken(self, row: R) -> str:
        """The cell as a screen reader says it."""
        tag = self.tag(row) if self.tag is not None else ""
        below = self.below(row) if self.below is not None else ""
        return " ".join(part for part in (self.title, self.text(row), tag, below) if part)
