"""Public market data over REST, in both dialects."""

from decimal import Decimal

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, Api

V3 = "/api/v3/market"
V2_SPOT, V2_MIX = "/api/v2/spot/market", "/api/v2/mix/market"


def test_tells_the_rules_of_instruments(api: Api) -> None:
    (swap,) = api.get(f"{V3}/instruments", category="usdt-futures")
    assert (swap["type"], swap["symbolType"], swap["status"]) == ("perpetual", "perpetual", "online")
    assert (swap["priceMultiplier"], swap["pricePrecision"], swap["quantityMultiplier"]) == (
        "0.1",
        "1",
        "0.0001",
    )
    spot = api.get(f"{V3}/instruments", category="SPOT")
    assert {row["symbol"] for row in spot} == {"BTCUSDT", "ETHUSDT"}
    assert spot[0]["quotePrecision"] == "8"
    assert api.get(f"{V3}/instruments", category="COIN-FUTURES") == []
    assert api.refused("GET", f"{V3}/instruments", {})[0] == "40019"


def test_tells_tickers_with_what_futures_have_beyond_spot(api: Api) -> None:
    (swap,) = api.get(f"{V3}/tickers", category="USDT-FUTURES")
    (spot,) = api.get(f"{V3}/tickers", category="SPOT", symbol="BTCUSDT")
    assert set(swap) - set(spot) == {
        "indexPrice", "markPrice", "fundingRate", "openInterest", "deliveryTime", "deliveryStartTime",
        "deliveryStatus",
    }  # fmt: skip
    assert Decimal(spot["bid1Price"]) < Decimal(spot["ask1Price"])
    assert Decimal(spot["lowPrice24h"]) <= Decimal(spot["lastPrice"]) <= Decimal(spot["highPrice24h"])


def test_books_are_numbers_over_rest(api: Api, venue: Venue) -> None:
    book = api.get(f"{V3}/orderbook", category="USDT-FUTURES", symbol="BTCUSDT", limit=3)
    assert len(book["a"]) == len(book["b"]) == 3
    assert all(isinstance(price, float | int) for price, _ in book["a"] + book["b"])
    assert book["b"][0][0] == float(venue.engine.best(SWAP)[0] or 0)
    mix = api.get(f"{V2_MIX}/merge-depth", productType="usdt-futures", symbol="BTCUSDT", limit="max")
    assert isinstance(mix["asks"][0][0], float | int)
    for path in ("orderbook", "merge-depth"):
        spot = api.get(f"{V2_SPOT}/{path}", symbol="BTCUSDT", limit=2)
        assert len(spot["bids"]) == 2
        assert isinstance(spot["bids"][0][0], str)


def test_candles_have_the_columns_of_each_dialect(api: Api) -> None:
    rows = api.get(f"{V3}/candles", category="SPOT", symbol="BTCUSDT", interval="1H", limit=3)
    assert [len(row) for row in rows] == [7, 7, 7]
    assert int(rows[1][0]) - int(rows[0][0]) == 3_600_000
    spot = api.get(f"{V2_SPOT}/candles", symbol="BTCUSDT", granularity="1h", limit=3)
    assert [row[:7] for row in spot] == rows
    assert [len(row) for row in spot] == [8, 8, 8]
    mix = api.get(
        f"{V2_MIX}/candles", productType="USDT-FUTURES", symbol="BTCUSDT", granularity="1Dutc", limit=2
    )
    assert [len(row) for row in mix] == [7, 7]


def test_history_has_closed_candles_only(api: Api, manual_clock: ManualClock) -> None:
    rows = api.get(f"{V3}/history-candles", category="SPOT", symbol="BTCUSDT", interval="1H", limit=3)
    assert int(rows[-1][0]) + 3_600_000 <= manual_clock.now_ms()


def test_mark_and_index_candles_have_no_volume(api: Api) -> None:
    params = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "interval": "5m", "limit": 2}
    assert {row[5] for row in api.get(f"{V3}/candles", **params, type="MARK")} == {"0"}
    assert api.get(f"{V3}/candles", **params, type="premium") == []


@pytest.mark.parametrize("interval", ["1h", "2H", "", "1M "])
def test_refuses_intervals_in_the_wrong_case(api: Api, interval: str) -> None:
    params = {"category": "SPOT", "symbol": "BTCUSDT", "interval": interval}
    assert api.refused("GET", f"{V3}/candles", params)[0] in {"400171", "40019"}


def test_tells_the_latest_trades_in_both_dialects(api: Api) -> None:
    rows = api.get(f"{V3}/fills", category="SPOT", symbol="BTCUSDT", limit=5)
    assert len(rows) == 5
    assert [int(row["ts"]) for row in rows] == sorted((int(row["ts"]) for row in rows), reverse=True)
    old = api.get(f"{V2_SPOT}/fills-history", symbol="BTCUSDT", limit=5)
    assert [row["tradeId"] for row in old] == [row["execId"] for row in rows]
    assert api.get(f"{V2_MIX}/fills", productType="USDT-FUTURES", symbol="BTCUSDT", limit=1)


def test_tells_funding_interest_and_tiers(api: Api) -> None:
    (now,) = api.get(f"{V3}/current-fund-rate", symbol="BTCUSDT")
    assert now["fundingRateInterval"] == "8"
    past = api.get(f"{V3}/history-fund-rate", category="USDT-FUTURES", symbol="BTCUSDT", limit=3)[
        "resultList"
    ]
    more = api.get(f"{V3}/history-fund-rate", category="USDT-FUTURES", symbol="BTCUSDT", limit=3, cursor=2)
    times = [int(row["fundingRateTimestamp"]) for row in past + more["resultList"]]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == 6
    interest = api.get(f"{V3}/open-interest", category="USDT-FUTURES")["list"]
    assert Decimal(interest[0]["openInterest"]) > 0
    tiers = api.get(f"{V3}/position-tier", category="USDT-FUTURES", symbol="BTCUSDT")
    assert (tiers[0]["tier"], tiers[0]["minTierValue"]) == ("1", "0")
    assert api.refused("GET", f"{V3}/position-tier", {"category": "SPOT", "symbol": "BTCUSDT"})[0] == "25100"


def test_names_both_parameters_that_a_funding_call_lacks(api: Api) -> None:
    path = f"{V3}/current-fund-rate"
    assert api.refused("GET", path, {}) == ("40019", "Parameter symbol,category cannot be empty")
    assert api.refused("GET", path, {"symbol": "NOPE"})[0] == "25100"


def test_answers_what_clients_ask_of_the_classic_api_at_their_start(api: Api) -> None:
    assert {row["coin"] for row in api.get("/api/v2/spot/public/coins")} == {"BTC", "ETH", "USDT"}
    assert len(api.get("/api/v2/spot/public/coins", coin="BTC")) == 1
    assert api.get("/api/v2/margin/currencies") == []
    symbols = api.get("/api/v2/spot/public/symbols")
    assert {row["status"] for row in symbols} == {"online"}
    (contract,) = api.get(f"{V2_MIX}/contracts", productType="usdt-futures")
    assert (contract["pricePlace"], contract["priceEndStep"], contract["sizeMultiplier"]) == (
        "1",
        "1",
        "0.0001",
    )
    assert contract["supportMarginCoins"] == ["USDT"]
    for retired in ("SUSDT-FUTURES", "SCOIN-FUTURES", "SUSDC-FUTURES", "COIN-FUTURES", "USDC-FUTURES"):
        assert api.get(f"{V2_MIX}/contracts", productType=retired) == []
    assert "open24h" in api.get(f"{V2_MIX}/tickers", productType="USDT-FUTURES")[0]
    assert "open" in api.get(f"{V2_SPOT}/tickers", symbol="BTCUSDT")[0]
    assert len(api.get(f"{V2_MIX}/ticker", productType="USDT-FUTURES", symbol="BTCUSDT")) == 1


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        (f"{V2_SPOT}/tickers", {"symbol": "NOPEUSDT"}, "40034"),
        (f"{V2_MIX}/tickers", {"productType": "NOPE-FUTURES"}, "40019"),
        (f"{V2_MIX}/tickers", {}, "400172"),
        (f"{V2_MIX}/ticker", {"productType": "SUSDT-FUTURES", "symbol": "BTCUSDT"}, "40034"),
        (f"{V2_SPOT}/candles", {"symbol": "BTCUSDT", "granularity": "1H"}, "400171"),
        (f"{V2_SPOT}/candles", {"symbol": "BTCUSDT"}, "400172"),
    ],
)
def test_refuses_as_the_classic_api_was_seen_to(
    api: Api, path: str, params: dict[str, object], code: str
) -> None:
    assert api.refused("GET", path, params)[0] == code


def test_names_the_symbol_that_does_not_exist(api: Api) -> None:
    params = {"symbol": "NOPEUSDT"}
    assert api.refused("GET", f"{V2_SPOT}/tickers", params)[1] == "Parameter NOPEUSDT does not exist"


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_tells_the_wire_s_time(api: Api, version: str) -> None:
    status, answer = api.send("GET", f"/api/{version}/public/time")
    assert (status, answer["data"]) == (200, {"serverTime": str(answer["requestTime"])})
