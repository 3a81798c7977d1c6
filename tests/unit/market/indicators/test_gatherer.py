"""Trades, tickers and funding rates reach the instrument they belong to, and no request is made twice."""

from collections.abc import Sequence
from dataclasses import replace

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.core.events import TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import FundingRate, Stamp
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.gatherer import FRESH_SECONDS, RETRY_SECONDS, Gatherer
from terminal_app.tasks import TaskOwner
from tests.helpers.market import START_MS, D, trade
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, ticker
from tests.helpers.waiting import eventually


class Desk:
    """A hub, a venue that answers or not, and how often it was asked."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.hub = MarketHub(Changes(), self.clock)
        self.asked = 0
        self.ready = True
        self.error: LinkError | None = None
        self.tasks = TaskOwner("test")
        self.gatherer = Gatherer(self.hub, self.read, lambda: self.ready, self.tasks)

    async def read(self, instrument: InstrumentId) -> Sequence[FundingRate]:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return [
            FundingRate(instrument, D("0.0002"), START_MS + 1_000),
            FundingRate(instrument, D("0.0001"), START_MS),
        ]


def test_trades_and_tickers_reach_the_instrument_that_was_asked_for() -> None:
    desk = Desk()
    stamp = Stamp(START_MS, 0.0)
    told = replace(ticker(BTC_PERP, "100"), stamp=stamp, open_interest=D(7), funding_rate=D("0.0001"))
    desk.hub.apply(TradesSeen(BTC_PERP, (trade(1),), stamp, snapshot=True))
    gathered = desk.gatherer.of(BTC_PERP)
    assert not len(gathered.flow.sums.times)
    desk.hub.apply(TradesSeen(BTC_PERP, (trade(2), trade(3)), stamp))
    desk.hub.apply(TradesSeen(ETH_SPOT, (trade(4),), stamp))
    desk.hub.apply(TickerSeen(told))
    desk.hub.apply(TickerSeen(replace(told, instrument=ETH_SPOT)))
    assert gathered.flow.sums.values[-1] == 0.2
    assert gathered.flow.complete_from_ms == trade(2).time_ms
    assert gathered.interest.values.tolist() == [7.0]
    assert gathered.upcoming.values.tolist() == [0.01]
    assert desk.gatherer.of(BTC_PERP) is gathered


def test_what_the_ticker_said_before_is_taken_along() -> None:
    desk = Desk()
    told = replace(ticker(BTC_PERP, "100"), open_interest=D(7))
    desk.hub.apply(TickerSeen(told))
    assert desk.gatherer.of(BTC_PERP).interest.values.tolist() == [7.0]


async def test_funding_is_asked_for_once_in_a_while_and_in_percent() -> None:
    desk = Desk()
    for _ in range(3):
        desk.gatherer.want_funding(BTC_PERP)
    settled = desk.gatherer.of(BTC_PERP).settled
    await eventually(lambda: len(settled.times) == 2)
    assert settled.values.tolist() == [0.01, 0.02]
    assert settled.times.tolist() == [START_MS, START_MS + 1_000]
    desk.clock.advance(FRESH_SECONDS - 1)
    desk.gatherer.want_funding(BTC_PERP)
    assert desk.asked == 1
    desk.clock.advance(1)
    desk.gatherer.want_funding(BTC_PERP)
    await eventually(lambda: desk.asked == 2)
    await desk.tasks.aclose()


async def test_a_failure_is_tried_again_after_a_while() -> None:
    desk = Desk()
    desk.error = LinkError("There is no connection.")
    desk.gatherer.want_funding(BTC_PERP)
    await eventually(lambda: desk.asked == 1)
    desk.error = None
    desk.gatherer.want_funding(BTC_PERP)
    desk.clock.advance(RETRY_SECONDS)
    desk.gatherer.want_funding(BTC_PERP)
    await eventually(lambda: len(desk.gatherer.of(BTC_PERP).settled.times) == 2)
    assert desk.asked == 2
    await desk.tasks.aclose()


async def test_nobody_is_asked_about_spot_or_without_a_connection() -> None:
    desk = Desk()
    desk.gatherer.want_funding(ETH_SPOT)
    desk.ready = False
    desk.gatherer.want_funding(BTC_PERP)
    await desk.tasks.aclose()
    assert desk.asked == 0
