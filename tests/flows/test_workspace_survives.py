"""The workspace of the real program survives the signal nobody can catch."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from terminal_app.ui.links import UNLINKED
from tests.helpers import killed_terminal
from tests.helpers.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, what: str) -> subprocess.Popen[str]:
    """Run the program of `killed_terminal`."""
    command = [sys.executable, "-m", "tests.helpers.killed_terminal", str(folder), what]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kept(folder: Path) -> Mapping[str, object]:
    """What is on the disk."""
    file = folder / "profiles" / "paper" / "workspace.json"
    body: Mapping[str, object] = json.loads(file.read_text())["body"] if file.exists() else {}
    return body


def drawn(file: Path) -> bool:
    """Whether a file keeps what was drawn."""
    return killed_terminal.DRAWN.tool.value in file.read_text()


async def killed_after_changes(folder: Path) -> Mapping[str, object]:
    """Change everything, wait until it is kept, and kill. Returns how everything stood."""
    program = start(folder, "change")
    assert program.stdout is not None
    try:
        while killed_terminal.CHANGED not in (line := program.stdout.readline()):
            assert line, program.communicate()[1]
        stood: Mapping[str, object] = json.loads(program.stdout.readline())
        await eventually(lambda: '"chart": 5' in json.dumps(kept(folder)), timeout=5)
        settings = folder / "settings.json"
        await eventually(lambda: json.loads(settings.read_text())["body"]["utc"], timeout=5)
        await eventually(lambda: any(map(drawn, folder.rglob("*.json"))), timeout=5)
    finally:
        program.send_signal(signal.SIGKILL)
        program.communicate()
    return stood


@pytest.mark.gui
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
async def test_everything_is_back_after_kill_9(tmp_path: Path) -> None:
    stood = await killed_after_changes(tmp_path)
    program = start(tmp_path, "tell")
    output, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    back = json.loads(output.splitlines()[-1])
    assert back == stood
    assert len(back["drawings"]["drawings"]) == 1
    assert back["size"] == [1500, 820]
    assert back["closed"] == ["balances", "ladder"]
    assert back["chosen"] == "ETHUSDT"
    assert back["light"]
    assert len(back["floating"]) == 1
    assert back["choices"]["orders"]["filter"] == "side:buy"
    assert back["choices"]["orders"]["double_click_cancels"] is True
    assert "Role" in back["choices"]["fills"]["hidden"]
    assert back["notices"] == []
    assert back["workspace"] == back["workspaces"][-1] == killed_terminal.OWN
    assert back["linked"] == {
        "chart": [5, "ETHUSDT"],
        "chart-2": [UNLINKED, "PEPEUSDT"],
        "chart-3": [7, "SOLUSDT"],
        "ticket": [1, "ETHUSDT"],
    }
    assert back["own panels"] == [["chart", "chart-2", "chart-3", "chart-4"], ["chart-4"]]
