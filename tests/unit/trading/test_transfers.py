"""Transfers between wallets: what may be moved, and how each of them stands."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.abilities import NOTHING_TO_MOVE
from terminal_app.core.account import TransferState, WalletMargin
from terminal_app.core.commands import Approved
from terminal_app.core.instrument import ProductType
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.risk import check_transfer
from terminal_app.trading.transfers import RULES, TransferBook, TransferStatus, describe, movable
from tests.helpers.examples import account
from tests.helpers.wallets import classic, coin, move

D = Decimal
S = TransferStatus
SPOT, USDT_M, USDC_M = ProductType.SPOT, ProductType.USDT_FUTURES, ProductType.USDC_FUTURES


def sheet(margin: WalletMargin | None = None) -> BalanceSheet:
    made = BalanceSheet()
    made.apply(classic(coin("USDT", SPOT, "50"), coin("USDT", USDT_M, "100", margin)))
    return made


def reasons(verdict: object) -> str:
    assert isinstance(verdict, Refused)
    return " ".join(verdict.reasons)


def test_what_lies_in_the_wallet_may_leave_it() -> None:
    assert check_transfer(move("50"), sheet(), TransferBook()) == Approved(move("50"), RULES)


@pytest.mark.parametrize(
    ("amount", "source", "target", "words"),
    [
        ("50.01", SPOT, USDT_M, "50 USDT can be moved out of the Spot wallet; this is 50.01."),
        ("0", SPOT, USDT_M, "The amount must be above zero."),
        ("-1", SPOT, USDT_M, "The amount must be above zero."),
        ("1", SPOT, SPOT, "two different wallets"),
        ("1", USDC_M, SPOT, "What is in the USDC-M wallet is not known yet."),
    ],
)
def test_what_may_not(amount: str, source: ProductType, target: ProductType, words: str) -> None:
    assert words in reasons(check_transfer(move(amount, source, target), sheet(), TransferBook()))


def test_what_positions_need_stays() -> None:
    needy = sheet(WalletMargin(transferable=D(30)))
    assert movable(needy, TransferBook(), "USDT", USDT_M) == D(30)
    assert "30 USDT" in reasons(check_transfer(move("31", USDT_M, SPOT), needy, TransferBook()))


def test_a_unified_account_has_nothing_to_move() -> None:
    unified = BalanceSheet()
    assert "not known yet" in reasons(check_transfer(move("1"), unified, TransferBook()))
    unified.apply(account())
    assert reasons(check_transfer(move("1"), unified, TransferBook())) == NOTHING_TO_MOVE


def test_what_is_on_its_way_counts_as_gone_until_it_is_answered() -> None:
    book = TransferBook()
    book.submitted(move("30"), 1)
    assert movable(sheet(), book, "USDT", SPOT) == D(20)
    assert movable(sheet(), book, "USDT", USDT_M) == D(100)
    book.answered("tb-t1", Unknown("tb-t1", "Silence."))
    assert movable(sheet(), book, "USDT", SPOT) == D(20)
    book.answered("tb-t1", Rejected("1", "No."))
    assert movable(sheet(), book, "USDT", SPOT) == D(50)


@pytest.mark.parametrize(
    ("outcome", "status", "over"),
    [
        (Accepted("tb-t1", "7"), S.TAKEN, False),
        (Unknown("tb-t1", "Silence."), S.UNKNOWN, False),
        (Rejected("1", "No."), S.REJECTED, True),
        (NotSent("Nothing left."), S.NOT_SENT, True),
    ],
)
def test_the_answer_moves_it(outcome: VenueOutcome, status: TransferStatus, over: bool) -> None:
    book = TransferBook()
    book.submitted(move("1"), 1)
    assert book.open() == book.all()
    moved = book.answered("tb-t1", outcome)
    assert (moved.status, moved.status.is_final, book.open() == ()) == (status, over, over)


@pytest.mark.parametrize(
    ("state", "status"),
    [(TransferState.DONE, S.DONE), (TransferState.FAILED, S.FAILED), (TransferState.PROCESSING, S.TAKEN)],
)
def test_the_venue_tells_its_end(state: TransferState, status: TransferStatus) -> None:
    book = TransferBook()
    book.submitted(move("1"), 1)
    assert book.told("tb-t1", state).status is status


def test_a_transfer_in_words() -> None:
    book = TransferBook()
    book.submitted(move("100.50"), 1)
    book.say("tb-t1", "Being asked.")
    assert describe(move("100.50")) == "Move 100.5 USDT from Spot to USDT-M"
    assert book.all()[0].sentence == "Move 100.5 USDT from Spot to USDT-M: sending. Being asked."
    assert book.never("tb-t1").status is S.NEVER
    assert replace(book.all()[0], note="").sentence.endswith("never reached the exchange.")
