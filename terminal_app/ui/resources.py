"""The one reader of the `resources` folder: beside the package, or inside the bundle when frozen."""

import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
_INK = "#000000"


def folder() -> Path:
    """Where the resources are."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle if bundle is not None else Path(__file__).parents[2]) / "resources"


def icon_folder() -> Path:
    """Where the icons are."""
    return folder() / "icons"


@cache
def app_icon() -> QIcon:
    """The icon of the program."""
    return _icon("app", _ICON_SIZES)


@cache
def icon(name: str, colour: str) -> QIcon:
    """A small one-colour icon; its black becomes `colour` (`#rrggbb`).

    Raises:
        FileNotFoundError: there is no icon of this name.
    """
    return _icon(name, (16, 24, 32), colour)


def _icon(name: str, sizes: tuple[int, ...], colour: str | None = None) -> QIcon:
    drawing = (icon_folder() / f"{name}.svg").read_text(encoding="utf-8")
    if colour is not None:
        drawing = drawing.replace(_INK, colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    made = QIcon()
    for size in sizes:
        picture = QPixmap(QSize(size, size))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made
