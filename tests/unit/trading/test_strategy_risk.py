"""The risk check of trigger orders, take-profits and stop-losses."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendStrategy, Approved, PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import InstrumentStatus
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading.caps import Desk
from terminal_app.trading.exposure import Load
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import RiskView, check_strategy, refusals, strategy_refusals
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, guard_long, limit_buy, trigger_buy, waiting

D = Decimal
VIEW = RiskView(
    PERP, bid=D(64200), ask=D(64201), last=D(64200), price_age=0.1, hold_mode=HoldMode.ONE_WAY, mark=D(64100)
)
HEDGED = replace(VIEW, hold_mode=HoldMode.HEDGE)
BLIND = replace(VIEW, bid=None, ask=None, last=None, mark=None)
LIMITS = RiskLimits()
EXITS = waiting("tb-g1")
EXITS = replace(EXITS, kind=StrategyKind.TP_SL, side=Side.SELL, trigger=None, stop_loss=ExitLeg(D(60000)))


def why(command: PlaceTrigger | PlaceTpSl | AmendStrategy, view: RiskView = VIEW) -> str:
    return " ".join(strategy_refusals(command, view, LIMITS))


@pytest.mark.parametrize(
    "command",
    [
        trigger_buy(),
        trigger_buy(trigger="60000"),
        replace(trigger_buy(), price=D(65010), by=TriggerBy.MARK),
        replace(trigger_buy(size="1"), reduce_only=True),
        guard_long(),
        replace(guard_long(), size=D("0.002"), take_profit=None),
        PlaceTpSl("tb-g2", PERP_ID, Side.BUY, take_profit=ExitLeg(D(60000)), stop_loss=ExitLeg(D(70000))),
    ],
)
@pytest.mark.parametrize("view", [VIEW, BLIND])
def test_good_ones_pass_also_without_a_price(command: PlaceTrigger | PlaceTpSl, view: RiskView) -> None:
    approved: object
    if isinstance(command, PlaceTrigger):
        approved = check_strategy(command, view, LIMITS)
    else:
        approved = check_strategy(command, view, LIMITS)
    assert isinstance(approved, Approved)
    assert approved.command == command


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"trigger": D("65000.05")}, "Prices go in steps of 0.1; 65000.05 is between two."),
        ({"trigger": D(0)}, "The trigger price must be above zero."),
        ({"trigger": D(64200)}, "The price is 64200 now, so this would be set off at once."),
        ({"trigger": D(64100), "by": TriggerBy.MARK}, "The price is 64100 now"),
        ({"price": D("65000.05")}, "is between two"),
        ({"price": D(-1)}, "The price must be above zero."),
        ({"size": BaseQty(D(0))}, "The size must be above zero."),
        ({"size": BaseQty(D("0.00005"))}, "Sizes go in steps of 0.0001 BTC."),
        ({"size": BaseQty(D(1201))}, "Maximum is 1200 BTC; this order is 1201 BTC."),
        ({"size": BaseQty(D(1))}, "Your limit is 50000 USDT per order; this order is 65000 USDT."),
        ({"size": BaseQty(D("0.0001")), "trigger": D(40000)}, "Minimum is 5 USDT; this order is 4 USDT."),
        ({"position_side": PositionSide.LONG}, "one-way mode"),
    ],
)
def test_trigger_orders_that_are_refused(changed: dict[str, object], words: str) -> None:
    command = trigger_buy()
    fields = {name: getattr(command, name) for name in command.__dataclass_fields__}
    assert words in why(PlaceTrigger(**{**fields, **changed}))


def test_the_smallest_size_of_the_symbol_counts() -> None:
    view = replace(VIEW, instrument=replace(PERP, min_qty=D("0.001")))
    assert "Minimum is 0.001 BTC; this order is 0.0005 BTC." in why(trigger_buy(size="0.0005"), view)


def test_in_hedge_mode_the_position_is_named_and_closing_is_free_of_limits() -> None:
    assert "hedge mode" in why(trigger_buy(size="0.1"), HEDGED)
    large = trigger_buy(size="1")
    assert "Your limit" in why(replace(large, position_side=PositionSide.LONG), HEDGED)
    assert why(replace(large, position_side=PositionSide.SHORT), HEDGED) == ""


def test_what_is_not_traded_takes_no_trigger_order_but_keeps_its_exits() -> None:
    halted = replace(VIEW, instrument=replace(PERP, status=InstrumentStatus.HALTED))
    assert "is not traded at the moment" in why(trigger_buy(), halted)
    assert why(guard_long(), halted) == ""


@pytest.mark.parametrize(
    ("take_profit", "stop_loss", "words"),
    [
        (
            "64200",
            None,
            "The take-profit of a long position belongs above the last price, 64200; this one is 64200.",
        ),
        ("60000", None, "belongs above"),
        (None, "64200", "The stop-loss of a long position belongs below the last price, 64200"),
        (None, "70000", "belongs below"),
        ("64250.05", None, "Prices go in steps"),
        (None, "0", "The stop-loss must be above zero."),
        (None, None, "Give a take-profit, a stop-loss or both."),
    ],
)
def test_exits_on_the_wrong_side_are_refused(
    take_profit: str | None, stop_loss: str | None, words: str
) -> None:
    up = ExitLeg(D(take_profit)) if take_profit else None
    down = ExitLeg(D(stop_loss)) if stop_loss else None
    assert words in why(replace(guard_long(), take_profit=up, stop_loss=down))


def test_exits_of_a_short_are_mirrored() -> None:
    short = replace(guard_long(), side=Side.BUY)
    words = why(short)
    assert "The take-profit of a short position belongs below" in words
    assert "The stop-loss of a short position belongs above" in words


def test_exits_are_judged_by_the_price_that_sets_them_off() -> None:
    between = ExitLeg(D(64150), TriggerBy.MARK)
    assert why(replace(guard_long(), take_profit=between)) == ""
    assert "belongs above the last price" in why(
        replace(guard_long(), take_profit=replace(between, by=TriggerBy.LAST))
    )


def test_without_a_price_exits_must_at_least_not_cross() -> None:
    crossed = guard_long(take_profit="60000", stop_loss="60000")
    assert "belongs above its stop-loss" in why(crossed, BLIND)
    assert "belongs below its stop-loss" in why(replace(crossed, side=Side.BUY), BLIND)


def test_the_limit_price_of_an_exit_lies_on_the_grid() -> None:
    leg = ExitLeg(D(60000), price=D("59999.99"))
    assert "is between two" in why(replace(guard_long(), stop_loss=leg))


def test_the_side_that_closes_fits_the_position() -> None:
    named = replace(guard_long(), position_side=PositionSide.SHORT)
    assert "A short position is closed by a buy." in why(named, HEDGED)
    assert why(replace(named, position_side=PositionSide.LONG), HEDGED) == ""
    assert "Sizes go in steps" in why(replace(guard_long(), size=D("0.00001")))


def test_futures_only() -> None:
    spot = replace(VIEW, instrument=SPOT)
    words = "on futures only"
    assert words in why(replace(trigger_buy(), instrument=SPOT_ID), spot)
    assert words in why(replace(guard_long(), instrument=SPOT_ID), spot)
    assert "not loaded" in why(trigger_buy(), RiskView(None))


def test_a_classic_account_has_trigger_orders_on_spot() -> None:
    spot = replace(VIEW, instrument=SPOT, spot_triggers=True, hold_mode=HoldMode.HEDGE)
    buy = replace(trigger_buy(), instrument=SPOT_ID, margin_mode=None)
    assert why(buy, spot) == ""
    for wrong in (replace(buy, reduce_only=True), replace(buy, position_side=PositionSide.LONG)):
        assert "no reduce-only" in why(wrong, spot)
    assert "on futures only" in why(replace(guard_long(), instrument=SPOT_ID), spot)


TERMS = AmendStrategy("tb-s1", PERP_ID, size=D("0.02"), trigger=D(66000))
NEW_EXITS = AmendStrategy("tb-g1", PERP_ID, stop_loss=ExitLeg(D(61000)))


@pytest.mark.parametrize(
    ("command", "order", "words"),
    [
        (TERMS, waiting(), ""),
        (TERMS, None, "not known here"),
        (TERMS, replace(waiting(), status=StrategyStatus.DONE), "is done and cannot be changed"),
        (replace(TERMS, trigger=None), waiting(), "needs a size and the price"),
        (replace(TERMS, size=None), waiting(), "needs a size and the price"),
        (replace(TERMS, size=D(0)), waiting(), "above zero"),
        (replace(TERMS, trigger=D("1.01")), waiting(), "between two"),
        (NEW_EXITS, EXITS, ""),
        (replace(NEW_EXITS, stop_loss=None), EXITS, "Give a take-profit"),
        (replace(NEW_EXITS, trigger=D(5)), EXITS, "Give a take-profit"),
        (replace(NEW_EXITS, stop_loss=ExitLeg(D(65000))), EXITS, "belongs below"),
    ],
)
def test_changes(command: AmendStrategy, order: StrategyOrder | None, words: str) -> None:
    found = why(command, replace(VIEW, waiting=order))
    assert (words in found) if words else (found == "")


def attached(command: PlaceOrder, view: RiskView = VIEW) -> str:
    return " ".join(refusals(command, view, LIMITS))


def test_exits_that_an_order_brings_along_are_judged_by_its_entry() -> None:
    order = replace(limit_buy(), take_profit=ExitLeg(D(64100)), stop_loss=ExitLeg(D(63900)))
    assert attached(order) == ""
    assert "belongs below the entry, 64000" in attached(replace(order, stop_loss=ExitLeg(D(64000))))
    market = replace(order, order_type=OrderType.MARKET, price=None)
    assert "belongs above the last price, 64200" in attached(market)
    short = replace(order, side=Side.SELL)
    assert "The take-profit of a short position belongs below the entry" in attached(short)


def test_an_order_that_closes_or_buys_coins_has_no_exits() -> None:
    order = replace(limit_buy(), take_profit=ExitLeg(D(64100)), reduce_only=True)
    assert "An order that closes has no take-profit" in attached(order)
    spot = replace(order, instrument=SPOT_ID, reduce_only=False, margin_mode=None)
    assert "futures orders only" in attached(spot, replace(VIEW, instrument=SPOT))


CARRIES = replace(VIEW, desk=Desk(load=Load(bought=D(99_500), sold=D(0), open_orders=50)))


def test_a_trigger_order_is_held_to_the_limits_of_the_symbol_and_of_open_orders() -> None:
    limits = RiskLimits(max_symbol_notional=D(100_000), max_open_orders=50)
    found = strategy_refusals(trigger_buy(), CARRIES, limits)
    assert found == (
        "Your limit is 100000 USDT per symbol; position and open orders would make it 100150 USDT.",
        "Your limit is 50 open orders; 50 are open.",
    )
    reducing = replace(trigger_buy(), side=Side.SELL, reduce_only=True)
    assert strategy_refusals(reducing, CARRIES, limits) == ()


def test_a_change_that_grows_a_trigger_order_is_held_to_the_limits_too() -> None:
    limits = RiskLimits(max_symbol_notional=D(100_000), max_open_orders=50)
    view = replace(CARRIES, waiting=waiting())
    larger = AmendStrategy("tb-s1", PERP_ID, size=D("0.02"), trigger=D(65000))
    assert "per symbol" in " ".join(strategy_refusals(larger, view, limits))
    smaller = replace(larger, size=D("0.005"))
    assert strategy_refusals(smaller, view, limits) == ()


@pytest.mark.parametrize("kind", [StrategyKind.TRAILING, StrategyKind.TRAILING_STOP])
def test_a_trailing_order_of_the_venue_is_not_changed(kind: StrategyKind) -> None:
    order = replace(waiting("tb-t1"), kind=kind, callback=D("0.01"))
    change = AmendStrategy("tb-t1", PERP_ID, size=D("0.01"), trigger=D(65_000))
    assert "cannot be changed here" in why(change, replace(VIEW, waiting=order))
