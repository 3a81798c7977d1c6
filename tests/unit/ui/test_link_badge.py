"""Tests for `ui/link_badge.py`."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from terminal_app.ui.link_badge import link_badge
from terminal_app.ui.links import COLOURS, UNLINKED
from terminal_app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.colours import contrast


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_digit_can_be_read_and_the_mark_seen(theme: Theme) -> None:
    assert len(set(theme.links)) == len(COLOURS)
    for colour in theme.links:
        assert contrast(theme.on_link, colour) >= 4.5
        assert contrast(colour, theme.background) >= 3


def test_every_colour_has_a_picture_of_its_own(qapp: QApplication) -> None:
    del qapp
    images = [link_badge(colour, DARK).pixmap(16, 16).toImage() for colour in (UNLINKED, *COLOURS)]
    assert all(one != other for number, one in enumerate(images) for other in images[:number])
    assert images[1].pixelColor(3, 8) == QColor(DARK.links[0])
    assert images[0].pixelColor(8, 8).alpha() == 0
