"""A table view as one writes it first: a model, no frills."""

from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import QTableView

from tests.perf.painting import Paints, settle


def plain_table(
    model: QAbstractTableModel, width: int, height: int, row_px: int
) -> tuple[QTableView, Paints]:
    """A visible table of a size in pixels, and the counter of its paints."""
    view = QTableView()
    view.setModel(model)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(row_px)
    view.setShowGrid(False)
    view.resize(width, height)
    view.show()
    paints = Paints(view.viewport())
    settle()
    return view, paints
