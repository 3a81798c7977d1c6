"""Every error code of the exchange ends as a plain sentence with what to do, on whichever road it comes."""

import re

import pytest

from terminal_app.bitget.codes import MEANINGS, Kind
from terminal_app.bitget.errors import outcome_of, venue_error
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, Unknown, VenueOutcome
from terminal_app.core.records import Record
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.bridge.sending import notice_of
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.fact_notices import FactNotices
from terminal_app.ui.notice_board import Level, NoticeBoard
from terminal_app.ui.panels.ticket.answers import answer
from tests.helpers.examples import limit_buy

_ADVICE = re.compile(
    r"\b(add|ask|asks|cancel|change|check|choose|close|connect|enter|give|look|looked|make|move|nothing|"
    r"see|send|try|type|update|use|verified|wait)\b",
    re.IGNORECASE,
)
_HOSTILE = "<b>parameter</b> error \u202e"

CODES = sorted(MEANINGS)


def told(outcome: VenueOutcome) -> list[tuple[Level, str]]:
    """What stands on the notice board after an order got this answer."""
    clock, changes, records = ManualClock(), Changes(), list[Record]()
    books = Books(OrderBlotter(), PositionBook(), BalanceSheet(), changes, clock, records.append)
    books.submitted(limit_buy(), Source.MANUAL, clock.now_ms())
    books.placed("tb-1", outcome)
    board = NoticeBoard(clock)
    FactNotices(board, lambda _: None).show_frame(changes.drain())
    return [(shown.notice.level, shown.notice.text) for shown in board.shown()]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_sentence_with_advice(kind: Kind) -> None:
    sentences = {meaning.sentence for meaning in MEANINGS.values() if meaning.kind is kind}
    assert sentences
    if kind is not Kind.UNCHANGED:
        assert [sentence for sentence in sentences if not _ADVICE.search(sentence)] == []


@pytest.mark.parametrize("code", CODES)
def test_an_order_that_fails_is_told_on_the_board_in_the_table_and_in_the_ticket(code: str) -> None:
    outcome = outcome_of(code, _HOSTILE, "tb-1")
    sentence = MEANINGS[code].sentence
    if isinstance(outcome, Accepted):
        assert notice_of(outcome) is None
        return
    ((level, text),) = told(outcome)
    assert sentence in text
    assert _HOSTILE not in text
    assert level is (Level.WARNING if isinstance(outcome, Unknown) else Level.ERROR)
    notice = notice_of(outcome)
    assert notice is not None
    assert isinstance(outcome, Unknown) or _HOSTILE in notice.detail
    said, _ = answer("Buy 0.01 BTC at 64 000.0", outcome)
    for words in (notice.text, said):
        if isinstance(outcome, Unknown):
            assert "asked" in words
        else:
            assert sentence in words
            assert code in words


@pytest.mark.parametrize("code", CODES)
async def test_a_question_that_fails_is_told(code: str) -> None:
    board = NoticeBoard(ManualClock())
    tasks = TaskOwner("test")

    async def ask() -> None:
        raise venue_error(code, _HOSTILE)

    UiTasks(tasks, board).start(ask())
    await tasks.drain()
    (shown,) = board.shown()
    assert shown.notice.text.startswith(MEANINGS[code].sentence)
    assert _HOSTILE not in shown.notice.text
