"""What trading is told of prices: the book's best, unless the book has fallen behind."""

from decimal import Decimal

from terminal_app.app.prices import HubPrices
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import BookBroken, TickerSeen
from terminal_app.core.market import Ticker
from tests.helpers.examples import PERP_ID, SPOT_ID
from tests.helpers.market import book_snapshot, filled_hub, stamp

D = Decimal
BOOK = (D("64210.5"), D("64210.6"))
TICKER = (D(64300), D("64300.1"))


def test_best_prices_are_of_the_book_while_it_keeps_up() -> None:
    clock = ManualClock()
    hub, _ = filled_hub(clock)
    prices = HubPrices(hub, clock)
    assert (prices.best(PERP_ID), prices.age(PERP_ID)) == ((None, None), None)

    def tick() -> None:
        hub.apply(TickerSeen(Ticker(PERP_ID, stamp(clock), TICKER[0], bid=TICKER[0], ask=TICKER[1])))

    tick()
    assert prices.best(PERP_ID) == TICKER
    hub.apply(book_snapshot(PERP_ID, clock))
    assert prices.best(PERP_ID) == BOOK
    clock.advance(1.4)
    tick()
    assert prices.best(PERP_ID) == BOOK
    clock.advance(0.2)
    tick()
    assert (prices.best(PERP_ID), prices.age(PERP_ID)) == (TICKER, 0.0)
    hub.apply(book_snapshot(PERP_ID, clock))
    assert prices.best(PERP_ID) == BOOK
    hub.apply(BookBroken(PERP_ID, "An update was missed."))
    assert prices.best(PERP_ID) == TICKER


def test_coins_are_worth_what_their_spot_market_says() -> None:
    clock = ManualClock()
    hub, _ = filled_hub(clock)
    prices = HubPrices(hub, clock)
    assert (prices.in_usd("USDT"), prices.in_usd("BTC")) == (D(1), None)
    hub.apply(TickerSeen(Ticker(SPOT_ID, stamp(clock), D(64_000))))
    assert prices.in_usd("BTC") == D(64_000)
