"""Public reads: the right question, and pages that join without a seam."""

from decimal import Decimal

import pytest

from terminal_app.bitget.unified.market_data import MarketReads
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import FundingRate, Interval, Trade
from terminal_app.core.orders import Side
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Asked, Reply, ok

PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
NAMED = {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}
HOUR = 3_600_000
D = Decimal


class CandleVenue:
    """A venue with hourly candles, which counts the one that opened at the end, or does not.

    Args:
        total: how many there are.
        recent: how many of them the newer of the two calls gives.
        page: how many the older of the two gives at most.
    """

    def __init__(
        self, bench: Bench, total: int, *, inclusive: bool, recent: int = 1000, page: int = 100
    ) -> None:
        self.newest = bench.clock.now_ms() // HOUR * HOUR
        self.opens = [self.newest - HOUR * back for back in reversed(range(total))]
        self.asked: list[Asked] = []
        self._inclusive = inclusive
        self._recent = recent
        self._page = page
        bench.http.compute("market/candles", lambda asked: self._answer(asked, self.opens[-recent:], 1000))
        bench.http.compute("history-candles", lambda asked: self._answer(asked, self.opens, self._page))

    def _answer(self, asked: Asked, known: list[int], cap: int) -> Reply:
        self.asked.append(asked)
        assert int(asked.params["limit"]) <= (1000 if cap == 1000 else 100)
        end = int(asked.params.get("endTime", self.newest + 1))
        fitting = [at for at in known if at < end or (self._inclusive and at == end)]
        limit = min(int(asked.params["limit"]), cap)
        return ok([[str(at), "1", "2", "0.5", "1.5", "10", "15"] for at in fitting[-limit:]])

    def calls(self) -> list[str]:
        return [asked.path.rsplit("/", 1)[1] for asked in self.asked]


def reads(bench: Bench) -> MarketReads:
    return MarketReads(bench.rest(), bench.clock)


@pytest.mark.parametrize("inclusive", [True, False])
async def test_the_newest_candles_come_in_one_page(inclusive: bool) -> None:
    bench = Bench()
    venue = CandleVenue(bench, 5000, inclusive=inclusive)
    found = await reads(bench).candles(PERP, Interval.H1, count=500)
    assert [candle.open_ms for candle in found] == venue.opens[-500:]
    assert venue.calls() == ["candles"]
    assert venue.asked[0].params == NAMED | {"interval": "1H", "limit": "501"}


@pytest.mark.parametrize("inclusive", [True, False])
async def test_older_candles_come_in_pages_without_a_seam(inclusive: bool) -> None:
    bench = Bench()
    venue = CandleVenue(bench, 5000, inclusive=inclusive)
    found = await reads(bench).candles(PERP, Interval.H1, count=1250)
    assert [candle.open_ms for candle in found] == venue.opens[-1250:]
    assert venue.calls()[0] == "candles"
    assert set(venue.calls()[1:]) == {"history-candles"}
    assert len(venue.calls()) <= 5


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize(("back", "first"), [(10, "candles"), (2000, "history-candles")])
async def test_candles_before_a_moment(inclusive: bool, back: int, first: str) -> None:
    bench = Bench()
    venue = CandleVenue(bench, 5000, inclusive=inclusive)
    before = venue.opens[-back]
    found = await reads(bench).candles(PERP, Interval.H1, before_ms=before, count=150)
    assert [candle.open_ms for candle in found] == venue.opens[-back - 150 : -back]
    assert venue.calls()[0] == first


@pytest.mark.parametrize("inclusive", [True, False])
async def test_short_pages_are_no_end(inclusive: bool) -> None:
    bench = Bench()
    venue = CandleVenue(bench, 400, inclusive=inclusive, recent=3, page=13)
    found = await reads(bench).candles(PERP, Interval.H1, count=120)
    assert [candle.open_ms for candle in found] == venue.opens[-120:]


@pytest.mark.parametrize("inclusive", [True, False])
async def test_history_that_ends_earlier_is_given_whole(inclusive: bool) -> None:
    bench = Bench()
    venue = CandleVenue(bench, 230, inclusive=inclusive)
    found = await reads(bench).candles(PERP, Interval.H1, count=500)
    assert [candle.open_ms for candle in found] == venue.opens


async def test_no_candles_at_all() -> None:
    bench = Bench()
    venue = CandleVenue(bench, 0, inclusive=True)
    assert await reads(bench).candles(PERP, Interval.H1) == []
    assert venue.calls() == ["candles", "history-candles"]


async def test_instruments_and_tickers_are_asked_by_product() -> None:
    bench = Bench()
    bench.http.on("/instruments", ok([]))
    bench.http.on("/tickers", ok([{"symbol": "BTCUSDT", "lastPrice": "5", "ts": "1700000000001"}]))
    market = reads(bench)
    assert await market.instruments(ProductType.SPOT) == []
    (ticker,) = await market.tickers(ProductType.USDT_FUTURES)
    assert (ticker.instrument, ticker.last, ticker.stamp.received) == (PERP, D(5), bench.clock.monotonic())
    assert [asked.params for asked in bench.http.asked] == [
        {"category": "SPOT"},
        {"category": "USDT-FUTURES"},
    ]


@pytest.mark.parametrize(("depth", "limit"), [(50, "50"), (1000, "200")])
async def test_the_book(depth: int, limit: str) -> None:
    bench = Bench()
    bench.http.on("/orderbook", ok({"a": [[2, 1]], "b": [[1, 1]], "ts": "1700000000001"}))
    book = await reads(bench).book(PERP, depth)
    assert (book.bids, book.asks, book.seq) == (((D(1), D(1)),), ((D(2), D(1)),), None)
    assert bench.http.asked[0].params == NAMED | {"limit": limit}


async def test_the_smaller_reads() -> None:
    bench = Bench()
    row = {"execId": "1", "price": "2", "size": "3", "side": "buy", "ts": "1700000000001"}
    bench.http.on("market/fills", ok([row]))
    bench.http.on("current-fund-rate", ok([{"symbol": "BTCUSDT", "fundingRate": "0.1", "nextUpdate": "5"}]))
    past = {"symbol": "BTCUSDT", "fundingRate": "0.2", "fundingRateTimestamp": "4"}
    bench.http.on("history-fund-rate", ok({"resultList": [past]}))
    bench.http.on("open-interest", ok({"list": [{"symbol": "BTCUSDT", "openInterest": "9"}], "ts": "1"}))
    tier = {"tier": "1", "minTierValue": "0", "maxTierValue": "5", "leverage": "50", "mmr": "0.01"}
    bench.http.on("position-tier", ok([tier]))
    market = reads(bench)
    assert await market.trades(PERP, 500) == [Trade("1", D(2), D(3), Side.BUY, 1700000000001)]
    assert await market.funding(PERP) == FundingRate(PERP, D("0.1"), 5)
    assert await market.funding_history(PERP, 500) == [FundingRate(PERP, D("0.2"), 4)]
    assert await market.open_interest(PERP) == D(9)
    assert [found.max_leverage for found in await market.position_tiers(PERP)] == [D(50)]
    assert [asked.params for asked in bench.http.asked] == [
        NAMED | {"limit": "100"},
        NAMED,
        NAMED | {"limit": "200"},
        NAMED,
        NAMED,
    ]
