"""The thin bar above a table: what stands in it, and how it stands over the table."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from terminal_app.ui.style import GAP, PAD, Role, set_role


def table_page(page: QWidget, table: QWidget, bar: QHBoxLayout, *between: QWidget) -> None:
    """Lay a bar, perhaps something between, and a table out on a page, without margins around the table."""
    bar.setContentsMargins(PAD, GAP, PAD, GAP)
    bar.setSpacing(PAD)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(bar)
    for widget in between:
        column.addWidget(widget)
    column.addWidget(table, 1)


def stacked(*widgets: QWidget) -> QWidget:
    """Widgets one below the other, without room between them."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return whole


def search_field(hint: str, name: str) -> QLineEdit:
    """A field to look for something, with a button that empties it; `name` is what a screen reader says."""
    field = QLineEdit()
    dress_search(field, hint, name)
    return field


def dress_search(field: QLineEdit, hint: str, name: str) -> None:
    """Give a field what every field to look for something has."""
    field.setPlaceholderText(hint)
    field.setAccessibleName(name)
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName("Empty the field")


def bar_button(text: str, name: str, role: Role = Role.CHIP) -> QPushButton:
    """A small button for the bar; `name` is what a screen reader says."""
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setAutoDefault(False)
    set_role(button, role)
    return button
