"""Which files make a recording."""

from pathlib import Path

import pytest

from terminal_app.tape.files import part_path, parts_from, recordings, stem_for, stem_of
from terminal_app.tape.records import TapeError


def touch(folder: Path, stem: str, *parts: int) -> list[Path]:
    paths = [part_path(folder, stem, part) for part in parts]
    for path in paths:
        path.touch()
    return paths


def test_names_are_sorted_by_time() -> None:
    assert stem_for(1_700_000_000_000) == "20231114-221320"
    assert stem_of(part_path(Path("x"), "20231114-221320", 3)) == "20231114-221320"
    assert stem_of(Path("export.tape")) == ""


def test_a_part_is_read_with_those_after_it(tmp_path: Path) -> None:
    first = touch(tmp_path, "20230101-000000", 1, 2)
    second = touch(tmp_path, "20240101-000000", 9999, 10000)
    (tmp_path / "notes.txt").touch()

    assert recordings(tmp_path) == [*first, *second]
    assert parts_from(first[0]) == first
    assert parts_from(first[1]) == first[1:]
    assert parts_from(tmp_path) == second


def test_an_exported_file_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "export.tape"
    path.touch()

    assert parts_from(path) == [path]


@pytest.mark.parametrize("name", ["", "missing.tape"])
def test_where_there_is_none_it_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(TapeError, match="There is no recording"):
        parts_from(tmp_path / name)
