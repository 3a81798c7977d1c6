"""Tests for `ui/sounds.py`: the sound is ours, made by our own script, and playing it never fails."""

import io
import runpy
import stat
import wave
from pathlib import Path

import pytest

from terminal_app.ui import sounds
from terminal_app.ui.resources import folder
from tests.helpers.waiting import eventually

_MADE_BY = Path(__file__).parents[3] / "packaging" / "sounds.py"


def test_the_sound_in_the_resources_is_the_one_that_the_script_makes() -> None:
    kept = (folder() / "sounds" / "alert.wav").read_bytes()
    assert runpy.run_path(str(_MADE_BY))["alert"]() == kept
    with wave.open(io.BytesIO(kept)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert 0.3 < file.getnframes() / file.getframerate() < 1.0


@pytest.mark.gui
async def test_it_is_played_by_the_first_player_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" > {heard}.part && mv {heard}.part {heard}\n', encoding="utf-8")
    player.chmod(player.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("shutil.which", lambda name: str(player) if name == "aplay" else None)
    sounds.play("alert")
    await eventually(heard.exists)
    assert heard.read_text(encoding="utf-8").split() == ["-q", str(folder() / "sounds" / "alert.wav")]


@pytest.mark.gui
@pytest.mark.usefixtures("qapp")
def test_without_any_the_system_beeps(monkeypatch: pytest.MonkeyPatch) -> None:
    beeps: list[bool] = []
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("PySide6.QtWidgets.QApplication.beep", lambda: beeps.append(True))
    sounds.play("alert")
    assert beeps == [True]
