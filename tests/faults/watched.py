"""A public stream under observation: when it said that it was in doubt, and when it began anew."""

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.events import Link, LinkChanged, LinkState, TickerSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Clock, Feed
from terminal_app.tasks import TaskOwner

_STALE_S = 3.0
_RECONNECT_S = 10.0
_TICKER = Channel(Feed.TICKER, InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"))


class Watched:
    """A stream, and when it said what."""

    def __init__(self, url: str, clock: Clock, tasks: TaskOwner) -> None:
        self.said: list[tuple[float, LinkState]] = []
        self.tickers = 0
        self._clock = clock
        self.stream = Stream(
            UNIFIED_STREAM,
            Link.PUBLIC,
            url,
            None,
            clock,
            clock.now_ms,
            self._hear,
            tasks,
            ConnectBudget(10**9),
        )
        self.stream.want(frozenset({_TICKER}))

    def _hear(self, event: StreamEvent) -> None:
        if isinstance(event, LinkChanged):
            self.said.append((self._clock.monotonic(), event.state))
        self.tickers += isinstance(event, TickerSeen)

    def after(self, moment: float, *states: LinkState) -> float | None:
        """Seconds from a moment until one of these states was said."""
        return next((at - moment for at, state in self.said if at >= moment and state in states), None)

    def wrong(self, broken: float, late: float, what: str) -> list[str]:
        """What was too late after the connection broke; `late` seconds are our own."""
        stale = self.after(broken, LinkState.DEGRADED, LinkState.DOWN)
        again = self.after(broken, LinkState.CONNECTING)
        wrong = []
        if stale is None or stale > _STALE_S + late:
            wrong.append(f"doubtful only after {stale} s: {what}")
        if again is None or again > _RECONNECT_S + late:
            wrong.append(f"a new connection only after {again} s: {what}")
        return wrong
