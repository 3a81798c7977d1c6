"""The ledger's lines become bills: kinds by the venue's words, signs as documented."""

from decimal import Decimal

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.bitget.wire.unified.bills import CATEGORIES, bills
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BadNumberError
from terminal_app.core.orders import PositionSide

D = Decimal
ROW: dict[str, object] = {
    "category": "USDT-FUTURES",
    "id": "13111111111111111",
    "symbol": "BTCUSDT",
    "coin": "USDT",
    "type": "CLOSE_LONG",
    "amount": "12.5",
    "fee": "-0.222012",
    "balance": "55.10017801",
    "ts": "1745853486185",
}


def read(*rows: dict[str, object], cursor: str | None = None) -> tuple[list[Bill], str]:
    data = msgspec.json.encode({"list": list(rows) or None, "cursor": cursor})
    return bills(Envelope("00000", data=msgspec.Raw(data)))


def kind_of(word: str, amount: str = "0") -> BillKind:
    ((bill,), _) = read(ROW | {"type": word, "amount": amount})
    return bill.kind


def test_a_line_becomes_a_bill() -> None:
    found, cursor = read(ROW, cursor="122")
    assert cursor == "122"
    assert found == [
        Bill(
            bill_id="13111111111111111",
            time_ms=1745853486185,
            coin="USDT",
            kind=BillKind.SETTLEMENT,
            instrument=InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT"),
            amount=D("12.5"),
            fee=D("0.222012"),
            balance=D("55.10017801"),
            type_text="CLOSE_LONG",
            position_side=PositionSide.LONG,
        )
    ]
    assert found[0].change == D("12.277988")


def test_nothing_is_an_empty_page() -> None:
    assert read() == ([], "")
    assert bills(Envelope("00000")) == ([], "")


def test_a_line_may_be_about_no_symbol_and_tell_little() -> None:
    ((bill,), _) = read({"id": 5, "coin": "USDT", "ts": 7, "type": "TRANSFER_IN", "category": "OTHER"})
    assert (bill.bill_id, bill.time_ms, bill.instrument, bill.amount) == ("5", 7, None, D(0))
    assert (bill.fee, bill.balance, bill.kind) == (D(0), None, BillKind.TRANSFER)
    ((margin,), _) = read(ROW | {"category": "Margin", "type": None})
    assert (margin.instrument, margin.kind, margin.type_text) == (None, BillKind.OTHER, "")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("ORDER_DEALT_IN", BillKind.TRADE),
        ("ORDER_DEALT_FROZEN_OUT", BillKind.TRADE),
        ("ORDER_PLF_FEE_OUT", BillKind.FEE),
        ("OPEN_LONG", BillKind.TRADE),
        ("FIXED_OPEN_SHORT", BillKind.TRADE),
        ("CLOSE_SHORT", BillKind.SETTLEMENT),
        ("FORCE_CLOSE_LONG", BillKind.SETTLEMENT),
        ("BURST_CLOSE_SHORT", BillKind.SETTLEMENT),
        ("OFFSET_REDUCE_CLOSE_LONG", BillKind.SETTLEMENT),
        ("FORCE_BUY_SSM", BillKind.SETTLEMENT),
        ("BURST_SELL_SSM", BillKind.SETTLEMENT),
        ("DELIVERY_LONG", BillKind.SETTLEMENT),
        ("ADL_BUY_IN_SINGLE_SIDE_MODE", BillKind.SETTLEMENT),
        ("CONTRACT_MAIN_SETTLE_FEE_USER_IN", BillKind.FUNDING),
        ("CONTRACT_MAIN_SETTLE_FEE_USER_OUT", BillKind.FUNDING),
        ("FIXED_SETTLE_FEE_USER_OUT", BillKind.FUNDING),
        ("TRANSFER_IN", BillKind.TRANSFER),
        ("RESERVE_TRANSFER_OUT", BillKind.TRANSFER),
        ("REPAYMENT", BillKind.TRANSFER),
        ("INTEREST_SETTLEMENT_OUT", BillKind.INTEREST),
        ("INTEREST_REPAYMENT", BillKind.INTEREST),
        ("LIQ_FEE", BillKind.OTHER),
        ("BURST_INSURANCE_IN", BillKind.OTHER),
        ("SOMETHING_NEW", BillKind.OTHER),
    ],
)
def test_the_words_of_the_venue(word: str, kind: BillKind) -> None:
    assert kind_of(word) is kind
    assert kind_of(word.lower()) is kind


@pytest.mark.parametrize("word", ["BUY_DEAL", "SELL_DEAL", "BURST_BUY_DEAL", "FIXED_SELL_DEAL"])
def test_a_net_position_closes_where_it_brings_something(word: str) -> None:
    assert kind_of(word) is BillKind.TRADE
    assert kind_of(word, "-3") is BillKind.SETTLEMENT


@pytest.mark.parametrize(
    ("word", "side"),
    [
        ("OPEN_LONG", PositionSide.LONG),
        ("FIXED_BURST_CLOSE_SHORT", PositionSide.SHORT),
        ("BUY_DEAL", PositionSide.NET),
        ("ORDER_DEALT_IN", PositionSide.NET),
    ],
)
def test_the_word_names_the_position_of_a_hedge(word: str, side: PositionSide) -> None:
    ((bill,), _) = read(ROW | {"type": word})
    assert bill.position_side is side


@pytest.mark.parametrize(
    ("word", "told", "amount"),
    [
        ("CONTRACT_MAIN_SETTLE_FEE_USER_OUT", "2", "-2"),
        ("CONTRACT_MAIN_SETTLE_FEE_USER_OUT", "-2", "-2"),
        ("CONTRACT_MAIN_SETTLE_FEE_USER_IN", "2", "2"),
        ("CLOSE_LONG", "-2", "-2"),
        ("TRANSFER_OUT", "5000", "-5000"),
    ],
)
def test_what_goes_out_is_negative_however_it_is_told(word: str, told: str, amount: str) -> None:
    ((bill,), _) = read(ROW | {"type": word, "amount": told})
    assert bill.amount == D(amount)


@pytest.mark.parametrize("broken", [{"amount": "1e5"}, {"ts": "soon"}, {"fee": "much"}])
def test_numbers_are_bounded(broken: dict[str, object]) -> None:
    with pytest.raises(BadNumberError):
        read(ROW | broken)


@pytest.mark.parametrize("gone", ["id", "coin", "ts"])
def test_a_line_needs_its_identity(gone: str) -> None:
    row = {name: value for name, value in ROW.items() if name != gone}
    with pytest.raises(BadPayloadError):
        read(row)


def test_every_category_is_asked_for() -> None:
    assert set(CATEGORIES) == {"SPOT", "USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES", "MARGIN", "OTHER"}
