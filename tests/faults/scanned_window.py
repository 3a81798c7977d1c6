"""The whole terminal with the canaries as its key, offscreen: what it shows, says and copies is written down.

python -m tests.faults.scanned_window FOLDER
"""

import asyncio
import json
import os
import sys
from pathlib import Path

import qasync
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

from terminal_app.app.paths import paths_for
from tests.faults.scanned import SEEN, everything_logged
from tests.helpers.secret_scan import KEY, PASSPHRASE, SECRET
from tests.helpers.terminal import running_terminal

KEY_FILE = "paper-key.json"
_WORDS = (
    "text",
    "title",
    "windowTitle",
    "toolTip",
    "statusTip",
    "whatsThis",
    "accessibleName",
    "placeholderText",
)


def main(folder: Path) -> None:
    """Run it."""
    exchange = paths_for("paper", folder).exchange
    exchange.mkdir(parents=True)
    parts = {"key": KEY, "secret": SECRET, "passphrase": PASSPHRASE}
    (exchange / KEY_FILE).write_text(json.dumps(parts), "utf-8")
    application = QApplication([])
    with everything_logged(folder), qasync.QEventLoop(application) as loop:
        loop.run_until_complete(_story(application, folder))


async def _story(application: QApplication, folder: Path) -> None:
    async with running_terminal(application, folder) as terminal:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("nothing was copied")
        for table in terminal.window.findChildren(QTableView):
            table.selectAll()
            table.setFocus()
            QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        shown = [text for window in application.topLevelWidgets() for text in _texts(window)]
        copied = clipboard.mimeData()
        shown += [bytes(copied.data(kind).data()).decode("utf-8", "replace") for kind in copied.formats()]
        (folder / "shown.txt").write_text("\n".join(shown), "utf-8")
        places = [Path(f"/proc/{os.getpid()}/{name}") for name in ("cmdline", "environ")]
        (folder / SEEN).write_bytes(b"\n".join(place.read_bytes() for place in places))
        await asyncio.sleep(0)


def _texts(window: QWidget) -> list[str]:
    """Everything that a window and its parts say, but for what is typed into a password field."""
    found = []
    for part in (window, *window.findChildren(QObject)):
        if isinstance(part, QLineEdit) and part.echoMode() is not QLineEdit.EchoMode.Normal:
            continue
        found += [str(part.property(word)) for word in _WORDS if part.property(word)]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
