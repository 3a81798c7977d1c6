"""Files that survive a crash."""

import os
from pathlib import Path

import pytest

from terminal_app.paper.server.files import read_json, write_atomic
from tests.helpers.logs import LogWatch


def test_writes_and_reads(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.json"
    write_atomic(path, b'{"a":1}')
    write_atomic(path, b'{"a":2}')
    assert read_json(path) == {"a": 2}
    assert [one.name for one in path.parent.iterdir()] == ["file.json"]


@pytest.mark.skipif(os.name != "posix", reason="other systems have other permissions")
def test_keeps_the_file_to_its_owner(tmp_path: Path) -> None:
    write_atomic(tmp_path / "key", b"1")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_leaves_the_old_file_when_the_disk_says_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.json"
    write_atomic(path, b"1")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"2")
    assert read_json(path) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_missing_file_is_none(tmp_path: Path) -> None:
    assert read_json(tmp_path / "none.json") is None


def test_sets_damaged_files_aside_and_says_so(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("was damaged")
    path = tmp_path / "file.json"
    for content in (b"{", b"\xff\xfe\x00"):
        path.write_bytes(content)
        assert read_json(path) is None
    kept = sorted(one.name for one in tmp_path.iterdir())
    assert kept == ["file.json.damaged", "file.json.damaged-2"]
