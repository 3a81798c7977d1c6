"""The example of the API guide does what the guide says: every step, against a paper exchange of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.paper_process import paper_process

pytestmark = [pytest.mark.contract, pytest.mark.slow]

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_EXAMPLE = _DOCS / "examples" / "bitget_steps.py"

_SAYS = {
    "clock": r"the exchange's clock is -?\d+ ms from ours\n",
    "ticker": r"BTCUSDT last \d+(\.\d)?\n",
    "account": r"equity \d+(\.\d+)?\n",
    "order": r"place: accepted\nstate: live\ncancel: asked\nstate: cancelled\n",
    "limits": r"(after call \d+: [0-4] left, so wait for the next second\n)+30 calls, none refused\n",
    "errors": (
        r"no such order: 40109 .+\noff the tick: 41103 .+\ntoo small: 45110 .+\n"
        r"a dead path: 30032 The V1 API has been decommissioned\..+\n"
    ),
    "robot": r"(turn [123]: a bid rested at \d+ and is cancelled\n){3}done, nothing left behind\n",
}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the exchange prints when it is ready, in a file."""
    with paper_process() as paper:
        file = tmp_path_factory.mktemp("guide") / "paper.json"
        parts = ("rest", "key", "secret", "passphrase")
        file.write_text(json.dumps({part: getattr(paper, part) for part in parts}), encoding="utf-8")
        yield file


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(_EXAMPLE), *arguments], check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("step", _SAYS)
def test_a_step_says_what_the_guide_promises(step: str, line: Path) -> None:
    done = _run(str(line), step)

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(_SAYS[step], done.stdout), done.stdout
    assert not done.stderr


def test_the_guide_shows_every_step() -> None:
    guide = (_DOCS / "api-guide.md").read_text(encoding="utf-8")

    shown = re.findall(r"bitget_steps\.py paper\.json (\w+)", guide)

    assert set(shown) == set(_SAYS)


def test_it_is_for_the_paper_exchange_only(tmp_path: Path) -> None:
    file = tmp_path / "real.json"
    parts = {"rest": "https://api.bitget.com", "key": "k", "secret": "s", "passphrase": "p"}
    file.write_text(json.dumps(parts), encoding="utf-8")

    done = _run(str(file), "account")

    assert done.returncode == 2
    assert "a real key belongs in no file" in done.stderr


def test_an_unknown_step_is_answered_with_the_list(line: Path) -> None:
    done = _run(str(line), "withdraw")

    assert done.returncode == 2
    assert "Steps: clock, ticker, account, order, limits, errors, robot." in done.stderr
