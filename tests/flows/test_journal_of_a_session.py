"""What a session did comes back from its journal: stories, trips, notes, and no difference to the bills."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.commands import ClosePosition, PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.trading.day import DayResult
from terminal_app.trading.journal_book import JournalData
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_FOR_EVER = 2**50


async def _trade(terminal: Terminal) -> str:
    session = terminal.session
    order = PlaceOrder(
        new_client_oid(session.clock.now_ms()),
        FIRST_INSTRUMENT,
        Side.SELL,
        OrderType.MARKET,
        BaseQty(Decimal("0.02")),
        margin_mode=MarginMode.CROSSED,
        origin="ticket",
    )
    outcomes: list[Outcome] = [await session.submit(order)]
    await eventually(session.positions.all)
    outcomes.append(await session.submit(ClosePosition(FIRST_INSTRUMENT)))
    await eventually(lambda: not session.positions.all())
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    return order.client_oid


async def _told(terminal: Terminal, name: str) -> JournalData:
    session = terminal.session
    data = await session.journal.journal_data(0, _FOR_EVER)
    assert data.check is not None
    assert data.check.difference == 0
    assert data.check.agrees
    assert data.trouble is None
    (trip,) = data.trips
    assert (trip.side, trip.size) == (Side.SELL, Decimal("0.02"))
    assert trip.closed_ms is not None
    assert data.results.trips == 1
    assert data.results.net == trip.net < trip.gross
    assert session.day_result() == DayResult(trip.net)

    closing, opening = await session.journal.stories(10)
    assert opening.client_oid == name
    assert opening.end.startswith("Filled: 0.02 at ")
    assert opening.lines[0].what == "Asked for by hand (ticket)."
    assert "your limit of" in opening.lines[1].what
    assert closing.title == f"Close the position of {FIRST_INSTRUMENT} at market"
    assert closing.end.startswith("Filled: 0.02 at ")
    assert await session.journal.stories(10, client_oid=name) == [opening]
    assert await session.journal.stories(10, before_ms=opening.at_ms) == []

    await session.journal.note(trip.key, "Too early.", ["fomo"])
    assert (await session.journal.notes())[trip.key].tags == ("fomo",)
    return data


def test_what_was_traded_is_told_and_told_again_after_a_restart(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    told: list[JournalData] = []

    async def first() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            told.append(await _told(terminal, await _trade(terminal)))

    async def second() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            again = await terminal.session.journal.journal_data(0, _FOR_EVER)
            assert again.trips == told[0].trips
            assert again.check is not None
            assert again.check.agrees
            assert again.notes[again.trips[0].key].note == "Too early."

    qt_run(first(), timeout=150)
    qt_run(second(), timeout=150)
