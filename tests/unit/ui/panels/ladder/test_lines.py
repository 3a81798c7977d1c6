"""The sentences around the ladder."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import PositionSide
from terminal_app.ui.panels.book.own import OwnMark, Standing
from terminal_app.ui.panels.ladder import lines
from terminal_app.ui.panels.ladder.intents import Button
from terminal_app.ui.panels.ladder.lines import LINES, PositionText, Strip
from terminal_app.ui.panels.ladder.plans import Plan
from terminal_app.ui.panels.orders.state import cancel_symbol
from tests.helpers.examples import PERP, SPOT, position

D = Decimal
BUY = Plan("Buy limit 0.05 @ 64 200.1", (), note="fills at once")
CANCEL = Plan("Cancel buy 0.05")


def ready(plan: Plan) -> Plan:
    return replace(plan, commands=(cancel_symbol(PERP.id),))


def test_idle() -> None:
    assert lines.idle(armed=True, reason="").text.startswith("Armed")
    assert (
        lines.idle(armed=False, reason="").text == "Disarmed: a click fills the price into the order ticket."
    )
    assert lines.idle(armed=False, reason="The feed is down.") == Strip("Disarmed. The feed is down.", True)


def test_a_row_says_what_each_button_does() -> None:
    seen = {
        Button.LEFT: ready(BUY),
        Button.RIGHT: ready(Plan("Sell market 0.05", note="now 64 200.0")),
        Button.MIDDLE: ready(CANCEL),
    }
    strip = lines.over_row(seen, None, PERP)
    assert strip.text.splitlines() == [
        "Buy limit 0.05 @ 64 200.1 · fills at once",
        "Right: Sell market 0.05 · now 64 200.0",
        "Middle: Cancel buy 0.05",
    ]
    assert not strip.refusal
    assert len(strip.text.splitlines()) <= LINES


def test_a_row_says_why_the_left_button_does_nothing() -> None:
    strip = lines.over_row({Button.LEFT: replace(BUY, reason="No feed.")}, None, PERP)
    assert strip == Strip("Buy limit 0.05 @ 64 200.1\nNo feed.", True)


def test_the_price_itself_only_fills_in() -> None:
    assert lines.over_row({}, D("64200.1"), PERP).text == "64\u2009200.1 into the order ticket"
    assert lines.over_row({}, None, PERP).text == "Nothing happens here with this key."


def test_over_a_row_of_a_ladder_that_disarmed_itself_the_reason_stays() -> None:
    assert lines.over_price(D("64200.1"), PERP, "The computer slept.") == Strip(
        "64\u2009200.1 into the order ticket\nDisarmed. The computer slept.", True
    )


def test_a_chip_says_how_sure_it_is() -> None:
    mark = OwnMark("?0.05", D("0.05"), (), Standing.DOUBTFUL)
    assert lines.over_chip(CANCEL, mark, armed=True).text == "Yours, unconfirmed: ?0.05"
    strip = lines.over_chip(ready(CANCEL), replace(mark, standing=Standing.WORKING, text="0.05"), armed=True)
    assert strip.text.splitlines() == [
        "Yours, working: 0.05",
        "× or middle: Cancel buy 0.05",
        "Drag moves it, outside cancels",
    ]
    assert lines.over_chip(ready(CANCEL), mark, armed=False).text.splitlines()[1:] == [
        "×: Cancel buy 0.05",
        "Arm the ladder to drag it",
    ]


def test_a_drag_says_what_letting_go_does() -> None:
    assert lines.dragging(ready(BUY)).text.splitlines() == [
        "Buy limit 0.05 @ 64 200.1 · fills at once",
        "Let go to send. Esc: nothing.",
    ]
    assert lines.dragging(replace(BUY, reason="No.")).refusal
    assert "Esc: nothing" in lines.dragging(None).text


def test_the_position() -> None:
    held = position("0.02")
    assert lines.position_line([], PERP, None) == PositionText("No position here")
    assert lines.position_line([], SPOT, None, futures=False) == PositionText("Spot: no positions")
    assert lines.position_line([held], PERP, D(64500)) == PositionText(
        "▲ Long 0.0200 @ 64\u2009000.00", "+10.00", 1
    )
    assert lines.position_line([held], PERP, D(63000)).sign == -1
    assert lines.position_line([held], PERP, D(64000)) == PositionText(
        "▲ Long 0.0200 @ 64\u2009000.00", "0.00", 0
    )
    assert lines.position_line([held], PERP, None).pnl == "—"


def test_both_positions_of_hedge_mode() -> None:
    both = [
        position("0.02", PositionSide.LONG, hold_mode=HoldMode.HEDGE),
        position("0.01", PositionSide.SHORT, hold_mode=HoldMode.HEDGE),
    ]
    line = lines.position_line(both, PERP, D(64500))
    assert line.text.splitlines() == ["▲ Long 0.0200 @ 64\u2009000.00", "▼ Short 0.0100 @ 64\u2009000.00"]
    assert line.pnl.splitlines() == ["+10.00", "\u22125.00"]
    assert line.sign == 1
