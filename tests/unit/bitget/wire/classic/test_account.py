"""Wallets, settings, fees and transfers."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import account
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.account import (
    Balance,
    FeeRate,
    HoldMode,
    SymbolSetting,
    TransferState,
    WalletMargin,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import MarginMode
from tests.helpers.envelopes import holding

D = Decimal
USDT = ProductType.USDT_FUTURES
PERP = InstrumentId(USDT, "BTCUSDT")
WALLET: dict[str, object] = {
    "marginCoin": "USDT",
    "locked": "0.3",
    "available": "10575",
    "crossedMaxAvailable": "10580",
    "maxTransferOut": "10572",
    "accountEquity": "10582.5",
    "usdtEquity": "10582.6",
    "crossedRiskRate": "0.01",
    "unrealizedPL": "2.5",
    "crossedMargin": "100",
    "isolatedMargin": "7",
}
SETUP: dict[str, object] = {
    "marginMode": "crossed",
    "posMode": "hedge_mode",
    "crossedMarginLeverage": 20,
    "isolatedLongLever": 10,
    "isolatedShortLever": 5,
}


def wallet(**other: object) -> Balance:
    (found,) = account.mix_balances(holding([WALLET | other]), USDT)
    return found


def test_a_coin_of_the_spot_wallet() -> None:
    rows = [
        {"coin": "BTC", "available": "1.5", "frozen": "0.25", "locked": "0.05"},
        {"coin": "usdt", "available": "3", "frozen": "", "locked": None},
    ]
    bitcoin, tether = account.spot_balances(holding(rows))
    assert bitcoin == Balance("BTC", D("1.8"), D("1.5"), D("0.3"), wallet=D("1.8"), product=ProductType.SPOT)
    assert (tether.coin, tether.usd_value) == ("USDT", D(3))
    assert account.spot_balances(holding(None)) == []


def test_a_futures_wallet() -> None:
    assert wallet() == Balance(
        coin="USDT",
        equity=D("10582.5"),
        available=D(10_580),
        locked=D("0.3"),
        usd_value=D("10582.6"),
        wallet=D(10_580),
        product=USDT,
        margin=WalletMargin(D("2.5"), D(100), D(7), D("0.01"), D(10_572)),
    )
    assert account.mix_balances(holding(None), USDT) == []


def test_the_profit_of_a_wallet_is_told_whole_in_parts_or_not_at_all() -> None:
    parts = wallet(unrealizedPL="", crossedUnrealizedPL="1", isolatedUnrealizedPL="-3")
    assert parts.margin is not None
    assert (parts.margin.unrealised_pnl, parts.wallet) == (D(-2), D("10584.5"))
    silent = wallet(unrealizedPL="")
    assert silent.margin is not None
    assert (silent.margin.unrealised_pnl, silent.wallet) == (None, None)
    assert wallet(crossedMaxAvailable="").available == 10_575


def test_the_worth_is_that_of_what_is_traded_with() -> None:
    rows = [
        {"accountType": "spot", "usdtBalance": "10"},
        {"accountType": "futures", "usdtBalance": "5.5"},
        {"accountType": "earn", "usdtBalance": "1000"},
    ]
    assert account.worth(holding(rows)) == D("15.5")
    for other in (None, [], rows[2:]):
        with pytest.raises(BadPayloadError):
            account.worth(holding(other))


@pytest.mark.parametrize(
    ("words", "mode", "leverage"),
    [
        ({}, MarginMode.CROSSED, 20),
        ({"marginMode": "isolated"}, MarginMode.ISOLATED, 5),
        ({"marginMode": "isolated", "isolatedShortLever": ""}, MarginMode.ISOLATED, 10),
        ({"marginMode": "isolated", "isolatedLongLever": "0", "isolatedShortLever": None}, None, 20),
    ],
)
def test_how_a_contract_is_set_up(words: dict[str, object], mode: MarginMode | None, leverage: int) -> None:
    hold_mode, setting = account.setup(holding(SETUP | words), PERP)
    assert hold_mode is HoldMode.HEDGE
    assert setting == SymbolSetting(PERP, mode or MarginMode.ISOLATED, D(leverage))


def test_what_is_asked() -> None:
    coin = InstrumentId(ProductType.COIN_FUTURES, "ETHUSD")
    assert account.of_setup(coin) == {
        "symbol": "ETHUSD",
        "productType": "COIN-FUTURES",
        "marginCoin": "ETH",
    }
    assert account.of_fee_rate(PERP) == {"symbol": "BTCUSDT", "businessType": "mix"}
    spot = InstrumentId(ProductType.SPOT, "BTCUSDT")
    assert account.of_fee_rate(spot) == {"symbol": "BTCUSDT", "businessType": "spot"}


def test_fees() -> None:
    row = {"makerFeeRate": "0.0002", "takerFeeRate": "0.0006"}
    assert account.fee_rate(holding(row)) == FeeRate(D("0.0002"), D("0.0006"))


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Successful", TransferState.DONE),
        ("failed", TransferState.FAILED),
        ("Processing", TransferState.PROCESSING),
    ],
)
def test_what_became_of_a_transfer(word: str, state: TransferState) -> None:
    rows = [{"status": "Failed", "clientOid": "other"}, {"status": word, "clientOid": "tb-1"}]
    assert account.transfer_state(holding(rows), "tb-1") is state


def test_a_transfer_that_is_not_listed() -> None:
    assert account.transfer_state(holding([{"status": "Failed"}]), "tb-1") is None
    assert account.transfer_state(holding(None), "tb-1") is None
    with pytest.raises(BadPayloadError):
        account.transfer_state(holding([{"status": "?", "clientOid": "tb-1"}]), "tb-1")
