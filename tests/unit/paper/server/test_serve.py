"""The exchange as a process: its one line, its port, its end, and its memory."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.paper_process import PaperProcess, paper_process


def ask(paper: PaperProcess, path: str) -> dict[str, object]:
    """The body of a public GET."""
    connection = http.client.HTTPConnection("127.0.0.1", paper.port, timeout=5)
    try:
        connection.request("GET", path)
        answer: dict[str, object] = json.loads(connection.getresponse().read())
        return answer
    finally:
        connection.close()


def test_says_where_it_listens_and_dies_with_its_parent() -> None:
    with paper_process() as paper:
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+", paper.rest)
        assert paper.public_ws == f"ws://127.0.0.1:{paper.port}/v3/ws/public"
        assert paper.private_ws == f"ws://127.0.0.1:{paper.port}/v3/ws/private"
        assert ask(paper, "/api/v3/public/time")["code"] == "00000"
        assert paper.stop() == 0
        assert paper.process.stdout is not None
        assert paper.process.stdout.read() == b""


def test_a_classic_account_listens_at_the_classic_addresses_and_keeps_a_file_of_its_own(
    tmp_path: Path,
) -> None:
    with paper_process("--account", "classic", data_dir=tmp_path) as paper:
        assert paper.public_ws == f"ws://127.0.0.1:{paper.port}/v2/ws/public"
        assert paper.private_ws == f"ws://127.0.0.1:{paper.port}/v2/ws/private"
        assert ask(paper, "/api/v3/account/settings")["code"] == "40084"
        assert ask(paper, "/api/v2/spot/account/assets")["code"] == "40001"
        assert paper.stop() == 0
    assert {file.name for file in tmp_path.iterdir()} == {"paper-accounts-classic.json", "paper-key.json"}


@pytest.mark.parametrize("content", [None, "{", "[]", '{"rules": [{"kind": "nonsense"}]}'])
def test_a_plan_of_faults_that_cannot_be_used_ends_it_with_a_sentence(
    tmp_path: Path, content: str | None
) -> None:
    plan = tmp_path / "plan.json"
    if content is not None:
        plan.write_text(content, "utf-8")
    command = [sys.executable, "-m", "terminal_app", "paper-exchange", "--faults", str(plan)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The plan of faults cannot be used: ")


@pytest.mark.skipif(os.name != "posix", reason="other systems have other signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_in_order_on_a_signal(number: int, tmp_path: Path) -> None:
    with paper_process(data_dir=tmp_path) as paper:
        (tmp_path / "paper-accounts.json").unlink(missing_ok=True)
        paper.process.send_signal(number)
        assert paper.process.wait(5) == 0
        assert (tmp_path / "paper-accounts.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_ends_when_the_parent_is_killed() -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'terminal_app', 'paper-exchange', '--parent-pipe'],"
        " stdin=subprocess.PIPE)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        port = int(json.loads(parent.stdout.readline())["rest"].rsplit(":", 1)[1])
        parent.kill()
        # The child holds the other end of the pipe: its end closes it, and reading it is waiting for that.
        parent.stdout.read()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_is_reached_over_loopback_only() -> None:
    with paper_process() as paper:
        table = Path("/proc/net/tcp")
        if not table.exists():
            pytest.skip("only Linux tells who listens where")
        listening = [
            line.split()[1] for line in table.read_text().splitlines()[1:] if line.split()[3] == "0A"
        ]
        ours = [address for address in listening if int(address.split(":")[1], 16) == paper.port]
        assert ours == [f"0100007F:{paper.port:04X}"]


def test_keeps_its_key_and_its_account(tmp_path: Path) -> None:
    with paper_process(data_dir=tmp_path) as paper:
        first = (paper.key, paper.secret, paper.passphrase)
    with paper_process(data_dir=tmp_path) as paper:
        assert (paper.key, paper.secret, paper.passphrase) == first
    saved = json.loads((tmp_path / "paper-accounts.json").read_bytes())
    assert len(saved["accounts"]) == 1


def test_the_same_seed_is_the_same_market() -> None:
    path = "/api/v3/market/history-candles?category=SPOT&symbol=BTCUSDT&interval=1D&limit=5"
    rows = []
    for seed in (5, 5, 6):
        with paper_process(seed=seed) as paper:
            rows.append(ask(paper, path)["data"])
    assert rows[0] == rows[1] != rows[2]


def test_takes_the_port_it_is_told_or_says_why_not() -> None:
    with paper_process() as paper:
        taken = subprocess.run(
            [sys.executable, "-m", "terminal_app", "paper-exchange", "--port", str(paper.port)],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert taken.returncode == 1
        assert taken.stdout == ""
        assert "could not start" in taken.stderr
        port = paper.port
    with paper_process("--port", str(port)) as paper:
        assert paper.port == port


@pytest.mark.parametrize(
    "wrong", [["--port", "70000"], ["--speed", "0"], ["--speed", "x"], ["--account", "odd"]]
)
def test_refuses_options_that_make_no_sense(wrong: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "terminal_app", "paper-exchange", *wrong],
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 2


def test_is_ready_soon() -> None:
    started = time.monotonic()
    with paper_process() as paper:
        ready = time.monotonic() - started
        assert paper.port
    assert ready < 30  # half a second on an idle machine; this one may be very busy


def test_nothing_is_loaded_that_an_ordinary_start_does_not_need() -> None:
    script = "import sys, terminal_app.paper.server.serve; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.split())
    assert not loaded & {"numpy", "PySide6", "httpx", "talib", "terminal_app.core.events"}
    others = ("followed", "faults", "classic_private", "classic_signed", "classic_trading")
    assert not [name for name in loaded if name.startswith("terminal_app.paper") and name.endswith(others)]
