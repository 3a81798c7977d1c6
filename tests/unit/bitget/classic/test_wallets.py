"""The account put together from its wallets, and how it is set up."""

from decimal import Decimal

import pytest

from terminal_app.bitget.classic.account_data import ClassicAccountReads
from terminal_app.core.account import HoldMode, SymbolSetting
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.errors import AuthError, RateLimitError, VenueError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import MarginMode
from tests.helpers.bitget_rest import Bench
from tests.helpers.http_script import Asked, Reply, ok, refusal

D = Decimal
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ETHER = InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT")
NO_SUCH = refusal("40034")


def reads(bench: Bench) -> ClassicAccountReads:
    return ClassicAccountReads(bench.rest(), bench.clock)


class Venue:
    """Wallets and settings by product; a product without any is refused with `other`."""

    def __init__(self, bench: Bench, *products: str, other: Reply = NO_SUCH) -> None:
        self._products = products
        self._other = other
        self.hold_mode = "hedge_mode"
        coins = [{"coin": "USDT", "available": "50"}, {"coin": "BTC", "available": "2", "frozen": "1"}]
        bench.http.on("/account/assets", ok(coins, 40))
        bench.http.on("/all-account-balance", ok([{"accountType": "spot", "usdtBalance": "1000"}]))
        bench.http.on("/spot/account/info", ok({"userId": "7"}))
        bench.http.compute("/mix/account/accounts", self._wallet)
        bench.http.compute("/mix/account/account", self._setup)
        bench.http.compute("/all-position", lambda _: ok([]))

    def _wallet(self, asked: Asked) -> Reply:
        word = asked.params["productType"]
        if word not in self._products:
            return self._other
        coin = {"USDT-FUTURES": "USDT", "USDC-FUTURES": "USDC", "COIN-FUTURES": "BTC"}[word]
        row = {"marginCoin": coin, "accountEquity": "10", "usdtEquity": "20", "unrealizedPL": "1"}
        return ok([row], 30)

    def _setup(self, asked: Asked) -> Reply:
        if asked.params["productType"] not in self._products:
            return self._other
        levers = {"crossedMarginLeverage": 20 if asked.params["symbol"] == "BTCUSDT" else 7}
        return ok({"posMode": self.hold_mode, "marginMode": "crossed"} | levers)


async def test_every_wallet_is_in_one_snapshot() -> None:
    bench = Bench()
    Venue(bench, "USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES")
    seen = await reads(bench).account()
    assert seen.wallets == tuple(ProductType)
    assert [(row.product, row.coin) for row in seen.balances] == [
        (ProductType.SPOT, "USDT"),
        (ProductType.SPOT, "BTC"),
        (ProductType.USDT_FUTURES, "USDT"),
        (ProductType.USDC_FUTURES, "USDC"),
        (ProductType.COIN_FUTURES, "BTC"),
    ]
    assert seen.equity == 1_000
    # The stamp is that of the oldest answer, and the profits are in USD: one coin of a wallet is two here.
    assert seen.stamp.source_ms == 30
    assert seen.unrealised_pnl == 6


async def test_a_wallet_that_was_never_opened_is_left_out() -> None:
    bench = Bench()
    Venue(bench, "USDT-FUTURES")
    seen = await reads(bench).account()
    assert seen.wallets == (ProductType.SPOT, ProductType.USDT_FUTURES)


@pytest.mark.parametrize(("code", "error"), [("40014", AuthError), ("429", RateLimitError)])
async def test_a_key_that_is_refused_and_a_limit_are_no_missing_wallets(
    code: str, error: type[VenueError]
) -> None:
    bench = Bench()
    Venue(bench, "USDT-FUTURES", other=refusal(code))
    with pytest.raises(error):
        await reads(bench).account()
    with pytest.raises(error):
        await reads(bench).settings()


async def test_without_the_main_wallet_there_is_no_account() -> None:
    bench = Bench()
    Venue(bench)
    with pytest.raises(VenueError):
        await reads(bench).account()


async def test_a_worth_that_is_not_told_is_that_of_what_is() -> None:
    bench = Bench()
    Venue(bench, "USDT-FUTURES")
    bench.http.on("/all-account-balance", NO_SUCH)
    assert (await reads(bench).account()).equity == 50 + 20
    bench.http.on("/all-account-balance", refusal("40014"))
    with pytest.raises(AuthError):
        await reads(bench).account()


async def test_each_product_has_a_hold_mode_of_its_own() -> None:
    bench = Bench()
    venue = Venue(bench, "USDT-FUTURES", "COIN-FUTURES")
    seen = await reads(bench).settings()
    assert (seen.uid, seen.kind, seen.hold_mode) == ("7", AccountKind.CLASSIC, HoldMode.HEDGE)
    assert seen.hold_modes == {
        ProductType.USDT_FUTURES: HoldMode.HEDGE,
        ProductType.COIN_FUTURES: HoldMode.HEDGE,
    }
    assert SymbolSetting(PERP, MarginMode.CROSSED, D(20)) in seen.symbols
    venue.hold_mode = "one_way_mode"
    assert (await reads(bench).settings()).hold_mode is HoldMode.ONE_WAY


async def test_settings_tell_contracts_with_a_position_and_those_asked_about() -> None:
    bench = Bench()
    Venue(bench, "USDT-FUTURES")
    row = {"symbol": "XRPUSDT", "holdSide": "long", "total": "1", "leverage": "3", "marginMode": "isolated"}
    bench.http.compute("/all-position", lambda _: ok([row, row | {"symbol": "BTCUSDT"}]))
    account = reads(bench)
    assert await account.symbol_setting(ETHER) == SymbolSetting(ETHER, MarginMode.CROSSED, D(7))
    found = {one.instrument.symbol: one.leverage for one in (await account.settings()).symbols}
    assert found == {"BTCUSDT": 20, "ETHUSDT": 7, "XRPUSDT": 3}


async def test_whose_account_it_is_is_asked_once() -> None:
    bench = Bench()
    Venue(bench, "USDT-FUTURES")
    account = reads(bench)
    await account.settings()
    await account.settings()
    assert len(bench.http.of("/spot/account/info")) == 1
