"""Tests for `ui/theme.py`: that what is written can be read, and that the sides can be told apart."""

import itertools

import pytest

from terminal_app.ui.theme import DARK, LIGHT, Theme, theme_for
from tests.helpers.colours import CVD, contrast, difference, seen_with

ALL = [
    theme_for(light=light, colour_blind=blind, red_up=red)
    for light, blind, red in itertools.product((False, True), repeat=3)
]
NAMES = [
    f"{'light' if light else 'dark'}{'-blind' if blind else ''}{'-red-up' if red else ''}"
    for light, blind, red in itertools.product((False, True), repeat=3)
]
INKS = ["text", "text_soft", "text_faint", "accent", "buy", "sell", "success", "error", "warning"]
FIXED = [name for name in Theme.__slots__ if name not in {"buy", "sell", "on_buy", "on_sell"}]


@pytest.mark.parametrize("theme", ALL, ids=NAMES)
@pytest.mark.parametrize("ground", ["background", "surface", "raised", "selection"])
@pytest.mark.parametrize("ink", INKS)
def test_every_text_colour_can_be_read_on_every_ground(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", ALL, ids=NAMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("on_buy", "buy"),
        ("on_sell", "sell"),
        ("on_warning", "warning"),
        ("on_badge", "paper"),
        ("on_badge", "demo"),
        ("on_badge", "live"),
    ],
)
def test_text_on_colour_can_be_read(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("kind", sorted(CVD))
def test_the_sides_can_be_told_apart_with_every_kind_of_colour_blindness(kind: str, *, light: bool) -> None:
    theme = theme_for(light=light, colour_blind=True)
    assert difference(seen_with(kind, theme.buy), seen_with(kind, theme.sell)) > 40


def test_the_usual_pair_is_what_colour_blindness_confuses() -> None:
    worst = min(difference(seen_with(kind, LIGHT.buy), seen_with(kind, LIGHT.sell)) for kind in CVD)
    blind = theme_for(light=True, colour_blind=True)
    assert worst < min(difference(seen_with(kind, blind.buy), seen_with(kind, blind.sell)) for kind in CVD)


def test_red_up_swaps_the_sides_and_nothing_else() -> None:
    swapped = theme_for(light=False, red_up=True)
    assert (swapped.buy, swapped.on_buy) == (DARK.sell, DARK.on_sell)
    assert (swapped.sell, swapped.on_sell) == (DARK.buy, DARK.on_buy)
    assert all(getattr(swapped, name) == getattr(DARK, name) for name in FIXED)


def test_the_plain_choices_are_the_plain_themes() -> None:
    assert theme_for(light=False) == DARK
    assert theme_for(light=True) == LIGHT
