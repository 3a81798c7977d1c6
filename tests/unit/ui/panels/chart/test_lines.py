"""Tests for `ui/panels/chart/lines.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import Order, OrderStatus, PositionSide, Side, TimeInForce
from terminal_app.ui.panels.chart.lines import (
    Line,
    LineAction,
    LineKind,
    Pattern,
    Tint,
    moved,
    order_lines,
    position_lines,
)
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, RULES, order, position

D = Decimal
RULE = RULES[BTC_PERP]


def lines_of(*orders: Order, amending: dict[str, Decimal] | None = None) -> list[Line]:
    return list(order_lines(orders, BTC_PERP, RULE, amending or {}))


def text(line: Line) -> str:
    return line.text.replace("\u2009", " ")


def test_a_working_order_says_side_size_type_and_price_and_can_be_moved_and_cancelled() -> None:
    (line,) = lines_of(order())
    assert text(line) == "▲ Buy 0.250 Limit · 64 000.5"
    assert (line.kind, line.id, line.price) == (LineKind.ORDER, "tb-1", D("64000.5"))
    assert (line.tint, line.pattern, line.actions) == (Tint.BUY, Pattern.SOLID, (LineAction.CANCEL,))
    assert line.movable


def test_what_is_left_of_an_order_is_its_size() -> None:
    (line,) = lines_of(order(filled="0.1", status=OrderStatus.PARTIAL))
    assert text(line) == "▲ Buy 0.150 Limit · 64 000.5, partly filled"
    assert line.movable


def test_terms_are_said() -> None:
    first, second = lines_of(
        order("a", side=Side.SELL, terms=TimeInForce.POST_ONLY), order("b", reduce_only=True)
    )
    assert text(first).startswith("▼ Sell 0.250 Post-only ·")
    assert first.tint is Tint.SELL
    assert text(second).startswith("▲ Buy 0.250 Limit, reduce-only ·")


@pytest.mark.parametrize(
    ("status", "word", "cancellable"),
    [
        (OrderStatus.INTENT, "sending", False),
        (OrderStatus.UNKNOWN, "unconfirmed", True),
        (OrderStatus.CANCEL_PENDING, "cancelling", False),
        (OrderStatus.CANCEL_UNKNOWN, "cancel unconfirmed", True),
    ],
)
def test_an_order_in_doubt_is_dashed_and_stays_where_it_is(
    status: OrderStatus, word: str, cancellable: bool
) -> None:
    (line,) = lines_of(order(status=status))
    assert text(line).endswith(f", {word}")
    assert (line.pattern, line.movable) == (Pattern.DASHED, False)
    assert bool(line.actions) is cancellable


def test_only_limit_orders_of_the_instrument_that_still_work_have_a_line() -> None:
    assert not lines_of(
        order("other", ETH_SPOT),
        order("market", price=None),
        order("over", status=OrderStatus.FILLED),
        order("full", filled="0.25", status=OrderStatus.PARTIAL),
        order("quote", size=QuoteQty(D(100))),
    )


def test_an_amend_on_its_way_is_a_second_dashed_line() -> None:
    order_line, target = lines_of(order(), amending={"tb-1": D("64010.0")})
    assert (order_line.price, order_line.movable) == (D("64000.5"), False)
    assert (target.kind, target.price, target.pattern) == (LineKind.AMEND, D("64010.0"), Pattern.DASHED)
    assert text(target) == "▲ Buy 0.250 Limit · to 64 010.0, unconfirmed"
    assert not target.actions


def test_a_position_says_size_entry_and_gain_and_where_it_would_be_liquidated() -> None:
    entry, liquidation = position_lines([PositionRow(position(), RULE, D("64010"))])
    assert text(entry) == "▲ Long 0.500 · 64 000.00 · +5.00 USDT"
    assert entry.actions == (LineAction.REVERSE, LineAction.CLOSE)
    assert (entry.movable, entry.filled) == (True, True)
    assert not liquidation.movable
    assert text(liquidation) == "Liquidation · 52 000.0"
    assert (liquidation.kind, liquidation.pattern) == (LineKind.LIQUIDATION, Pattern.DOTTED)


def test_both_positions_of_hedge_mode_have_lines_of_their_own() -> None:
    rows = [
        PositionRow(position(), RULE, None),
        PositionRow(position(side=PositionSide.SHORT), RULE, None),
    ]
    lines = list(position_lines(rows))
    assert len({line.key for line in lines}) == 4
    assert [line.text.partition(" ·")[0] for line in lines if line.kind is LineKind.LIQUIDATION] == [
        "Liquidation of the long",
        "Liquidation of the short",
    ]
    assert [line.tint for line in lines if line.kind is LineKind.POSITION] == [Tint.BUY, Tint.SELL]


def test_a_position_without_liquidation_has_one_line() -> None:
    assert len(list(position_lines([PositionRow(replace(position(), liquidation=None), RULE, None)]))) == 1


def test_a_line_in_the_hand_leaves_a_dotted_one_behind() -> None:
    lines = lines_of(order("a"), order("b"))
    there = replace(lines[1], price=D("64010"), text="here")
    shown = moved(lines, there.key, there)
    assert [(line.id, line.price, line.text, line.pattern) for line in shown[1:]] == [
        ("b", D("64010"), "here", Pattern.SOLID),
        ("b", D("64000.5"), "", Pattern.DOTTED),
    ]
    assert len({line.key for line in shown}) == 3
    assert len(moved(lines, there.key, replace(lines[1], text="here"))) == 2


def test_what_comes_out_of_a_line_leaves_it_where_it_is() -> None:
    lines = lines_of(order("a"), order("b"))
    exit_line = replace(lines[0], kind=LineKind.TAKE_PROFIT, id="pulled", price=D("64010"))
    assert moved(lines, lines[0].key, exit_line) == [lines[0], exit_line, lines[1]]


def test_break_even_is_a_line_when_the_venue_says_it() -> None:
    even = replace(position(), break_even=D("64077.12"))
    line = list(position_lines([PositionRow(even, RULE, None)]))[-1]
    assert (line.kind, text(line), line.movable) == (LineKind.BREAK_EVEN, "Break-even · 64 077.12", False)
    assert line.pattern is Pattern.DOTTED
