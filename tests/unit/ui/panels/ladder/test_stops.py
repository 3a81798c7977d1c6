"""Tests for `ui/panels/ladder/stops.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendStrategy, PlaceTpSl, PlaceTrigger
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, MarginMode, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading.limits import DEFAULT_LIMITS
from terminal_app.trading.risk import RiskView
from terminal_app.ui.panels.ladder import stops
from terminal_app.ui.panels.ladder.plans import NO_POSITION, NO_SIZE, World
from terminal_app.ui.panels.ladder.state import LadderState
from tests.helpers.examples import PERP, PERP_ID, SPOT, position
from tests.helpers.ui_samples import trigger_order, waiting

D = Decimal
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT


def world(hold_mode: HoldMode = HoldMode.ONE_WAY, size: str | None = "0.05") -> World:
    """The perpetual at 64210, mark 64200."""
    view = RiskView(PERP, D("64210.5"), D("64210.6"), D(64210), 0.1, hold_mode, mark=D(64200))
    return World(PERP, view, DEFAULT_LIMITS, size=None if size is None else D(size))


def waits(loss: str, status: StrategyStatus = StrategyStatus.PENDING) -> StrategyOrder:
    """A stop of the long position that waits."""
    leg = ExitLeg(D(loss), TriggerBy.LAST)
    return waiting("tb-w", PERP_ID, profit=ExitLeg(D(70000)), loss=leg, status=status)


def test_a_stop_entry_waits_for_the_last_price_and_is_a_market_order_then() -> None:
    wish = stops.entry(Side.BUY, D(64300), world(), NO_SIZE)
    assert wish.command == PlaceTrigger(
        "", PERP_ID, Side.BUY, BaseQty(D("0.05")), D(64300), TriggerBy.LAST, margin_mode=MarginMode.CROSSED
    )
    assert (wish.text, wish.note) == (
        "Buy stop 0.0500 @ 64\u2009300.0",
        "market when last rises there",
    )
    assert (wish.reason, wish.notional, wish.reduces) == ("", D(3215), False)
    assert stops.entry(Side.SELL, D(64100), world(), NO_SIZE).note == "market when last falls there"


def test_in_hedge_mode_a_stop_entry_opens_and_says_so() -> None:
    wish = stops.entry(Side.SELL, D(64100), world(HoldMode.HEDGE), NO_SIZE)
    assert isinstance(wish.command, PlaceTrigger)
    assert wish.command.position_side is SHORT
    assert wish.text.endswith("· opens short")


def test_what_the_risk_check_would_refuse_is_said_before_the_click() -> None:
    assert "set off at once" in stops.entry(Side.BUY, D(64210), world(), NO_SIZE).reason
    assert stops.entry(Side.BUY, D(64300), world(size=None), NO_SIZE).reason == NO_SIZE
    wrong = stops.entry(Side.BUY, D(64100), world(), NO_SIZE)
    assert wrong.reason == ("A buy stop belongs above the last price; the asks column has the other one.")
    assert "below the last price" in stops.entry(Side.SELL, D(64300), world(), NO_SIZE).reason
    spot = replace(world(), rules=SPOT, risk=replace(world().risk, instrument=SPOT))
    assert "futures only" in stops.entry(Side.BUY, D(64300), spot, NO_SIZE).reason


def test_a_bare_position_gets_its_stop_for_the_whole_of_it() -> None:
    held = replace(world(), positions=(position("0.02"),), doubt="Orders are disarmed.")
    wish = stops.protect(D(63000), held, NO_POSITION)
    assert wish.command == PlaceTpSl("", PERP_ID, Side.SELL, stop_loss=ExitLeg(D(63000), TriggerBy.MARK))
    assert wish.text == "Stop of the long 0.0200 @ 63\u2009000.0"
    assert wish.note.startswith("by mark, \u22122")
    assert (wish.reason, wish.reduces) == ("", True)


def test_a_stop_that_waits_is_moved_and_keeps_its_terms() -> None:
    held = replace(world(), positions=(position("0.02"),), waiting=(waits("62000"),))
    wish = stops.protect(D(63000), held, NO_POSITION)
    assert wish.command == AmendStrategy(
        "tb-w",
        PERP_ID,
        "id-tb-w",
        take_profit=ExitLeg(D(70000)),
        stop_loss=ExitLeg(D(63000), TriggerBy.LAST),
    )
    assert (wish.text, wish.reduces) == ("Move: Stop of the long 0.0200 @ 63\u2009000.0", False)
    assert stops.protect(D(63000), replace(held, doubt="No."), NO_POSITION).reason == "No."


@pytest.mark.parametrize(
    ("price", "orders", "reason"),
    [
        ("64300", (), "This must be below the mark price, 64\u2009200.0."),
        ("62000", (waits("62000"),), "Nothing has been changed yet."),
        ("63000", (waits("62000", StrategyStatus.SENDING),), "What waits for this position is not confirmed"),
    ],
)
def test_a_stop_that_makes_no_sense_says_why(
    price: str, orders: tuple[StrategyOrder, ...], reason: str
) -> None:
    held = replace(world(), positions=(position("0.02"),), waiting=orders)
    assert stops.protect(D(price), held, NO_POSITION).reason.startswith(reason)


def test_without_a_position_there_is_nothing_to_protect() -> None:
    assert stops.protect(D(63000), world(), NO_POSITION).reason == NO_POSITION


def test_of_a_long_and_a_short_the_price_says_which() -> None:
    pair = tuple(position("0.02", side, hold_mode=HoldMode.HEDGE) for side in (LONG, SHORT))
    held = replace(world(HoldMode.HEDGE), positions=pair)
    for price, side, closing in ((63000, LONG, Side.SELL), (65000, SHORT, Side.BUY)):
        command = stops.protect(D(price), held, NO_POSITION).command
        assert isinstance(command, PlaceTpSl)
        assert (command.position_side, command.side) == (side, closing)


def test_rows_wear_the_letter_of_what_waits_there() -> None:
    state = LadderState(PERP, 10)
    both = waits("63000")
    entry = replace(trigger_order(trigger="63000.4"), instrument=PERP_ID)
    found = stops.waits_on([entry, both], state.row_of)
    assert found == {63000: "S", 70000: "P"}
    assert stops.waits_on([entry], state.row_of) == {63000: "T"}
    said = stops.waiting_words([both], state.row_of, 63000, PERP)
    assert said == "Waits: Stop-loss whole position by last"
    assert stops.waiting_words([both], state.row_of, 1, PERP) == ""


def test_a_trailing_order_of_the_venue_has_its_mark_and_its_name_too() -> None:
    trailing = replace(trigger_order(trigger="63000"), kind=StrategyKind.TRAILING, callback=D("0.01"))
    assert list(stops.waits_on([trailing], lambda price, _: int(price)).values()) == ["T"]
    words = stops.waiting_words([trailing], lambda price, _: int(price), 63000, PERP)
    assert words.replace("\u2009", "").startswith("Waits: Trailing buy 0.25")
