"""Chunks stay below their cap, and say so when the disk does not take them."""

from functools import partial
from pathlib import Path

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.market.flow.shelf import ChunkName, Shelf, name_of
from tests.helpers.examples import PERP_ID
from tests.helpers.logs import LogWatch

ODD = InstrumentId(ProductType.SPOT, "币,/..USDT")


def chunk(number: int, instrument: InstrumentId = PERP_ID) -> ChunkName:
    return ChunkName("trades", instrument, number * 1_000, number * 1_000 + 999)


def body(number: int) -> bytes:
    return bytes((number * value * value) % 251 for value in range(4_000))


def test_any_symbol_makes_a_file_name_and_comes_back(tmp_path: Path) -> None:
    name = chunk(3, ODD)
    assert name_of(name.file()) == name
    assert Path(name.file()).name == name.file()
    shelf = Shelf(tmp_path)
    shelf.put(name, partial(body, 3))
    shelf.drain()
    assert Shelf(tmp_path).get(name) == body(3)
    shelf.close()


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "trades,spot,X,1,2,3,4.flow").write_text("mine")
    (tmp_path / "trades,moon,X,1,2,0.flow").write_text("mine")
    shelf = Shelf(tmp_path, cap_bytes=0)
    assert shelf.names("trades", PERP_ID) == []
    assert len(list(tmp_path.iterdir())) == 3


def test_a_chunk_can_be_read_before_it_is_written(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(chunk(1), partial(body, 1))
    assert shelf.get(chunk(1)) == body(1)
    assert shelf.names("trades", PERP_ID) == [chunk(1)]
    shelf.close()


def test_the_oldest_go_when_there_is_too_much(tmp_path: Path) -> None:
    first = Shelf(tmp_path)
    first.put(chunk(0), partial(body, 1))
    first.drain()
    one = first.total_bytes
    first.close()
    shelf = Shelf(tmp_path, cap_bytes=one * 4)
    gone: list[ChunkName] = []
    shelf.dropped.append(gone.append)
    for number in range(1, 10):
        shelf.put(chunk(number), partial(body, 1))
        shelf.drain()
    assert shelf.total_bytes <= one * 4
    assert gone == [chunk(number) for number in range(6)]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == shelf.total_bytes
    shelf.close()


def test_what_a_dying_run_left_half_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{chunk(1).file()}.part").write_bytes(b"half")
    Shelf(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_cut_short_is_damaged_and_gone(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("is damaged and skipped")
    shelf = Shelf(tmp_path)
    shelf.put(chunk(1), partial(body, 1))
    shelf.close()
    path = tmp_path / chunk(1).file()
    path.write_bytes(path.read_bytes()[:-7])
    again = Shelf(tmp_path)
    assert again.get(chunk(1)) is None
    assert again.damaged == 1
    assert again.names("trades", PERP_ID) == []


def test_a_disk_that_says_no_is_told_of(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("cannot be kept")
    (tmp_path / "file").write_text("in the way")
    shelf = Shelf(tmp_path / "file")
    shelf.put(chunk(1), partial(body, 1))
    shelf.close()
    assert "Nothing older is kept" in shelf.trouble
    assert shelf.get(chunk(1)) is None
