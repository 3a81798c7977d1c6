"""Damaged workspaces neither end the program nor hide a window."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = 500


@pytest.mark.gui
@pytest.mark.slow
def test_no_mutant_ends_the_program_or_hides_a_window(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.helpers.layout_mutants", str(tmp_path), str(COUNT), "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"used": COUNT, "troubles": []}
    assert "Traceback" not in run.stderr
