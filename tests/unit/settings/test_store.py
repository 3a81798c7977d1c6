"""Tests for `settings/store.py`: it survives what happens to files."""

import hashlib
import json
import os
import random
import stat
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.settings.store import JsonFile

BODY = {"name": "über", "sizes": [1, 2.5, -3], "deep": {"yes": True, "none": None}}


@pytest.fixture
def kept(tmp_path: Path, manual_clock: ManualClock) -> JsonFile:
    return JsonFile(tmp_path / "layout.json", "window layout", manual_clock)


def test_nothing_there_is_nothing_and_no_trouble(kept: JsonFile) -> None:
    assert kept.load().body == {}
    assert kept.load().trouble == ""


def test_what_is_saved_is_read(kept: JsonFile) -> None:
    kept.save({"old": 1})
    kept.save(BODY)
    assert kept.load().body == BODY
    assert [file.name for file in kept.path.parent.iterdir()] == ["layout.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_can_read_it(kept: JsonFile) -> None:
    kept.save(BODY)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_text_that_is_no_text_is_kept(kept: JsonFile) -> None:
    kept.save({"half": "\ud800"})
    assert kept.load().body == {"half": "\ud800"}


def test_a_file_that_cannot_be_written_leaves_the_old_one(kept: JsonFile) -> None:
    kept.save(BODY)
    with pytest.raises(ValueError, match="not JSON compliant"):
        kept.save({"not a number": float("nan")})
    assert kept.load().body == BODY
    assert [file.name for file in kept.path.parent.iterdir()] == ["layout.json"]


def damaged(content: bytes, at: random.Random) -> bytes:
    """One small change: a flipped bit, a lost end, or a doubled piece."""
    place = at.randrange(len(content))
    kind = at.randrange(3)
    if kind == 0:
        return content[:place] + bytes([content[place] ^ (1 << at.randrange(8))]) + content[place + 1 :]
    return content[:place] if kind == 1 else content[:place] + content[place // 2 :]


def test_no_damage_goes_unseen(kept: JsonFile) -> None:
    kept.save(BODY)
    sound = kept.path.read_bytes()
    at = random.Random(3)
    for _ in range(500):
        kept.path.write_bytes(damaged(sound, at))
        loaded = kept.load()
        assert loaded.body in (BODY, {})
        assert bool(loaded.trouble) == (loaded.body == {})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'{"body": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"body": ' * 50_000,
        b'{"format": 1, "checksum": "0", "body": {"x": 1e999}}',
        b'{"format": 1, "checksum": "0", "body": {"x": NaN}}',
        b'{"format": 1, "checksum": "0", "body": {"x": ' + b"9" * 20_000 + b"}}",
        b" " * 2_000_000,
    ],
)
def test_what_cannot_be_used_is_set_aside_and_said_so(kept: JsonFile, content: bytes) -> None:
    kept.path.write_bytes(content)
    loaded = kept.load()
    assert loaded.body == {}
    (aside,) = kept.path.parent.iterdir()
    assert aside.read_bytes() == content
    assert f"set aside as {aside.name}" in loaded.trouble


def test_a_newer_format_is_set_aside_whole(kept: JsonFile) -> None:
    kept.save(BODY)
    kept.path.write_text(json.dumps({**json.loads(kept.path.read_text()), "format": 2}))
    assert "another version" in kept.load().trouble


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_in_its_place_does_not_hang(kept: JsonFile) -> None:
    os.mkfifo(kept.path)
    assert "is not a file" in kept.load().trouble
    kept.save(BODY)
    assert kept.load().body == BODY


def test_a_folder_in_its_place_is_said(kept: JsonFile) -> None:
    kept.path.mkdir()
    loaded = kept.load()
    assert loaded.body == {}
    assert loaded.trouble


@pytest.mark.parametrize("body", ['{"x":1e999}', '{"x":-1e400}', '{"x":' + "[" * 200 + "]" * 200 + "}"])
def test_what_could_not_be_saved_again_is_not_read_though_its_checksum_is_right(
    kept: JsonFile, body: str
) -> None:
    exact = json.dumps(json.loads(body), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    checksum = hashlib.sha256(exact.encode()).hexdigest()
    kept.path.write_text(f'{{"format":1,"checksum":"{checksum}","body":{body}}}', "utf-8")
    loaded = kept.load()
    assert loaded.body == {}
    assert "is damaged" in loaded.trouble
