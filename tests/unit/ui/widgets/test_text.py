"""Tests for `ui/widgets/text.py`."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.style import Role
from terminal_app.ui.widgets.text import plain_label, plain_tip, steady_label


def test_markup_is_text(qtbot: QtBot) -> None:
    label = plain_label("<a href='http://example.org'>click</a>", Role.SOFT)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<a href='http://example.org'>click</a>"
    assert label.property("role") == "soft"


def test_a_tip_with_markup_shows_the_markup() -> None:
    assert plain_tip("plain") == "plain"
    tip = plain_tip("<b>bold</b> & more")
    assert tip == "<span>&lt;b&gt;bold&lt;/b&gt; &amp; more</span>"
    assert plain_tip("&lt;") == "<span>&amp;lt;</span>"


class Requests(QObject):
    """Counts how often a widget is asked to be laid out anew."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_figure_of_the_same_width_moves_nothing(qtbot: QtBot) -> None:
    bar = QWidget()
    qtbot.addWidget(bar)
    row = QHBoxLayout(bar)
    label = steady_label("60,000.1")
    row.addWidget(label)
    bar.show()
    qtbot.waitExposed(bar)
    QCoreApplication.sendPostedEvents()
    requests, width = Requests(bar), label.width()
    label.say("60,000.2")
    QCoreApplication.sendPostedEvents()
    assert (requests.count, label.width()) == (0, width)
    label.say("160,000.2")
    QCoreApplication.sendPostedEvents()
    assert requests.count == 1
    assert label.width() == label.sizeHint().width() > width
    label.say("0.2")
    QCoreApplication.sendPostedEvents()
    assert label.width() == label.sizeHint().width() < width


def test_larger_letters_get_their_room(qtbot: QtBot) -> None:
    label = steady_label("60,000.1")
    qtbot.addWidget(label)
    label.show()
    width = label.width()
    larger = label.font()
    larger.setPixelSize(40)
    label.setFont(larger)
    assert label.width() == label.sizeHint().width() > width
