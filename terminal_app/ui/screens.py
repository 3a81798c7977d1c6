"""The screens that can be seen now, and the name of such a set: layouts are kept for each set of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from terminal_app.ui.layout import Floating, Layout, Place, clamp

LEAST_FLOATING = (120, 80)


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: all of it, and what the bars of the desktop leave of it."""

    whole: Place
    usable: Place


def screens_now() -> list[Screen]:
    """Every screen there is."""
    return [
        Screen(place_of(screen.geometry()), place_of(screen.availableGeometry()))
        for screen in QGuiApplication.screens()
    ]


def set_name(screens: Sequence[Screen]) -> str:
    """The name of a set of screens: their sizes and places, in whatever order they are told."""
    boxes = sorted((one.whole.x, one.whole.y, one.whole.width, one.whole.height) for one in screens)
    return " ".join(f"{width}x{height}{x:+d}{y:+d}" for x, y, width, height in boxes)


def on_screen(layout: Layout, screens: Sequence[Screen]) -> Layout:
    """The same layout with its own windows where they can be seen."""
    usable = [screen.usable for screen in screens]
    floating = tuple(
        Floating(window.node, clamp(window.place, usable, LEAST_FLOATING)) for window in layout.floating
    )
    return Layout(layout.main, floating, layout.closed)


def place_of(box: QRect) -> Place:
    """A rectangle of Qt as one of ours."""
    return Place(box.x(), box.y(), box.width(), box.height())
