"""Balances: the newest snapshot wins; not known is not zero; wallets are told one by one."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance, WalletMargin
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.trading.balances import BalanceSheet
from tests.helpers.examples import account

SPOT, USDT_M, USDC_M = ProductType.SPOT, ProductType.USDT_FUTURES, ProductType.USDC_FUTURES
PRICES = {"USDT": Decimal(1), "BTC": Decimal(50_000)}


def coin(name: str, product: ProductType | None, held: str, margin: WalletMargin | None = None) -> Balance:
    return Balance(name, Decimal(held), Decimal(held), Decimal(0), product=product, margin=margin)


def whole(
    at_ms: int, *balances: Balance, wallets: tuple[ProductType, ...] = (SPOT, USDT_M)
) -> AccountSnapshot:
    return AccountSnapshot(Stamp(at_ms, at_ms / 1000), Decimal(0), balances, wallets=wallets)


def push(at_ms: int, wallet: ProductType, *balances: Balance, partial: bool = False) -> AccountSnapshot:
    return AccountSnapshot(Stamp(at_ms, at_ms / 1000), Decimal(0), balances, wallet=wallet, partial=partial)


def sheet_of(*snapshots: AccountSnapshot) -> BalanceSheet:
    sheet = BalanceSheet(PRICES.get)
    for snapshot in snapshots:
        sheet.apply(snapshot)
    return sheet


def test_older_snapshots_are_dropped() -> None:
    sheet = BalanceSheet()
    assert sheet.apply(account(2_000, usdt="5"))
    assert not sheet.apply(account(1_000, usdt="9"))
    assert sheet.available("USDT") == Decimal(5)


def test_unknown_is_not_zero() -> None:
    sheet = BalanceSheet()
    assert sheet.available("USDT") is None
    sheet.apply(account())
    assert sheet.available("DOGE") == Decimal(0)


def test_a_unified_account_is_shown_as_it_was_told_and_backs_every_product() -> None:
    told = account(usdt="5")
    sheet = sheet_of(told)
    assert sheet.snapshot is told
    assert sheet.wallets == ()
    assert [sheet.available("USDT", product) for product in ProductType] == [Decimal(5)] * 4
    assert not sheet.revalue()


def test_a_wallet_pays_for_its_own_product_alone() -> None:
    sheet = sheet_of(whole(1_000, coin("USDT", SPOT, "7"), coin("USDT", USDT_M, "100")))
    assert sheet.available("USDT", SPOT) == Decimal(7)
    assert sheet.available("USDT", USDT_M) == Decimal(100)
    assert sheet.available("BTC", SPOT) == Decimal(0)  # the wallet was told, and has none
    assert sheet.available("USDC", USDC_M) is None  # a wallet nobody has told of


def test_a_push_about_one_wallet_leaves_the_others() -> None:
    sheet = sheet_of(
        whole(1_000, coin("USDT", SPOT, "7"), coin("BTC", SPOT, "1"), coin("USDT", USDT_M, "100"))
    )
    assert sheet.apply(push(2_000, SPOT, coin("USDT", SPOT, "9")))
    assert sheet.available("USDT", SPOT) == Decimal(9)
    assert sheet.available("BTC", SPOT) == Decimal(0)
    assert sheet.available("USDT", USDT_M) == Decimal(100)


def test_a_push_about_some_coins_leaves_the_others() -> None:
    sheet = sheet_of(whole(1_000, coin("USDT", SPOT, "7"), coin("BTC", SPOT, "1")))
    assert sheet.apply(push(2_000, SPOT, coin("USDT", SPOT, "9"), partial=True))
    assert sheet.available("USDT", SPOT) == Decimal(9)
    assert sheet.available("BTC", SPOT) == Decimal(1)


def test_some_coins_before_the_whole_wallet_say_nothing_of_the_rest() -> None:
    sheet = sheet_of(push(2_000, SPOT, coin("USDT", SPOT, "9"), partial=True))
    assert sheet.available("USDT", SPOT) == Decimal(9)
    assert sheet.available("BTC", SPOT) is None
    # The reading was asked for earlier: what was pushed since then is newer.
    sheet.apply(whole(1_000, coin("USDT", SPOT, "7"), coin("BTC", SPOT, "1")))
    assert sheet.available("USDT", SPOT) == Decimal(9)
    assert sheet.available("BTC", SPOT) == Decimal(1)
    assert sheet.available("ETH", SPOT) == Decimal(0)


def test_an_older_push_is_dropped() -> None:
    sheet = sheet_of(whole(2_000, coin("USDT", USDT_M, "100")))
    assert not sheet.apply(push(1_000, USDT_M, coin("USDT", USDT_M, "5")))
    assert sheet.available("USDT", USDT_M) == Decimal(100)


def test_each_wallet_has_its_own_age() -> None:
    sheet = sheet_of(whole(1_000, coin("USDT", SPOT, "7")), push(3_000, USDT_M, coin("USDT", USDT_M, "5")))
    assert sheet.told(SPOT) == Stamp(1_000, 1.0)
    assert sheet.told(USDT_M) == Stamp(3_000, 3.0)
    assert sheet.told(USDC_M) is None
    assert sheet.snapshot is not None
    assert sheet.snapshot.stamp == Stamp(1_000, 1.0)


def test_a_wallet_that_could_not_be_read_stays_and_is_said_to_be_missed_until_it_is_told() -> None:
    first = whole(1_000, coin("USDT", SPOT, "7"), coin("USDT", USDT_M, "100"))
    sheet = sheet_of(first, whole(2_000, coin("USDT", SPOT, "8"), wallets=(SPOT,)))
    assert sheet.missed == {USDT_M}
    assert sheet.available("USDT", USDT_M) == Decimal(100)
    sheet.apply(push(3_000, USDT_M, coin("USDT", USDT_M, "90")))
    assert sheet.missed == frozenset()


def test_the_whole_is_the_sum_of_what_has_a_value() -> None:
    sheet = sheet_of(
        whole(
            1_000,
            coin("BTC", SPOT, "0.1"),
            coin("XYZ", SPOT, "5"),
            coin("USDT", USDT_M, "100", WalletMargin(Decimal(-4), Decimal(20), Decimal(5), Decimal("0.2"))),
            replace(
                coin("USDC", USDC_M, "50", WalletMargin(Decimal(1), Decimal(10), None, Decimal("0.6"))),
                usd_value=Decimal(49),
            ),
            wallets=(SPOT, USDT_M, USDC_M),
        )
    )
    found = sheet.snapshot
    assert found is not None
    assert found.equity == Decimal(5_000 + 100 + 49)
    assert found.unrealised_pnl == Decimal(-4) + Decimal("0.98")
    assert found.initial_margin == Decimal(25) + Decimal("9.8")
    assert found.margin_ratio == Decimal("0.6")
    assert {one.coin: one.usd_value for one in found.balances}["XYZ"] is None
    assert found.wallets == (SPOT, USDT_M, USDC_M)


def test_values_follow_the_prices() -> None:
    prices = {"BTC": Decimal(50_000)}
    sheet = BalanceSheet(prices.get)
    sheet.apply(whole(1_000, coin("BTC", SPOT, "2")))
    assert not sheet.revalue()
    prices["BTC"] = Decimal(60_000)
    assert sheet.revalue()
    assert sheet.snapshot is not None
    assert sheet.snapshot.equity == Decimal(120_000)


def test_an_account_may_become_unified_and_classic_again() -> None:
    sheet = sheet_of(whole(5_000, coin("USDT", SPOT, "7")), account(1_000, usdt="5"))
    assert sheet.wallets == ()
    assert sheet.available("USDT", USDT_M) == Decimal(5)
    sheet.apply(whole(6_000, coin("USDT", SPOT, "3")))
    assert sheet.available("USDT", SPOT) == Decimal(3)
    assert sheet.available("USDT") is None
