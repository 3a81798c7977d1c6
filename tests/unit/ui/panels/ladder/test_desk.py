"""What the ladder reads: rules, account, margin mode and the doubts in their order."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import AccountSettings, HoldMode, SymbolSetting
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import MarginMode, Side
from terminal_app.trading.limits import DEFAULT_LIMITS
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.panels.ladder.desk import Deed, LadderDesk, LadderStores
from terminal_app.ui.panels.ladder.intents import Act, Intent
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID, position, prices
from tests.helpers.market import book_snapshot, filled_hub
from tests.helpers.ui_samples import order

D = Decimal


class Stage:
    """A desk over stores that a test fills."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.hub, self.changes = filled_hub(self.clock)
        self.links = LinkStates(Changes())
        self.settings: AccountSettings | None = AccountSettings("1", HoldMode.ONE_WAY)
        self.block: str | None = None
        self.orders = [order("a", PERP_ID, price="64210.4"), order("b", SPOT_ID)]
        self.positions = [position("0.02"), position("0")]
        self.desk = LadderDesk(
            self.hub,
            LadderStores(
                prices(),
                lambda: self.orders,
                lambda: self.positions,
                lambda: self.settings,
                lambda: self.block,
                self.links,
                lambda: DEFAULT_LIMITS,
            ),
        )

    def flow(self) -> None:
        """Everything is well."""
        for link in Link:
            self.links.apply(LinkChanged(link, LinkState.LIVE))
        self.hub.apply(book_snapshot(PERP_ID, self.clock))


def test_without_rules_there_is_nothing() -> None:
    desk = Stage().desk
    assert desk.world() is None
    assert desk.sizes is None
    assert desk.picture(10, 5).rungs == ()
    assert desk.stamp() is None
    assert desk.plan(Intent(Act.LIMIT, Side.BUY), 5) is None
    assert desk.chip_plan(5, Side.BUY) is None
    assert desk.move_plan(("a",), None) is None
    assert {plan.reason for plan in desk.deeds(armed=True).values()} == {"There is no market here yet."}
    assert desk.position_line().text == ""


def test_the_doubts_in_their_order() -> None:
    stage = Stage()
    stage.desk.show(PERP_ID, 1)
    stage.block = "Orders are shut."
    assert stage.desk.doubt() == "Orders are shut."
    stage.block = None
    assert stage.desk.doubt() == "The market feed is not connected."
    stage.flow()
    assert stage.desk.doubt() == ""
    stage.clock.advance(60)
    assert stage.desk.doubt() == "No update for 1 min"


@pytest.mark.parametrize(("kind", "able"), [(AccountKind.UNIFIED, False), (AccountKind.CLASSIC, True)])
def test_stops_on_spot_are_judged_by_the_kind_of_account(kind: AccountKind, able: bool) -> None:
    stage = Stage()
    stage.settings = AccountSettings("1", HoldMode.ONE_WAY, kind=kind)
    stage.flow()
    stage.desk.show(PERP_ID, 1)
    world = stage.desk.world()
    assert world is not None
    assert world.risk.spot_triggers is able


def test_only_what_is_here_and_alive_is_read() -> None:
    stage = Stage()
    stage.desk.show(PERP_ID, 1)
    assert [one.client_oid for one in stage.desk.orders] == ["a"]
    assert [one.size for one in stage.desk.positions] == [D("0.02")]


def step(stage: Stage) -> Decimal | None:
    """The row step, when there are rules."""
    return None if stage.desk.state is None else stage.desk.state.step


def test_rules_that_change_are_taken_and_rules_that_go_are_missed() -> None:
    stage = Stage()
    stage.desk.show(PERP_ID, 1)
    assert not stage.desk.read_rules(1)
    assert stage.desk.read_rules(5)
    stage.hub.instruments.replace(ProductType.USDT_FUTURES, [replace(PERP, tick=D("0.5"))])
    assert stage.desk.read_rules(5)
    assert step(stage) == D("2.5")
    stage.hub.instruments.replace(ProductType.USDT_FUTURES, [])
    assert stage.desk.read_rules(5)
    assert step(stage) is None
    assert not stage.desk.read_rules(5)


def test_the_margin_mode_of_the_symbol_or_else_of_the_position() -> None:
    stage = Stage()
    stage.flow()
    stage.desk.show(PERP_ID, 1)

    def mode() -> MarginMode | None:
        plan = stage.desk.plan(Intent(Act.LIMIT, Side.BUY), 642_000)
        assert plan is not None
        (command,) = plan.commands
        assert isinstance(command, PlaceOrder)
        return command.margin_mode

    assert mode() is MarginMode.CROSSED
    stage.positions = [replace(position("0.02"), margin_mode=MarginMode.ISOLATED)]
    stage.desk.read_account()
    assert mode() is MarginMode.ISOLATED
    setting = SymbolSetting(PERP_ID, MarginMode.CROSSED, D(10))
    stage.settings = AccountSettings("1", HoldMode.ONE_WAY, (setting,))
    assert mode() is MarginMode.CROSSED


def test_reversing_wants_the_switch_and_cancelling_does_not() -> None:
    stage = Stage()
    stage.flow()
    stage.desk.show(PERP_ID, 1)
    deeds = stage.desk.deeds(armed=False)
    assert {deed for deed, plan in deeds.items() if plan.ready} == {
        Deed.CANCEL_BIDS,
        Deed.CANCEL_ALL,
        Deed.CLOSE,
    }
    assert deeds[Deed.REVERSE].reason == "Press ARM first."
    assert stage.desk.deeds(armed=True)[Deed.REVERSE].ready
