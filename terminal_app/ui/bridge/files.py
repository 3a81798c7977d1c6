"""Asking for a file name and writing a text there. Opened, never executed."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from terminal_app.ui.bridge.dialogs import show_text

log = logging.getLogger(__name__)


def save_text(parent: QWidget, title: str, name: str, kinds: str, text: Callable[[], str]) -> QFileDialog:
    """Ask where to save a text, and save it there.

    Args:
        parent: the widget that asks.
        title: what is saved.
        name: the file name that is proposed.
        kinds: the filter of the dialog, such as `Tables (*.csv)`.
        text: called when a name has been chosen.
    """
    dialog = QFileDialog(parent, title, name, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)

    def write(chosen: str) -> None:
        try:
            Path(chosen).write_text(text(), encoding="utf-8", newline="")
        except OSError as error:
            log.info("could not save %s: %s", title, error.strerror)
            reason = error.strerror or "the system gave no reason"
            show_text(parent, title, f"The file could not be written: {reason}. Choose another place.")

    dialog.fileSelected.connect(write)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
