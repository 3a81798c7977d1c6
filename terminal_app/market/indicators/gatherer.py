"""Fills what indicators need besides candles: trades and tickers of the hub, funding rates of the venue."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import MarketEvent, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import FundingRate, Ticker
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.catalogue import Gathered
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

FRESH_SECONDS = 600.0
RETRY_SECONDS = 30.0
_PERCENT = 100.0

ReadFunding = Callable[[InstrumentId], Awaitable[Sequence[FundingRate]]]


class Gatherer:
    """What was gathered about each instrument since it was first asked for.

    Args:
        hub: tells of trades and tickers.
        read_funding: the past funding rates of an instrument.
        ready: whether there is anybody to ask.
        tasks: owns the requests.
    """

    def __init__(
        self, hub: MarketHub, read_funding: ReadFunding, ready: Callable[[], bool], tasks: TaskOwner
    ) -> None:
        self._hub = hub
        self._read_funding = read_funding
        self._ready = ready
        self._tasks = tasks
        self._gathered: dict[InstrumentId, Gathered] = {}
        self._ask_again_at: dict[InstrumentId, float] = {}
        hub.listeners.append(self.on_market_event)

    def of(self, instrument: InstrumentId) -> Gathered:
        """What is known of an instrument; it is gathered from now on."""
        gathered = self._gathered.get(instrument)
        if gathered is None:
            gathered = self._gathered[instrument] = Gathered()
            ticker = self._hub.tickers.get(instrument)
            if ticker is not None:
                _note(gathered, ticker)
        return gathered

    def want_funding(self, instrument: InstrumentId) -> None:
        """Ask the venue for the funding rates of a future, unless that was done not long ago."""
        now = self._hub.clock.monotonic()
        if not instrument.product.is_futures or not self._ready():
            return
        if now >= self._ask_again_at.get(instrument, now):
            self._ask_again_at[instrument] = now + FRESH_SECONDS
            self._tasks.spawn(self._load_funding(instrument), f"funding rates of {instrument}")

    def on_market_event(self, event: MarketEvent) -> None:
        """Take what belongs to an instrument that was asked for."""
        match event:
            case TradesSeen(instrument, trades, _, snapshot) if instrument in self._gathered:
                self._gathered[instrument].flow.take(trades, snapshot=snapshot)
            case TickerSeen(ticker) if ticker.instrument in self._gathered:
                _note(self._gathered[ticker.instrument], ticker)
            case _:
                pass

    async def _load_funding(self, instrument: InstrumentId) -> None:
        try:
            rates = await self._read_funding(instrument)
        except (LinkError, VenueError) as error:
            log.info("no funding rates of %s: %s %s", instrument, error.sentence, error.detail)
            self._ask_again_at[instrument] = self._hub.clock.monotonic() + RETRY_SECONDS
            return
        ordered = sorted({rate.time_ms: float(rate.rate) * _PERCENT for rate in rates}.items())
        self.of(instrument).settled.replace([time for time, _ in ordered], [rate for _, rate in ordered])


def _note(gathered: Gathered, ticker: Ticker) -> None:
    if ticker.open_interest is not None:
        gathered.interest.note(ticker.stamp.source_ms, float(ticker.open_interest))
    if ticker.funding_rate is not None:
        gathered.upcoming.note(ticker.stamp.source_ms, float(ticker.funding_rate) * _PERCENT)
