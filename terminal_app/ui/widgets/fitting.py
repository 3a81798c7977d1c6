"""Dialogs that are never lower than their words: Qt keeps a dialog below two thirds of a small screen."""

from PySide6.QtWidgets import QDialog


def fit_height(dialog: QDialog) -> None:
    """Give a dialog at least the height that its layout needs at its width; to be called when it is shown."""
    layout = dialog.layout()
    if layout is None:
        return
    needed = (
        layout.totalHeightForWidth(dialog.width())
        if layout.hasHeightForWidth()
        else layout.totalSizeHint().height()
    )
    dialog.setMinimumHeight(needed)
