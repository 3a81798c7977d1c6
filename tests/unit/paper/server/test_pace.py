"""The pace of a followed market: what is asked, what is done, and what is told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.events import BookSnapshot, MarketEvent
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.market import Stamp
from terminal_app.paper.engine.followed.market import FollowedMarket
from terminal_app.paper.engine.messages import BookChanged, EngineEvent
from terminal_app.paper.server.pace import Pace, PaceState
from terminal_app.paper.server.venue import Venue
from tests.helpers.paper_engine import PERP, PERP_ID, SPOT, TIERS, D, exchange

START = 1_600_000_000_000
LENGTH = 60_000


class Tape:
    """A new book every second, for a minute."""

    name = ""
    instruments: Sequence[Instrument] = (SPOT, PERP)
    tiers: Mapping[InstrumentId, tuple[PositionTier, ...]] = TIERS
    start_ms = START
    end_ms: int | None = START + LENGTH

    def __init__(self) -> None:
        self.at = 0

    async def open(self) -> None:
        """It is there."""

    async def aclose(self) -> None:
        """It stays."""

    def next_ms(self) -> int | None:
        """The next second."""
        return START + 1000 * self.at if self.at <= LENGTH // 1000 else None

    def take(self, now_ms: int) -> Iterable[MarketEvent]:
        """A book for each second."""
        while (at_ms := self.next_ms()) is not None and at_ms <= now_ms:
            price = D(100 + self.at)
            yield BookSnapshot(PERP_ID, ((price, D(1)),), ((price + 1, D(1)),), Stamp(at_ms, 0.0), self.at)
            self.at += 1


class Stage:
    """A market that follows the tape, moved by hand."""

    def __init__(self) -> None:
        self.clock, self.tape, self.told = ManualClock(), Tape(), [""]
        engine = exchange()
        market = FollowedMarket(engine, self.tape.take, START)
        self.venue = Venue(engine, market, self.clock, uid="u", speed=Decimal(1), start_ms=START)
        self.events: list[EngineEvent] = []
        self.venue.listen(self.events.extend)
        self.pace = Pace(self.told.append)

    def beat(self, seconds: float, *asked: object) -> None:
        for request in asked:
            self.pace.ask(request if isinstance(request, str) else json.dumps(request))
        self.clock.advance(seconds)
        self.pace.beat(self.venue, self.tape)
        self.venue.tick()

    @property
    def passed(self) -> int:
        return self.venue.market_ms() - START

    @property
    def state(self) -> PaceState:
        for _ in range(5):
            self.pace.beat(self.venue, self.tape)
        return PaceState.from_line(self.told[-1])


def test_it_goes_as_fast_as_it_was_unless_asked() -> None:
    stage = Stage()
    stage.beat(2.0)
    assert (stage.passed, stage.tape.at) == (2_000, 3)
    stage.beat(0.0, {"speed": "10"})
    stage.beat(2.0)
    assert stage.passed == 22_000
    assert stage.state == PaceState(START + 22_000, START, START + LENGTH, Decimal(10), paused=False)


@pytest.mark.parametrize(("asked", "speed"), [("500", 50), ("0", 1), ("-3", 1), ("1", 1), ("50", 50)])
def test_speed_is_1_to_50(asked: str, speed: int) -> None:
    stage = Stage()
    stage.beat(0.0, {"speed": asked})

    assert stage.state.speed == speed


def test_it_stands_still_and_goes_on_at_its_speed() -> None:
    stage = Stage()
    stage.beat(1.0, {"speed": "5"}, {"pause": True})
    stage.beat(10.0)
    assert stage.passed == 1_000
    assert stage.state.paused
    stage.beat(0.0, {"pause": False})
    stage.beat(1.0)
    assert stage.passed == 6_000


def test_a_step_is_the_next_thing_that_happens() -> None:
    stage = Stage()
    stage.beat(0.5, {"step": 1})
    assert (stage.passed, stage.tape.at) == (1_000, 2)
    stage.beat(9.0, {"step": 3})
    assert (stage.passed, stage.tape.at) == (4_000, 5)
    assert stage.state.paused


def test_it_goes_ahead_but_never_back() -> None:
    stage = Stage()
    stage.beat(0.0, {"to_ms": START + 30_000})
    assert stage.passed == 30_000
    stage.beat(0.0, {"to_ms": START})
    assert stage.passed == 30_000
    assert not stage.state.paused


def test_at_its_end_it_stands_still_for_ever() -> None:
    stage = Stage()
    stage.beat(100.0)
    stage.beat(1.0)
    assert (stage.passed, stage.tape.at) == (LENGTH, 61)
    stage.beat(1.0, {"pause": False})
    stage.beat(1.0, {"step": 1})
    assert stage.passed == LENGTH
    assert stage.state.paused


def test_while_it_stands_still_it_says_how_things_are() -> None:
    stage = Stage()
    stage.beat(0.0, {"pause": True})
    stage.events.clear()
    for _ in range(10):
        stage.beat(0.05)

    assert stage.events == [BookChanged(PERP_ID, ((D(100), D(1)),), ((D(101), D(1)),))]


def test_it_tells_only_news() -> None:
    stage = Stage()
    stage.beat(0.0, {"pause": True})
    for _ in range(50):
        stage.beat(1.0)

    assert len(stage.told) == 2


@pytest.mark.parametrize(
    "asked", ["", "{", "[]", "1", "{}", '{"pause": 1}', '{"speed": 5}', '{"speed": "1e9"}', '{"step": "x"}']
)
def test_what_is_no_request_is_passed_over(asked: str) -> None:
    stage = Stage()
    stage.beat(1.0, asked)

    assert stage.passed == 1_000
    assert stage.state == PaceState(START + 1_000, START, START + LENGTH, Decimal(1), paused=False)


class Slow(ManualClock):
    """A clock on which every look takes a while, as if there was much to do."""

    def monotonic(self) -> float:
        self.advance(0.011)
        return super().monotonic()


def test_a_long_way_is_gone_in_pieces_and_told() -> None:
    stage = Stage()
    stage.beat(0.1, {"pause": True})
    stage.venue.clock = Slow()
    stage.pace.ask(json.dumps({"to_ms": START + 50_000}))
    seen = []
    for _ in range(60):
        stage.pace.beat(stage.venue, stage.tape)
        seen.append(stage.venue.market_ms() - START)
        assert stage.pace.is_hurrying is (seen[-1] < 50_000)
        if seen[-1] >= 50_000:
            break
    assert seen[-1] == 50_000
    assert 3 < len(seen) < 60
    assert seen == sorted(seen)
    told = [PaceState.from_line(line) for line in stage.told if line]
    goals = {state.goal_ms for state in told}
    assert START + 50_000 in goals
    for _ in range(6):
        stage.pace.beat(stage.venue, stage.tape)
    last = PaceState.from_line(stage.told[-1])
    assert (last.at_ms, last.paused, last.goal_ms) == (START + 50_000, True, None)


def test_a_pause_ends_the_way_where_it_is() -> None:
    stage = Stage()
    stage.venue.clock = Slow()
    stage.pace.ask(json.dumps({"to_ms": START + 50_000}))
    stage.pace.beat(stage.venue, stage.tape)
    stage.pace.ask(json.dumps({"pause": True}))
    stage.pace.beat(stage.venue, stage.tape)
    at_ms = stage.venue.market_ms()
    assert START < at_ms < START + 50_000
    stage.pace.beat(stage.venue, stage.tape)
    assert stage.venue.market_ms() == at_ms


@pytest.mark.parametrize("speed", [1, 2, 5, 10, 20, 50])
def test_every_speed_goes_as_fast_as_it_says(speed: int) -> None:
    stage = Stage()
    stage.beat(0.1, {"speed": str(speed)})
    before = stage.venue.market_ms()
    stage.beat(0.2)
    assert stage.venue.market_ms() - before == 200 * speed
