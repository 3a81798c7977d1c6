"""Tests for `ui/sheet.py`."""

import re

from terminal_app.ui.sheet import sheet
from terminal_app.ui.theme import DARK


def test_every_token_is_filled_in() -> None:
    written = sheet(DARK, "/icons")
    assert "$" not in written
    assert "url(/icons/check-dark.svg)" in written


def test_every_colour_is_a_token_of_the_theme() -> None:
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}\b", sheet(DARK, "/icons")))
    tokens = {getattr(DARK, name) for name in DARK.__slots__}
    assert colours <= tokens


def test_braces_are_balanced() -> None:
    written = sheet(DARK, "/icons")
    assert written.count("{") == written.count("}")
