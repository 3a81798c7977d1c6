"""Tests for `ui/alerts/desk.py`: kept before told, told once, also across restarts and a full disk."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.changes import Changes, Kind
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import LinkState, TickerSeen, TradesSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Candle, Interval, Stamp, Trade
from terminal_app.core.orders import Side, TriggerBy
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.alerts.values import Alert, Way
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.ui.alerts.desk import AlertDesk
from terminal_app.ui.alerts.words import AlertFact
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import NoticeBoard
from tests.helpers.chart_stage import KeptAlerts, PastFeed
from tests.helpers.ui_desk import batch
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, RULES, ticker

D = Decimal
MINUTE = 60_000


class Room:
    """A market, and a desk of alerts over it that can be closed and opened again."""

    def __init__(self, kept: KeptAlerts | None = None, at_ms: int = NOW_MS) -> None:
        self.kept = kept or KeptAlerts()
        self.clock = ManualClock(at_ms)
        self.changes = Changes()
        self.hub = MarketHub(self.changes, self.clock)
        self.hub.instruments.replace(ProductType.USDT_FUTURES, [RULES[BTC_PERP]])
        self.feed = PastFeed()
        self.link = LinkState.LIVE
        self.heard = 0
        self.tasks = TaskOwner("alerts")
        start = UiTasks(self.tasks, NoticeBoard(self.clock)).start
        self.desk = AlertDesk(
            self.hub, self.feed, self.changes, self.kept, lambda: self.link, start, self.hear
        )

    def hear(self) -> None:
        self.heard += 1

    async def price(self, last: str, after_ms: int = 1_000, mark: str | None = None) -> list[str]:
        """A ticker comes; what was told of alerts."""
        self.clock.advance(after_ms / 1000)
        now = self.clock.now_ms()
        seen = replace(ticker(BTC_PERP, last, mark=mark), stamp=Stamp(now, self.clock.monotonic()))
        self.hub.apply(TickerSeen(seen))
        return await self.told()

    async def told(self) -> list[str]:
        await self.tasks.drain()
        facts = self.changes.drain().facts
        return [fact.sentence.replace("\u2009", " ") for fact in facts if isinstance(fact, AlertFact)]

    def add(self, price: str, by: TriggerBy = TriggerBy.LAST) -> Alert:
        made = self.desk.offer(BTC_PERP, D(price), by)
        assert isinstance(made, Alert), made
        self.desk.put(made)
        return made


async def test_a_crossing_is_kept_then_told_and_heard_once() -> None:
    room = Room()
    await room.price("64000")
    alert = room.add("64010")
    assert alert.way is Way.UP
    assert await room.price("64009.9") == []
    assert await room.price("64010.0") == ["Alert: BTCUSDT perp rose to 64 010.0 by the last price."]
    assert await room.price("64000") == []
    assert await room.price("64020") == []
    assert room.heard == 1
    kept = room.kept.alerts["alerts"]
    assert isinstance(kept, list)
    assert [(one["armed"], one["fired_ms"]) for one in kept] == [(False, NOW_MS + 3_000)]


async def test_a_trade_between_two_tickers_counts_and_a_snapshot_of_past_trades_does_not() -> None:
    room = Room()
    await room.price("64000")
    room.add("63990")
    trade = Trade("1", D("63990"), D(1), Side.SELL, NOW_MS + 1_500)
    stamp = Stamp(NOW_MS + 1_500, room.clock.monotonic())
    room.hub.apply(TradesSeen(BTC_PERP, (trade,), stamp, snapshot=True))
    assert await room.told() == []
    room.hub.apply(TradesSeen(BTC_PERP, (trade,), stamp))
    assert await room.told() == ["Alert: BTCUSDT perp fell to 63 990.0 by the last price."]


async def test_the_mark_price_has_alerts_of_its_own() -> None:
    room = Room()
    await room.price("64000", mark="63999")
    room.add("64010", TriggerBy.MARK)
    assert await room.price("64020", mark="64009") == []
    assert await room.price("64020", mark="64011") == [
        "Alert: BTCUSDT perp rose to 64 010.0 by the mark price."
    ]


async def test_what_cannot_be_waited_for_says_why() -> None:
    room = Room()
    assert str(room.desk.offer(BTC_PERP, D(1))).startswith("No price of BTCUSDT perp has come yet")
    await room.price("64000")
    assert (
        str(room.desk.offer(BTC_PERP, D(64_000)))
        .replace("\u2009", " ")
        .startswith("The last price is 64 000.0 already")
    )
    room.add("64010")
    assert "already" in str(room.desk.offer(BTC_PERP, D(64_010)))


async def test_after_a_restart_a_price_beyond_it_is_told_as_unseen_and_only_once() -> None:
    first = Room()
    await first.price("64000")
    first.add("64010")
    await first.told()
    second = Room(first.kept, NOW_MS + 3_600_000)
    (told,) = await second.price("64100")
    assert "rose to 64 010.0 by the last price while the terminal was closed, between" in told
    third = Room(second.kept, NOW_MS + 7_200_000)
    assert await third.price("64000") == []
    assert await third.price("64100") == []
    assert (second.heard, third.heard) == (1, 0)


def past(hub_ms: int, high: str, minutes: int = 10) -> list[Candle]:
    """Candles up to a moment; the fifth before the end has this high."""
    end = hub_ms - hub_ms % MINUTE
    return [
        Candle(
            end - back * MINUTE, D(64_000), D(high if back == 5 else 64_001), D(63_999), D(64_000), D(1), D(1)
        )
        for back in reversed(range(minutes))
    ]


async def test_history_shows_what_happened_meanwhile() -> None:
    first = Room()
    await first.price("64000")
    first.add("64010")
    await first.told()
    second = Room(first.kept, NOW_MS + 8 * MINUTE)
    second.feed.past = past(NOW_MS + 8 * MINUTE + 1_000, "64020")
    (told,) = await second.price("64000")
    assert "while the terminal was closed: the candle of" in told
    assert told.endswith("shows it. The price has come back since.")
    assert second.feed.asked == [(BTC_PERP, Interval.M1, 10)]
    assert [one.armed for one in second.desk.alerts] == [False]
    assert await second.price("64020") == []


async def test_history_that_shows_nothing_keeps_it_armed_without_a_word() -> None:
    first = Room()
    await first.price("64000")
    first.add("64010")
    await first.told()
    second = Room(first.kept, NOW_MS + 8 * MINUTE)
    second.feed.past = past(NOW_MS + 8 * MINUTE + 1_000, "64005")
    assert await second.price("64000") == []
    assert await second.price("64010") == ["Alert: BTCUSDT perp rose to 64 010.0 by the last price."]


async def test_without_history_it_says_that_nobody_knows_and_goes_on_waiting() -> None:
    first = Room()
    await first.price("64000")
    first.add("64010")
    await first.told()
    second = Room(first.kept, NOW_MS + 8 * MINUTE)
    (told,) = await second.price("64000")
    assert told.startswith("Nobody can say whether the last price of BTCUSDT perp reached 64 010.0 while")
    assert told.endswith("The alert still waits.")
    assert second.heard == 0
    assert len(await second.price("64010")) == 1


async def test_after_a_lost_line_a_crossing_is_not_said_to_be_seen() -> None:
    room = Room()
    await room.price("64000")
    room.add("64010")
    room.link = LinkState.DOWN
    room.desk.show_frame(batch(Kind.LINK))
    room.link = LinkState.LIVE
    (told,) = await room.price("64020", 500)
    assert "while no prices came, between" in told


async def test_a_disk_that_is_full_is_said(expect_log: Callable[[str], None]) -> None:
    expect_log("The alerts could not be kept")
    room = Room()
    await room.price("64000")
    room.add("64010")
    await room.told()
    room.kept.broken = True
    (told,) = await room.price("64010")
    assert "could not be written down" in told


async def test_moving_arms_anew_and_the_feed_brings_what_is_waited_for() -> None:
    room = Room()
    await room.price("64000")
    alert = room.add("64010")
    await room.price("64010")
    assert room.feed.wanted == [Channel(Feed.TICKER, BTC_PERP), Channel(Feed.TRADES, BTC_PERP)]
    (fired,) = room.desk.alerts
    assert room.desk.move(fired, D(63_000)) == ""
    (moved,) = room.desk.alerts
    assert (moved.id, moved.armed, moved.way, moved.arming) == (alert.id, True, Way.DOWN, 2)
    assert room.desk.move(moved, D(64_010)).endswith("nothing to wait for.")
    room.desk.repeat(moved, each=True)
    assert [one.each for one in room.desk.alerts] == [True]
    room.desk.remove(moved.id)
    assert (room.desk.alerts, room.feed.wanted) == ((), [])
    await room.told()


async def test_how_far_it_was_watched_is_kept_now_and_then() -> None:
    room = Room()
    await room.price("64000")
    room.add("64010")
    await room.price("64001", 30_000)
    await room.price("64001", 70_000)
    kept = room.kept.alerts["alerts"]
    assert isinstance(kept, list)
    assert kept[0]["seen_ms"] == NOW_MS + 101_000
