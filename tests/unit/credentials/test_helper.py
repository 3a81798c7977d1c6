"""Tests for `credentials/helper.py`: the answers, without the process."""

from pathlib import Path

import pytest

from terminal_app.core.keys import KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials import helper, keyring_backend, sealed_file
from terminal_app.credentials.protocol import Op, Reply, Request
from tests.helpers.key_samples import PASSWORD
from tests.helpers.keyrings import FakeKeyring

RECORD = Secret("the record")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    made = FakeKeyring()
    monkeypatch.setattr(keyring_backend, "pinned_backend", lambda: made)
    monkeypatch.setattr(keyring_backend, "would_prompt", lambda: False)
    return made


def test_it_keeps_records_in_the_systems_store() -> None:
    assert helper.answer(Request(Op.PROBE)) == Reply()
    assert helper.answer(Request(Op.PUT, "main", RECORD)) == Reply()
    assert helper.answer(Request(Op.GET, "main")) == Reply(RECORD)
    assert helper.answer(Request(Op.DELETE, "main")) == Reply()
    assert helper.answer(Request(Op.GET, "main")) == Reply()


def test_it_keeps_records_in_encrypted_files(tmp_path: Path) -> None:
    place = str(tmp_path / "main.sealed")

    assert helper.answer(Request(Op.OPEN, place, password=PASSWORD)) == Reply()
    assert helper.answer(Request(Op.SEAL, place, RECORD, PASSWORD)) == Reply()
    assert helper.answer(Request(Op.OPEN, place, password=PASSWORD)) == Reply(RECORD)
    wrong = helper.answer(Request(Op.OPEN, place, password=Secret("something else")))
    assert wrong.trouble is KeyTrouble.WRONG_PASSWORD
    assert wrong.record is None


def test_troubles_are_answers(fake: FakeKeyring, tmp_path: Path) -> None:
    fake.fault = RuntimeError("canary")

    assert helper.answer(Request(Op.GET, "main")) == Reply(None, KeyTrouble.REFUSED, "RuntimeError")
    assert helper.answer(Request(Op.PUT, "main")).trouble is KeyTrouble.NO_PASSWORD
    into_a_file = tmp_path / "file"
    into_a_file.write_text("")
    blocked = helper.answer(Request(Op.SEAL, str(into_a_file / "x"), RECORD, PASSWORD))
    assert blocked.trouble is KeyTrouble.DISK


def test_a_file_that_does_not_read_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper, "seal", lambda record, password: sealed_file.seal(Secret("other"), password))

    reply = helper.answer(Request(Op.SEAL, str(tmp_path / "x"), RECORD, PASSWORD))
    assert (reply.trouble, reply.detail) == (KeyTrouble.DISK, "what was read back is not what was written")
