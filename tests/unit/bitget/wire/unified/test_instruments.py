"""Instrument rows become rules."""

import logging
from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified.instruments import instruments
from terminal_app.core.instrument import Instrument, InstrumentId, InstrumentStatus, ProductType

SPOT: dict[str, object] = {
    "symbol": "PEPEUSDT",
    "category": "SPOT",
    "baseCoin": "PEPE",
    "quoteCoin": "USDT",
    "buyLimitPriceRatio": "0.05",
    "sellLimitPriceRatio": "0.04",
    "minOrderQty": "0",
    "maxOrderQty": "0",
    "pricePrecision": "10",
    "quantityPrecision": "0",
    "quotePrecision": "6",
    "minOrderAmount": "1",
    "status": "online",
}
PERP: dict[str, object] = {
    "symbol": "BTCUSDT",
    "category": "USDT-FUTURES",
    "baseCoin": "BTC",
    "quoteCoin": "USDT",
    "buyLimitPriceRatio": "",
    "sellLimitPriceRatio": None,
    "makerFeeRate": "0.0002",
    "takerFeeRate": "0.0006",
    "minOrderQty": "0.0001",
    "maxOrderQty": "1200",
    "maxMarketOrderQty": "220",
    "pricePrecision": "1",
    "quantityPrecision": "4",
    "quotePrecision": None,
    "priceMultiplier": "0.5",
    "quantityMultiplier": "0.0001",
    "symbolType": "perpetual",
    "minOrderAmount": "5",
    "status": "online",
    "fundInterval": "8",
    "minLeverage": "1",
    "maxLeverage": "125",
}


def read(*rows: object) -> list[Instrument]:
    return instruments(Envelope(code="00000", data=msgspec.Raw(msgspec.json.encode(rows))))


def test_a_spot_row_has_decimals_only() -> None:
    assert read(SPOT) == [
        Instrument(
            id=InstrumentId(ProductType.SPOT, "PEPEUSDT"),
            base="PEPE",
            quote="USDT",
            tick=Decimal("1E-10"),
            lot=Decimal(1),
            quote_step=Decimal("0.000001"),
            min_qty=Decimal(0),
            min_notional=Decimal(1),
            buy_band=Decimal("0.05"),
            sell_band=Decimal("0.04"),
        )
    ]


def test_a_futures_row_has_steps() -> None:
    assert read(PERP) == [
        Instrument(
            id=InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"),
            base="BTC",
            quote="USDT",
            tick=Decimal("0.5"),
            lot=Decimal("0.0001"),
            quote_step=Decimal("0.5"),
            min_qty=Decimal("0.0001"),
            min_notional=Decimal(5),
            max_qty=Decimal(1200),
            max_market_qty=Decimal(220),
            maker_fee=Decimal("0.0002"),
            taker_fee=Decimal("0.0006"),
            min_leverage=1,
            max_leverage=125,
            funding_hours=8,
        )
    ]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("online", InstrumentStatus.TRADING),
        ("listed", InstrumentStatus.LISTED),
        ("limit_open", InstrumentStatus.CLOSE_ONLY),
        ("limit_close", InstrumentStatus.HALTED),
        ("offline", InstrumentStatus.HALTED),
        ("restrictedAPI", InstrumentStatus.HALTED),
        ("something new", InstrumentStatus.HALTED),
        (None, InstrumentStatus.HALTED),
    ],
)
def test_states(word: str | None, status: InstrumentStatus) -> None:
    assert read(PERP | {"status": word})[0].status is status


@pytest.mark.parametrize("field", ["type", "symbolType"])
def test_delivery_contracts_are_left_out(field: str) -> None:
    row = {name: value for name, value in PERP.items() if name != "symbolType"}
    assert read(row | {field: "delivery"}) == []
    assert len(read(row | {field: "perpetual"})) == 1


def test_categories_that_are_not_ours_are_left_out() -> None:
    assert read(SPOT | {"category": "MARGIN"}) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"pricePrecision": "NaN"},
        {"pricePrecision": None},
        {"pricePrecision": "21"},
        {"quantityPrecision": "-1"},
        {"minOrderQty": "1e5"},
        {"symbol": None},
        {"baseCoin": 5},
    ],
)
def test_a_row_that_cannot_be_read_costs_that_symbol_only(
    broken: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert [found.id.symbol for found in read(SPOT | broken, PERP)] == ["BTCUSDT"]
    assert "1 instruments could not be read" in caplog.text


def test_a_list_of_anything_else_is_given_up_early() -> None:
    many = msgspec.Raw(msgspec.json.encode([[]] * 10_000))
    with pytest.raises(BadPayloadError, match="hardly a row can be read"):
        instruments(Envelope(code="00000", data=many))


def test_an_empty_list_may_be_null() -> None:
    assert instruments(Envelope(code="00000", data=msgspec.Raw(b"null"))) == []
