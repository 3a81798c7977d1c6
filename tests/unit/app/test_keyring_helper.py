"""Tests for `app/keyring_helper.py`: a real child process, with stores that misbehave."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from terminal_app.app.keyring_helper import KeyringHelper
from terminal_app.core.keys import KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.environment import NAMES
from terminal_app.credentials.protocol import Op, Reply, Request
from tests.helpers import keyrings
from tests.helpers.lag import steady_loop
from tests.helpers.processes import alive, children
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

VERB = "keyring-helper"

TELL_ALL = """
import json, os, sys
os.write(1, b"ready\\n")
sys.stdin.readline()
told = " ".join([*sys.argv, *os.environ, *os.environ.values()])
os.write(1, json.dumps({"detail": told}).encode() + b"\\n")
"""


async def ask_one_that_hangs() -> Reply:
    """Ask, and have the loop watched meanwhile."""
    helper = KeyringHelper(keyrings.command("hang"), silent_seconds=0.5)
    async with steady_loop():
        return await helper.ask(Request(Op.GET, "main"))


async def test_it_asks_a_child_and_leaves_none(tmp_path: Path) -> None:
    helper = KeyringHelper(keyrings.command(str(tmp_path / "store")))

    assert await helper.ask(Request(Op.PUT, "main", Secret("the record"))) == Reply()
    assert await helper.ask(Request(Op.GET, "main")) == Reply(Secret("the record"))
    assert await helper.ask(Request(Op.DELETE, "main")) == Reply()
    assert await helper.ask(Request(Op.GET, "main")) == Reply()
    assert children(VERB) == []


async def test_this_program_has_the_verb(tmp_path: Path) -> None:
    place = str(tmp_path / "main.sealed")
    helper = KeyringHelper(silent_seconds=30)

    sealed = await helper.ask(Request(Op.SEAL, place, Secret("the record"), Secret("a long password")))
    assert sealed == Reply()
    opened = await helper.ask(Request(Op.OPEN, place, password=Secret("a long password")))
    assert opened == Reply(Secret("the record"))


async def test_a_store_that_hangs_is_ended_and_the_loop_never_waits() -> None:
    reply = await ask_one_that_hangs()

    assert reply.trouble is KeyTrouble.SILENT
    assert children(VERB) == []


@pytest.mark.gui
def test_the_windows_loop_never_waits_for_a_store_that_hangs(qt_run: QtRunner) -> None:
    assert qt_run(ask_one_that_hangs()).trouble is KeyTrouble.SILENT


async def test_a_question_to_the_person_has_its_own_deadline() -> None:
    helper = KeyringHelper(keyrings.command("hang"), silent_seconds=60, prompt_seconds=0.3)

    reply = await helper.ask(Request(Op.GET, "main", may_prompt=True))
    assert reply.trouble is KeyTrouble.SILENT


@pytest.mark.parametrize(
    ("plan", "trouble"),
    [
        ("die", KeyTrouble.NO_HELPER),
        ("mute", KeyTrouble.NO_HELPER),
        ("babble", KeyTrouble.REFUSED),
        ("locked", KeyTrouble.NOT_OPENED),
        ("dismissed", KeyTrouble.NOT_OPENED),
        ("absent", KeyTrouble.NO_STORE),
        ("refused", KeyTrouble.REFUSED),
        ("alien", KeyTrouble.REFUSED),
    ],
)
async def test_whatever_the_child_does_there_is_an_answer(plan: str, trouble: KeyTrouble) -> None:
    start = 0.3 if plan == "mute" else 20
    helper = KeyringHelper(keyrings.command(plan), start_seconds=start, silent_seconds=20)

    assert (await helper.ask(Request(Op.GET, "main"))).trouble is trouble
    assert children(VERB) == []


async def test_a_program_that_does_not_exist_is_an_answer() -> None:
    helper = KeyringHelper(["/nowhere/at/all"])
    assert (await helper.ask(Request(Op.GET))).trouble is KeyTrouble.NO_HELPER


async def test_being_cancelled_ends_the_child() -> None:
    helper = KeyringHelper(keyrings.command("hang"), silent_seconds=60)
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(helper.ask(Request(Op.GET, "main")))
        await eventually(lambda: children(VERB))
        asking.cancel()
    assert asking.cancelled()
    assert children(VERB) == []


async def test_the_child_ends_with_its_parent() -> None:
    parent = (
        "import asyncio, os\n"
        "from terminal_app.app.keyring_helper import KeyringHelper\n"
        "from terminal_app.credentials.protocol import Op, Request\n"
        "from tests.helpers import keyrings\n"
        "asyncio.run(KeyringHelper(keyrings.command('hang'), silent_seconds=60).ask(Request(Op.GET, 'x')))\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", parent)
    (child,) = await eventually(lambda: children(VERB, process.pid))
    process.kill()
    await process.wait()

    await eventually(lambda: not alive(child))


async def test_secrets_travel_by_pipe_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "canary-variable")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "canary-variable")
    helper = KeyringHelper([sys.executable, "-c", TELL_ALL])

    reply = await helper.ask(Request(Op.PUT, "main", Secret("canary-record"), Secret("canary-password")))

    assert "keyring-helper" in reply.detail
    assert ("HOME" in os.environ) is ("HOME" in reply.detail)
    assert "canary" not in reply.detail
