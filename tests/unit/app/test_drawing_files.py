"""The files of drawings: one for each symbol, written soon, and never over what could not be read."""

from pathlib import Path

import pytest

from terminal_app.app.drawing_files import DrawingFiles
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import InstrumentId, ProductType
from tests.helpers.examples import PERP_ID

BODY = {"drawings": [{"tool": "horizontal"}]}
LATER: dict[str, object] = {"drawings": []}


async def kept(folder: Path, instrument: InstrumentId = PERP_ID) -> object:
    """What another run finds."""
    return (await DrawingFiles(folder, ManualClock()).load(instrument)).body


async def test_the_last_of_several_is_what_is_kept(tmp_path: Path) -> None:
    files = DrawingFiles(tmp_path, ManualClock())
    for body in (LATER, BODY, LATER, BODY):
        files.keep(PERP_ID, body)
    await files.aclose()
    assert await kept(tmp_path) == BODY


async def test_each_symbol_has_a_file_whatever_its_name(tmp_path: Path) -> None:
    files = DrawingFiles(tmp_path, ManualClock())
    spot = InstrumentId(ProductType.SPOT, PERP_ID.symbol)
    strange = InstrumentId(ProductType.SPOT, "../币/A")
    files.keep(PERP_ID, BODY)
    files.keep(spot, LATER)
    files.keep(strange, BODY)
    await files.aclose()
    assert await kept(tmp_path) == BODY
    assert await kept(tmp_path, spot) == LATER
    assert await kept(tmp_path, strange) == BODY
    assert len(list(tmp_path.iterdir())) == 3


async def test_the_same_run_finds_what_is_not_written_yet(tmp_path: Path) -> None:
    files = DrawingFiles(tmp_path, ManualClock())
    files.keep(PERP_ID, BODY)
    assert (await files.load(PERP_ID)).body == BODY
    await files.aclose()


async def test_a_failed_write_is_told_and_the_next_tries_again(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    files = DrawingFiles(folder, ManualClock())
    files.keep(PERP_ID, BODY)
    with pytest.raises(EnvironmentTroubleError, match="could not be kept"):
        await files.written(PERP_ID)
    folder.mkdir()
    files.keep(PERP_ID, BODY)
    await files.written(PERP_ID)
    assert await kept(folder) == BODY


async def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    link = tmp_path / "usdt-futures-BTCUSDT.json"
    link.symlink_to(link.name)
    files = DrawingFiles(tmp_path, ManualClock())
    loaded = await files.load(PERP_ID)
    assert "could not be read" in loaded.trouble
    files.keep(PERP_ID, BODY)
    with pytest.raises(EnvironmentTroubleError, match="cannot be read"):
        await files.written(PERP_ID)
    await files.aclose()
    assert link.is_symlink()
