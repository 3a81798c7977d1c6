"""Finds words that are cut off or written over each other in a window, by measuring instead of looking.

What a view paints itself it tells in `painted_texts`, if it has such a method: rectangles it has given its
texts, with the texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionHeader,
    QTableView,
    QToolButton,
    QWidget,
)

from terminal_app.ui.bridge.columns import CellRole
from terminal_app.ui.style import GAP, PAD, SMALL_PX, body_font

SLACK = 1.0
"""Half a pixel of a letter's edge on each side is not a cut."""

PROSE = {"Message", "Who asked", "What", "How it stands", "Tags", "Note"}
"""The headings of columns that hold sentences."""


@runtime_checkable
class Paints(Protocol):
    """A view that paints texts of its own."""

    def painted_texts(self) -> Sequence[tuple[QRect, str, QFont]]:
        """The room for each text on the screen now, the text, and its font."""
        ...


def clipped(window: QWidget) -> list[str]:
    """Every cut or overlapping text that can be seen in a window, as a sentence each."""
    widgets = [widget for widget in window.findChildren(QWidget) if widget.isVisible() and shows(widget)]
    found = [problem for widget in widgets for problem in problems(widget)]
    return sorted({*found, *overlaps(widgets)})


def shows(widget: QWidget) -> bool:
    """Whether anything of it can be seen: a tab behind another one is visible to Qt."""
    return not widget.visibleRegion().isEmpty()


def problems(widget: QWidget) -> Iterator[str]:
    """What is wrong with one widget."""
    for room, text, font in texts(widget):
        needed = QFontMetricsF(font).horizontalAdvance(text)
        if needed > room + SLACK:
            yield f"{name(widget)}: {text!r} needs {needed:.0f} px and has {room:.0f}"
    if isinstance(widget, QLabel) and widget.text():
        yield from low_label(widget)
    if isinstance(widget, QLabel | QAbstractButton | QComboBox) and words(widget) and cut_off(widget):
        yield f"{name(widget)}: {words(widget)!r} is cut off by what it stands in"
    if isinstance(widget, QMenuBar) and widget.width() < widget.sizeHint().width():
        yield f"{name(widget)}: the menus do not fit"
    if isinstance(widget, Paints):
        yield from painted(widget)


def texts(widget: QWidget) -> Iterator[tuple[float, str, QFont]]:
    """The room for each line of text of a widget, the text, and its font."""
    font = widget.font()
    if isinstance(widget, QLabel) and not widget.wordWrap() and widget.pixmap().isNull():
        room = widget.contentsRect().width() - 2 * widget.margin()
        yield from ((room, line, font) for line in widget.text().splitlines())
    elif isinstance(widget, QPushButton | QCheckBox) and widget.text():
        yield button_room(widget), plain(widget.text()), font
    elif isinstance(widget, QToolButton) and widget.text() and widget.icon().isNull():
        spare = widget.sizeHint().width() - QFontMetricsF(font).horizontalAdvance(plain(widget.text()))
        yield widget.width() - spare, plain(widget.text()), font
    elif isinstance(widget, QComboBox):
        yield combo_room(widget), widget.currentText(), font
    elif isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QComboBox):
        margins = widget.textMargins()
        room = widget.contentsRect().width() - margins.left() - margins.right() - 4
        yield room, widget.text() or widget.placeholderText(), font
    elif isinstance(widget, QTableView):
        yield from cells(widget)
    elif isinstance(widget, QHeaderView) and widget.orientation() is Qt.Orientation.Horizontal:
        yield from headings(widget)


def button_room(button: QPushButton | QCheckBox) -> float:
    """The width a button leaves for its text and icon."""
    option = QStyleOptionButton()
    button.initStyleOption(option)
    kind = (
        QStyle.SubElement.SE_CheckBoxContents
        if isinstance(button, QCheckBox)
        else QStyle.SubElement.SE_PushButtonContents
    )
    room = button.style().subElementRect(kind, option, button).width()
    return room if button.icon().isNull() else room - button.iconSize().width() - 4


def combo_room(box: QComboBox) -> float:
    """The width a combo box leaves for its text."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()


def headings(header: QHeaderView) -> Iterator[tuple[float, str, QFont]]:
    """The headings that can be seen; one that is sorted by has an arrow beside it."""
    model = header.model()
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        option = QStyleOptionHeader()
        option.initFrom(header)
        option.rect = QRect(0, 0, header.sectionSize(section), header.height())
        room = header.style().subElementRect(QStyle.SubElement.SE_HeaderLabel, option, header).width()
        title = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        if title:
            yield room, str(title), header.font()


def cells(table: QTableView) -> Iterator[tuple[float, str, QFont]]:
    """The cells that can be seen; a column of prose may end with dots, its tool tip says all."""
    model = table.model()
    first = max(0, table.rowAt(0))
    last = table.rowAt(table.viewport().height() - 1)
    for column in range(model.columnCount()):
        title = model.headerData(column, Qt.Orientation.Horizontal)
        if table.isColumnHidden(column) or title in PROSE:
            continue
        for row in range(first, (last if last >= 0 else model.rowCount() - 1) + 1):
            index = model.index(row, column)
            room = table.columnWidth(column) - (GAP if index.data(CellRole.ACTION) else 2 * PAD)
            text = str(index.data() or "")
            # A number that is too long is written smaller, nearer to the edge.
            long = QFontMetricsF(table.font()).horizontalAdvance(text) > room
            if long and index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight:
                yield room + PAD, text, body_font(SMALL_PX)
            else:
                yield room, text, table.font()


def low_label(label: QLabel) -> Iterator[str]:
    """A label that is not high enough for its lines."""
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
    else:
        needed = round(QFontMetricsF(label.font()).height()) * len(label.text().splitlines())
    if needed > label.height() + 2 * SLACK:
        yield f"{name(label)}: {label.text()!r} needs {needed} px of height and has {label.height()}"


def cut_off(widget: QWidget) -> bool:
    """Whether what it stands in shows only a part of it."""
    seen = widget.visibleRegion().boundingRect()
    return seen.width() < widget.width() - 2 or seen.height() < widget.height() - 4


def overlaps(widgets: Iterable[QWidget]) -> Iterator[str]:
    """Texts beside each other in one place that lie over each other."""
    places: dict[QWidget, list[QWidget]] = {}
    for widget in widgets:
        parent = widget.parentWidget()
        if parent is not None and words(widget):
            places.setdefault(parent, []).append(widget)
    for siblings in places.values():
        for one, other in combinations(siblings, 2):
            shared = one.geometry().intersected(other.geometry())
            if shared.width() > 1 and shared.height() > 1:
                yield f"{name(one)} {words(one)!r} lies over {name(other)} {words(other)!r}"


def painted(view: Paints) -> Iterator[str]:
    """What is wrong with the texts a view paints."""
    boxes = view.painted_texts()
    for box, text, font in boxes:
        needed = QFontMetricsF(font).horizontalAdvance(text)
        if needed > box.width() + SLACK:
            yield f"{type(view).__name__}: {text!r} needs {needed:.0f} px and has {box.width()}"


def words(widget: QWidget) -> str:
    """What a widget says."""
    if isinstance(widget, QLabel):
        return widget.text()
    if isinstance(widget, QAbstractButton):
        return plain(widget.text())
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def plain(text: str) -> str:
    """A text without the marks of its key."""
    return text.replace("&", "")


def name(widget: QWidget) -> str:
    """A widget for a person who has to find it."""
    parents: list[str] = []
    where: QWidget | None = widget
    while where is not None and len(parents) < 3:
        parents.append(where.objectName() or type(where).__name__)
        where = where.parentWidget()
    return " < ".join(parents)
