"""The choices of how a chart looks, as entries of a menu."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import TypeVar

from terminal_app.ui.panels.chart.look import (
    BREAKS_WORDS,
    REACH_WORDS,
    SCALE_WORDS,
    STYLE_WORDS,
    VOLUME_WORDS,
    Look,
)
from terminal_app.ui.panels.chart.menu import Entry

C = TypeVar("C", bound=Enum)


def look_entries(look: Look, change: Callable[[Look], None]) -> list[Entry]:
    """A submenu for each choice of several, a switch for each that is on or off."""
    return [
        _several("Bars", STYLE_WORDS, look.style, lambda style: change(replace(look, style=style))),
        _several("Price scale", SCALE_WORDS, look.scale, lambda scale: change(replace(look, scale=scale))),
        _several("Volume", VOLUME_WORDS, look.volume, lambda volume: change(replace(look, volume=volume))),
        _several("Breaks", BREAKS_WORDS, look.breaks, lambda breaks: change(replace(look, breaks=breaks))),
        _several(
            "Shared crosshair",
            REACH_WORDS,
            look.crosshair,
            lambda reach: change(replace(look, crosshair=reach)),
        ),
        _switch(
            "Highest and lowest price",
            look.extremes,
            lambda: change(replace(look, extremes=not look.extremes)),
        ),
        _switch("Times in UTC", look.utc, lambda: change(replace(look, utc=not look.utc))),
    ]


def _several(title: str, words: Mapping[C, str], chosen: C, choose: Callable[[C], None]) -> Entry:
    children: Sequence[Entry] = [
        Entry(text, partial(choose, value), checked=value is chosen) for value, text in words.items()
    ]
    return Entry(title, None, children=children)


def _switch(title: str, on: bool, turn: Callable[[], None]) -> Entry:
    return Entry(title, turn, checked=on)
