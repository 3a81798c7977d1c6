"""Leads the alerts of a profile: prices in, notices and a sound out, everything kept before it is told.

What has fired is on the disk before anybody hears of it, so that no arming is told twice, whatever ends the
program. It sends nothing to the venue and needs no key.
"""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from terminal_app.core.changes import Batch, Changes, Kind, Topic
from terminal_app.core.errors import TerminalError
from terminal_app.core.events import LinkState, MarketEvent, TickerSeen, TradesSeen
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.orders import TriggerBy
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.alerts.book import MOST, recalled
from terminal_app.market.alerts.history import Verdict, judge, needed
from terminal_app.market.alerts.values import Alert, Fired, Gap, way_to
from terminal_app.market.hub import MarketHub
from terminal_app.ui import format as fmt
from terminal_app.ui.alerts.words import AlertFact, fired_sentence, unknown_sentence

log = logging.getLogger(__name__)

_KEEP_EVERY_S = 60.0
_FEEDS = (Feed.TICKER, Feed.TRADES)
_NO_PRICE = "No price of {} has come yet: nobody can say from where {} is reached."
_THERE = "The {} price is {} already: there is nothing to wait for."
_ALREADY = "There is an alert at {} already."
_TOO_MANY = f"There are {MOST} alerts, the most there can be. Remove some first."


class AlertKeeping(Protocol):
    """Where the alerts of a profile are kept."""

    @property
    def alerts(self) -> Mapping[str, object]:
        """What was kept; empty at first."""
        ...

    async def keep_alerts(self, body: Mapping[str, object]) -> None:
        """Keep this, after what was given before; it is on the disk when this returns.

        Raises:
            OSError: it cannot be written.
        """
        ...


class AlertFeed(Protocol):
    """What the desk needs of the market feed."""

    def watch(self, owner: object, channels: Sequence[Channel]) -> None:
        """Replace what this owner wants."""
        ...

    def past_candles(
        self, instrument: InstrumentId, interval: Interval, count: int
    ) -> Awaitable[Sequence[Candle]]:
        """The newest candles; raises `TerminalError`."""
        ...


class AlertDesk:
    """Served by the frame clock like a panel that paints nothing: it wants to know of lost lines.

    `listeners` are called when there are other alerts, or one has changed.

    Args:
        hub: where prices come from.
        feed: brings them, and candles of the time that nobody looked.
        changes: where it is told.
        keeping: where the alerts are kept.
        link: how the line of the prices is.
        start: runs what takes time.
        sound: makes the sound of an alert.
    """

    topics: frozenset[Kind | Topic] = frozenset({Kind.LINK})

    def __init__(
        self,
        hub: MarketHub,
        feed: AlertFeed,
        changes: Changes,
        keeping: AlertKeeping,
        link: Callable[[], LinkState],
        start: Callable[[Coroutine[object, object, object]], None],
        sound: Callable[[], None],
    ) -> None:
        self.listeners: list[Callable[[], None]] = []
        self._hub = hub
        self._feed = feed
        self._changes = changes
        self._keeping = keeping
        self._link = link
        self._start = start
        self._sound = sound
        self._book = recalled(keeping.alerts)
        self._kept_at = hub.clock.monotonic()
        self._watch()
        hub.listeners.append(self.on_event)

    @property
    def alerts(self) -> Sequence[Alert]:
        """All of them, oldest first."""
        return self._book.all()

    def of(self, instrument: InstrumentId) -> Sequence[Alert]:
        """Those of an instrument."""
        return self._book.of(instrument)

    def offer(self, instrument: InstrumentId, price: Decimal, by: TriggerBy = TriggerBy.LAST) -> Alert | str:
        """The alert that would be made at a price, or why there is none."""
        rules = self._hub.instruments.get(instrument)
        now = self._price(instrument, by)
        said = fmt.price(price, rules)
        if now is None:
            return _NO_PRICE.format(instrument, said)
        way = way_to(price, now[0])
        if way is None:
            return _THERE.format(by.value, said)
        if any(one.armed and (one.price, one.by) == (price, by) for one in self._book.of(instrument)):
            return _ALREADY.format(said)
        if len(self._book.all()) >= MOST:
            return _TOO_MANY
        return Alert(new_client_oid(self._hub.clock.now_ms()), instrument, price, way, now[1], by)

    def put(self, alert: Alert) -> None:
        """Wait for it from now on."""
        self._book.put(alert)
        self._changed()

    def move(self, alert: Alert, price: Decimal, by: TriggerBy | None = None) -> str:
        """Arm an alert anew at a price, of another kind if that is said; why not, or nothing."""
        by = by or alert.by
        made = self.offer(alert.instrument, price, by)
        if isinstance(made, str):
            return made
        self.put(replace(alert.anew(price, made.way, made.seen_ms), by=by))
        return ""

    def repeat(self, alert: Alert, *, each: bool) -> None:
        """Have it fire each time, or once."""
        self.put(replace(alert, each=each))

    def remove(self, name: str) -> None:
        """Wait for it no more."""
        self._book.remove(name)
        self._changed()

    def show_frame(self, batch: Batch) -> None:
        """A line that was lost may have kept prices back."""
        if batch.has(Kind.LINK) and self._link() not in (LinkState.LIVE, LinkState.DEGRADED):
            self._book.doubt()

    def on_event(self, event: MarketEvent) -> None:
        """News of the market."""
        match event:
            case TickerSeen(ticker) if self._book.waits_for(ticker.instrument):
                self._take(ticker.instrument, TriggerBy.LAST, ticker.last, ticker.stamp.source_ms)
                if ticker.mark is not None:
                    self._take(ticker.instrument, TriggerBy.MARK, ticker.mark, ticker.stamp.source_ms)
            case TradesSeen(instrument, trades, _, False) if self._book.waits_for(instrument):
                for trade in trades:
                    self._take(instrument, TriggerBy.LAST, trade.price, trade.time_ms)
            case _:
                return
        if self._hub.clock.monotonic() - self._kept_at >= _KEEP_EVERY_S and self._book.all():
            self._kept_at = self._hub.clock.monotonic()
            self._start(self._keep())

    def _take(self, instrument: InstrumentId, by: TriggerBy, price: Decimal, time_ms: int) -> None:
        for one in self._book.on_price(instrument, by, price, time_ms):
            if isinstance(one, Fired):
                self._fired(one)
            else:
                self._start(self._look_back(one))

    def _fired(self, fired: Fired) -> None:
        self._tell_listeners()
        self._start(self._keep_and_tell(fired))

    async def _keep_and_tell(self, fired: Fired) -> None:
        kept = await self._keep()
        sentence = fired_sentence(fired, self._hub.instruments.get(fired.alert.instrument))
        if not kept:
            sentence = f"{sentence} It could not be written down, and may be told once more after a restart."
        self._changes.post(AlertFact(fired.alert.id, sentence, fired=True))
        self._sound()

    async def _look_back(self, gap: Gap) -> None:
        """Ask the candles what happened while nobody looked."""
        need = needed(gap, self._hub.clock.now_ms())
        verdict, at_ms = Verdict.UNKNOWN, 0
        if need is not None:
            try:
                candles = await self._feed.past_candles(gap.alert.instrument, *need)
                verdict, at_ms = judge(gap, candles, need[0])
            except TerminalError as error:
                log.info("No candles tell of an alert: %s", error.sentence)
        if verdict is Verdict.REACHED:
            fired = self._book.fire_of_history(gap, at_ms)
            if fired is not None:
                self._fired(fired)
        elif verdict is Verdict.UNKNOWN and self._book.get(gap.alert.id) is not None:
            sentence = unknown_sentence(gap, self._hub.instruments.get(gap.alert.instrument))
            self._changes.post(AlertFact(gap.alert.id, sentence, fired=False))

    async def _keep(self) -> bool:
        """Put everything, as it is now, on the disk; whether it is there."""
        self._kept_at = self._hub.clock.monotonic()
        try:
            await self._keeping.keep_alerts(self._book.remember())
        except OSError as error:
            log.warning("The alerts could not be kept: %s", error.strerror)
            return False
        return True

    def _price(self, instrument: InstrumentId, by: TriggerBy) -> tuple[Decimal, int] | None:
        ticker = self._hub.tickers.get(instrument)
        if by is TriggerBy.MARK:
            known = ticker is not None and ticker.mark is not None
            return (ticker.mark, ticker.stamp.source_ms) if known and ticker and ticker.mark else None
        last = self._hub.last.get(instrument)
        return None if last is None else (last.price, last.time_ms)

    def _changed(self) -> None:
        self._watch()
        self._tell_listeners()
        self._start(self._keep())

    def _tell_listeners(self) -> None:
        for listener in self.listeners:
            listener()

    def _watch(self) -> None:
        waiting = dict.fromkeys(one.instrument for one in self._book.all() if one.armed or one.each)
        self._feed.watch("price alerts", [Channel(feed, one) for one in waiting for feed in _FEEDS])
