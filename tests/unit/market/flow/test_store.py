"""The store listens only while somebody looks, and takes every lost line for a gap."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    TickerSeen,
)
from terminal_app.market.flow.coverage import Span
from terminal_app.market.hub import MarketHub
from tests.helpers.examples import PERP, PERP_ID, SPOT, ticker
from tests.helpers.flow import book_at, prints_of, seen
from tests.helpers.market import START_MS, filled_hub, level

TRADES = prints_of([(1, 10, 1_000, True)] * 60)


@pytest.fixture
def hub(manual_clock: ManualClock) -> MarketHub:
    return filled_hub(manual_clock, (PERP, SPOT))[0]


def test_nobody_listens_while_nobody_looks(hub: MarketHub) -> None:
    assert hub.listeners == []
    hub.flow.trades("chart", PERP)
    hub.flow.book("ladder", PERP)
    assert len(hub.listeners) == 1
    hub.flow.release("chart")
    assert len(hub.listeners) == 1
    hub.flow.release("ladder")
    hub.flow.release("nobody")
    assert hub.listeners == []


def test_the_hub_feeds_what_is_wanted_and_nothing_else(hub: MarketHub) -> None:
    memory = hub.flow.trades("chart", PERP)
    other = hub.flow.trades("other", SPOT)
    hub.apply(seen(TRADES[:10], snapshot=True))
    hub.apply(seen(TRADES[10:12]))
    hub.apply(TickerSeen(ticker()))
    memory.settle()
    other.settle()
    assert memory.length == 12
    assert other.length == 0
    assert memory.coverage.since == TRADES[0].time_ms


def test_what_is_on_the_tape_already_is_taken_along(hub: MarketHub) -> None:
    hub.apply(seen(TRADES[:20], snapshot=True))
    memory = hub.flow.trades("chart", PERP)
    hub.apply(seen(TRADES[20:25]))
    memory.settle()
    assert memory.length == 25
    assert memory.coverage.gaps == []


def test_who_looks_again_finds_a_gap_only_if_something_was_missed(hub: MarketHub) -> None:
    memory = hub.flow.trades("chart", PERP)
    hub.apply(seen(TRADES[:10], snapshot=True))
    hub.flow.release("chart")
    hub.apply(seen(TRADES[10:12]))
    assert hub.flow.trades("chart", PERP) is memory
    hub.apply(seen(TRADES[12:14]))
    memory.settle()
    assert memory.length == 14
    assert memory.coverage.gaps == []
    hub.flow.release("chart")
    hub.apply(seen(TRADES[40:45], snapshot=True))
    hub.flow.trades("chart", PERP).settle()
    assert memory.coverage.gaps == [Span(TRADES[13].time_ms, TRADES[40].time_ms)]


LOSSES: list[LinkEvent] = [
    LinkChanged(Link.PUBLIC, LinkState.DOWN, "gone"),
    ChannelSilent(Link.PUBLIC, f"{PERP_ID} trades", silent=True),
]


@pytest.mark.parametrize("event", LOSSES)
def test_a_lost_line_is_a_gap_until_the_next_trade(hub: MarketHub, event: LinkEvent) -> None:
    memory = hub.flow.trades("chart", PERP)
    hub.apply(seen(TRADES[:10], snapshot=True))
    hub.flow.on_link_event(event)
    assert not memory.coverage.watching
    hub.apply(seen(TRADES[30:40]))
    memory.settle()
    assert memory.coverage.gaps == [Span(TRADES[9].time_ms, TRADES[30].time_ms)]


@pytest.mark.parametrize(
    "event",
    [
        LinkChanged(Link.PRIVATE, LinkState.DOWN, "gone"),
        LinkChanged(Link.PUBLIC, LinkState.LIVE),
        ChannelSilent(Link.PUBLIC, f"{SPOT.id} trades", silent=True),
        ChannelSilent(Link.PUBLIC, f"{PERP_ID} book", silent=True),
        ChannelSilent(Link.PUBLIC, f"{PERP_ID} trades", silent=False),
    ],
)
def test_other_news_of_the_lines_is_none(hub: MarketHub, event: LinkEvent) -> None:
    memory = hub.flow.trades("chart", PERP)
    hub.apply(seen(TRADES[:10], snapshot=True))
    memory.settle()
    hub.flow.on_link_event(event)
    assert memory.coverage.watching


def whole(time_ms: int) -> Callable[[MarketHub], None]:
    return lambda hub: hub.apply(book_at(START_MS + time_ms, [("64000", "1")], [("64000.1", "1")]))


def test_a_book_is_followed_and_its_break_is_a_gap(hub: MarketHub) -> None:
    memory = hub.flow.book("chart", PERP)
    whole(0)(hub)
    later = book_at(START_MS + 700, [], []).stamp
    hub.apply(BookDelta(PERP_ID, (level("63999"),), (), later))
    assert memory.version == 2
    hub.apply(BookBroken(PERP_ID, "A push was missed."))
    assert memory.live is None
    whole(3_000)(hub)
    assert memory.coverage.gaps == [Span(START_MS + 700, START_MS + 3_000)]


def test_a_lost_line_is_a_gap_of_the_book_too(hub: MarketHub) -> None:
    memory = hub.flow.book("chart", PERP)
    whole(0)(hub)
    hub.flow.on_link_event(LinkChanged(Link.PUBLIC, LinkState.DOWN, "gone"))
    whole(9_000)(hub)
    assert memory.coverage.gaps == [Span(START_MS, START_MS + 9_000)]


def test_what_was_seen_is_there_in_the_next_run(tmp_path: Path, manual_clock: ManualClock) -> None:
    first, _ = filled_hub(manual_clock)
    first.flow.keep_in(tmp_path)
    first.flow.trades("chart", PERP)
    first.flow.book("chart", PERP)
    first.apply(seen(TRADES[:10], snapshot=True))
    whole(0)(first)
    later = book_at(START_MS + 600, [], []).stamp
    first.apply(BookDelta(PERP_ID, (level("63999"),), (), later))
    first.flow.close()
    assert first.listeners == []
    again, _ = filled_hub(manual_clock)
    again.flow.keep_in(tmp_path)
    memory = again.flow.trades("chart", PERP)
    assert len(memory.rows(0, 1 << 60).times) == 10
    again.apply(seen(TRADES[30:40], snapshot=True))
    memory.settle()
    assert memory.coverage.gaps == [Span(TRADES[9].time_ms, TRADES[30].time_ms)]
    book = again.flow.book("chart", PERP)
    assert book.coverage.spans == [Span(START_MS, START_MS + 600)]
    again.flow.close()


def test_instruments_that_nobody_looks_at_are_let_go(tmp_path: Path, manual_clock: ManualClock) -> None:
    hub, _ = filled_hub(manual_clock)
    hub.flow.keep_in(tmp_path)
    names = [f"X{number}USDT" for number in range(8)]
    kept = [hub.flow.trades("chart", replace(PERP, id=PERP_ID._replace(symbol=name))) for name in names]
    assert hub.flow.trades("chart", replace(PERP, id=kept[-1].instrument)) is kept[-1]
    assert hub.flow.trades("chart", replace(PERP, id=kept[0].instrument)) is not kept[0]
    hub.flow.close()
