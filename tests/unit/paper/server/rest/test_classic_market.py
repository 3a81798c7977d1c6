"""The public classic API: books in steps, candles open and closed, trades of the last days, limits."""

from decimal import Decimal

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.paper.server.classic.depth import grouped
from terminal_app.paper.server.venue import Venue
from tests.unit.paper.server.conftest import SWAP, Api

MIX = {"symbol": "BTCUSDT", "productType": "USDT-FUTURES"}
SPOT = {"symbol": "BTCUSDT"}
MIX_PATH, SPOT_PATH = "/api/v2/mix/market", "/api/v2/spot/market"
HOUR = 3_600_000
D = Decimal


def test_a_bid_goes_to_the_foot_of_its_step_and_an_ask_to_the_top() -> None:
    levels = [(D(price), D(1)) for price in ("100.9", "100.1", "99.9")]
    assert list(grouped(levels, D(1), Side.BUY)) == [(D(100), D(2)), (D(99), D(1))]
    levels.reverse()
    assert list(grouped(levels, D(1), Side.SELL)) == [(D(100), D(1)), (D(101), D(2))]
    assert list(grouped([], D(1), Side.BUY)) == []


@pytest.mark.parametrize(("asked", "told", "scale"), [("scale2", "scale2", "10"), ("huge", "scale3", "100")])
def test_a_merged_book_is_told_in_steps(classic_api: Api, asked: str, told: str, scale: str) -> None:
    book = classic_api.get(f"{MIX_PATH}/merge-depth", **MIX, precision=asked, limit="5")
    assert (book["precision"], book["scale"], book["isMaxPrecision"]) == (told, scale, "NO")
    assert all(price % int(scale) == 0 and size > 0 for price, size in book["bids"] + book["asks"])
    assert book["bids"][0][0] < book["asks"][0][0]


def test_a_spot_book_has_the_step_of_its_type(classic_api: Api) -> None:
    book = classic_api.get(f"{SPOT_PATH}/orderbook", **SPOT, type="step3")
    assert all(Decimal(price) % 10 == 0 for price, _ in book["bids"] + book["asks"])
    assert classic_api.refused("GET", f"{SPOT_PATH}/orderbook", SPOT | {"type": "step9"})[0] == "400171"


@pytest.mark.parametrize(
    ("path", "params"),
    [
        (f"{SPOT_PATH}/history-candles", SPOT | {"granularity": "1h"}),
        (f"{MIX_PATH}/history-candles", MIX | {"granularity": "1H"}),
        (f"{MIX_PATH}/history-mark-candles", MIX | {"granularity": "1H"}),
    ],
)
def test_history_has_closed_candles_only(
    classic_api: Api, manual_clock: ManualClock, path: str, params: dict[str, str]
) -> None:
    now = manual_clock.now_ms()
    for end, last in ((now + HOUR, now // HOUR - 1), (now - 5 * HOUR, (now - 5 * HOUR) // HOUR)):
        rows = classic_api.get(path, **params, endTime=end)
        assert int(rows[-1][0]) == last * HOUR
    forming = classic_api.get(path.replace("history-mark-", "").replace("history-", ""), **params)
    assert int(forming[-1][0]) == now // HOUR * HOUR


def test_spot_history_needs_an_end(classic_api: Api) -> None:
    params = SPOT | {"granularity": "1h"}
    assert classic_api.refused("GET", f"{SPOT_PATH}/history-candles", params)[0] == "400172"


@pytest.mark.parametrize(("kind", "traded"), [("MARKET", True), ("MARK", False), ("INDEX", False)])
def test_futures_candles_are_of_the_price_that_is_asked_for(
    classic_api: Api, kind: str, traded: bool
) -> None:
    rows = classic_api.get(f"{MIX_PATH}/candles", **MIX, granularity="5m", kLineType=kind)
    assert len(rows) == 100
    assert {len(row) for row in rows} == {7}
    assert any(Decimal(row[5]) > 0 for row in rows) is traded
    wrong = MIX | {"granularity": "5m", "kLineType": "LAST"}
    assert classic_api.refused("GET", f"{MIX_PATH}/candles", wrong)[0] == "400171"


@pytest.mark.parametrize(("path", "params"), [(SPOT_PATH, SPOT), (MIX_PATH, MIX)])
def test_past_trades_are_paged_by_id_and_told_in_whole_seconds(
    classic_api: Api, path: str, params: dict[str, str]
) -> None:
    first = classic_api.get(f"{path}/fills-history", **params, limit=3)
    rest = classic_api.get(f"{path}/fills-history", **params, limit=3, idLessThan=first[-1]["tradeId"])
    ids = [int(row["tradeId"]) for row in first + rest]
    assert ids == sorted(set(ids), reverse=True)
    assert {row["side"] for row in classic_api.get(f"{path}/fills-history", **params)} == {"Buy", "Sell"}
    assert all(row["ts"].endswith("000") for row in first)
    too_long = params | {"startTime": 1, "endTime": 7 * 24 * HOUR + 2}
    assert classic_api.refused("GET", f"{path}/fills-history", too_long)[0] == "00001"


def test_futures_show_a_hundred_trades_and_spot_more(
    classic_api: Api, classic_venue: Venue, manual_clock: ManualClock
) -> None:
    manual_clock.advance(60)
    classic_venue.tick()
    assert len(classic_api.get(f"{MIX_PATH}/fills", **MIX, limit=500)) == 100
    assert len(classic_api.get(f"{SPOT_PATH}/fills", **SPOT, limit=500)) > 100


def test_positions_have_a_limit(classic_api: Api, classic_venue: Venue) -> None:
    (row,) = classic_api.get(f"{MIX_PATH}/oi-limit", productType="USDT-FUTURES")
    greatest = classic_venue.engine.tiers(SWAP)[-1].max_value
    assert (row["symbol"], Decimal(row["notionalValue"])) == ("BTCUSDT", greatest)
    assert classic_api.get(f"{MIX_PATH}/oi-limit", **MIX) == [row]
    assert classic_api.get(f"{MIX_PATH}/oi-limit", productType="SUSDT-FUTURES") == []
