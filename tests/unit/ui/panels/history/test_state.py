"""Tests for `ui/panels/history/state.py`."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.orders import OrderStatus, VenueStatus
from terminal_app.ui.panels.history import state
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, RULES, fill, order, venue_order

FILLED = replace(venue_order(BTC_PERP), status=VenueStatus.FILLED, filled=Decimal("0.25"))


def test_only_what_is_over_is_history_and_the_newest_comes_first() -> None:
    ours = [order("tb-1"), order("tb-2", status=OrderStatus.CANCELLED)]
    past = [replace(FILLED, order_id="old", updated_ms=NOW_MS - 9), venue_order(BTC_PERP)]
    assert [row.key for row in state.rows(ours, past, RULES.get)] == ["id-tb-2", "old"]


def test_an_order_that_both_know_is_listed_once_as_this_run_has_seen_it() -> None:
    ours = [order("tb-1", status=OrderStatus.CANCELLED, note="Why.")]
    past = [replace(FILLED, order_id="id-tb-1", client_oid="tb-1")]
    (row,) = state.rows(ours, past, RULES.get)
    assert state.ending_text(row) == "Cancelled. Why."


def test_a_client_order_id_that_was_used_twice_gives_two_rows() -> None:
    past = [replace(FILLED, order_id="a"), replace(FILLED, order_id="b")]
    assert len(state.rows((), past, RULES.get)) == 2


def test_the_end_is_told_in_words() -> None:
    cancelled = replace(FILLED, status=VenueStatus.CANCELLED, cancel_reason="As requested.")
    (row,) = state.rows((), [cancelled], RULES.get)
    assert state.ending_text(row) == "Partly filled, rest cancelled. As requested."
    (never,) = state.rows([order(status=OrderStatus.PROVEN_NEVER)], (), RULES.get)
    assert state.ending_text(never) == "Never arrived. The exchange, asked twice, never had it."
    (filled,) = state.rows((), [FILLED], RULES.get)
    assert state.ending_text(filled) == "Filled"


def test_a_fee_is_signed_and_an_order_without_a_fill_has_none() -> None:
    def fee(charged: str, filled: str = "0.25") -> str:
        past = replace(FILLED, fee=Decimal(charged), fee_coin="USDT", filled=Decimal(filled))
        return state.fee_text(state.rows((), [past], RULES.get)[0])

    assert fee("1.5") == "−1.50 USDT"
    assert fee("-0.2") == "+0.20 USDT"
    assert fee("0") == "0.00 USDT"
    assert fee("0", "0") == "—"


def test_the_orders_are_counted() -> None:
    shown = state.rows((), [FILLED, replace(FILLED, order_id="b")], RULES.get)
    assert state.counted_text(shown) == "2 orders"
    assert state.counted_text(shown[:1]) == "1 order"
    assert state.counted_text(()) == ""


def test_a_record_with_the_id_of_another_program_was_placed_elsewhere() -> None:
    ours = replace(FILLED, order_id="a")
    others = replace(FILLED, order_id="b", client_oid="web-1")
    nameless = replace(FILLED, order_id="c", client_oid="")
    shown = {row.key: state.ending_text(row) for row in state.rows((), [ours, others, nameless], RULES.get)}
    assert shown == {"a": "Filled", "b": "Filled, placed elsewhere", "c": "Filled"}


def test_what_an_order_realised_needs_all_its_fills() -> None:
    done = order(filled="0.1", status=OrderStatus.FILLED)
    gain, opening = replace(fill(1), realised_pnl=Decimal(5)), fill(2)
    assert state.realised(done, [gain, gain]) == 10
    assert state.realised(done, [gain]) is None
    assert state.realised(done, [opening, opening]) is None
    (row,) = state.rows([done], (), RULES.get, lambda _: [gain, opening])
    assert state.realised_text(row) == "+5.00"


def test_a_reduce_only_order_that_made_room_explains_itself() -> None:
    silent = replace(FILLED, status=VenueStatus.CANCELLED, filled=Decimal(0), reduce_only=True)
    said = replace(silent, order_id="b", cancel_reason="As requested.")
    shown = {row.key: state.ending_text(row) for row in state.rows((), [silent, said], RULES.get)}
    assert "to make room for a newer one" in shown[silent.order_id]
    assert shown["b"] == "Cancelled. As requested."
