"""What the table says of orders that this program moves along or links."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.commands import EndHeld
from terminal_app.core.held import Distance, Held, Oco, Trail, Winner
from terminal_app.core.orders import Side
from terminal_app.trading.held_book import HeldBook
from terminal_app.ui.confirming import never_ask
from terminal_app.ui.panels.triggers import held, state
from terminal_app.ui.panels.triggers.held import Holding
from terminal_app.ui.panels.triggers.panel import TriggersPanel
from terminal_app.ui.theme import DARK
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, ticker, trigger_order, waiting

D = Decimal
TRAIL = Trail("tb-s1", BTC_PERP, Side.SELL, Distance(D(1)), (D("63210.0"),), 1, peak=D(64000))
PAIR = Oco("tb-l1", "tb-t1", BTC_PERP, Side.BUY, D("0.01"), 1)


@pytest.mark.parametrize(
    ("one", "paused", "kind", "word"),
    [
        (TRAIL, "", "Trailing stop", "Trailing"),
        (replace(TRAIL, peak=None, activation=D(65000)), "", "Trailing stop", "To trail"),
        (TRAIL, "the last price is 9 s old", "Trailing stop", "Paused"),
        (PAIR, "", "OCO buy market", "Linked"),
        (replace(PAIR, side=Side.SELL), "x", "OCO sell market", "Paused"),
        (replace(TRAIL, ended=True), "", "", ""),
    ],
)
def test_kind_and_state(one: Held, paused: str, kind: str, word: str) -> None:
    assert held.kind_of(Holding(one, paused)) == kind
    assert held.state_of(Holding(one, paused)) == word


def test_what_stands_for_itself_says_nothing() -> None:
    assert (held.kind_of(None), held.state_of(None), held.meaning_of(None, None)) == ("", "", "")
    assert held.end_name(None) == ""


def test_what_stays_when_the_program_ends_is_said_exactly() -> None:
    rules = Desk().hub.instruments.get(BTC_PERP)
    meaning = held.meaning_of(Holding(TRAIL, "the last price is 9 s old"), rules)
    assert meaning == (
        "Paused: the last price is 9 s old. "
        "Trails in this program; the stop at 63\u2009210.0 stays at the exchange when it ends."
    )
    assert "both can be executed" in held.meaning_of(Holding(PAIR), rules)
    assert held.meaning_of(Holding(replace(PAIR, won=Winner.LIMIT, ended=True, note="Why.")), rules) == "Why."


@pytest.mark.gui
def test_rows_and_actions(qtbot: QtBot, qt_run: QtRunner) -> None:
    desk, book = Desk(), HeldBook()
    desk.hub.tickers.apply(ticker(BTC_PERP, "64000", mark="63500"))
    book.put(TRAIL)
    book.put(PAIR)
    panel = TriggersPanel(
        lambda: [waiting(), trigger_order()],
        list,
        desk.hub.instruments.get,
        desk.hub.tickers.get,
        desk.sender,
        desk.clock,
        DARK,
        confirm=never_ask,
        held_book=book,
    )
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.STRATEGY))
    stop, entry = panel.model.rows()
    assert (state.kind_text(stop), state.status_text(stop)) == ("Trailing stop", "Trailing")
    assert (state.kind_text(entry), state.status_text(entry)) == ("OCO buy market", "Linked")
    assert "stays at the exchange when it ends" in state.status_tip(stop)
    assert state.cancel_question((entry,)).endswith("The limit order linked with it stays.")
    assert panel.table.actions_for is not None
    wanted = ((stop, "Stop trailing, keep the stop", "tb-s1"), (entry, "Cancel both linked orders", "tb-l1"))
    for row, name, key in wanted:
        assert panel.table.actions_for((row,))[0].text == name

        async def chosen(row: state.TriggerRow = row) -> None:
            panel.on_end_held((row,))
            await desk.tasks.drain()

        qt_run(chosen())
        assert desk.sent[-1] == EndHeld(key, BTC_PERP)
