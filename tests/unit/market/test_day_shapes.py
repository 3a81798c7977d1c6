"""Tests for `market/day_shapes.py`."""

from collections import deque
from collections.abc import Sequence

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, Interval
from terminal_app.market.day_shapes import FRESH_SECONDS, HOURS, PAUSE_SECONDS, RETRY_SECONDS, DayShapes
from terminal_app.tasks import TaskOwner
from tests.helpers.market import START_MS, candle

IDS = [InstrumentId(ProductType.SPOT, f"C{number}") for number in range(4)]


class Stage:
    """Shapes over a venue that answers with two candles, and a sleep that only counts."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.tasks = TaskOwner("test")
        self.asked: list[InstrumentId] = []
        self.slept: list[float] = []
        self.told: list[InstrumentId] = []
        self.failures: deque[LinkError] = deque()
        self.ready = True
        self.shapes = DayShapes(
            self.read, lambda: self.ready, self.clock, self.tasks, self.told.append, sleep=self.sleep
        )

    async def read(self, instrument: InstrumentId, interval: Interval, count: int) -> Sequence[Candle]:
        assert (interval, count) == (Interval.H1, HOURS)
        self.asked.append(instrument)
        if self.failures:
            raise self.failures.popleft()
        return [candle(START_MS, "1"), candle(START_MS + Interval.H1.ms, "2")]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_each_is_asked_for_once_with_a_pause_between() -> None:
    stage = Stage()
    stage.shapes.want(IDS[:2])
    stage.shapes.want(IDS[:2])
    assert stage.shapes.get(IDS[0]) == ()
    await stage.tasks.drain()
    assert stage.asked == stage.told == IDS[:2]
    assert stage.slept == [PAUSE_SECONDS] * 2
    assert stage.shapes.get(IDS[0]) == (1.0, 2.0)
    stage.shapes.want(IDS[:2])
    await stage.tasks.drain()
    assert stage.asked == IDS[:2]


async def test_only_the_newest_wish_counts() -> None:
    stage = Stage()
    stage.shapes.want(IDS[:2])
    stage.shapes.want(IDS[2:])
    await stage.tasks.drain()
    assert stage.asked == IDS[2:]


async def test_it_is_read_again_when_it_is_old() -> None:
    stage = Stage()
    stage.shapes.want(IDS[:1])
    await stage.tasks.drain()
    stage.clock.advance(FRESH_SECONDS)
    stage.shapes.want(IDS[:1])
    await stage.tasks.drain()
    assert len(stage.asked) == 2


async def test_a_failure_is_tried_again_later_and_keeps_what_is_known() -> None:
    stage = Stage()
    stage.failures.append(LinkError("No answer."))
    stage.shapes.want(IDS[:2])
    await stage.tasks.drain()
    assert stage.shapes.get(IDS[0]) == ()
    assert stage.told == [IDS[1]]
    stage.shapes.want(IDS[:1])
    await stage.tasks.drain()
    assert len(stage.asked) == 2
    stage.clock.advance(RETRY_SECONDS)
    stage.shapes.want(IDS[:1])
    await stage.tasks.drain()
    assert stage.shapes.get(IDS[0]) == (1.0, 2.0)


async def test_nothing_is_asked_before_there_is_anybody_to_ask() -> None:
    stage = Stage()
    stage.ready = False
    stage.shapes.want(IDS)
    await stage.tasks.drain()
    assert stage.asked == []
