"""Every kind of bar comes from the right streams, and says what it is waiting for."""

from decimal import Decimal

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import CandlesSeen, TradesSeen
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.bar_specs import BarSpec, parse_spec
from terminal_app.market.history import CandleLoad
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.sources import BarSource, base_of, source_of
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.market import FakeCandleFeed, filled_hub, random_candles, stamp, trade

HISTORY = random_candles(100)


class Stage:
    """A hub, a feed and the sources over them."""

    def __init__(self, *, rules: bool = True) -> None:
        self.clock = ManualClock()
        self.hub, _ = filled_hub(self.clock, [PERP] if rules else [])
        self.feed = FakeCandleFeed()

    def source(self, text: str) -> BarSource:
        return source_of(self.hub, self.feed, PERP_ID, spec_of(text))


def spec_of(text: str) -> BarSpec:
    spec = parse_spec(text)
    assert spec is not None
    return spec


def everywhere(_: float) -> bool:
    return True


def nowhere(_: float) -> bool:
    return False


def test_candles_of_the_venue_are_its_own_series() -> None:
    stage = Stage()
    source = stage.source("15m")
    assert source.series is stage.hub.candles(PERP_ID, Interval.M15)
    assert source.channels == (Channel(Feed.CANDLES, PERP_ID, Interval.M15),)
    assert source.topics == {Topic(Kind.CANDLES, (PERP_ID, Interval.M15))}


def test_built_bars_live_on_the_candles_below_them() -> None:
    stage = Stage()
    source = stage.source("2m")
    assert source.channels == (Channel(Feed.CANDLES, PERP_ID, Interval.M1),)
    assert source.status(nowhere) == ("No candles yet", "")
    stage.feed.load = CandleLoad(loading=True)
    assert source.status(nowhere) == ("Loading BTCUSDT perp 2m…", "")
    stage.hub.add_history(PERP_ID, Interval.M1, HISTORY)
    source.follow()
    assert 50 <= source.series.length <= 51
    newest = HISTORY[-1]._replace(close=Decimal(1), low=Decimal(1), volume=HISTORY[-1].volume + 1)
    stage.hub.apply(CandlesSeen(PERP_ID, Interval.M1, (newest,), stamp(stage.clock)))
    source.follow()
    assert source.series.last is not None
    assert source.series.last.close == 1
    assert source.stamp() == stamp(stage.clock)
    source.request_older()
    assert stage.feed.older_asked == 1


def test_bars_of_trades_begin_with_the_trades_there_are_and_say_so() -> None:
    stage = Stage()
    source = stage.source("5t")
    assert source.channels == (Channel(Feed.TRADES, PERP_ID),)
    assert source.topics == {Topic(Kind.TRADES, PERP_ID)}
    assert source.status(everywhere)[0] == "No trades yet. The first bar begins with the next trade."
    prints = tuple(trade(number) for number in range(12))
    stage.hub.apply(TradesSeen(PERP_ID, prints, stamp(stage.clock)))
    assert source.series.length == 3
    begins = fmt.time_of_day(prints[0].time_ms)
    note = f"Bars begin at {begins}, with the first trade this terminal has."
    assert source.status(everywhere) == ("", note)
    assert source.status(nowhere) == ("", "")
    later = tuple(trade(number) for number in range(500, 503))
    stage.hub.apply(TradesSeen(PERP_ID, later, stamp(stage.clock), snapshot=True))
    missed = f"Trades before {fmt.time_of_day(later[0].time_ms)} were missed."
    assert source.status(everywhere) == ("", f"{note} {missed}")
    source.request_older()
    assert stage.feed.older_asked == 0


def test_a_height_in_price_steps_waits_for_the_step() -> None:
    stage = Stage(rules=False)
    assert not stage.source("20r").complete
    assert stage.source("20r").status(everywhere)[0] == "The price step of BTCUSDT perp is not known yet."
    assert stage.source("20t").complete
    stage.hub.instruments.replace(PERP_ID.product, [PERP])
    assert stage.source("20r").complete


def test_every_kind_of_bar_has_candles_to_compare_with() -> None:
    texts = ("15m", "45m", "2d", "100t")
    assert [base_of(spec_of(text)) for text in texts] == [
        Interval.M15,
        Interval.M15,
        Interval.D1,
        Interval.M1,
    ]
