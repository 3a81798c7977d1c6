"""Private reads of a classic account: the right place to look, all pages, and `None` only for a reason."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from terminal_app.bitget.classic.account_data import ClassicAccountReads
from terminal_app.core.account import TransferState
from terminal_app.core.commands import Transfer
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import VenueStatus
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Asked, Reply, ok, refusal

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
USDT = {"productType": "USDT-FUTURES"}
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
INFO, DETAIL = "/spot/trade/orderInfo", "/mix/order/detail"
WORKING, PAST = "/spot/trade/unfilled-orders", "/spot/trade/history-orders"

Row = dict[str, object]


def spot_row(number: int, client_oid: str = "") -> Row:
    return {
        "orderId": str(number),
        "clientOid": client_oid or f"tb-{number}",
        "symbol": "BTCUSDT",
        "orderType": "limit",
        "side": "buy",
        "price": "1",
        "size": "1",
        "status": "cancelled",
        "cTime": str(1_700_000_000_000 + number),
    }


def mix_row(number: int) -> Row:
    return {**spot_row(number), "posMode": "one_way_mode", "status": "live"}


def plan_row(number: int, kind: str) -> Row:
    return {**mix_row(number), "planType": kind, "planStatus": "live", "triggerPrice": "5"}


class Paged:
    """A list with the highest id first, cut into pages by `idLessThan`."""

    def __init__(
        self, bench: Bench, path: str, rows: list[Row], key: str, wrap: Callable[[list[Row]], object]
    ) -> None:
        self.asked: list[Asked] = []
        self._rows = sorted(rows, key=lambda row: int(str(row[key])), reverse=True)
        self._key = key
        self._wrap = wrap
        bench.http.compute(path, self._answer)

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        before = int(asked.params.get("idLessThan", 10**18))
        fitting = [row for row in self._rows if int(str(row[self._key])) < before]
        return ok(self._wrap(fitting[: int(asked.params["limit"])]))


def entrusted(rows: list[Row]) -> object:
    """As futures list: `null` when empty."""
    return {"entrustedList": rows or None, "endId": rows[-1]["orderId"] if rows else None}


def plain(rows: list[Row]) -> object:
    return rows


def reads(bench: Bench) -> ClassicAccountReads:
    return ClassicAccountReads(bench.rest(), bench.clock)


async def test_a_futures_order_is_asked_for_with_its_product_and_symbol() -> None:
    bench = Bench()
    bench.http.on(DETAIL, ok(mix_row(5)))
    found = await reads(bench).order("tb-5", None, PERP)
    assert found is not None
    assert found.instrument == PERP
    await reads(bench).order("tb-5", "5", PERP)
    asked = [one.params for one in bench.http.of(DETAIL)]
    assert asked == [USDT | {"symbol": "BTCUSDT"} | one for one in ({"clientOid": "tb-5"}, {"orderId": "5"})]


@pytest.mark.parametrize("code", ["40109", "43001"])
async def test_no_such_futures_order_is_a_definite_answer(code: str) -> None:
    bench = Bench()
    bench.http.on(DETAIL, refusal(code))
    assert await reads(bench).order("tb-5", None, PERP) is None


@pytest.mark.parametrize("path", [DETAIL, INFO])
async def test_other_refusals_and_odd_answers_prove_nothing(path: str) -> None:
    bench = Bench()
    where = PERP if path == DETAIL else SPOT
    bench.http.on(path, refusal("40034"))
    with pytest.raises(VenueError):
        await reads(bench).order("tb-5", None, where)
    other = mix_row(6) if path == DETAIL else [spot_row(6)]
    bench.http.on(path, ok(other))
    with pytest.raises(LinkError):
        await reads(bench).order("tb-5", None, where)
    bench.http.on(path, ok("nothing"))
    with pytest.raises(LinkError):
        await reads(bench).order("tb-5", None, where)


async def test_a_futures_answer_without_an_order_is_no_absence() -> None:
    bench = Bench()
    bench.http.on(DETAIL, ok(None))
    with pytest.raises(LinkError):
        await reads(bench).order("tb-5", None, PERP)


async def test_an_order_without_its_instrument_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="by its instrument"):
        await reads(Bench()).order("tb-5")


@pytest.mark.parametrize("answer", [ok([]), ok(None), refusal("43001")])
async def test_a_young_spot_order_that_is_not_found_does_not_exist(answer: Reply) -> None:
    bench = Bench()
    bench.http.on(INFO, answer)
    young = new_client_oid(bench.clock.now_ms() - HOUR_MS)
    assert await reads(bench).order(young, None, SPOT) is None
    assert not bench.http.of(WORKING)
    (asked,) = bench.http.of(INFO)
    assert asked.params == {"clientOid": young}


async def test_a_spot_order_that_the_venue_gave_an_id_is_known_by_it_for_ever() -> None:
    bench = Bench()
    bench.http.on(INFO, ok([]))
    old = new_client_oid(bench.clock.now_ms() - 50 * DAY_MS)
    assert await reads(bench).order(old, "77", SPOT) is None
    bench.http.on(INFO, ok([spot_row(77)]))
    found = await reads(bench).order(old, "77", SPOT)
    assert found is not None
    assert found.order_id == "77"


@pytest.mark.parametrize("where", [WORKING, PAST, None])
async def test_an_older_spot_order_is_looked_for_in_the_lists_before_it_is_denied(where: str | None) -> None:
    bench = Bench()
    old = new_client_oid(bench.clock.now_ms() - 3 * HOUR_MS)
    bench.http.on(INFO, ok([]))
    for path in (WORKING, PAST):
        rows = [spot_row(number) for number in range(1, 140)]
        rows += [spot_row(1_000, old)] if path == where else []
        Paged(bench, path, rows, "orderId", plain)
    found = await reads(bench).order(old, None, SPOT)
    assert (None if found is None else found.client_oid) == (old if where else None)
    since_ms = int(bench.http.of(PAST)[0].params["startTime"])
    assert since_ms <= bench.clock.now_ms() - 3 * HOUR_MS
    assert {one.params["symbol"] for one in bench.http.of(WORKING)} == {"BTCUSDT"}


@pytest.mark.parametrize("client_oid", ["web-1", None], ids=["of another form", "older than the lists"])
async def test_a_spot_order_of_unknown_age_is_not_denied(client_oid: str | None) -> None:
    bench = Bench()
    bench.http.on(INFO, ok([]))
    bench.http.on(WORKING, ok([]))
    bench.http.on(PAST, ok([]))
    asked = client_oid or new_client_oid(bench.clock.now_ms() - 91 * DAY_MS)
    with pytest.raises(LinkError, match="90 days"):
        await reads(bench).order(asked, None, SPOT)
    bench.http.on(PAST, ok([spot_row(4, asked)]))
    found = await reads(bench).order(asked, None, SPOT)
    assert found is not None
    assert found.status is VenueStatus.CANCELLED


async def test_a_list_that_fails_denies_nothing() -> None:
    bench = Bench()
    old = new_client_oid(bench.clock.now_ms() - 3 * HOUR_MS)
    bench.http.on(INFO, ok([]))
    bench.http.on(WORKING, ok([]))
    bench.http.on(PAST, refusal("40034"))
    with pytest.raises(VenueError):
        await reads(bench).order(old, None, SPOT)


async def test_working_orders_of_every_product_are_joined() -> None:
    bench = Bench()
    Paged(bench, WORKING, [spot_row(number) for number in range(150)], "orderId", plain)
    futures = Paged(
        bench, "/orders-pending", [mix_row(number) for number in range(130)], "orderId", entrusted
    )
    found = await reads(bench).open_orders()
    per_product = [sum(order.instrument.product is product for order in found) for product in ProductType]
    assert per_product == [150, 130, 130, 130]
    products = [one.params["productType"] for one in futures.asked]
    assert list(dict.fromkeys(products)) == ["USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES"]
    assert len(await reads(bench).open_orders(ProductType.SPOT)) == 150


@pytest.mark.parametrize("product", [ProductType.SPOT, ProductType.USDT_FUTURES])
async def test_history_is_newest_first_by_count_or_since(product: ProductType) -> None:
    bench = Bench()
    spot = Paged(bench, PAST, [spot_row(number) for number in range(130)], "orderId", plain)
    mix = Paged(bench, "/orders-history", [mix_row(number) for number in range(130)], "orderId", entrusted)
    found = await reads(bench).order_history(product, 120)
    assert [order.order_id for order in found] == [str(number) for number in range(129, 9, -1)]
    since_ms = bench.clock.now_ms() - 400 * DAY_MS
    assert len(await reads(bench).order_history(product, since_ms=since_ms)) == 130
    windows = {one.params.get("startTime") for one in (mix if product.is_futures else spot).asked}
    oldest = min(int(start) for start in windows if start)
    assert bench.clock.now_ms() - 90 * DAY_MS < oldest < bench.clock.now_ms() - 89 * DAY_MS


async def test_fills_of_every_product_are_read_in_windows_of_a_week() -> None:
    bench = Bench()
    spot: list[Row] = [
        dict[str, object](tradeId=str(n), orderId="1", symbol="BTCUSDT", side="buy")
        | {"priceAvg": "2", "size": "3", "cTime": str(1_700_000_000_000 + 2 * n)}
        for n in range(3)
    ]
    mix: list[Row] = [
        dict[str, object](tradeId=str(n), orderId="1", symbol="BTCUSDT", side="buy", posMode="one_way_mode")
        | {"price": "2", "baseVolume": "3", "cTime": str(1_700_000_000_001 + 2 * n)}
        for n in range(3)
    ]

    def fill_list(rows: list[Row]) -> object:
        return {"fillList": rows or None, "endId": rows[-1]["tradeId"] if rows else None}

    Paged(bench, "/spot/trade/fills", spot, "tradeId", plain)
    futures = Paged(bench, "/mix/order/fills", mix, "tradeId", fill_list)
    found = await reads(bench).fills(count=4)
    times = [fill.time_ms for fill in found]
    assert times == sorted(times, reverse=True)
    assert len(found) == 4
    futures.asked.clear()
    every = await reads(bench).fills(ProductType.USDT_FUTURES, since_ms=bench.clock.now_ms() - 20 * DAY_MS)
    assert len(every) == 3
    starts = sorted({int(one.params["startTime"]) for one in futures.asked}, reverse=True)
    assert len(starts) == 3
    assert all(
        one - two < 7 * DAY_MS for one, two in zip([bench.clock.now_ms(), *starts], starts, strict=False)
    )


async def test_bills_of_every_wallet_are_joined_oldest_first() -> None:
    bench = Bench()
    now_ms = bench.clock.now_ms()
    spot: list[Row] = [{"billId": "5", "coin": "USDT", "cTime": str(now_ms - 10), "size": "1"}]
    mix: list[Row] = [{"billId": "5", "coin": "USDT", "cTime": str(now_ms - 20), "amount": "1"}]

    def wrapped(rows: list[Row]) -> object:
        return {"bills": rows, "endId": rows[-1]["billId"] if rows else None}

    Paged(bench, "/spot/account/bills", spot, "billId", plain)
    futures = Paged(bench, "/mix/account/bill", mix, "billId", wrapped)
    found = await reads(bench).bills(since_ms=now_ms - 45 * DAY_MS)
    assert [bill.bill_id for bill in found] == [
        "coin-futures:5",
        "usdc-futures:5",
        "usdt-futures:5",
        "spot:5",
    ]
    for one in futures.asked:
        end = int(one.params.get("endTime", now_ms))
        assert end - int(one.params["startTime"]) < 30 * DAY_MS


async def test_positions_current_and_past() -> None:
    bench = Bench()
    row = {"symbol": "BTCUSDT", "holdSide": "long", "total": "1", "posMode": "one_way_mode"}
    bench.http.on("all-position", ok([row]))
    (position,) = await reads(bench).positions(ProductType.USDT_FUTURES)
    assert position.instrument == PERP
    closed: list[Row] = [
        {"symbol": "BTCUSDT", "holdSide": "long", "ctime": str(n + 1), "utime": str(n + 1), "id": str(n)}
        for n in range(130)
    ]
    Paged(
        bench,
        "history-position",
        closed,
        "id",
        lambda rows: {"list": rows, "endId": rows[-1]["id"] if rows else None},
    )
    past = await reads(bench).position_history(ProductType.USDT_FUTURES, 110)
    assert [one.updated_ms for one in past] == list(range(130, 20, -1))


async def test_every_list_of_plans_is_asked_for() -> None:
    bench = Bench()
    kinds = {"normal_plan": "normal_plan", "track_plan": "track_plan", "profit_loss": "pos_loss"}

    def answer(asked: Asked) -> Reply:
        word = asked.params["planType"]
        number = list(kinds).index(word) + 1
        rows = [] if "idLessThan" in asked.params else [plan_row(number, kinds[word])]
        return ok(entrusted(rows))

    bench.http.compute("orders-plan-pending", answer)
    bench.http.compute("orders-plan-history", answer)
    waiting = await reads(bench).strategy_orders(ProductType.USDT_FUTURES)
    assert [one.order_id for one in waiting] == ["1", "2", "3"]
    over = await reads(bench).strategy_history(ProductType.USDT_FUTURES, 2)
    assert [one.order_id for one in over] == ["3", "2"]


async def test_spot_plans_have_calls_of_their_own() -> None:
    bench = Bench()
    row = {"orderId": "1", "symbol": "BTCUSDT", "side": "buy", "size": "1", "triggerPrice": "5"}
    page = {"orderList": [row | {"status": "live"}], "nextFlag": False, "idLessThan": "1"}
    bench.http.on("current-plan-order", ok(page))
    bench.http.on("history-plan-order", ok(page))
    exits = row | {"orderId": "2", "tpslType": "tpsl", "status": "live"}

    def answer(asked: Asked) -> Reply:
        assert asked.params["tpslType"] == "tpsl"
        return ok([] if "idLessThan" in asked.params else [exits])

    bench.http.compute(WORKING, answer)
    bench.http.compute(PAST, answer)
    waiting = await reads(bench).strategy_orders(ProductType.SPOT)
    assert [(one.order_id, one.reduce_only) for one in waiting] == [("1", False), ("2", True)]
    assert len(await reads(bench).strategy_history(ProductType.SPOT)) == 2
    assert len(bench.http.of("current-plan-order")) == 1


async def test_a_transfer_is_asked_for_by_coin_and_own_id() -> None:
    bench = Bench()
    bench.http.on("transferRecords", ok([{"status": "Successful", "clientOid": "tb-9"}]))
    moved = Transfer("tb-9", "USDT", Decimal(1), ProductType.SPOT, ProductType.USDT_FUTURES)
    assert await reads(bench).transfer_state(moved) is TransferState.DONE
    (asked,) = bench.http.of("transferRecords")
    assert asked.params == {"coin": "USDT", "clientOid": "tb-9"}
    bench.http.on("transferRecords", ok([]))
    assert await reads(bench).transfer_state(moved) is None


async def test_fees_are_asked_for_by_market() -> None:
    bench = Bench()
    bench.http.on("trade-rate", ok({"makerFeeRate": "0.1", "takerFeeRate": "0.2"}))
    assert (await reads(bench).fee_rate(PERP)).taker == Decimal("0.2")
    (asked,) = bench.http.of("trade-rate")
    assert asked.params == {"symbol": "BTCUSDT", "businessType": "mix"}


class OnlyUsdt:
    """A venue whose account has neither USDC nor coin futures."""

    def __init__(self, bench: Bench, refused: str) -> None:
        self._refused = refusal(refused)
        for path in ("/orders-pending", "/mix/order/fills", "/mix/account/bill"):
            bench.http.compute(path, self._answer)
        for path in (WORKING, "/spot/trade/fills", "/spot/account/bills"):
            bench.http.on(path, ok([]))

    def _answer(self, asked: Asked) -> Reply:
        return ok(None) if asked.params["productType"] == "USDT-FUTURES" else self._refused


async def test_products_that_were_never_opened_hide_nothing_of_the_others() -> None:
    bench = Bench()
    OnlyUsdt(bench, "40034")
    since_ms = bench.clock.now_ms() - HOUR_MS
    account = reads(bench)
    assert await account.open_orders() == []
    assert await account.fills(since_ms=since_ms) == []
    assert await account.bills(since_ms=since_ms) == []
    with pytest.raises(VenueError):
        await account.open_orders(ProductType.USDC_FUTURES)
    with pytest.raises(VenueError):
        await account.fills(ProductType.COIN_FUTURES)


@pytest.mark.parametrize("code", ["40014", "429"])
async def test_a_refused_key_or_a_limit_is_no_empty_list(code: str) -> None:
    bench = Bench()
    OnlyUsdt(bench, code)
    for reading in (
        reads(bench).open_orders(),
        reads(bench).fills(),
        reads(bench).bills(since_ms=bench.clock.now_ms() - HOUR_MS),
    ):
        with pytest.raises(VenueError):
            await reading


async def test_what_every_account_has_must_answer() -> None:
    bench = Bench()
    bench.http.on(WORKING, refusal("40034"))
    with pytest.raises(VenueError):
        await reads(bench).open_orders()
