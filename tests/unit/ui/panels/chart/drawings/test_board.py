"""Charts share their drawings, hear of each change, and lose none while a file is read."""

import asyncio
from collections.abc import Coroutine, Mapping
from decimal import Decimal
from pathlib import Path

from terminal_app.app.drawing_files import DrawingFiles
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.panels.chart.drawings.board import DrawingBoard
from terminal_app.ui.panels.chart.drawings.sheet import ChartSheet
from terminal_app.ui.panels.chart.drawings.values import AT_MOST, Anchor, Change, Drawing, Tool
from tests.helpers.examples import PERP_ID

OTHER = PERP_ID._replace(symbol="ETHUSDT")


def line(price: int = 1) -> Drawing:
    return Drawing(Tool.HORIZONTAL, (Anchor(0.0, Decimal(price)),))


class Works:
    """Runs what a board starts, and keeps the sentences of what failed."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self.told: list[str] = []

    def start(self, work: Coroutine[object, object, object]) -> None:
        async def run() -> None:
            try:
                await work
            except EnvironmentTroubleError as error:
                self.told.append(error.sentence)

        self.tasks.append(asyncio.get_running_loop().create_task(run()))

    async def done(self) -> None:
        while running := [task for task in self.tasks if not task.done()]:
            await asyncio.wait(running)


def test_every_chart_of_a_symbol_hears_of_a_change_and_sees_it() -> None:
    board = DrawingBoard()
    heard: list[InstrumentId] = []
    board.join(heard.append)
    one, other = ChartSheet(board), ChartSheet(board)
    one.show(PERP_ID)
    other.show(PERP_ID)
    made = line()
    one.do([Change(None, made)])
    assert heard == [PERP_ID]
    assert other.drawings == (made,)
    assert board.drawings(OTHER) == ()


def test_what_was_done_on_one_chart_is_taken_back_there_only() -> None:
    board = DrawingBoard()
    one, other = ChartSheet(board), ChartSheet(board)
    for sheet in (one, other):
        sheet.show(PERP_ID)
    mine, yours = line(1), line(2)
    one.do([Change(None, mine)])
    other.do([Change(None, yours)])
    one.undo()
    assert list(one.drawings) == [yours]
    one.redo()
    assert sorted(one.drawings, key=lambda each: each.key) == [mine, yours]


def test_each_symbol_has_its_own_steps() -> None:
    sheet = ChartSheet(DrawingBoard())
    sheet.show(PERP_ID)
    sheet.do([Change(None, line())])
    sheet.show(OTHER)
    sheet.undo()
    assert not sheet.history.can_undo
    sheet.show(PERP_ID)
    assert list(sheet.drawings) != []
    sheet.undo()
    assert list(sheet.drawings) == []


def test_a_symbol_can_be_full() -> None:
    sheet = ChartSheet(DrawingBoard())
    sheet.show(PERP_ID)
    assert sheet.is_full is False
    sheet.do([Change(None, line()) for _ in range(AT_MOST)])
    full: bool = sheet.is_full
    assert full


async def test_drawings_are_there_in_the_next_run(tmp_path: Path) -> None:
    works, made = Works(), line()
    nothing: tuple[Drawing, ...] = ()
    for found in (nothing, (made,)):
        files = DrawingFiles(tmp_path, ManualClock())
        board = DrawingBoard(files, works.start)
        board.open(PERP_ID)
        await works.done()
        assert board.drawings(PERP_ID) == found
        board.apply(PERP_ID, [] if found else [Change(None, made)])
        await works.done()
        await files.aclose()
    assert works.told == []


async def test_what_is_drawn_while_the_file_is_read_is_added_to_it(tmp_path: Path) -> None:
    works = Works()
    first = DrawingFiles(tmp_path, ManualClock())
    first.keep(PERP_ID, {"drawings": [{"tool": "spiral"}]})
    await first.aclose()
    files = DrawingFiles(tmp_path, ManualClock())
    board, made = DrawingBoard(files, works.start), line()
    board.open(PERP_ID)
    board.apply(PERP_ID, [Change(None, made)])
    await works.done()
    await files.aclose()
    body: Mapping[str, object] = (await DrawingFiles(tmp_path, ManualClock()).load(PERP_ID)).body
    entries = body["drawings"]
    assert isinstance(entries, list)
    assert [entry["tool"] for entry in entries] == ["horizontal", "spiral"]


async def test_a_damaged_file_is_set_aside_with_a_sentence(tmp_path: Path) -> None:
    works = Works()
    (tmp_path / "usdt-futures-BTCUSDT.json").write_text("{", encoding="utf-8")
    board = DrawingBoard(DrawingFiles(tmp_path, ManualClock()), works.start)
    board.open(PERP_ID)
    await works.done()
    assert board.drawings(PERP_ID) == ()
    assert len(works.told) == 1
    assert "was set aside as usdt-futures-BTCUSDT.json.damaged-" in works.told[0]
    assert len(list(tmp_path.glob("*.damaged-*"))) == 1
