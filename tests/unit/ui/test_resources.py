"""Tests for `ui/resources.py`."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from terminal_app.ui import resources


@pytest.mark.usefixtures("qapp")
def test_the_program_has_an_icon_in_every_usual_size() -> None:
    sizes = {size.width() for size in resources.app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes


@pytest.mark.usefixtures("qapp")
def test_a_small_icon_takes_its_colour() -> None:
    picture = resources.icon("close", "#ff0000").pixmap(QSize(16, 16)).toImage()
    inked = [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(colour.red() > 200 and colour.green() < 60 for colour in inked)


@pytest.mark.usefixtures("qapp")
def test_an_icon_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resources.icon("nothing", "#ffffff")


def test_a_frozen_program_reads_from_its_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.icon_folder() == tmp_path / "resources" / "icons"
