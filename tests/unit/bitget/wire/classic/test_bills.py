"""The ledgers of both kinds of wallet become bills."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic import bills
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import PositionSide
from tests.helpers.envelopes import holding

D = Decimal
USDT = ProductType.USDT_FUTURES
SPOT_ROW: dict[str, object] = {
    "cTime": "9",
    "coin": "USDT",
    "groupType": "transaction",
    "businessType": "BUY",
    "size": "-640",
    "balance": "360",
    "fees": "0",
    "billId": "17",
}
MIX_ROW: dict[str, object] = {
    "billId": "18",
    "symbol": "BTCUSDT",
    "amount": "12.5",
    "fee": "-0.25",
    "businessType": "close_long",
    "coin": "USDT",
    "balance": "100",
    "cTime": "8",
}


def spot(**other: object) -> Bill:
    ((found,), _) = bills.spot_bills(holding([SPOT_ROW | other]))
    return found


def mix(**other: object) -> Bill:
    ((found,), _) = bills.mix_bills(holding({"bills": [MIX_ROW | other], "endId": "18"}), USDT)
    return found


def test_a_line_of_the_spot_ledger() -> None:
    assert spot() == Bill("spot:17", 9, "USDT", BillKind.TRADE, None, D(-640), D(0), D(360), "BUY")
    assert spot(fees="-0.1", coin="btc", size="1").change == D("0.9")


def test_a_line_of_a_futures_ledger() -> None:
    assert mix() == Bill(
        "usdt-futures:18",
        8,
        "USDT",
        BillKind.SETTLEMENT,
        InstrumentId(USDT, "BTCUSDT"),
        D("12.5"),
        D("0.25"),
        D(100),
        "close_long",
        PositionSide.LONG,
    )


def test_lines_of_two_wallets_with_one_number_are_two_bills() -> None:
    assert spot(billId="5").bill_id != mix(billId="5").bill_id


@pytest.mark.parametrize(
    ("word", "amount", "kind"),
    [
        ("open_long", "0", BillKind.TRADE),
        ("open_short", "0", BillKind.TRADE),
        ("close_short", "3", BillKind.SETTLEMENT),
        ("buy", "0", BillKind.TRADE),
        ("sell", "-2", BillKind.SETTLEMENT),
        ("force_close_long", "-2", BillKind.SETTLEMENT),
        ("force_buy", "-2", BillKind.SETTLEMENT),
        ("burst_sell", "-2", BillKind.SETTLEMENT),
        ("delivery_long", "1", BillKind.SETTLEMENT),
        ("contract_settle_fee", "-0.005", BillKind.FUNDING),
        ("settle_interest", "-1", BillKind.INTEREST),
        ("trans_from_exchange", "5", BillKind.TRANSFER),
        ("trans_to_exchange", "-5", BillKind.TRANSFER),
        ("append_margin", "-5", BillKind.OTHER),
        ("user_exchange_buy", "5", BillKind.OTHER),
        ("", "0", BillKind.OTHER),
    ],
)
def test_the_words_of_futures(word: str, amount: str, kind: BillKind) -> None:
    assert mix(businessType=word, amount=amount).kind is kind


@pytest.mark.parametrize(
    ("group", "word", "kind"),
    [
        ("transaction", "BUY", BillKind.TRADE),
        ("transaction", "SELL", BillKind.TRADE),
        ("transaction", "DEDUCTION_HANDLING_FEE", BillKind.FEE),
        ("transfer", "TRANSFER_IN", BillKind.TRANSFER),
        ("deposit", "transfer-in", BillKind.TRANSFER),
        ("withdraw", "WITHDRAW", BillKind.TRANSFER),
        ("loan", "INTEREST_REPAY", BillKind.INTEREST),
        ("loan", "SOMETHING", BillKind.TRANSFER),
        ("financial", "EARN", BillKind.OTHER),
    ],
)
def test_the_words_of_spot(group: str, word: str, kind: BillKind) -> None:
    assert spot(groupType=group, businessType=word).kind is kind


@pytest.mark.parametrize(
    ("word", "size", "amount"),
    [("TRANSFER_OUT", "5", -5), ("TRANSFER_OUT", "-5", -5), ("WITHDRAW", "5", -5), ("TRANSFER_IN", "5", 5)],
)
def test_what_goes_out_is_negative(word: str, size: str, amount: int) -> None:
    assert spot(businessType=word, size=size).amount == amount


@pytest.mark.parametrize(
    ("word", "side"),
    [
        ("open_short", PositionSide.SHORT),
        ("burst_close_long", PositionSide.LONG),
        ("buy", PositionSide.NET),
        ("delivery_long", PositionSide.NET),
    ],
)
def test_the_position_a_line_is_about(word: str, side: PositionSide) -> None:
    assert mix(businessType=word).position_side is side


def test_what_is_not_told() -> None:
    found = mix(symbol="", balance=None, businessType=None, amount="", fee=None)
    assert (found.amount, found.fee) == (D(0), D(0))
    assert found.instrument is None
    assert found.balance is None
    assert spot(balance="", businessType=None, groupType=None).kind is BillKind.OTHER


def test_pages() -> None:
    assert bills.spot_bills(holding([SPOT_ROW, SPOT_ROW | {"billId": "16"}]))[1] == "16"
    assert bills.spot_bills(holding(None)) == ([], "")
    assert bills.mix_bills(holding({"bills": [], "endId": None}), USDT) == ([], "")
    assert bills.mix_bills(holding({"bills": None}), USDT) == ([], "")
    assert bills.mix_bills(holding(None), USDT) == ([], "")
