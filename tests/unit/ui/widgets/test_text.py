"""Tests for `ui/widgets/text.py`."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from terminal_app.ui.style import Role
from terminal_app.ui.widgets.text import plain_label, plain_tip


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
