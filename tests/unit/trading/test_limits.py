"""Limits as values: what loosens is named, what is nonsense is refused, and a file keeps them exactly."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits, from_saved, loosened, nonsense, to_save

D = Decimal
LOSS = replace(DEFAULT_LIMITS, max_daily_loss=D(100), count_unrealised=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"max_order_notional": D(60_000)}, "per order goes from 50000 to 60000 in quote coin."),
        ({"max_symbol_notional": D(300_000)}, "per symbol goes from 250000 to 300000"),
        ({"max_open_orders": 201}, "of open orders goes from 200 to 201."),
        ({"max_orders_per_10s": 51}, "of orders in ten seconds goes from 50 to 51."),
        ({"max_price_distance": D("0.2")}, "of the price distance goes from 10 to 20 %."),
        ({"max_price_age_s": 11}, "of the price age goes from 10 to 11 seconds."),
        ({"duplicate_ms": 0}, "after 0 ms, not 300."),
        ({"max_daily_loss": D(200)}, "limit of 100 goes to 200."),
        ({"max_daily_loss": None}, "limit of 100 is switched off."),
        ({"count_unrealised": False}, "no longer count"),
    ],
)
def test_what_loosens_is_named_and_the_way_back_is_free(change: dict[str, object], words: str) -> None:
    new = RiskLimits(**({name: getattr(LOSS, name) for name in LOSS.__slots__} | change))
    (sentence,) = loosened(LOSS, new)
    assert words in sentence
    assert loosened(new, LOSS) == ()


@pytest.mark.parametrize(
    "limits",
    [
        replace(DEFAULT_LIMITS, max_order_notional=D(0)),
        replace(DEFAULT_LIMITS, max_symbol_notional=D(-1)),
        replace(DEFAULT_LIMITS, max_open_orders=0),
        replace(DEFAULT_LIMITS, max_orders_per_10s=0),
        replace(DEFAULT_LIMITS, max_price_distance=D(0)),
        replace(DEFAULT_LIMITS, max_price_age_s=0),
        replace(DEFAULT_LIMITS, duplicate_ms=-1),
        replace(DEFAULT_LIMITS, max_daily_loss=D(0)),
        replace(DEFAULT_LIMITS, day_start_minute=1440),
    ],
)
def test_nonsense_is_refused_and_not_read_back(limits: RiskLimits) -> None:
    assert len(nonsense(limits)) == 1
    assert from_saved(to_save(limits)) == DEFAULT_LIMITS


@pytest.mark.parametrize(
    "limits", [DEFAULT_LIMITS, LOSS, replace(LOSS, max_daily_loss=D("0.1"), duplicate_ms=0)]
)
def test_a_file_keeps_them(limits: RiskLimits) -> None:
    assert nonsense(limits) == ()
    assert from_saved(to_save(limits)) == limits


def test_what_makes_no_sense_in_a_file_is_the_default() -> None:
    saved = {
        "max_order_notional": 5,
        "max_open_orders": True,
        "max_price_distance": "1e9",
        "duplicate_ms": "x",
    }
    assert from_saved(saved) == DEFAULT_LIMITS
