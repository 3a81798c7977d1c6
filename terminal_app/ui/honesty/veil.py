"""The veil over data that is too old: dimmed, hatched, with the age on it. Lifts by itself.

It covers one widget, lets the mouse through, and costs a comparison per tick while the data is fresh.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.ports import Clock
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.style import GAP, PAD, STRONG_PX, body_font
from terminal_app.ui.theme import Theme

_DIM = 0.62
_HATCH = 0.22
_SAID_SECONDS = 3.0
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class StaleVeil(QWidget):
    """Lies over a widget while what it shows is stale.

    Args:
        over: the widget that shows the data; the veil is its child and follows its size.
        theme: the colours.
        clock: for the age.
        freshness: how old the data is right now; `None` when nothing is shown.
    """

    def __init__(
        self, over: QWidget, theme: Theme, clock: Clock, freshness: Callable[[], Freshness | None]
    ) -> None:
        super().__init__(over)
        self._over = over
        self._clock = clock
        self._freshness = freshness
        self._sentence = ""
        self._said = ""
        self._said_until = 0.0
        self.setObjectName("stale_veil")
        self.setFont(body_font(STRONG_PX, strong=True))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.apply_theme(theme)
        self.hide()
        over.installEventFilter(self)

    @property
    def sentence(self) -> str:
        """What is written on it; empty while the data is fresh."""
        return self._sentence

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._dim = QColor(theme.surface)
        self._dim.setAlphaF(_DIM)
        hatch = QColor(theme.warning)
        hatch.setAlphaF(_HATCH)
        self._hatch = QBrush(hatch, Qt.BrushStyle.BDiagPattern)
        self._chip = QColor(theme.warning)
        self._on_chip = QColor(theme.on_warning)
        self.update()

    def say(self, text: str) -> None:
        """Answer a hand that clicked on stale data: a second line for a moment, while the veil is down."""
        self._said = text
        self._said_until = self._clock.monotonic() + _SAID_SECONDS
        self.on_tick()

    def on_tick(self) -> None:
        """Look at the age; to be called a few times a second and whenever something new is shown."""
        freshness = self._freshness()
        now = self._clock.monotonic()
        sentence = "" if freshness is None else freshness.sentence(now)
        if sentence and now < self._said_until:
            sentence += f"\n{self._said}"
        if sentence == self._sentence:
            return
        before, self._sentence = self._sentence, sentence
        self.setAccessibleName(sentence)
        if not sentence:
            self.hide()
        elif not before:
            self.setGeometry(self._over.rect())
            self.show()
            self.raise_()
        else:
            self.update(self._chip_box(before).united(self._chip_box(sentence)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of what it covers."""
        # Qt may still call while the interpreter takes this object apart and its fields are gone.
        over: QWidget | None = getattr(self, "_over", None)
        resized = event.type() == QEvent.Type.Resize
        if over is not None and watched is over and resized and self._sentence:
            self.setGeometry(over.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._dim)
        painter.fillRect(event.rect(), self._hatch)
        box = self._chip_box(self._sentence)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._chip)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(self._on_chip)
        painter.drawText(box.adjusted(PAD, GAP, -PAD, -GAP), _CENTRE, self._sentence)
        painter.end()

    def _chip_box(self, sentence: str) -> QRect:
        room = self.rect().adjusted(2 * PAD, PAD, -2 * PAD, -PAD)
        text = self.fontMetrics().boundingRect(room, int(_CENTRE), sentence)
        return text.adjusted(-PAD, -GAP, PAD, GAP).intersected(self.rect())
