"""What is on the screen while the program gets ready: an empty window in the colours of the real one.

It needs nothing but Qt, so it is painted before the heavy parts are imported, and it shows the first price,
which comes before the panels are there. It goes when the window comes.
"""

import asyncio
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from terminal_app import APP_NAME
from terminal_app.ui.theme import DARK

if TYPE_CHECKING:
    from terminal_app.core.events import MarketEvent
    from terminal_app.core.instrument import InstrumentId
    from terminal_app.market.hub import MarketHub

_USUAL = (1920, 1080)
_LINE_PX = 24
_CENTRE = Qt.AlignmentFlag.AlignCenter


class Curtain(QWidget):
    """The first thing a person sees. Must be made on the running loop."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = asyncio.Event()
        self._hub: MarketHub | None = None
        self._instrument: InstrumentId | None = None
        self.price = ""
        self.setWindowTitle(APP_NAME)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(_USUAL[0], room.width()), min(_USUAL[1], room.height()))

    async def rise(self) -> None:
        """Show it, and wait until it is on the screen."""
        self.show()
        await self._painted.wait()

    def follow(self, hub: "MarketHub", instrument: "InstrumentId") -> None:
        """Show the prices of an instrument from now on, each with the time it came."""
        self._hub, self._instrument = hub, instrument
        hub.listeners.append(self._hear)

    def fall(self) -> None:
        """Go, and give back what the picture takes of the memory."""
        if self._hub is not None:
            self._hub.listeners.remove(self._hear)
        self._hub = None
        self.close()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour and two lines."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(DARK.background))
        painter.setPen(QColor(DARK.text_soft))
        painter.drawText(self.rect(), _CENTRE, f"{APP_NAME} is starting…")
        painter.setPen(QColor(DARK.text))
        painter.drawText(self._place_of_price(), _CENTRE, self.price)
        painter.end()
        self._painted.set()

    def _hear(self, event: "MarketEvent") -> None:
        from terminal_app.core.events import TickerSeen

        if isinstance(event, TickerSeen) and event.ticker.instrument == self._instrument:
            # While the window is built nothing is painted: a time stays true, a price alone would not.
            now = time.strftime("%H:%M:%S", time.gmtime())
            self.price = f"{self._instrument}  {event.ticker.last:f}  at {now} UTC"
            self.update(self._place_of_price())

    def _place_of_price(self) -> QRect:
        return QRect(0, self.height() // 2 + _LINE_PX, self.width(), _LINE_PX)
