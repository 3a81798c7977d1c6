"""The running exchange: engine, synthetic market, clock, and those who listen to what happens.

Every change goes through `apply`, so that the streams and the saved accounts see each event exactly once and
in order. It knows no JSON and no sockets.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.market import Market
from terminal_app.paper.engine.messages import EngineEvent
from terminal_app.paper.server.encode.market import Derivatives, Quote
from terminal_app.paper.server.wallets import AccountKind, Wallets

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock

Listener = Callable[[Sequence[EngineEvent]], None]

_SLEPT_MS = 5_000
_BTC = InstrumentId(ProductType.SPOT, "BTCUSDT")


class Venue:
    """One exchange with one account.

    Args:
        uid: the account that the key opens.
        kind: whether that is a unified account or a classic one, which is split into wallets.
        speed: how fast the market's clock runs; 1 is real time. The wire's clock (signatures, server time) is
            always the real one.
        start_ms: the market's time at the beginning (Unix ms); now, unless told.
    """

    def __init__(
        self,
        engine: PaperExchange,
        market: Market,
        clock: "Clock",
        *,
        uid: str,
        speed: Decimal,
        kind: AccountKind = AccountKind.UNIFIED,
        start_ms: int | None = None,
    ) -> None:
        self.engine = engine
        self.market = market
        self.clock = clock
        self.uid = uid
        self.wallets = Wallets(uid, kind)
        self._speed = speed
        self._wall_ms = clock.now_ms()
        self._market_ms = self._wall_ms if start_ms is None else start_ms
        self._monotonic = clock.monotonic()
        self._listeners: list[Listener] = []
        self._cancel_all_at: float | None = None

    def listen(self, listener: Listener) -> None:
        """Hear every batch of events from now on, after those who listened before."""
        self._listeners.append(listener)

    def apply(self, events: Sequence[EngineEvent]) -> None:
        """Tell the listeners what happened."""
        if events:
            for listener in self._listeners:
                listener(events)

    def market_ms(self) -> int:
        """The market's clock, Unix milliseconds. It never goes back, and it catches up after a sleep.

        It follows the monotonic clock, which stands still while the computer sleeps; the wall clock tells of
        that.
        """
        elapsed = int((self.clock.monotonic() - self._monotonic) * 1000)
        slept = self.clock.now_ms() - self._wall_ms - elapsed
        if slept > _SLEPT_MS:
            self._market_ms += int((elapsed + slept) * self._speed)
            self._wall_ms += elapsed + slept
            self._monotonic = self.clock.monotonic()
            return self._market_ms
        return self._market_ms + int(elapsed * self._speed)

    def set_pace(self, speed: Decimal, at_ms: int) -> None:
        """Go on from a time of the market with another speed; 0 stands still."""
        self._speed, self._market_ms = speed, at_ms
        self._wall_ms, self._monotonic = self.clock.now_ms(), self.clock.monotonic()

    def restate(self) -> None:
        """Tell the listeners once more how the books are, while the market stands still."""
        from terminal_app.paper.engine.followed.market import FollowedMarket

        if isinstance(self.market, FollowedMarket):
            self.apply(self.market.restate())

    def tick(self) -> None:
        """Let the market act up to now, and the dead man's switch if it is due."""
        self.apply(self.market.advance(self.market_ms()))
        if self._cancel_all_at is not None and self.clock.monotonic() >= self._cancel_all_at:
            self._cancel_all_at = None
            self.cancel_everything()

    def cancel_everything(self) -> None:
        """Cancel every open order of the account."""
        for product in ProductType:
            _, events = self.engine.cancel_all(self.wallets.of(product), product, None, self.market_ms())
            self.apply(events)

    def arm_cancel_all(self, seconds: int) -> None:
        """Cancel everything in so many seconds unless this is called again; 0 disarms."""
        self._cancel_all_at = self.clock.monotonic() + seconds if seconds else None

    def listed(self, product: ProductType) -> Iterable[Instrument]:
        """The instruments of a product."""
        return [one for one in self.engine.instruments.values() if one.id.product is product]

    def quotes(self, rows: Sequence[Instrument], *, asked_for: bool) -> list[Quote]:
        """Tickers of instruments; nobody looks at times in a list, so only one `asked_for` may be silent."""
        return [self.quote(one.id) for one in rows if asked_for or self.market.silent_since(one.id) is None]

    def quote(self, instrument: InstrumentId) -> Quote:
        """What a ticker says right now, or said when it was heard last."""
        silent_ms = self.market.silent_since(instrument)
        bids, asks = self.engine.depth(instrument, 1)
        return Quote(
            instrument=self.engine.instruments[instrument],
            stats=self.market.stats_24h(instrument),
            bid=_first(bids),
            ask=_first(asks),
            derivatives=self.derivatives(instrument) if instrument.product.is_futures else None,
            time_ms=self.market_ms() if silent_ms is None else silent_ms,
        )

    def derivatives(self, instrument: InstrumentId) -> Derivatives:
        """Mark, index, funding and open interest of a futures instrument."""
        rate, next_ms = self.engine.funding(instrument)
        return Derivatives(
            mark=self.engine.mark(instrument),
            index=self.engine.index(instrument),
            funding_rate=rate,
            next_funding_ms=next_ms,
            open_interest=self.market.open_interest(instrument),
        )

    def btc_price(self) -> Decimal:
        """What a bitcoin costs, zero when it is not traded here."""
        return self.market.stats_24h(_BTC).last if _BTC in self.engine.instruments else ZERO


def _first(levels: Sequence[Level]) -> Level | None:
    return levels[0] if levels else None
