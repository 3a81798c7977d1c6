"""The synthetic market: prices that move, books that fill, trades that print, and a past to look back on.

Prices follow a path that depends on the seed and the time alone, so a market that is started again goes on
where it would have been. What happens around that path (quotes, trades) depends on the seed and on when
`advance` is called. The synthetic participants use the same books and the same matching as everybody else.
"""

from decimal import Decimal
from random import Random
from typing import NamedTuple

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.orders import Side
from terminal_app.paper.engine.exact import whole
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.market import DayStats
from terminal_app.paper.engine.messages import EngineEvent, Printed
from terminal_app.paper.engine.models.calendar import slot_at
from terminal_app.paper.engine.models.flow import Flow
from terminal_app.paper.engine.models.funding import FundingCurve
from terminal_app.paper.engine.models.history import Bar, History
from terminal_app.paper.engine.models.interest import InterestCurve
from terminal_app.paper.engine.models.profiles import Profile, profile
from terminal_app.paper.engine.models.tape import Tape
from terminal_app.paper.engine.models.walk import Span, Tide, Walk

LAUNCH_MS = 1_577_836_800_000
"""Nothing was traded before the year 2020, or three years before the start when that is earlier."""

_LEAST_PAST_MS = 3 * 365 * Span.DAY.ms
_JUMP_MS = 5_000
_MARK_MS = 200
_FIRST_PRINTS = 100


class _Stall(NamedTuple):
    """Everything about one instrument."""

    instrument: Instrument
    profile: Profile
    history: History
    tape: Tape
    flow: Flow
    funding: FundingCurve
    interest: InterestCurve


class SyntheticMarket:
    """Makes the instruments of an exchange trade.

    Args:
        exchange: where to trade; every instrument of it is served.
        seed: the same seed and the same times make the same market.
        start_ms: the exchange's time at the beginning, Unix ms.
    """

    def __init__(self, exchange: PaperExchange, *, seed: int, start_ms: int) -> None:
        self._exchange = exchange
        self._desk = exchange.desk
        self._seed = seed
        self._now_ms = start_ms
        self._marked_ms = start_ms
        self._launch_ms = min(LAUNCH_MS, start_ms - _LEAST_PAST_MS)
        tide = Tide(seed)
        walks: dict[str, Walk] = {}
        self._stalls: dict[InstrumentId, _Stall] = {}
        for one in exchange.instruments.values():
            liveliness = profile(one)
            walk = walks.setdefault(one.base, Walk(liveliness.coin, tide))
            self._stalls[one.id] = self._open_stall(one, liveliness, walk)
        for stall in self._stalls.values():
            self._set_mark(stall)
            stall.flow.step(start_ms, 0)
            if stall.instrument.funding_hours:
                settled = stall.funding.next_ms(start_ms)
                exchange.set_funding(stall.instrument.id, stall.funding.rate(settled), settled)
        self._absorb()
        self._desk.end_step(start_ms)

    def advance(self, now_ms: int) -> list[EngineEvent]:
        """Let everybody act up to now; returns what happened, in order.

        After a long pause (sleep, or a very fast clock) history tells what happened meanwhile, at no great
        cost.
        """
        elapsed = now_ms - self._now_ms
        if elapsed <= 0:
            return self._desk.end_step(self._now_ms)
        self._absorb()
        self._now_ms = now_ms
        for stall in self._stalls.values():
            if elapsed > _JUMP_MS:
                stall.tape.jump(now_ms)
            else:
                stall.tape.tick(now_ms)
        events = self._settle_funding()
        for stall in self._stalls.values():
            stall.flow.step(now_ms, min(elapsed, _JUMP_MS))
        if now_ms - self._marked_ms >= _MARK_MS:
            self._marked_ms = now_ms
            for stall in self._stalls.values():
                events += self._set_mark(stall)
        events += self._desk.end_step(now_ms)
        self._absorb()
        return events

    # -- reads ---------------------------------------------------------------------------------------

    def candles(
        self,
        instrument: InstrumentId,
        interval: Interval,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        limit: int = 100,
    ) -> list[Candle]:
        """Bars that open at or after `start_ms` and before `end_ms`: the newest `limit`, oldest first.

        Without `end_ms` the last one is still forming.
        """
        self._absorb()
        stall = self._stalls[instrument]
        first_ms = max(self._launch_ms, self._launch_ms if start_ms is None else start_ms)
        at_ms = self._now_ms if end_ms is None else min(self._now_ms, end_ms - 1)
        found: list[Candle] = []
        while len(found) < limit and at_ms >= first_ms:
            slot = slot_at(interval, at_ms)
            if slot.start_ms < first_ms:
                break
            found.append(_candle(stall.instrument, slot.start_ms, stall.tape.bar(slot)))
            at_ms = slot.start_ms - 1
        found.reverse()
        return found

    def stats_24h(self, instrument: InstrumentId) -> DayStats:
        """The last 24 hours, to the quarter of an hour."""
        self._absorb()
        stall = self._stalls[instrument]
        bar = _candle(stall.instrument, 0, stall.tape.day())
        last = stall.tape.last * stall.instrument.tick
        return DayStats(bar.open, bar.high, bar.low, last, bar.volume, bar.turnover)

    def recent_prints(self, instrument: InstrumentId, limit: int) -> list[Printed]:
        """The latest public trades, newest first."""
        self._absorb()
        prints = self._stalls[instrument].tape.prints
        return [prints[-1 - place] for place in range(min(limit, len(prints)))]

    def funding_history(self, instrument: InstrumentId, limit: int) -> list[tuple[int, Decimal]]:
        """Past settlements and their rates, newest first; none on spot."""
        stall = self._stalls[instrument]
        if not stall.instrument.funding_hours:
            return []
        newest = stall.funding.next_ms(self._now_ms) - stall.funding.period_ms
        times = (newest - place * stall.funding.period_ms for place in range(limit))
        return [(at_ms, stall.funding.rate(at_ms)) for at_ms in times if at_ms >= self._launch_ms]

    def silent_since(self, instrument: InstrumentId) -> int | None:
        """It never falls silent."""
        del instrument
        return None

    def open_interest(self, instrument: InstrumentId) -> Decimal:
        """Open contracts in base coin; zero on spot."""
        stall = self._stalls[instrument]
        if not instrument.product.is_futures:
            return Decimal(0)
        return stall.interest.lots(self._now_ms) * stall.instrument.lot

    # -- inside --------------------------------------------------------------------------------------

    def _open_stall(self, one: Instrument, liveliness: Profile, walk: Walk) -> _Stall:
        history = History(one, liveliness, walk)
        random = Random(f"{self._seed}:flow:{one.id.product.value}:{one.id.symbol}")
        tape = Tape(history, self._now_ms)
        gap_ms = int(1_000 / liveliness.pace)
        for place in range(_FIRST_PRINTS, 0, -1):
            at_ms = self._now_ms - place * gap_ms
            tape.prints.append(
                Printed(
                    one.id,
                    self._desk.next_id(self._now_ms),
                    history.ticks(at_ms) * one.tick,
                    max(1, int(history.trade_lots * random.expovariate(1))) * one.lot,
                    random.choice((Side.BUY, Side.SELL)),
                    at_ms,
                )
            )
        flow = Flow(self._desk, one.id, history, liveliness, random)
        return _Stall(
            one,
            liveliness,
            history,
            tape,
            flow,
            FundingCurve(self._seed, one),
            InterestCurve(self._seed, one, history),
        )

    def _set_mark(self, stall: _Stall) -> list[EngineEvent]:
        """The index is the coin's own price; the mark is where the contract should trade."""
        one, now_ms = stall.instrument, self._now_ms
        mark, index = stall.history.ticks(now_ms) * one.tick, stall.history.index(now_ms) * one.tick
        return self._exchange.set_mark(one.id, mark, index, now_ms)

    def _settle_funding(self) -> list[EngineEvent]:
        events: list[EngineEvent] = []
        for stall in self._stalls.values():
            if not stall.instrument.funding_hours:
                continue
            _, due_ms = self._exchange.funding(stall.instrument.id)
            while due_ms <= self._now_ms:
                events += self._exchange.settle_funding(stall.instrument.id, self._now_ms)
                due_ms += stall.funding.period_ms
                self._exchange.set_funding(stall.instrument.id, stall.funding.rate(due_ms), due_ms)
        return events

    def _absorb(self) -> None:
        """Take new trades, also those that accounts made between two steps, into bars and tape."""
        for trade in self._desk.take_prints():
            stall = self._stalls[trade.instrument]
            one = stall.instrument
            stall.tape.add(trade, whole(trade.price, one.tick) or 0, whole(trade.size, one.lot) or 0)


def _candle(instrument: Instrument, open_ms: int, bar: Bar) -> Candle:
    tick, lot = instrument.tick, instrument.lot
    return Candle(
        open_ms,
        bar.open * tick,
        bar.high * tick,
        bar.low * tick,
        bar.close * tick,
        bar.lots * lot,
        bar.turnover * (tick * lot),
    )
