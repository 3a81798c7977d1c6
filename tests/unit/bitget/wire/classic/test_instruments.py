"""The rules of pairs and contracts."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic.instruments import contracts, pairs
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.core.instrument import Instrument, InstrumentId, InstrumentStatus, ProductType
from tests.helpers.envelopes import holding

D = Decimal
PAIR: dict[str, object] = {
    "symbol": "TRXUSDT",
    "baseCoin": "TRX",
    "quoteCoin": "USDT",
    "minTradeAmount": "0",
    "takerFeeRate": "0.002",
    "makerFeeRate": "0.001",
    "pricePrecision": "6",
    "quantityPrecision": "4",
    "quotePrecision": "2",
    "status": "online",
    "minTradeUSDT": "5",
    "buyLimitPriceRatio": "0.05",
    "sellLimitPriceRatio": "",
}
CONTRACT: dict[str, object] = {
    "symbol": "BTCUSD",
    "baseCoin": "BTC",
    "quoteCoin": "USD",
    "minTradeNum": "0.001",
    "priceEndStep": "5",
    "volumePlace": "3",
    "pricePlace": "1",
    "sizeMultiplier": "0.002",
    "symbolType": "perpetual",
    "minTradeUSDT": "5",
    "symbolStatus": "normal",
    "fundInterval": "8",
    "minLever": "1",
    "maxLever": "125",
    "maxOrderQty": "100",
    "maxMarketOrderQty": "",
}


def contract(**other: object) -> list[Instrument]:
    return contracts(holding([CONTRACT | other]), ProductType.COIN_FUTURES)


def test_a_pair() -> None:
    (found,) = pairs(holding([PAIR]))
    assert found == Instrument(
        id=InstrumentId(ProductType.SPOT, "TRXUSDT"),
        base="TRX",
        quote="USDT",
        tick=D("0.000001"),
        lot=D("0.0001"),
        quote_step=D("0.01"),
        min_qty=D(0),
        min_notional=D(5),
        buy_band=D("0.05"),
        maker_fee=D("0.001"),
        taker_fee=D("0.002"),
    )


def test_a_contract_steps_its_price_by_units_of_its_last_decimal() -> None:
    (found,) = contract()
    assert found == Instrument(
        id=InstrumentId(ProductType.COIN_FUTURES, "BTCUSD"),
        base="BTC",
        quote="USD",
        tick=D("0.5"),
        lot=D("0.002"),
        quote_step=D("0.5"),
        min_qty=D("0.001"),
        min_notional=D(5),
        max_qty=D(100),
        max_leverage=125,
        funding_hours=8,
    )


def test_steps_that_are_not_told_follow_from_the_decimals() -> None:
    (found,) = contract(priceEndStep="", sizeMultiplier=None)
    assert (found.tick, found.lot) == (D("0.1"), D("0.001"))
    (pair,) = pairs(holding([PAIR | {"quotePrecision": ""}]))
    assert pair.quote_step == pair.tick


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("normal", InstrumentStatus.TRADING),
        ("listed", InstrumentStatus.LISTED),
        ("limit_open", InstrumentStatus.CLOSE_ONLY),
        ("maintain", InstrumentStatus.HALTED),
        ("off", InstrumentStatus.HALTED),
        ("restrictedAPI", InstrumentStatus.HALTED),
    ],
)
def test_the_states_of_a_contract(word: str, status: InstrumentStatus) -> None:
    (found,) = contract(symbolStatus=word)
    assert found.status is status


@pytest.mark.parametrize("word", ["gray", "halt", "offline", None])
def test_a_pair_that_is_not_online_is_halted(word: str | None) -> None:
    (found,) = pairs(holding([PAIR | {"status": word}]))
    assert found.status is InstrumentStatus.HALTED


def test_delivery_contracts_are_left_out() -> None:
    assert contract(symbolType="delivery") == []


def test_a_row_that_cannot_be_read_costs_that_symbol_only() -> None:
    assert [one.id.symbol for one in pairs(holding([{"symbol": "X"}, PAIR]))] == ["TRXUSDT"]
    assert pairs(holding([PAIR | {"pricePrecision": "x"}])) == []
    assert pairs(holding(None)) == []
    with pytest.raises(BadPayloadError):
        pairs(holding({"rows": []}))
