"""What the page of risk limits means."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.settings.limits_form import LIMIT_WORDS, Limit, LimitsForm, form_of_limits, parse_limits

D = Decimal
FORM = form_of_limits(RiskLimits())
AMOUNTS = st.decimals(min_value=D("0.01"), max_value=D(10**9), places=2)


def with_text(field: Limit, text: str) -> LimitsForm:
    """The usual form with another text in one field."""
    return replace(FORM, texts={**FORM.texts, field: text})


def test_every_limit_has_a_field_and_words() -> None:
    names = set(RiskLimits.__slots__) - {"count_unrealised"}
    assert {one.value for one in Limit} == names
    assert set(LIMIT_WORDS) == set(Limit)


@given(
    st.builds(
        RiskLimits,
        max_order_notional=AMOUNTS,
        max_symbol_notional=AMOUNTS,
        max_open_orders=st.integers(1, 10_000),
        max_orders_per_10s=st.integers(1, 1_000),
        max_price_distance=st.decimals(min_value=D("0.0001"), max_value=D(1), places=4),
        max_price_age_s=st.integers(1, 60),
        duplicate_ms=st.integers(0, 60_000),
        max_daily_loss=st.none() | AMOUNTS,
        count_unrealised=st.booleans(),
        day_start_minute=st.integers(0, 24 * 60 - 1),
    )
)
def test_what_is_shown_is_what_holds(limits: RiskLimits) -> None:
    assert parse_limits(form_of_limits(limits)) == limits


@pytest.mark.parametrize("text", ["", "x", "1,234", "0", "-5", "1e9", "2000m", "24:00", "5:61", ":5", "²:00"])
@pytest.mark.parametrize("field", Limit)
def test_nonsense_is_said_at_its_field_and_nowhere_else(field: Limit, text: str) -> None:
    parsed = parse_limits(with_text(field, text))
    if (field, text) in {(Limit.LOSS, ""), (Limit.START, "0"), (Limit.DUPLICATE, "0")}:
        assert isinstance(parsed, RiskLimits)
    else:
        assert not isinstance(parsed, RiskLimits)
        assert list(parsed) == [field]
        assert parsed[field]


def test_no_daily_loss_is_an_empty_field_and_an_hour_alone_is_enough() -> None:
    assert parse_limits(with_text(Limit.LOSS, " ")) == RiskLimits()
    assert parse_limits(with_text(Limit.LOSS, "2.5k")) == RiskLimits(max_daily_loss=D(2500))
    assert parse_limits(with_text(Limit.START, "8")) == RiskLimits(day_start_minute=480)
