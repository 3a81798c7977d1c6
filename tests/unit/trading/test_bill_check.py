"""Our executions against the venue's ledger: nothing is missing, nothing is there twice."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import PositionSide, Side
from terminal_app.trading.bill_check import APART_MS, compare, with_sides

D = Decimal
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
ZERO = D(0)
START, END = 1_000_000, 2_000_000


def fill(number: int) -> Fill:
    return Fill(
        exec_id=f"e{number}",
        order_id="1",
        client_oid="tb",
        instrument=PERP,
        side=Side.BUY,
        price=D(64_000),
        size=D("0.01"),
        value=D(640),
        fee=D("0.384"),
        fee_coin="USDT",
        liquidity=Liquidity.TAKER,
        time_ms=START + number,
        realised_pnl=D(0),
    )


def bill(number: int, amount: Decimal, fee: Decimal = ZERO) -> Bill:
    return Bill(f"b{number}", START + number, "USDT", BillKind.TRADE, PERP, amount, fee, None, "BUY_DEAL")


SPOT_BUY = replace(fill(5), instrument=SPOT, fee=D("0.00001"), fee_coin="BTC", realised_pnl=None)
SPOT_BILLS = [
    replace(bill(5, D(-640)), instrument=SPOT),
    replace(bill(6, D("0.01"), D("0.00001")), coin="BTC", instrument=SPOT),
]
FILLS = [fill(1), replace(fill(2), side=Side.SELL, realised_pnl=D("-1.5")), SPOT_BUY]
BILLS = [
    bill(1, D(0), D("0.384")),
    replace(bill(2, D("-1.5"), D("0.384")), kind=BillKind.SETTLEMENT),
    *SPOT_BILLS,
]


def test_what_agrees_has_no_difference() -> None:
    check = compare(FILLS, BILLS, START, END)
    assert check.agrees
    assert (check.difference, check.missing, check.unknown) == (D(0), (), ())
    assert check.by_coin["USDT"].ours == check.by_coin["USDT"].theirs == D("-642.268")
    assert check.by_coin["BTC"].ours == D("0.00999")


@pytest.mark.parametrize("gone", range(4))
def test_a_missing_page_of_bills_is_a_difference(gone: int) -> None:
    kept = [one for number, one in enumerate(BILLS) if number != gone]
    check = compare(FILLS, kept, START, END)
    assert check.difference != 0
    assert check.coin == BILLS[gone].coin
    assert len(check.missing) == 1
    assert not check.agrees


@pytest.mark.parametrize("twice", range(4))
def test_a_doubled_bill_is_a_difference(twice: int) -> None:
    for doubled in (BILLS[twice], replace(BILLS[twice], bill_id="again")):
        check = compare(FILLS, [*BILLS, doubled], START, END)
        assert check.difference == -doubled.change
        assert [one.change for one in check.unknown] == [doubled.change]


def test_a_missing_execution_is_told_by_its_bills() -> None:
    check = compare(FILLS[:2], BILLS, START, END)
    assert check.difference != 0
    assert [one.bill_id for one in check.unknown] == ["b5", "b6"]
    assert check.missing == ()


def test_an_execution_without_money_needs_no_bill_but_its_bill_needs_an_execution() -> None:
    free = replace(fill(9), fee=D(0))
    assert compare([free], [], START, END).agrees
    assert not compare([], [bill(9, D(0))], START, END).agrees


def test_funding_and_transfers_are_not_compared() -> None:
    others = [
        replace(bill(11, D(-3)), kind=BillKind.FUNDING),
        replace(bill(12, D(5_000)), kind=BillKind.TRANSFER, instrument=None),
        replace(bill(13, D(-1)), kind=BillKind.INTEREST, instrument=None),
    ]
    assert compare(FILLS, [*BILLS, *others], START, END).agrees


def test_several_executions_in_one_bill_add_up() -> None:
    both = bill(1, D("-1.5"), D("0.768"))
    assert compare(FILLS[:2], [both], START, END).agrees
    assert compare(FILLS[:2], [replace(both, fee=D("0.76800001"))], START, END).difference == D("1E-8")


def test_a_fee_in_a_third_coin_has_a_bill_of_its_own() -> None:
    bought = replace(SPOT_BUY, fee=D("0.5"), fee_coin="BGB")
    paid = replace(bill(7, D("-0.5")), coin="BGB", instrument=SPOT, kind=BillKind.FEE)
    received = replace(SPOT_BILLS[1], fee=D(0))
    assert compare([bought], [SPOT_BILLS[0], received, paid], START, END).agrees
    assert compare([bought], [SPOT_BILLS[0], received], START, END).coin == "BGB"


def test_a_pair_is_not_cut_by_the_edge_of_the_period() -> None:
    early = replace(BILLS[0], time_ms=START - 40)
    late = replace(fill(0), time_ms=END)
    assert compare([FILLS[0]], [early], START, END).agrees
    assert compare([late], [replace(bill(1, D(0), D("0.384")), time_ms=END + 40)], START, END).agrees
    assert compare([], [early], START, END).agrees  # its execution lies before the period


def test_a_bill_far_from_its_execution_is_not_its_bill() -> None:
    far = replace(BILLS[0], time_ms=FILLS[0].time_ms + APART_MS + 1)
    check = compare([FILLS[0]], [far], START, END)
    # The sums agree, so there is nothing to find.
    assert check.agrees
    assert with_sides([FILLS[0]], [replace(far, position_side=PositionSide.LONG)]) == [FILLS[0]]


def test_bills_tell_the_side_of_a_hedge_that_rest_left_out() -> None:
    told = [replace(BILLS[0], position_side=PositionSide.SHORT), BILLS[1]]
    sides = [one.position_side for one in with_sides(FILLS[:2], told)]
    assert sides == [PositionSide.SHORT, PositionSide.NET]
    known = replace(FILLS[0], position_side=PositionSide.LONG)
    assert with_sides([known], told) == [known]


def test_any_one_bill_that_is_lost_or_doubled_shows_among_many() -> None:
    rng = Random(7)
    fills, bills = [], []
    for number in range(200):
        realised, fee = D(rng.randint(-500, 500)) / 100, D(rng.randint(1, 99)) / 1000
        fills.append(replace(fill(number * 10), realised_pnl=realised, fee=fee))
        bills.append(bill(number * 10 + rng.randint(-9, 9), realised, fee))
    assert compare(fills, bills, START - 100, END).agrees
    for number in rng.sample(range(200), 20):
        rest = [one for place, one in enumerate(bills) if place != number]
        assert compare(fills, rest, START - 100, END).difference == bills[number].change != 0
        assert compare(fills, [*bills, bills[number]], START - 100, END).difference == -bills[number].change


def test_the_profit_of_a_coin_contract_is_in_its_base_coin() -> None:
    where = InstrumentId(ProductType.COIN_FUTURES, "BTCUSD")
    sold = replace(fill(1), instrument=where, realised_pnl=D("0.002"), fee=D("0.0001"), fee_coin="BTC")
    paid = replace(bill(1, D("0.002"), D("0.0001")), coin="BTC", instrument=where)
    assert compare([sold], [paid], START, END).agrees


NAMELESS = [replace(one, instrument=None) if one in SPOT_BILLS else one for one in BILLS]
"""As a classic account bills: its spot bills name no symbol."""


def test_spot_bills_without_a_symbol_go_with_any_execution_that_fits() -> None:
    assert compare(FILLS, NAMELESS, START, END).agrees
    other = replace(SPOT_BUY, exec_id="e6", instrument=InstrumentId(ProductType.SPOT, "BTCUSDC"))
    assert not compare([*FILLS, other], NAMELESS, START, END).agrees


@pytest.mark.parametrize("gone", range(4))
def test_a_missing_bill_without_a_symbol_is_a_difference(gone: int) -> None:
    kept = [one for number, one in enumerate(NAMELESS) if number != gone]
    check = compare(FILLS, kept, START, END)
    assert check.difference != 0
    assert check.missing == (FILLS[min(gone, 2)].exec_id,)


def test_several_executions_in_one_bill_without_a_symbol_add_up() -> None:
    half = replace(SPOT_BUY, size=D("0.005"), value=D(320), fee=D("0.000005"))
    halves = [replace(half, exec_id="a"), replace(half, exec_id="b")]
    assert compare([*FILLS[:2], *halves], NAMELESS, START, END).agrees


def test_a_bill_without_a_symbol_stands_in_for_none_of_futures() -> None:
    lost = replace(fill(9), fee=D(1))
    extra = replace(bill(9, D(-1)), instrument=None)
    check = compare([*FILLS, lost], [*NAMELESS, extra], START, END)
    assert (check.missing, check.unknown) == ((lost.exec_id,), (extra,))
