"""No word of the window is cut off or written over another one, at any usual scale of a screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.gui
@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2"])
def test_every_word_has_its_room(scale: str, tmp_path: Path) -> None:
    # Without a display, because a screen of a test is too small for a window at twice its size.
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.helpers.measured_terminal", str(tmp_path)]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {}
