"""The scanner of secrets finds them in every encoding and in parts, and nothing where nothing is."""

import base64
from pathlib import Path

import pytest

from tests.helpers.secret_scan import CANARIES, ENCODINGS, KEY, SECRET, encoded, hits, scan_folder


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("canary", CANARIES)
def test_every_encoding_of_every_canary_is_found(canary: str, encoding: str) -> None:
    forms = [form for name, form in encoded(canary) if name == encoding]

    assert forms
    assert all(hits(b"before " + form + b" after") for form in forms)


def test_the_forms_are_not_one_and_the_same() -> None:
    assert len({form for _, form in encoded(SECRET)}) >= len(ENCODINGS)


@pytest.mark.parametrize("before", [b"", b"x", b"xy", b"user:"])
def test_base64_is_found_wherever_it_begins(before: bytes) -> None:
    assert hits(base64.b64encode(before + KEY.encode() + b" and more"))


def test_a_part_is_found_and_an_innocent_text_is_not() -> None:
    assert hits(SECRET[5:25].encode())
    assert hits(b"A canary is a bird. ACCESS-KEY: \xe2\x80\xa2") == []


def test_files_and_their_names_are_looked_into(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.log").write_text(f"header {SECRET}")
    (tmp_path / "kept").write_text(SECRET)

    assert any("one.log" in hit for hit in scan_folder(tmp_path, besides=[tmp_path / "kept"]))
    assert any("kept" in hit for hit in scan_folder(tmp_path))
