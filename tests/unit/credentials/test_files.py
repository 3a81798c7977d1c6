"""Tests for `credentials/files.py`."""

import os
import stat
from pathlib import Path

import pytest

from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.credentials.files import read_private, remove_private, write_private


def test_a_file_is_the_owners_alone_from_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    real_fsync = os.fsync

    def fsync(handle: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        real_fsync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    path = tmp_path / "keys" / "one"
    before = os.umask(0)
    try:
        write_private(path, b"first")
    finally:
        os.umask(before)

    assert read_private(path) == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert modes == [0o600, 0o700]  # the file while it was written, and its folder after the rename


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one"
    write_private(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyStoreError) as caught:
        write_private(path, b"new")

    assert caught.value.trouble is KeyTrouble.DISK
    assert caught.value.detail == "No space left on device"
    assert read_private(path) == b"old"


def test_what_a_crash_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "one"
    part = tmp_path / ".one.part"
    part.write_bytes(b"half")

    write_private(path, b"whole")
    assert read_private(path) == b"whole"
    assert not part.exists()

    part.write_bytes(b"half")
    remove_private(path)
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_the_partial_file_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"theirs")
    (tmp_path / ".one.part").symlink_to(target)

    write_private(tmp_path / "one", b"ours")

    assert target.read_bytes() == b"theirs"
    assert read_private(tmp_path / "one") == b"ours"


def test_there_may_be_no_file(tmp_path: Path) -> None:
    assert read_private(tmp_path / "none") is None
    remove_private(tmp_path / "none" / "none")
    assert list(tmp_path.iterdir()) == []


def test_an_absurd_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    (tmp_path / "huge").write_bytes(b"x" * 1_000_001)
    (tmp_path / "folder").mkdir()

    for name, trouble in (("huge", KeyTrouble.DAMAGED), ("folder", KeyTrouble.DISK)):
        with pytest.raises(KeyStoreError) as caught:
            read_private(tmp_path / name)
        assert caught.value.trouble is trouble
    with pytest.raises(KeyStoreError):
        remove_private(tmp_path / "folder")
