"""Tests for `ui/panels/journal/state.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.bills import Bill, BillKind
from terminal_app.trading.bill_check import CoinCheck
from terminal_app.ui.panels.journal.state import as_of, untold, verdict
from tests.helpers.fake_journal import AGREED, HOUR_MS, journal
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, fill

FUNDING = Bill(
    bill_id="b7",
    time_ms=NOW_MS,
    coin="USDT",
    kind=BillKind.TRADE,
    instrument=BTC_PERP,
    amount=Decimal("-0.04"),
    fee=Decimal(0),
    balance=None,
    type_text="close_long",
)
OFF = replace(
    AGREED,
    ours=Decimal("10.04"),
    difference=Decimal("0.04"),
    missing=("e1", "gone"),
    unknown=(FUNDING,),
    by_coin={"USDT": CoinCheck(Decimal("10.04"), Decimal(10)), "BTC": CoinCheck(Decimal(1), Decimal(1))},
)


def test_books_that_agree_are_told_calmly_as_nothing() -> None:
    said = verdict(journal())
    assert (said.words, said.state) == ("Difference to the exchange's bills: 0.00 USDT", "soft")
    assert said.tip == "USDT: executions 10, bills 10, difference 0.00"
    assert said.detail == ""


def test_books_that_do_not_agree_are_told_in_red_with_what_is_missing() -> None:
    said = verdict(journal(check=OFF, fills=[fill(1)]))
    assert said.state == "bad"
    assert said.words == (
        "Difference to the exchange's bills: +0.04 USDT. 2 executions have no bill "
        "(buy 0.05 BTCUSDT perp, …); 1 bill has no execution (trade −0.04 USDT, BTCUSDT perp)."
    )
    assert "BTC: executions 1, bills 1, difference 0.00" in said.detail
    assert "buy 0.05 BTCUSDT perp at 64198.2  (execution e1)" in said.detail
    assert "execution gone" in said.detail
    assert "close_long BTCUSDT perp  -0.04 USDT  (bill b7)" in said.detail


def test_no_difference_is_too_small_to_be_told() -> None:
    check = replace(
        AGREED, difference=Decimal("-1E-9"), by_coin={"USDT": CoinCheck(Decimal(0), Decimal("1E-9"))}
    )
    said = verdict(journal(check=check))
    assert (said.words, said.state) == ("Difference to the exchange's bills: −0.000000001 USDT.", "bad")


def test_what_cancels_out_is_still_not_in_order() -> None:
    said = verdict(journal(check=replace(AGREED, unknown=(FUNDING,))))
    assert said.state == "bad"
    assert said.words.startswith("Difference to the exchange's bills: 0.00 USDT. 1 bill has no execution")


def test_unknown_is_never_written_as_nothing() -> None:
    without = journal(check=None, trouble="Bitget did not answer.")
    told = [
        verdict(None),
        verdict(None, busy=True),
        verdict(None, "The journal is not open."),
        verdict(without),
    ]
    assert [one.words.partition(": ")[2] for one in told] == [
        "not checked yet",
        "checking…",
        "unavailable. The journal is not open.",
        "unavailable. Bitget did not answer.",
    ]
    assert [one.state for one in told] == ["soft", "soft", "warning", "warning"]


def test_a_comparison_of_a_part_of_the_time_says_since_when() -> None:
    late = replace(AGREED, since_ms=NOW_MS - HOUR_MS)
    said = verdict(journal(check=late))
    assert said.words.startswith("Difference to the exchange's bills since 2023-11-14 ")
    whole = replace(journal(check=late), since_ms=0)
    assert "since" not in verdict(whole).words  # everything was asked for, and there is nothing older
    older = replace(fill(1), time_ms=NOW_MS - 2 * HOUR_MS)
    assert " since " in verdict(replace(whole, fills=(older,))).words


def test_what_no_trip_tells_of_is_said() -> None:
    assert untold(None) == untold(journal()) == ""
    assert untold(journal(untold=["a"], loose_funding="-1.5")) == (
        "1 execution closes what was opened before the journal begins, and no trip tells of it. "
        "Funding of −1.50 belongs to no trip."
    )
    assert untold(journal(untold=["a", "b"])).startswith("2 executions close ")


@pytest.mark.parametrize(
    ("busy", "changed", "end", "state"),
    [
        (False, False, "", "soft"),
        (True, True, ", reading again…", "soft"),
        (False, True, ", more has happened since", "warning"),
    ],
)
def test_the_age_is_told_with_what_is_known_of_it(busy: bool, changed: bool, end: str, state: str) -> None:
    words, mood = as_of(journal(), NOW_MS, busy=busy, changed=changed)
    assert words.startswith("As of ")
    assert words[len("As of 22:13:20") :] == end
    assert mood == state


def test_before_anything_was_read_there_is_no_age() -> None:
    assert as_of(None, NOW_MS, busy=False, changed=True) == ("", "soft")
    assert as_of(None, NOW_MS, busy=True, changed=False) == ("Reading the journal…", "soft")
