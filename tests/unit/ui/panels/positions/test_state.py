"""Tests for `ui/panels/positions/state.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import ClosePosition
from terminal_app.core.orders import MarginMode, PositionSide
from terminal_app.ui.panels.positions import state
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers.ui_samples import BTC_PERP, RULES, position


def row(held: Position, mark: str | None = "64100") -> PositionRow:
    """The row of a position at a mark price."""
    return state.rows([held], RULES.get, lambda _: None if mark is None else Decimal(mark))[0]


def test_a_long_gains_when_the_price_rises_and_a_short_loses() -> None:
    long, short = row(position()), row(position(side=PositionSide.SHORT))
    assert (state.pnl_text(long), state.pnl_text(short)) == ("+50.00", "\u221250.00")
    assert (state.side_text(long), state.side_text(short)) == ("▲ Long", "▼ Short")


def test_the_return_is_the_gain_over_the_margin() -> None:
    shown = row(position())
    assert shown.margin == Decimal(3200)
    assert state.return_text(shown) == "+1.56%"
    assert state.return_text(row(replace(position(), margin=Decimal(1000)))) == "+5.00%"
    assert state.return_text(row(replace(position(), leverage=Decimal(0)))) == ""


def test_without_a_fresh_mark_the_venues_word_counts() -> None:
    told = replace(position(), mark=Decimal(64_200), unrealised_pnl=Decimal(7))
    assert state.pnl_text(row(told, None)) == "+100.00"
    silent = replace(position(), unrealised_pnl=Decimal(7))
    assert state.pnl_text(row(silent, None)) == "+7.00"
    assert state.pnl_text(row(position(), None)) == "—"
    assert state.total_pnl([row(position(), None), row(position())]) is None


def test_the_words_of_a_row() -> None:
    shown = row(position())
    assert state.size_text(shown) == "0.500"
    assert state.entry_text(shown) == "64\u2009000.00"
    assert state.mark_text(shown) == "64\u2009100.0"
    assert state.liquidation_text(shown) == "52\u2009000.0"
    assert state.margin_text(shown) == "3\u2009200.00"
    assert state.leverage_text(shown) == "10× cross"
    assert state.realised_text(shown) == "\u22123.80"
    alone = replace(position(), liquidation=None, margin_mode=MarginMode.ISOLATED, realised_pnl=None)
    assert state.liquidation_text(row(alone)) == "none"
    assert state.leverage_text(row(alone)) == "10× isolated"
    assert state.realised_text(row(alone)) == "—"


def test_closed_positions_are_not_shown() -> None:
    assert state.rows([position(size="0")], RULES.get, lambda _: None) == []


@pytest.mark.parametrize(
    ("mode", "side", "asked"),
    [
        (HoldMode.ONE_WAY, PositionSide.SHORT, PositionSide.NET),
        (HoldMode.HEDGE, PositionSide.SHORT, PositionSide.SHORT),
        (HoldMode.HEDGE, PositionSide.LONG, PositionSide.LONG),
    ],
)
def test_a_close_names_the_side_only_in_hedge_mode(
    mode: HoldMode, side: PositionSide, asked: PositionSide
) -> None:
    assert state.close(row(position(side=side, hold_mode=mode))) == ClosePosition(BTC_PERP, asked)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([PositionSide.LONG, PositionSide.SHORT]),
            st.decimals("0.001", "100", places=3),
            st.decimals("1", "90000", places=1),
        ),
        max_size=6,
    ),
    st.decimals("1", "90000", places=1),
)
def test_the_total_is_the_sum_of_the_rows(
    held: list[tuple[PositionSide, Decimal, Decimal]], mark: Decimal
) -> None:
    positions = [position(side=side, size=str(size), entry=str(entry)) for side, size, entry in held]
    shown = state.rows(positions, RULES.get, lambda _: mark)
    signed = [(mark - entry) * size * (1 if side is PositionSide.LONG else -1) for side, size, entry in held]
    assert state.total_pnl(shown) == sum(signed, Decimal(0))
