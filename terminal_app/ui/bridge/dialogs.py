"""Questions to the person as futures. Opened, never executed: a nested loop would stop the streams."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from terminal_app.core.secret import Secret


async def confirm(parent: QWidget, title: str, text: str, yes: str, no: str = "Cancel") -> bool:
    """Ask for a yes. The answer no is the default, and closing the box is a no."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    reject = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(reject)
    box.setEscapeButton(reject)
    await finished(box)
    return box.clickedButton() is accept


async def ask(parent: QWidget, title: str, label: str, initial: str = "") -> str | None:
    """Ask for a line of text; `None` when the person does not want to say."""
    box = QInputDialog(parent)
    box.setWindowTitle(title)
    box.setLabelText(label)
    box.setTextEchoMode(QLineEdit.EchoMode.Normal)
    box.setTextValue(initial)
    result = await finished(box)
    return box.textValue() if result == QDialog.DialogCode.Accepted else None


async def ask_password(parent: QWidget, title: str, label: str) -> Secret | None:
    """Ask for a password, shown as dots; `None` when the person does not want to say."""
    box = QInputDialog(parent)
    box.setWindowTitle(title)
    box.setLabelText(label)
    box.setTextEchoMode(QLineEdit.EchoMode.Password)
    result = await finished(box)
    entered = Secret(box.textValue())
    box.setTextValue("")
    return entered if result == QDialog.DialogCode.Accepted else None


def show_text(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Show a text with one button, without waiting for it."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


async def finished(box: QDialog) -> int:
    """Open a dialog, wait for its answer, and let it go; the result is its code."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_finished(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    box.finished.connect(on_finished)
    box.open()
    try:
        return await answer
    finally:
        box.close()
        box.deleteLater()
