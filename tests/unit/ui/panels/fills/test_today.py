"""Tests for `ui/panels/fills/today.py`."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import Fill
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.ui import format as text
from terminal_app.ui.panels.fills import today
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, RULES, fill

HOUR = 3_600_000


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Days of UTC, where NOW_MS is 22:13 in the evening."""
    before = text.style()
    text.use(replace(before, utc=True))
    yield
    text.use(before)


def made(number: int, fee: str = "0", gain: str | None = None, coin: str = "USDT", hours: int = 0) -> Fill:
    """A fill of so many hours ago."""
    return replace(
        fill(number, fee=fee),
        fee_coin=coin,
        realised_pnl=None if gain is None else Decimal(gain),
        time_ms=NOW_MS - hours * HOUR,
    )


def test_gains_and_fees_are_added_up_by_coin() -> None:
    sums = today.add_up([made(1, "1.5", "10"), made(2, "0.5", "-4"), made(3, "-0.1", coin="BGB")], RULES.get)
    assert sums.count == 3
    assert sums.realised == {"USDT": Decimal(6)}
    assert sums.fees == {"USDT": Decimal(2), "BGB": Decimal("-0.1")}
    assert sums.net == {"USDT": Decimal(4), "BGB": Decimal("0.1")}
    assert today.sums_text(sums) == "3 fills · realised +6.00 USDT · fees +0.10 BGB, −2.00 USDT"


def test_without_gains_and_fees_there_is_only_a_count() -> None:
    assert today.sums_text(today.add_up((), RULES.get)) == ""
    assert today.sums_text(today.add_up([made(1)], RULES.get)) == "1 fill"


@pytest.mark.parametrize(
    ("product", "known", "coin"),
    [
        (ProductType.USDT_FUTURES, True, "USDT"),
        (ProductType.USDT_FUTURES, False, "USDT"),
        (ProductType.USDC_FUTURES, False, "USDC"),
        (ProductType.COIN_FUTURES, True, "BTC"),
        (ProductType.COIN_FUTURES, False, ""),
    ],
)
def test_a_position_settles_in_one_coin(product: ProductType, known: bool, coin: str) -> None:
    rules = RULES[BTC_PERP] if known else None
    assert today.settle_coin(InstrumentId(product, "BTCUSD"), rules) == coin


def test_today_begins_at_midnight_and_says_of_which_zone() -> None:
    fills = [made(1, "1", "10"), made(2, "1", "5", hours=22), made(3, "1", "100", hours=23)]
    assert today.today_text(fills, RULES.get, NOW_MS) == (
        "Today (UTC): net +13.00 USDT before funding · 2 fills · realised +15.00 USDT · fees −2.00 USDT"
    )
    assert today.today_text(fills[2:], RULES.get, NOW_MS) == "Today (UTC): no fills loaded"


def test_it_says_when_a_part_of_today_may_be_missing() -> None:
    fills = [made(number, "1") for number in range(today.READ_AT_FIRST)]
    assert today.today_text(fills, RULES.get, NOW_MS).endswith("earlier fills of today may be missing")
    assert "missing" not in today.today_text(fills[1:], RULES.get, NOW_MS)
    yesterday = made(999, hours=30)
    assert "missing" not in today.today_text([*fills, yesterday], RULES.get, NOW_MS)
