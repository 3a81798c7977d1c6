"""Private reads: all pages, the one order that was asked for, and `None` only when the venue says so."""

from decimal import Decimal

import pytest

from terminal_app.bitget import paging
from terminal_app.bitget.unified.account_data import AccountReads
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.strategy_orders import StrategyKind
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Asked, Reply, ok, refusal

PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")


def order_row(number: int, category: str = "USDT-FUTURES") -> dict[str, object]:
    return {
        "orderId": str(number),
        "clientOid": f"tb-{number}",
        "category": category,
        "symbol": "BTCUSDT",
        "orderType": "limit",
        "side": "buy",
        "price": "1",
        "qty": "1",
        "orderStatus": "live",
        "createdTime": str(1_700_000_000_000 + number),
        "updatedTime": str(1_700_000_000_000 + number),
    }


def fill_row(number: int) -> dict[str, object]:
    return {
        "execId": str(number),
        "orderId": "1",
        "category": "SPOT",
        "symbol": "BTCUSDT",
        "side": "buy",
        "execPrice": "2",
        "execQty": "3",
        "createdTime": str(1_700_000_000_000 + number),
    }


class Paged:
    """A list of the venue, newest first, given out in pages."""

    def __init__(
        self, bench: Bench, path: str, rows: list[dict[str, object]], key: str, cap: int = 100
    ) -> None:
        self.asked: list[Asked] = []
        self._rows = rows
        self._key = key
        self._cap = cap
        bench.http.compute(path, self._answer)

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        limit = int(asked.params["limit"])
        assert 1 <= limit <= 100
        start = 0
        if cursor := asked.params.get("cursor"):
            start = [row[self._key] for row in self._rows].index(cursor) + 1
        page = self._rows[start : start + min(limit, self._cap)]
        return ok({"list": page or None, "cursor": page[-1][self._key] if page else None})


def reads(bench: Bench) -> AccountReads:
    return AccountReads(bench.rest(), bench.clock)


@pytest.mark.parametrize("cap", [100, 30, 1])
async def test_every_open_order_is_found_however_the_venue_cuts_its_pages(cap: int) -> None:
    bench = Bench()
    count = 250 if cap > 1 else 5
    venue = Paged(bench, "/unfilled-orders", [order_row(n) for n in range(count)], "orderId", cap)
    found = await reads(bench).open_orders(ProductType.USDT_FUTURES)
    assert [order.order_id for order in found] == [str(n) for n in range(count)]
    assert venue.asked[0].params == {"category": "USDT-FUTURES", "limit": "100"}


async def test_a_page_of_other_products_is_no_end() -> None:
    bench = Bench()
    rows = [order_row(1), order_row(2, "MARGIN"), order_row(3)]
    Paged(bench, "/unfilled-orders", rows, "orderId", cap=1)
    found = await reads(bench).open_orders()
    assert [order.order_id for order in found] == ["1", "3"]


async def test_without_a_product_all_are_asked_for() -> None:
    bench = Bench()
    venue = Paged(bench, "/unfilled-orders", [], "orderId")
    assert await reads(bench).open_orders() == []
    assert [asked.params for asked in venue.asked] == [{"limit": "100"}]


async def test_a_cursor_that_does_not_move_ends_the_pages() -> None:
    bench = Bench()
    bench.http.on("/unfilled-orders", ok({"list": [order_row(1)], "cursor": "1"}))
    assert len(await reads(bench).open_orders()) == 1
    assert len(bench.http.of("/unfilled-orders")) == 2


async def test_history_stops_at_the_count_and_is_newest_first() -> None:
    bench = Bench()
    venue = Paged(bench, "/history-orders", [order_row(n) for n in range(300)], "orderId")
    found = await reads(bench).order_history(ProductType.USDT_FUTURES, 120)
    assert [order.order_id for order in found] == [str(n) for n in reversed(range(120))]
    assert [asked.params["limit"] for asked in venue.asked] == ["100", "20"]


async def test_fills_are_found_once_each() -> None:
    bench = Bench()
    Paged(bench, "trade/fills", [fill_row(n) for n in (3, 2, 2, 1)], "execId", cap=2)
    found = await reads(bench).fills(ProductType.SPOT)
    assert [fill.exec_id for fill in found] == ["3", "2", "1"]


DAY_MS = 86_400_000


async def test_history_since_a_moment_is_read_to_its_end() -> None:
    bench = Bench()
    venue = Paged(bench, "/history-orders", [order_row(n) for n in range(250)], "orderId")
    since_ms = bench.clock.now_ms() - DAY_MS
    found = await reads(bench).order_history(ProductType.USDT_FUTURES, since_ms=since_ms)
    assert len(found) == 250
    assert {asked.params["startTime"] for asked in venue.asked} == {str(since_ms)}
    assert "endTime" not in venue.asked[0].params


async def test_fills_since_long_ago_are_read_in_windows_the_venue_takes() -> None:
    bench = Bench()
    venue = Paged(bench, "trade/fills", [fill_row(n) for n in (2, 1)], "execId")
    now_ms = bench.clock.now_ms()
    found = await reads(bench).fills(since_ms=now_ms - 60 * DAY_MS)
    assert [fill.exec_id for fill in found] == ["2", "1"]
    windows = {(asked.params["startTime"], asked.params.get("endTime")) for asked in venue.asked}
    edges = [now_ms - days * DAY_MS for days in (29, 58, 60)]
    assert windows == {
        (str(edges[0]), None),
        (str(edges[1]), str(edges[0])),
        (str(edges[2]), str(edges[1])),
    }


async def test_more_history_than_can_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    Paged(bench, "trade/fills", [fill_row(n) for n in range(300)], "execId")
    monkeypatch.setattr(paging, "ALL", 200)
    with pytest.raises(LinkError, match="more history"):
        await reads(bench).fills(since_ms=bench.clock.now_ms() - DAY_MS)


def bill_row(number: int) -> dict[str, object]:
    return {
        "id": str(number),
        "coin": "USDT",
        "type": "OPEN_LONG",
        "fee": "-0.1",
        "ts": str(1_700_000_000_000 + number),
    }


@pytest.mark.parametrize("cap", [100, 30])
async def test_bills_of_every_category_and_page_are_read_once_and_oldest_first(cap: int) -> None:
    bench = Bench()
    venue = Paged(bench, "/financial-records", [bill_row(n) for n in reversed(range(250))], "id", cap)
    found = await reads(bench).bills(since_ms=bench.clock.now_ms() - DAY_MS)
    assert [bill.bill_id for bill in found] == [str(n) for n in range(250)]
    asked = {asked.params["category"] for asked in venue.asked}
    assert asked == {"SPOT", "USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES", "MARGIN", "OTHER"}


async def test_bills_are_asked_for_in_windows_and_no_further_back_than_they_are_kept() -> None:
    bench = Bench()
    venue = Paged(bench, "/financial-records", [], "id")
    now_ms = bench.clock.now_ms()
    assert await reads(bench).bills(since_ms=0) == []
    oldest = min(int(asked.params["startTime"]) for asked in venue.asked)
    assert now_ms - 90 * DAY_MS < oldest <= now_ms - 89 * DAY_MS
    spot = [asked.params for asked in venue.asked if asked.params["category"] == "SPOT"]
    assert "endTime" not in spot[0]
    assert all(int(one["endTime"]) - int(one["startTime"]) <= 30 * DAY_MS for one in spot[1:])


async def test_bills_of_a_period_that_is_over_have_an_end() -> None:
    bench = Bench()
    venue = Paged(bench, "/financial-records", [], "id")
    now_ms = bench.clock.now_ms()
    until_ms = now_ms - 10 * DAY_MS
    await reads(bench).bills(since_ms=now_ms - 20 * DAY_MS, until_ms=until_ms)
    assert {asked.params["endTime"] for asked in venue.asked} == {str(until_ms)}
    venue.asked.clear()
    await reads(bench).bills(since_ms=now_ms - DAY_MS, until_ms=now_ms + DAY_MS)
    assert all("endTime" not in asked.params for asked in venue.asked)


async def test_a_window_that_is_too_full_is_read_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    now_ms = bench.clock.now_ms()
    rows = [fill_row(n) | {"createdTime": str(now_ms - n * DAY_MS // 20)} for n in range(1, 301)]
    widths: list[int] = []

    def answer(asked: Asked) -> Reply:
        start_ms, end_ms = int(asked.params["startTime"]), int(asked.params.get("endTime", now_ms))
        widths.append(end_ms - start_ms)
        inside = [row for row in rows if start_ms <= int(str(row["createdTime"])) <= end_ms]
        ids = [row["execId"] for row in inside]
        start = ids.index(asked.params["cursor"]) + 1 if "cursor" in asked.params else 0
        page = inside[start : start + int(asked.params["limit"])]
        return ok({"list": page or None, "cursor": page[-1]["execId"] if page else None})

    bench.http.compute("trade/fills", answer)
    monkeypatch.setattr(paging, "ALL", 120)
    found = await reads(bench).fills(since_ms=now_ms - 20 * DAY_MS)
    assert sorted(int(fill.exec_id) for fill in found) == list(range(1, 301))
    assert min(widths) < DAY_MS * 8 < max(widths)


async def test_past_positions() -> None:
    bench = Bench()
    row: dict[str, object] = {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "posSide": "long",
        "closeTotalPos": "2",
    }
    rows = [row | {"positionId": str(n), "createdTime": str(n), "updatedTime": str(n + 1)} for n in (10, 20)]
    Paged(bench, "/history-position", rows, "positionId")
    found = await reads(bench).position_history(ProductType.USDT_FUTURES)
    assert [closed.updated_ms for closed in found] == [21, 11]


async def test_one_order_by_our_number_or_by_the_venues() -> None:
    bench = Bench()
    bench.http.on("/order-info", ok(order_row(7)))
    account = reads(bench)
    by_ours = await account.order("tb-7")
    by_theirs = await account.order("tb-7", "7")
    assert by_ours == by_theirs
    assert by_ours is not None
    assert by_ours.order_id == "7"
    assert [asked.params for asked in bench.http.of("/order-info")] == [
        {"clientOid": "tb-7"},
        {"orderId": "7"},
    ]


@pytest.mark.parametrize("code", ["43001", "40109", "25204", "22001"])
async def test_an_order_the_venue_does_not_know_is_none(code: str) -> None:
    bench = Bench()
    bench.http.on("/order-info", refusal(code))
    assert await reads(bench).order("tb-1") is None


@pytest.mark.parametrize(
    "code", ["40034", "45001", "99999", "40012", "40768", "45057", "40819", "24056", "43025"]
)
async def test_no_other_code_means_that_an_order_does_not_exist(code: str) -> None:
    bench = Bench()
    bench.http.on("/order-info", refusal(code))
    with pytest.raises(VenueError):
        await reads(bench).order("tb-1")


@pytest.mark.parametrize("data", [None, [], {}, order_row(2), order_row(1, "MARGIN")])
async def test_an_answer_about_something_else_settles_nothing(data: object) -> None:
    bench = Bench()
    bench.http.on("/order-info", ok(data))
    with pytest.raises(LinkError):
        await reads(bench).order("tb-1")
    with pytest.raises(LinkError):
        await reads(bench).order("tb-1", "1")


async def test_an_answer_without_our_number_is_still_about_it() -> None:
    bench = Bench()
    bench.http.on("/order-info", ok(order_row(1) | {"clientOid": None}))
    found = await reads(bench).order("tb-1")
    assert found is not None
    assert found.client_oid == ""


async def test_the_rest_of_the_account() -> None:
    bench = Bench()
    bench.http.on("/settings", ok({"uid": "1", "holdMode": "one_way_mode", "symbolConfigList": []}))
    bench.http.on("/assets", ok({"accountEquity": "5", "assets": []}))
    bench.http.on("/fee-rate", ok({"makerFeeRate": "0.1", "takerFeeRate": "0.2"}))
    row = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "posSide": "long", "total": "2"}
    bench.http.on("/current-position", ok({"list": [row]}))
    account = reads(bench)
    assert (await account.settings()).uid == "1"
    snapshot = await account.account()
    assert (snapshot.equity, snapshot.stamp.received) == (Decimal(5), bench.clock.monotonic())
    assert (await account.fee_rate(PERP)).taker == Decimal("0.2")
    (position,) = await account.positions(ProductType.USDT_FUTURES)
    assert (position.instrument, position.size) == (PERP, Decimal(2))
    assert bench.http.of("/fee-rate")[0].params == {"category": "USDT-FUTURES", "symbol": "BTCUSDT"}


def strategy_row(number: int, **more: object) -> dict[str, object]:
    return {
        "orderId": str(number),
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "qty": "1",
        "posSide": "long",
        "stopLoss": "5",
        "updatedTime": str(1_700_000_000_000 + number),
        **more,
    }


async def test_waiting_strategy_orders_of_both_kinds_are_read() -> None:
    bench = Bench()
    waits = strategy_row(2, stopLoss="", side="buy", triggerPrice="9", type="trigger")
    bench.http.compute(
        "/unfilled-strategy-orders",
        lambda asked: ok([strategy_row(1)] if asked.params["type"] == "tpsl" else [waits, strategy_row(1)]),
    )
    found = await reads(bench).strategy_orders(ProductType.USDT_FUTURES)
    assert {(order.order_id, order.kind) for order in found} == {
        ("1", StrategyKind.TP_SL),
        ("2", StrategyKind.TRIGGER),
    }
    assert [asked.params for asked in bench.http.of("/unfilled-strategy-orders")] == [
        {"category": "USDT-FUTURES", "type": "trigger"},
        {"category": "USDT-FUTURES", "type": "tpsl"},
    ]


async def test_finished_strategy_orders_come_newest_first() -> None:
    bench = Bench()
    rows = [strategy_row(n, status="success") for n in range(150, 0, -1)]
    Paged(bench, "/history-strategy-orders", rows, "orderId", 100)
    found = await reads(bench).strategy_history(ProductType.USDT_FUTURES, 120)
    assert [order.order_id for order in found] == [str(n) for n in range(150, 30, -1)]


async def test_the_settings_tell_of_every_contract_so_none_is_asked_about() -> None:
    bench = Bench()
    assert await reads(bench).symbol_setting(PERP) is None
    assert not bench.http.asked
