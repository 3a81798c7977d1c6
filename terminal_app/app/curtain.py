"""What is on the screen while the program gets ready: an empty window in the colours of the real one.

It needs nothing but Qt, so it is painted before the heavy parts are imported. It goes when the window comes.
"""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from terminal_app import APP_NAME
from terminal_app.ui.theme import DARK

_USUAL = (1920, 1080)


class Curtain(QWidget):
    """The first thing a person sees. Must be made on the running loop."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = asyncio.Event()
        self.setWindowTitle(APP_NAME)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(_USUAL[0], room.width()), min(_USUAL[1], room.height()))

    async def rise(self) -> None:
        """Show it, and wait until it is on the screen."""
        self.show()
        await self._painted.wait()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour and one line."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(DARK.background))
        painter.setPen(QColor(DARK.text_soft))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"{APP_NAME} is starting…")
        painter.end()
        self._painted.set()
