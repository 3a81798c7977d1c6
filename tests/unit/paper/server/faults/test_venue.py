"""A clock that is off, and symbols that go."""

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Kind, Plan, Rule
from terminal_app.paper.server.faults.venue import SkewedClock, delist
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import UID, Api
from tests.unit.paper.server.rest.test_trade import PLACE, limit


def test_the_wall_clock_is_off_and_the_monotonic_one_is_not(manual_clock: ManualClock) -> None:
    clock = SkewedClock(manual_clock, Plan(1, [Rule(Kind.CLOCK_SKEW, milliseconds=-45_000)]))
    assert clock.now_ms() == manual_clock.now_ms() - 45_000
    assert clock.monotonic() == manual_clock.monotonic()


async def test_a_symbol_that_is_gone_takes_no_orders_and_keeps_those_it_has(api: Api, venue: Venue) -> None:
    api.post(PLACE, limit(venue))
    rules = [
        Rule(Kind.DELIST, category="usdt-futures", symbol="BTCUSDT", seconds=0.001),
        Rule(Kind.DELIST, category="nowhere", symbol="BTCUSDT", seconds=0),
    ]
    dice = Dice(Plan(1, rules))
    await delist(venue, dice)

    assert api.refused("POST", PLACE, limit(venue))[0] == "25101"
    assert len(venue.engine.open_orders(UID)) == 1
    shown = api.get("/api/v3/market/instruments", category="USDT-FUTURES", symbol="BTCUSDT")
    assert shown[0]["status"] == "offline"
    assert [line["what"] for line in dice.lines] == ["symbol BTCUSDT perp"]
