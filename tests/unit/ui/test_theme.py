"""Tests for `ui/theme.py`: that what is written can be read."""

import pytest

from terminal_app.ui.theme import DARK


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as the accessibility guidelines define it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["background", "surface"])
@pytest.mark.parametrize("ink", ["text", "text_soft", "text_faint", "accent", "buy", "sell", "warning"])
def test_every_text_colour_can_be_read(ink: str, ground: str) -> None:
    assert contrast(getattr(DARK, ink), getattr(DARK, ground)) >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("on_buy", "buy"),
        ("on_sell", "sell"),
        ("on_warning", "warning"),
        ("on_badge", "paper"),
        ("on_badge", "demo"),
        ("on_badge", "live"),
        ("text", "selection"),
        ("text", "raised"),
    ],
)
def test_text_on_colour_can_be_read(ink: str, ground: str) -> None:
    assert contrast(getattr(DARK, ink), getattr(DARK, ground)) >= 4.5
