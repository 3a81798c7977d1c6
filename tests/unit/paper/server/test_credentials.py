"""The paper key is made once per folder and stays."""

import os
from pathlib import Path

import pytest

from terminal_app.paper.server.credentials import FILE, load_or_create
from tests.helpers.logs import LogWatch


def test_keeps_the_key_of_a_folder(tmp_path: Path) -> None:
    first = load_or_create(tmp_path / "paper")
    assert load_or_create(tmp_path / "paper") == first
    assert load_or_create(tmp_path / "other") != first


def test_makes_one_in_memory_without_a_folder() -> None:
    assert load_or_create(None) != load_or_create(None)


@pytest.mark.skipif(os.name != "posix", reason="other systems have other permissions")
def test_keeps_the_file_to_its_owner(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["{}", "[]", '{"key":"","secret":"a","passphrase":"b"}', '{"key":1}'])
def test_makes_a_new_one_when_the_file_holds_none(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    made = load_or_create(tmp_path)
    assert made.key.startswith("pk_")
    assert load_or_create(tmp_path) == made


def test_starts_over_from_a_damaged_file(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("was damaged")
    (tmp_path / FILE).write_text("{")
    assert load_or_create(tmp_path) == load_or_create(tmp_path)


def test_shows_no_secret(tmp_path: Path) -> None:
    made = load_or_create(tmp_path)
    assert made.secret not in repr(made)
    assert made.passphrase not in repr(made)
