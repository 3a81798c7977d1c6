"""The market's clock, and that everybody hears everything."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.engine.messages import EngineEvent
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SPOT, SWAP


@pytest.mark.parametrize("speed", ["1", "0.5", "60"])
def test_market_time_runs_at_its_speed(venue: Venue, manual_clock: ManualClock, speed: str) -> None:
    fast = Venue(venue.engine, venue.market, manual_clock, uid="1", speed=Decimal(speed))
    start = fast.market_ms()
    for _ in range(1000):
        manual_clock.advance(0.0105)
        fast.market_ms()
    assert fast.market_ms() - start == pytest.approx(10_500 * float(speed), abs=60)


def test_market_time_never_goes_back(venue: Venue, manual_clock: ManualClock) -> None:
    before = venue.market_ms()
    manual_clock.step_wall(-3600)
    manual_clock.advance(1)
    assert venue.market_ms() == before + 1000
    manual_clock.step_wall(3600)
    assert venue.market_ms() == before + 1000


def test_market_time_catches_up_after_a_sleep(venue: Venue, manual_clock: ManualClock) -> None:
    manual_clock.advance(1)
    before = venue.market_ms()
    manual_clock.step_wall(3600)
    assert venue.market_ms() == before + 3_600_000
    manual_clock.advance(1)
    assert venue.market_ms() == before + 3_601_000 == manual_clock.now_ms()
    venue.tick()
    assert venue.quote(SPOT).bid is not None


def test_listeners_hear_every_batch_in_order(venue: Venue, manual_clock: ManualClock) -> None:
    heard: list[tuple[str, Sequence[EngineEvent]]] = []
    venue.listen(lambda events: heard.append(("first", events)))
    venue.listen(lambda events: heard.append(("second", events)))
    manual_clock.advance(1)
    venue.tick()
    assert [name for name, _ in heard] == ["first", "second"]
    assert heard[0][1]
    venue.apply([])
    assert len(heard) == 2


def test_quotes_have_what_their_product_has(venue: Venue) -> None:
    assert venue.quote(SPOT).derivatives is None
    swap = venue.quote(SWAP).derivatives
    assert swap is not None
    assert swap.mark > 0
    assert venue.btc_price() == venue.quote(SPOT).stats.last
