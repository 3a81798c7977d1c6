"""What the top bar says of the chosen instrument, the account and the venue. Knows no Qt."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import Link, LinkState
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.ports import Health
from terminal_app.trading.gate import TradingState
from terminal_app.ui import format as text
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar_state import FEED_STALE_SECONDS, LINK_MOODS, LINK_WORDS, Mood


class Venue(Enum):
    """Where orders go. The value is the word of the badge."""

    PAPER = "PAPER"
    DEMO = "DEMO"
    LIVE = "LIVE"
    REPLAY = "REPLAY"

    @property
    def meaning(self) -> str:
        """What trading here means, in a sentence."""
        return _MEANINGS[self]


_MEANINGS = {
    Venue.PAPER: "Orders go to the paper exchange on this computer. No money is involved.",
    Venue.DEMO: "Orders go to Bitget's demo trading. No real money is involved.",
    Venue.LIVE: "Orders go to Bitget and trade real money.",
    Venue.REPLAY: "A recording is played. Orders go to a paper exchange that follows it, without money.",
}


SWITCH_WORDS = {TradingState.HALTED: "HALTED", TradingState.REDUCE_ONLY: "REDUCE ONLY"}
"""What the bar says while not everything may leave."""


@dataclass(frozen=True, slots=True)
class TopView:
    """The words of the bar. The futures fields are empty on spot."""

    symbol: str
    product: str
    last: str
    last_mood: Mood
    change: str
    change_mood: Mood
    high: str
    low: str
    volume: str
    mark: str
    index: str
    funding: str
    funding_tip: str


def view(
    chosen: InstrumentId | None,
    instrument: Instrument | None,
    ticker: Ticker | None,
    age: float | None,
    now_ms: int,
) -> TopView:
    """The bar for an instrument; its prices are soft when the ticker is older than it should be."""
    stale = is_stale(age)
    change = ticker.change_24h if ticker is not None else None
    futures = chosen is not None and chosen.product.is_futures
    funding, funding_tip = _funding(ticker, now_ms) if futures else ("", "")
    return TopView(
        symbol=chosen.symbol if chosen is not None else "Choose a symbol",
        product="" if chosen is None else "perp" if futures else "spot",
        last=text.price(ticker.last if ticker is not None else None, instrument),
        last_mood=Mood.SOFT if stale else _mood(change),
        change=text.change(change),
        change_mood=Mood.SOFT if stale else _mood(change),
        high=text.price(ticker.high_24h if ticker is not None else None, instrument),
        low=text.price(ticker.low_24h if ticker is not None else None, instrument),
        volume=text.volume(ticker.turnover_24h if ticker is not None else None),
        mark=text.price(ticker.mark if ticker is not None else None, instrument) if futures else "",
        index=text.average(ticker.index if ticker is not None else None, instrument) if futures else "",
        funding=funding,
        funding_tip=funding_tip,
    )


def is_stale(age: float | None) -> bool:
    """Whether a ticker of this age, in seconds, is too old to be shown as what is."""
    return age is None or age > FEED_STALE_SECONDS


def link_words(links: LinkStates, health: Health) -> tuple[str, Mood, str]:
    """The connection in a word with its round trip, how to take it, and why it is so.

    The worse of the two streams is told: what one cannot see is what hurts.
    """
    worst = max((Link.PUBLIC, Link.PRIVATE), key=lambda link: _SEVERITY[links.state(link)])
    state = links.state(worst)
    ping = health.public_ping_ms if health.public_ping_ms is not None else health.rest_ms
    if state is LinkState.LIVE and ping is not None:
        return text.latency(ping), Mood.GOOD, "Connected; the time is a round trip to the venue."
    name = "Market data" if worst is Link.PUBLIC else "Account stream"
    return LINK_WORDS[state], LINK_MOODS[state], links.sentence(worst) or f"{name}: {LINK_WORDS[state]}."


def equity_text(equity: Decimal | None) -> str:
    """The account's equity."""
    return text.DASH if equity is None else f"{text.money(equity)} USD"


def account_words(kind: AccountKind | None) -> tuple[str, str]:
    """The caption of the equity with the kind of account in it, and what that kind means."""
    if kind is None:
        return "Equity", ""
    return f"Equity \N{MIDDLE DOT} {KIND_WORDS[kind]}", _KINDS[kind]


KIND_WORDS = {AccountKind.UNIFIED: "Unified", AccountKind.CLASSIC: "Classic"}
"""The kinds of account as a person calls them."""

_KINDS = {
    AccountKind.UNIFIED: "A unified account: one pool of money backs everything.",
    AccountKind.CLASSIC: "A classic account: spot and each kind of futures have a wallet of their own.",
}
_SEVERITY = {
    LinkState.LIVE: 0,
    LinkState.CONNECTING: 1,
    LinkState.DEGRADED: 2,
    LinkState.DOWN: 3,
    LinkState.REFUSED: 4,
}


def _mood(change: Decimal | None) -> Mood:
    if change is None or change == 0:
        return Mood.NORMAL
    return Mood.UP if change > 0 else Mood.DOWN


def _funding(ticker: Ticker | None, now_ms: int) -> tuple[str, str]:
    if ticker is None or ticker.funding_rate is None:
        return text.DASH, "The funding rate is not known yet."
    rate = ticker.funding_rate
    payer = "Longs pay shorts" if rate > 0 else "Shorts pay longs" if rate < 0 else "Nobody pays"
    shown = text.percent(rate, 4)
    if ticker.next_funding_ms is not None:
        shown += f"  {text.countdown(ticker.next_funding_ms - now_ms)}"
    return shown, f"{payer} this share of the position's value when the time is up."
