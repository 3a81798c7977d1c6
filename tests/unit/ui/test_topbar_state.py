"""Tests for `ui/topbar_state.py`."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.changes import Changes
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.ports import Health
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar_state import Mood
from terminal_app.ui.topbar_state import Venue, equity_text, link_words, view
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, NOW_MS, RULES, ticker

HEALTH = Health(0, 20.0, 38.4, 40.0, ())


def test_a_perpetual_has_mark_index_and_a_funding_countdown() -> None:
    shown = view(BTC_PERP, RULES[BTC_PERP], ticker(BTC_PERP, "64198.2", mark="64199.1"), 0.2, NOW_MS)
    assert (shown.symbol, shown.product) == ("BTCUSDT", "perp")
    assert (shown.last, shown.mark) == ("64\u2009198.2", "64\u2009199.1")
    assert (shown.change, shown.change_mood) == ("▲ +1.23%", Mood.UP)
    assert shown.funding == "+0.0100%  00:41:10"
    assert shown.funding_tip.startswith("Longs pay shorts")


def test_shorts_pay_when_the_rate_is_negative() -> None:
    falling = replace(ticker(BTC_PERP, "1"), funding_rate=Decimal("-0.0003"), next_funding_ms=None)
    shown = view(BTC_PERP, RULES[BTC_PERP], falling, 0.2, NOW_MS)
    assert shown.funding == "\u22120.0300%"
    assert shown.funding_tip.startswith("Shorts pay longs")


def test_spot_has_no_futures_fields() -> None:
    shown = view(ETH_SPOT, RULES[ETH_SPOT], ticker(ETH_SPOT, "3421.5", change="-0.01"), 0.2, NOW_MS)
    assert (shown.product, shown.mark, shown.index, shown.funding) == ("spot", "", "", "")
    assert (shown.last, shown.last_mood) == ("3\u2009421.50", Mood.DOWN)


def test_a_stale_price_is_grey_however_it_moved() -> None:
    shown = view(BTC_PERP, RULES[BTC_PERP], ticker(BTC_PERP, "64198.2"), 5.1, NOW_MS)
    assert shown.last_mood is shown.change_mood is Mood.SOFT


def test_before_anything_is_known() -> None:
    assert view(None, None, None, None, NOW_MS).symbol == "Choose a symbol"
    waiting = view(BTC_PERP, None, None, None, NOW_MS)
    assert (waiting.last, waiting.change, waiting.funding) == ("—", "—", "—")


def test_the_worse_of_the_two_streams_is_told() -> None:
    links = LinkStates(Changes())
    links.apply(LinkChanged(Link.PUBLIC, LinkState.LIVE))
    assert link_words(links, HEALTH)[:2] == ("connecting", Mood.WARNING)
    links.apply(LinkChanged(Link.PRIVATE, LinkState.LIVE))
    assert link_words(links, HEALTH)[:2] == ("38 ms", Mood.GOOD)
    assert link_words(links, HEALTH._replace(public_ping_ms=None))[0] == "20 ms"
    links.apply(LinkChanged(Link.PRIVATE, LinkState.REFUSED, "The key is not valid."))
    assert link_words(links, HEALTH) == ("refused", Mood.BAD, "The key is not valid.")


def test_live_without_a_measured_round_trip_is_still_live() -> None:
    links = LinkStates(Changes())
    for link in Link:
        links.apply(LinkChanged(link, LinkState.LIVE))
    assert link_words(links, Health(None, None, None, None, ()))[0] == "live"


def test_equity_and_the_meaning_of_each_venue() -> None:
    assert equity_text(None) == "—"
    assert equity_text(Decimal("104231.5")) == "104\u2009231.50 USD"
    assert "real money" in Venue.LIVE.meaning
    assert "No money" in Venue.PAPER.meaning
