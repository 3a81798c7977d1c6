"""The age of what a panel shows, its limit, and the words for it. Knows no Qt and no store."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from terminal_app.core.account import AccountSnapshot
from terminal_app.core.market import Stamp
from terminal_app.ui import format as text

TICKER_SECONDS = 10.0
CHART_SECONDS = 10.0
ACCOUNT_SECONDS = 12.0
"""The venue repeats the account every five seconds; two of these may be missed."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """When something was made and when it reached us.

    `source_ms` is the venue's clock (Unix ms), `received` our monotonic one (seconds); both are `None` before
    the first piece of data. `limit` is the age in seconds from which it is stale, `None` for data that is
    silent when nothing happens (trades). `trouble` is a reason to doubt it whatever its age.
    """

    source_ms: int | None
    received: float | None
    limit: float | None
    trouble: str = ""

    def age(self, now: float) -> float | None:
        """Seconds since it reached us; `None` before the first."""
        return None if self.received is None else max(0.0, now - self.received)

    def is_stale(self, now: float) -> bool:
        """Whether nobody should act on it. What has never come is not stale: there is nothing to doubt."""
        if self.trouble:
            return True
        age = self.age(now)
        return age is not None and self.limit is not None and age > self.limit

    def sentence(self, now: float) -> str:
        """What to write over it; empty while it is fresh."""
        if self.trouble:
            return self.trouble
        return f"No update for {text.age(self.age(now))}" if self.is_stale(now) else ""

    def detail(self, now: float) -> str:
        """Source time and age in a line, such as `13:32:35, 0.4 s ago`."""
        if self.source_ms is None or self.received is None:
            return "nothing yet"
        return f"{text.time_of_day(self.source_ms)}, {text.age(self.age(now))} ago"


def fresh_by(stamp: Stamp | None, limit: float | None, trouble: str = "") -> Freshness:
    """The freshness of data with this stamp; `None` when none has come."""
    if stamp is None:
        return Freshness(None, None, limit, trouble)
    return Freshness(stamp.source_ms, stamp.received, limit, trouble)


def account_freshness(account: AccountSnapshot | None) -> Freshness | None:
    """The freshness of the account, `None` before it was read.

    Wallets are not repeated: one that is old is marked where it is shown.
    """
    if account is None:
        return None
    return fresh_by(account.stamp, None if account.wallets else ACCOUNT_SECONDS)


def wallet_freshness(stamp: Stamp | None, *, missed: bool = False) -> Freshness:
    """The freshness of a wallet of a classic account: it is told when it changes, and read at every gap.

    `missed` says that the last reading could not read it.
    """
    return fresh_by(stamp, None, "The last reading of the account could not read it." if missed else "")


@runtime_checkable
class Ticks(Protocol):
    """A panel that wants to hear a few times a second that time has passed; asked only while visible."""

    def on_tick(self) -> None:
        """Some time has passed: ages move on."""
        ...
