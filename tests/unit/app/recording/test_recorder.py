"""What goes into a recording, and what happens when it cannot."""

from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.app.recording.deck import Deck
from terminal_app.app.recording.recorder import Recorder
from terminal_app.app.recording.stores import RecordedBlotter
from terminal_app.app.replay.headless import Replay, main
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.events import Link
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Move, OrderType, Side, Source
from terminal_app.market.hub import MarketHub
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind
from terminal_app.trading.orders import OrderBlotter
from tests.helpers.logs import LogWatch

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ORDER = PlaceOrder("tb-1", BTC, Side.BUY, OrderType.LIMIT, BaseQty(Decimal("0.10")), Decimal("64000.10"))


def recorder_in(folder: Path, blotter: OrderBlotter | None = None) -> Recorder:
    recorder = Recorder(folder, SystemClock(), pytest.fail)
    recorder.follow(MarketHub(Changes(), SystemClock()), blotter or OrderBlotter())
    return recorder


def ended(recorder: Recorder) -> None:
    recorder.end()
    recorder.close()


def played(folder: Path) -> Replay:
    replay = Replay()
    for record in TapeReader(folder):
        replay.take(record)
    return replay


async def test_steps_of_the_orders_come_back(tmp_path: Path) -> None:
    deck = Deck(SystemClock())
    blotter = RecordedBlotter(deck.order_step)
    deck.watch(MarketHub(Changes(), SystemClock()), blotter)
    deck.start(lambda: Recorder(tmp_path, SystemClock(), pytest.fail))
    blotter.submitted(ORDER, Source.MANUAL, 5)
    with pytest.raises(ValueError, match="was used before"):
        blotter.submitted(ORDER, Source.MANUAL, 6)
    blotter.move("tb-1", Move.ACCEPTED, order_id="77")
    blotter.say("tb-1", "Waiting.")
    blotter.claim("77", Source.MANUAL)
    await deck.stop()

    replay = played(tmp_path)
    assert replay.blotter.all() == blotter.all()
    assert replay.blotter.by_order_id("77") is not None
    assert main(tmp_path) == 0


def test_what_a_frame_explains_is_not_written_twice(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path)
    blotter = RecordedBlotter(recorder.order_step)
    with recorder.explained():
        blotter.submitted(ORDER, Source.MANUAL, 5)
    ended(recorder)

    assert Kind.ORDERS not in [record.kind for record in TapeReader(tmp_path)]


@pytest.mark.parametrize("link", [Link.PUBLIC, Link.PRIVATE])
def test_every_part_begins_with_how_everything_stands(tmp_path: Path, link: Link) -> None:
    recorder = Recorder(tmp_path, SystemClock(), pytest.fail, part_bytes=1)
    blotter = RecordedBlotter(recorder.order_step)
    recorder.follow(MarketHub(Changes(), SystemClock()), blotter)
    blotter.submitted(ORDER, Source.MANUAL, 5)
    recorder.turned(link, 1.0, slept=False)
    blotter.move("tb-1", Move.ACCEPTED, order_id="77")
    ended(recorder)
    first, second = sorted(tmp_path.iterdir())
    first.unlink()

    kinds = [record.kind for record in TapeReader(second)]
    assert kinds == [Kind.HEADER, Kind.KEYFRAME, Kind.ORDERS, Kind.TURN, Kind.ORDERS, Kind.END]
    assert played(second).blotter.all() == blotter.all()
    assert main(second) == 0


def test_another_ending_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blotter = OrderBlotter()  # its steps are not recorded
    recorder = recorder_in(tmp_path, blotter)
    blotter.submitted(ORDER, Source.MANUAL, 5)
    ended(recorder)

    assert main(tmp_path) == 1
    assert "The orders differ from how the session ended." in capsys.readouterr().err


def test_a_session_that_died_has_no_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorder = recorder_in(tmp_path)
    recorder.seed(Link.PUBLIC)
    ended(recorder)
    whole = recorder.first_part.read_bytes()
    recorder.first_part.write_bytes(whole[:-1])

    assert main(tmp_path) == 1
    output = capsys.readouterr()
    assert "is damaged" in output.err
    assert "there is nothing to compare with" in output.out


def test_what_is_no_core_value_is_never_in_the_way(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("something was not recorded")
    recorder = recorder_in(tmp_path)
    recorder.order_step("say", object())
    ended(recorder)

    assert main(tmp_path) == 0


def test_no_recording_is_an_exit_code_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(tmp_path / "missing") == 2
    assert "There is no recording" in capsys.readouterr().err
