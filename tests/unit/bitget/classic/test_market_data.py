"""Public reads of a classic client: the right call for spot and for futures, and pages without a seam."""

from decimal import Decimal

import pytest

from terminal_app.bitget.classic.market_data import ClassicMarketReads
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import FundingRate, Interval
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Asked, Reply, ok

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
NAMED = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES"}
HOUR = 3_600_000
D = Decimal


def reads(bench: Bench) -> ClassicMarketReads:
    return ClassicMarketReads(bench.rest(), bench.clock)


@pytest.mark.parametrize(
    ("product", "path", "params"),
    [
        (ProductType.SPOT, "/api/v2/spot/public/symbols", {}),
        (ProductType.COIN_FUTURES, "/api/v2/mix/market/contracts", {"productType": "COIN-FUTURES"}),
    ],
)
async def test_instruments_are_asked_of_their_market(
    product: ProductType, path: str, params: dict[str, str]
) -> None:
    bench = Bench()
    bench.http.on(path, ok([]))
    assert await reads(bench).instruments(product) == []
    (asked,) = bench.http.of(path)
    assert asked.params == params


@pytest.mark.parametrize(
    ("product", "path"),
    [(ProductType.SPOT, "/spot/market/tickers"), (ProductType.USDT_FUTURES, "/mix/market/tickers")],
)
async def test_tickers_are_asked_of_their_market(product: ProductType, path: str) -> None:
    bench = Bench()
    bench.http.on(path, ok([{"symbol": "BTCUSDT", "lastPr": "5"}]))
    (ticker,) = await reads(bench).tickers(product)
    assert ticker.instrument == InstrumentId(product, "BTCUSDT")


@pytest.mark.parametrize(
    ("where", "path", "depth", "limit"),
    [
        (SPOT, "/spot/market/orderbook", 20, "20"),
        (SPOT, "/spot/market/orderbook", 400, "150"),
        (PERP, "/mix/market/merge-depth", 1, "1"),
        (PERP, "/mix/market/merge-depth", 6, "15"),
        (PERP, "/mix/market/merge-depth", 50, "50"),
        (PERP, "/mix/market/merge-depth", 51, "max"),
    ],
)
async def test_the_book_of_futures_has_fixed_depths(
    where: InstrumentId, path: str, depth: int, limit: str
) -> None:
    bench = Bench()
    bench.http.on(path, ok({"asks": [["2", "1"]], "bids": [["1", "1"]], "ts": "3"}))
    book = await reads(bench).book(where, depth)
    assert book.asks == ((D(2), D(1)),)
    (asked,) = bench.http.of(path)
    assert asked.params["limit"] == limit


@pytest.mark.parametrize(("where", "width"), [(SPOT, 8), (PERP, 7)], ids=str)
async def test_older_candles_come_by_the_other_call(where: InstrumentId, width: int) -> None:
    bench = Bench()
    newest = bench.clock.now_ms() // HOUR * HOUR
    opens = [newest - HOUR * back for back in reversed(range(5_000))]

    def answer(asked: Asked) -> Reply:
        history = "history" in asked.path
        assert not history or "endTime" in asked.params
        assert int(asked.params["limit"]) <= (200 if history else 1_000)
        end = int(asked.params.get("endTime", newest + 1))
        fitting = [at for at in opens if at < end][-int(asked.params["limit"]) :]
        return ok([[str(at), *["1"] * (width - 1)] for at in fitting])

    bench.http.compute("candles", answer)
    found = await reads(bench).candles(where, Interval.H1, count=1_250)
    assert [candle.open_ms for candle in found] == opens[-1_250:]
    names = [asked.path.rsplit("/", 1)[1] for asked in bench.http.of("candles")]
    assert names == ["candles", "history-candles", "history-candles"]


async def test_history_is_asked_for_by_its_end_even_when_nothing_is_new() -> None:
    bench = Bench()
    bench.http.on("/market/candles", ok([]))
    bench.http.on("/market/history-candles", ok([]))
    assert await reads(bench).candles(SPOT, Interval.M1, count=3) == []
    (asked,) = bench.http.of("/market/history-candles")
    assert int(asked.params["endTime"]) == bench.clock.now_ms()


@pytest.mark.parametrize(
    ("where", "path"), [(SPOT, "/spot/market/fills"), (PERP, "/mix/market/fills")], ids=str
)
async def test_trades_are_asked_of_their_market(where: InstrumentId, path: str) -> None:
    bench = Bench()
    bench.http.on(path, ok([{"tradeId": "1", "price": "1", "size": "1", "side": "buy", "ts": "4"}]))
    (trade,) = await reads(bench).trades(where, 400)
    assert trade.trade_id == "1"
    (asked,) = bench.http.of(path)
    assert asked.params["limit"] == "100"


async def test_the_time_of_funding_is_asked_for_where_the_rate_does_not_tell_it() -> None:
    bench = Bench()
    bench.http.on("current-fund-rate", ok([{"symbol": "BTCUSDT", "fundingRate": "0.1"}]))
    bench.http.on("funding-time", ok([{"symbol": "BTCUSDT", "nextFundingTime": "99"}]))
    assert await reads(bench).funding(PERP) == FundingRate(PERP, D("0.1"), 99)
    told = {"symbol": "BTCUSDT", "fundingRate": "0.1", "nextUpdate": "77"}
    bench.http.on("current-fund-rate", ok([told]))
    assert await reads(bench).funding(PERP) == FundingRate(PERP, D("0.1"), 77)
    assert len(bench.http.of("funding-time")) == 1


async def test_the_smaller_reads() -> None:
    bench = Bench()
    past = {"symbol": "BTCUSDT", "fundingRate": "0.1", "fundingTime": "5"}
    bench.http.on("history-fund-rate", ok([past]))
    bench.http.on("open-interest", ok({"openInterestList": [{"symbol": "BTCUSDT", "size": "7"}]}))
    bench.http.on("query-position-lever", ok([]))
    assert await reads(bench).funding_history(PERP, 500) == [FundingRate(PERP, D("0.1"), 5)]
    assert await reads(bench).open_interest(PERP) == 7
    assert await reads(bench).position_tiers(PERP) == []
    (asked,) = bench.http.of("history-fund-rate")
    assert asked.params == NAMED | {"pageSize": "100"}
