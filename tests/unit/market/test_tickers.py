"""The newest ticker wins, whichever way it came."""

from dataclasses import replace

from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Stamp
from terminal_app.market.tickers import TickerTable
from tests.helpers.examples import PERP_ID, SPOT_ID, ticker


def test_an_overtaken_answer_is_dropped(manual_clock: ManualClock) -> None:
    table = TickerTable(manual_clock)
    newer = replace(ticker(), stamp=Stamp(20, 1.0))
    assert table.apply(newer)
    assert not table.apply(replace(ticker(bid="1"), stamp=Stamp(10, 2.0)))
    assert table.get(PERP_ID) == newer


def test_each_instrument_has_its_own(manual_clock: ManualClock) -> None:
    table = TickerTable(manual_clock)
    table.apply(ticker(PERP_ID))
    assert (table.get(SPOT_ID), table.age(SPOT_ID)) == (None, None)
    table.apply(replace(ticker(SPOT_ID), stamp=Stamp(1, manual_clock.monotonic())))
    manual_clock.advance(3)
    assert table.age(SPOT_ID) == 3
    assert {entry.instrument for entry in table.all()} == {PERP_ID, SPOT_ID}
