"""Tests for `ui/panels/positions/guarding.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceTpSl
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.ui import guarding
from terminal_app.ui.confirming import Ask
from terminal_app.ui.guarding import GuardErrors
from terminal_app.ui.panels.positions import state
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.state import PositionRow
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, RULES, position

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT


def row(held: Position, mark: str | None = "64100") -> PositionRow:
    """The row of a position."""
    at = None if mark is None else Decimal(mark)
    return state.rows([held], RULES.get, lambda _: at)[0]


def even(side: PositionSide = LONG, at: str | None = "64050.33") -> Position:
    """A position whose break-even the exchange has said."""
    return replace(position(side=side), break_even=None if at is None else Decimal(at))


def waits(loss: str | None = "63000", profit: str | None = None) -> StrategyOrder:
    """The exits of a long position that wait at the exchange, set off by the last price."""
    return StrategyOrder(
        BTC_PERP,
        "s1",
        "tb-s1",
        StrategyKind.TP_SL,
        Side.SELL,
        StrategyStatus.PENDING,
        NOW_MS,
        NOW_MS,
        take_profit=None if profit is None else ExitLeg(Decimal(profit)),
        stop_loss=None if loss is None else ExitLeg(Decimal(loss)),
    )


@pytest.mark.parametrize(
    ("side", "mark", "trigger", "title"),
    [
        (LONG, "64100", "64050.4", "Break-even stop at 64\u2009050.4: sell 0.500 BTC"),
        (SHORT, "64000", "64050.3", "Break-even stop at 64\u2009050.3: buy 0.500 BTC"),
    ],
)
def test_a_break_even_stop_lies_on_the_tick_that_loses_nothing(
    side: PositionSide, mark: str, trigger: str, title: str
) -> None:
    held = row(even(side), mark)
    offer = guarding.break_even_stop(held, ())
    assert offer.title == title
    assert offer.named("tb-1") == PlaceTpSl(
        "tb-1",
        BTC_PERP,
        state.closing_side(held),
        stop_loss=ExitLeg(Decimal(trigger), TriggerBy.MARK),
    )


def test_a_stop_that_waits_is_moved_and_keeps_its_terms() -> None:
    offer = guarding.break_even_stop(row(even()), [waits(profit="66000")])
    assert offer.command == AmendStrategy(
        "tb-s1",
        BTC_PERP,
        "s1",
        take_profit=ExitLeg(Decimal(66_000)),
        stop_loss=ExitLeg(Decimal("64050.4"), TriggerBy.LAST),
    )
    assert "instead of 63\u2009000.0" in offer.title
    assert offer.text.splitlines() == [
        "For the whole position on BTCUSDT perp: sell 0.500 BTC at market",
        "Take-profit: 66\u2009000.0 by the last price",
        "Stop-loss: 64\u2009050.4 by the last price",
    ]


def test_a_break_even_stop_that_makes_no_sense_says_why() -> None:
    def title(held: PositionRow, *waiting: StrategyOrder) -> str:
        offer = guarding.break_even_stop(held, waiting)
        assert offer.command is None
        return offer.title

    assert "has not passed 64\u2009050.4 yet" in title(row(even(), "64050.4"))
    assert "has not passed" in title(row(even(SHORT), "64100"))
    assert "not said where" in title(row(even(at=None)))
    assert "mark price is not known" in title(row(even(), None))
    assert "not confirmed yet" in title(row(even()), replace(waits(), status=StrategyStatus.UNKNOWN))
    assert "several" in title(row(even()), waits(), replace(waits(), client_oid="b", order_id="s2"))
    assert "rules of this symbol" in title(replace(row(even()), instrument=None))


def test_only_the_exits_of_the_whole_position_on_its_side_count() -> None:
    strangers = [
        replace(waits(), side=Side.BUY),
        replace(waits(), size=Decimal("0.1")),
        replace(waits(), status=StrategyStatus.CANCELLED),
        replace(waits(), kind=StrategyKind.TRIGGER),
        replace(waits(), instrument=BTC_PERP._replace(symbol="ETHUSDT")),
    ]
    assert guarding.of_position(row(even()), [*strangers, waits()]) == [waits()]


def test_two_fields_become_one_command_by_the_mark_price() -> None:
    hedged = row(position(hold_mode=HoldMode.HEDGE))
    offer = guarding.parse("65000", "63000.5", hedged, ())
    assert isinstance(offer, Offer)
    assert offer.named("tb-1") == PlaceTpSl(
        "tb-1",
        BTC_PERP,
        Side.SELL,
        LONG,
        take_profit=ExitLeg(Decimal(65_000), TriggerBy.MARK),
        stop_loss=ExitLeg(Decimal("63000.5"), TriggerBy.MARK),
    )


def test_what_waits_stands_in_the_fields_and_emptying_them_takes_it_away() -> None:
    held, waiting = row(position()), [waits(profit="66000")]
    assert guarding.texts(held, ()) == ("", "")
    assert guarding.texts(held, waiting) == ("66000", "63000")
    gone = guarding.parse("", " ", held, waiting)
    assert isinstance(gone, Offer)
    assert gone.command == CancelStrategy("tb-s1", BTC_PERP, "s1")
    assert gone.asked.ask is Ask.CANCEL
    assert gone.text == "Take the stop-loss and the take-profit of BTCUSDT perp away"
    one = guarding.parse("", "63500", held, waiting)
    assert isinstance(one, Offer)
    assert one.command == AmendStrategy(
        "tb-s1", BTC_PERP, "s1", take_profit=None, stop_loss=ExitLeg(Decimal(63_500))
    )


@pytest.mark.parametrize(
    ("profit", "loss", "errors"),
    [
        ("64100", "", GuardErrors(take_profit="This must be above the mark price, 64\u2009100.0.")),
        ("", "64200", GuardErrors(stop_loss="This must be below the mark price, 64\u2009100.0.")),
        ("0", "", GuardErrors(take_profit="The price must be above zero.")),
        (
            "",
            "63000.55",
            GuardErrors(stop_loss="Prices move in steps of 0.1: 63\u2009000.5 or 63\u2009000.6."),
        ),
        ("", "", GuardErrors(whole="Type a price for the take-profit, the stop-loss or both.")),
    ],
)
def test_what_is_wrong_is_said_at_its_field(profit: str, loss: str, errors: GuardErrors) -> None:
    assert guarding.parse(profit, loss, row(position()), ()) == errors


def test_the_fields_of_a_short_lie_the_other_way_around() -> None:
    held = row(position(side=SHORT))
    assert isinstance(guarding.parse("64000", "64200", held, ()), Offer)
    assert isinstance(guarding.parse("64200", "", held, ()), GuardErrors)


def test_nothing_new_and_nothing_sure_is_nothing_to_send() -> None:
    held = row(position())
    assert guarding.parse("", "63000", held, [waits()]) == GuardErrors(whole="Nothing has been changed yet.")
    unsure = guarding.parse("", "63000", held, [replace(waits(), status=StrategyStatus.SENDING)])
    assert unsure == GuardErrors(whole="What waits for this position is not confirmed yet.")
    letters = guarding.parse("abc", "", held, ())
    assert isinstance(letters, GuardErrors)
    assert letters.take_profit


@pytest.mark.parametrize(("size", "of_the_whole"), [("0.5", True), ("0.8", True), ("0.4", False)])
def test_an_exit_with_a_size_counts_when_it_covers_the_position(size: str, of_the_whole: bool) -> None:
    held = row(even())
    order = replace(waits(), size=Decimal(size))
    assert guarding.of_position(held, [order]) == ([order] if of_the_whole else [])


def test_the_size_that_the_exchange_told_is_sent_along_with_a_change() -> None:
    offer = guarding.parse("", "63500", row(even()), [replace(waits(), size=Decimal("0.5"))])
    assert isinstance(offer, Offer)
    assert isinstance(offer.command, AmendStrategy)
    assert offer.command.size == Decimal("0.5")
