"""What the status popover says, from what was really measured. Knows no Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Budget, Health
from terminal_app.trading.timings import OrderTimes
from terminal_app.trading.transfers import WALLET_WORDS
from terminal_app.ui import format as text
from terminal_app.ui.honesty.freshness import (
    ACCOUNT_SECONDS,
    TICKER_SECONDS,
    Freshness,
    fresh_by,
    wallet_freshness,
)
from terminal_app.ui.honesty.latency import Percentiles, percentiles
from terminal_app.ui.panels.book.state import freshness as book_freshness
from terminal_app.ui.parts import Parts
from terminal_app.ui.statusbar_state import SKEW_LIMIT_MS, Mood
from terminal_app.ui.topbar_state import KIND_WORDS

_LATEST = 5
_MOST_BUDGETS = 10
_LOW = 5
_NOTHING = "nothing yet"


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What there is to report. `paint` is in milliseconds; `now` is the monotonic clock."""

    now: float
    health: Health
    paint: Percentiles | None
    orders: Sequence[OrderTimes]
    ages: Sequence[tuple[str, Freshness]]
    kind: AccountKind | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A name, a value, and how to take it."""

    label: str
    value: str
    mood: Mood = Mood.NORMAL


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title. `second` stands in the second column."""

    title: str
    lines: tuple[ReportLine, ...]
    second: bool = False


def collect(parts: Parts, chosen: InstrumentId | None, paint: Percentiles | None) -> ReportFacts:
    """Read everything as it stands now."""
    hub, account = parts.hub, parts.balances.snapshot
    ages: list[tuple[str, Freshness]] = []
    if chosen is not None:
        ticker = hub.tickers.get(chosen)
        ages = [
            ("Price", fresh_by(ticker.stamp if ticker else None, TICKER_SECONDS)),
            ("Order book", book_freshness(hub.book(chosen))),
            ("Trades", fresh_by(hub.tape(chosen).stamp, None)),
        ]
    sheet = parts.balances
    ages += [
        (f"{WALLET_WORDS[one]} wallet", wallet_freshness(sheet.told(one), missed=one in sheet.missed))
        for one in sheet.wallets
    ] or [("Account", fresh_by(account.stamp if account else None, ACCOUNT_SECONDS))]
    kind = parts.account_kind()
    return ReportFacts(parts.clock.monotonic(), parts.health(), paint, parts.order_times(), ages, kind)


def sections(facts: ReportFacts) -> tuple[Section, ...]:
    """The whole report."""
    health = facts.health
    return (
        Section("Data: made at, age", tuple(_ages(facts))),
        *_account(facts.kind),
        Section("Clock", (_skew(health.clock_offset_ms),)),
        Section(
            "Round trips",
            (
                ReportLine("REST", text.latency(health.rest_ms)),
                ReportLine("Market socket", text.latency(health.public_ping_ms)),
                ReportLine("Account socket", text.latency(health.private_ping_ms)),
            ),
        ),
        Section("Order book, arrival to paint", tuple(_spread_of(facts.paint))),
        Section(_orders_title(len(facts.orders)), tuple(_orders(facts.orders)), second=True),
        Section("Calls left", tuple(_budgets(health.budgets)), second=True),
    )


def _account(kind: AccountKind | None) -> Iterator[Section]:
    if kind is not None:
        yield Section("Account", (ReportLine("Kind", KIND_WORDS[kind]),))


def _orders_title(count: int) -> str:
    return {0: "Orders", 1: "Last order"}.get(count, f"Last {count} orders")


def _ages(facts: ReportFacts) -> Iterator[ReportLine]:
    for name, age in facts.ages:
        old = age.is_stale(facts.now)
        yield ReportLine(name, age.detail(facts.now), Mood.WARNING if old else Mood.NORMAL)


def _skew(offset_ms: int | None) -> ReportLine:
    if offset_ms is None:
        return ReportLine("Venue against here", text.DASH, Mood.SOFT)
    sign = text.MINUS if offset_ms < 0 else "+"
    mood = Mood.WARNING if abs(offset_ms) > SKEW_LIMIT_MS else Mood.NORMAL
    return ReportLine("Venue against here", f"{sign}{text.latency(abs(offset_ms))}", mood)


def _spread_of(times: Percentiles | None) -> Iterator[ReportLine]:
    if times is None:
        yield ReportLine("Measured", _NOTHING, Mood.SOFT)
        return
    yield ReportLine("Half within", text.latency(times.p50))
    yield ReportLine("95 % within", text.latency(times.p95))
    yield ReportLine(f"Worst of {times.samples}", text.latency(times.worst))


def _orders(orders: Sequence[OrderTimes]) -> Iterator[ReportLine]:
    if not orders:
        yield ReportLine("Sent", _NOTHING, Mood.SOFT)
        return
    for name, values in (
        ("Sent to answer", [order.answer_ms for order in orders]),
        ("Sent to first fill", [order.fill_ms for order in orders]),
    ):
        times = percentiles([value for value in values if value is not None])
        yield ReportLine(
            name,
            f"half {text.latency(times.p50)}, 95 % {text.latency(times.p95)}" if times else _NOTHING,
            Mood.NORMAL if times else Mood.SOFT,
        )
    for order in reversed(orders[-_LATEST:]):
        answer = text.latency(order.answer_ms) if order.answer_ms is not None else "no answer"
        fill = f", fill {text.latency(order.fill_ms)}" if order.fill_ms is not None else ""
        mood = Mood.SOFT if order.answer_ms is not None else Mood.WARNING
        yield ReportLine(text.time_of_day(order.at_ms), answer + fill, mood)


def _budgets(budgets: Sequence[Budget]) -> Iterator[ReportLine]:
    usable = [budget for budget in budgets if budget.limit > 0]
    if not usable:
        yield ReportLine("REST", text.DASH, Mood.SOFT)
    tight = sorted(usable[1:], key=lambda budget: budget.left / budget.limit)
    for budget in (*usable[:1], *tight[: _MOST_BUDGETS - 1]):
        low = budget.left * _LOW < budget.limit
        name = budget.name.replace("-", " ")
        value = f"{budget.left} of {budget.limit}"
        yield ReportLine(name[:1].upper() + name[1:], value, Mood.WARNING if low else Mood.NORMAL)
    if len(usable) > _MOST_BUDGETS:
        yield ReportLine(f"{len(usable) - _MOST_BUDGETS} more", "untouched or nearly", Mood.SOFT)
