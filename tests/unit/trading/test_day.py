"""The day's result: fills minus fees since the reset, and the lock when too much is lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.trading.day import DAY_MS, DayResult, day_result, day_start_ms, loss_lock
from terminal_app.trading.limits import RiskLimits
from tests.helpers.examples import SPOT_ID, fill, position

D = Decimal
NOON = 20_000 * DAY_MS + 12 * 3_600_000


@pytest.mark.parametrize(
    ("minute", "start"),
    [(0, 20_000 * DAY_MS), (11 * 60, NOON - 3_600_000), (13 * 60, NOON - 23 * 3_600_000), (12 * 60, NOON)],
)
def test_a_day_starts_at_its_minute(minute: int, start: int) -> None:
    assert day_start_ms(NOON, minute) == start


def won(amount: str, fee: str = "1", coin: str = "USDT", at_ms: int = NOON) -> Fill:
    """An execution that closed something."""
    return replace(fill(), realised_pnl=D(amount), fee=D(fee), fee_coin=coin, time_ms=at_ms)


def result(*fills: Fill) -> Decimal:
    """The result since noon."""
    return day_result(fills, (), NOON, unrealised=False).amount


def test_fees_are_paid_and_yesterday_is_over() -> None:
    assert result(won("10"), won("-3"), won("99", at_ms=NOON - 1)) == D(5)
    assert result(replace(won("0"), realised_pnl=None)) == D(-1)


def test_a_fee_in_the_base_coin_counts_at_the_price() -> None:
    bought = replace(won("0", fee="0.001", coin="BTC"), instrument=SPOT_ID)
    assert result(bought) == D("-64")


def test_a_fee_in_a_third_coin_counts_at_its_price_or_is_named() -> None:
    fills = [won("10", fee="5", coin="BGB"), won("1", fee="2", coin="XYZ"), won("1", fee="2", coin="XYZ")]
    prices = {"BGB": D("0.5")}
    told = day_result(fills, (), NOON, unrealised=False, price_of=prices.get)
    assert told == DayResult(D("9.5"), ("XYZ",))
    assert day_result(fills, (), NOON, unrealised=False) == DayResult(D(12), ("BGB", "XYZ"))
    assert loss_lock(DayResult(D(-10), ("BGB", "XYZ")), RiskLimits(max_daily_loss=D(10)), NOON) == (
        20_001 * DAY_MS,
        "today's loss is 10 (without fees in BGB, XYZ) and your limit is 10. It ends 05 Oct 00:00 UTC.",
    )


def test_funding_counts_from_the_start_of_the_day() -> None:
    paid = Bill("1", NOON, "USDT", BillKind.FUNDING, fill().instrument, D("-2.5"), D(0), None, "")
    told = day_result(
        [won("10")], (), NOON, unrealised=False, funding=[paid, replace(paid, time_ms=NOON - 1)]
    )
    assert told == DayResult(D("6.5"))


def test_open_positions_count_when_asked_for() -> None:
    held = replace(position(), unrealised_pnl=D(-7))
    assert day_result((), (held, position()), NOON, unrealised=True).amount == D(-7)
    assert day_result((), (held,), NOON, unrealised=False).amount == D(0)


def test_the_lock_names_loss_limit_and_end() -> None:
    limits = RiskLimits(max_daily_loss=D(10))
    assert loss_lock(DayResult(D("-9.99")), limits, NOON) is None
    assert loss_lock(DayResult(D(-999)), RiskLimits(), NOON) is None
    lock = loss_lock(DayResult(D("-10")), limits, NOON)
    assert lock == (20_001 * DAY_MS, "today's loss is 10 and your limit is 10. It ends 05 Oct 00:00 UTC.")


def test_coin_contracts_are_counted_in_quote_coin() -> None:
    where = InstrumentId(ProductType.COIN_FUTURES, "BTCUSD")
    closed = replace(won("0.01", fee="0.001", coin="BTC"), instrument=where, price=D(50_000))
    assert result(closed) == D(450)
    held = replace(position("1"), instrument=where, unrealised_pnl=D("-0.1"), mark=D(40_000))
    assert day_result((), (held,), NOON, unrealised=True).amount == D(-4_000)
    unpriced = replace(held, mark=None, avg_price=D(30_000))
    assert day_result((), (unpriced,), NOON, unrealised=True).amount == D(-3_000)


def test_funding_in_another_coin_counts_at_its_price_or_is_named() -> None:
    bills = [
        Bill("1", NOON, coin, BillKind.FUNDING, fill().instrument, D(-1), D(0), None, "")
        for coin in ("USDT", "BTC", "XYZ")
    ]
    told = day_result((), (), NOON, unrealised=False, funding=bills, price_of={"BTC": D(100)}.get)
    assert told == DayResult(D(-101), ("XYZ",))
