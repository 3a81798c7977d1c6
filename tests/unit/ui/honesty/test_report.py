"""The report says what was measured, and says so when nothing was."""

from dataclasses import replace

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import TickerSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import Budget, Health
from terminal_app.trading.timings import OrderTimes
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.honesty.latency import Percentiles
from terminal_app.ui.honesty.report import ReportFacts, collect, sections
from terminal_app.ui.statusbar_state import Mood
from tests.helpers.ui_parts import PartsDesk
from tests.helpers.ui_samples import BTC_PERP, ticker
from tests.helpers.wallets import classic, coin

QUIET = ReportFacts(100.0, Health(None, None, None, None, ()), None, (), ())


def said(facts: ReportFacts) -> dict[str, str]:
    return {line.label: line.value for section in sections(facts) for line in section.lines}


def test_before_anything_was_measured() -> None:
    assert said(QUIET) == {
        "Venue against here": "—",
        "REST": "—",
        "Market socket": "—",
        "Account socket": "—",
        "Measured": "nothing yet",
        "Sent": "nothing yet",
    }


def test_what_was_measured() -> None:
    budgets = (Budget("all calls per minute", 5990, 6000), Budget("place-order", 1, 10))
    facts = replace(
        QUIET,
        health=Health(-1_500, 38.4, 35.0, 36.2, budgets),
        paint=Percentiles(512, 9.1, 17.4, 40.0),
        ages=(("Order book", Freshness(1_700_000_000_000, 95.0, 1.5)),),
        orders=(
            OrderTimes("a", 1_700_000_000_000, 10.0, 10.084, 10.120),
            OrderTimes("b", 1_700_000_001_000, 20.0, 20.1, None),
            OrderTimes("c", 1_700_000_002_000, 30.0, None, None),
        ),
    )
    lines = said(facts)
    assert lines["Venue against here"] == "−1.5 s"
    assert (lines["REST"], lines["Market socket"], lines["Account socket"]) == ("38 ms", "35 ms", "36 ms")
    assert (lines["Half within"], lines["95 % within"], lines["Worst of 512"]) == ("9 ms", "17 ms", "40 ms")
    assert lines["Sent to answer"] == "half 84 ms, 95 % 100 ms"
    assert lines["Sent to first fill"] == "half 120 ms, 95 % 120 ms"
    assert [value for label, value in lines.items() if label.endswith((":20", ":21", ":22"))] == [
        "no answer",
        "100 ms",
        "84 ms, fill 120 ms",
    ]
    assert lines["Order book"].endswith("5.0 s ago")
    assert lines["Place order"] == "1 of 10"
    moods = {line.label: line.mood for section in sections(facts) for line in section.lines}
    warned = {label for label, mood in moods.items() if mood is Mood.WARNING and ":" not in label}
    assert warned == {"Venue against here", "Order book", "Place order"}


def test_it_is_collected_from_the_stores() -> None:
    stage = PartsDesk()
    assert [name for name, _ in collect(stage.parts(), None, None).ages] == ["Account"]
    stage.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64000")))
    facts = collect(stage.parts(), BTC_PERP, None)
    ages = dict(facts.ages)
    assert list(ages) == ["Price", "Order book", "Trades", "Account"]
    assert ages["Price"].received == 1_000.0
    assert ages["Account"].received is None


def test_the_kind_of_account_and_each_wallet_are_told() -> None:
    desk = PartsDesk()
    desk.balances.apply(classic(coin("USDT", ProductType.SPOT, "1")))
    desk.balances.apply(classic(wallets=(ProductType.USDT_FUTURES,), at_ms=2_000))
    parts = replace(desk.parts(), account_kind=lambda: AccountKind.CLASSIC)
    facts = collect(parts, None, None)
    lines = {line.label: line for section in sections(facts) for line in section.lines}
    assert lines["Kind"].value == "Classic"
    assert (lines["Spot wallet"].mood, lines["USDT-M wallet"].mood) == (Mood.WARNING, Mood.NORMAL)
    assert "Account" not in lines
