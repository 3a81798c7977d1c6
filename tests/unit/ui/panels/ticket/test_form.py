"""Looking at the world: what the stores say about one instrument, and what they do not know."""

from decimal import Decimal

from terminal_app.core.account import AccountSettings, HoldMode, SymbolSetting
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.panels.ticket.form import Stores, TicketView, look
from tests.helpers.examples import PERP, PERP_ID, account, position, prices
from tests.helpers.fakes import FakePrices

D = Decimal
LIMITS = RiskLimits()


def stores() -> Stores:
    """Everything there is."""
    positions, balances = PositionBook(), BalanceSheet()
    balances.apply(account())
    return Stores(prices(), positions, balances)


def test_without_rules_there_is_nothing_to_look_at() -> None:
    empty = Stores(FakePrices(), PositionBook(), BalanceSheet())
    assert look(empty, PERP_ID, None, LIMITS, None) is None


def test_what_is_known_at_first() -> None:
    view = look(stores(), PERP_ID, None, LIMITS, "Shut.")
    assert view is not None
    assert (view.instrument, view.block, view.leverage) == (PERP, "Shut.", None)
    assert (view.available_base, view.available_quote) == (D("0.5"), D(1000))
    assert (view.touch(Side.BUY), view.touch(Side.SELL)) == (D("64210.6"), D("64210.5"))
    assert view.mid == D("64210.55")
    assert not view.hedge


def test_the_setting_of_the_instrument_counts() -> None:
    setting = SymbolSetting(PERP_ID, MarginMode.ISOLATED, D(20))
    settings = AccountSettings("1", HoldMode.HEDGE, (setting,))
    view = look(stores(), PERP_ID, settings, LIMITS, None)
    assert view is not None
    assert (view.leverage, view.margin_mode, view.hedge) == (D(20), MarginMode.ISOLATED, True)


def test_positions_say_what_can_be_closed() -> None:
    here = stores()
    here.positions.apply([position("0.03", PositionSide.LONG)])
    view = look(here, PERP_ID, None, LIMITS, None)
    assert view is not None
    assert (view.closable(Side.BUY), view.closable(Side.SELL)) == (D(0), D("0.03"))
    assert view.leverage == D(10)
    here.positions.apply([position("0.01", PositionSide.SHORT, at_ms=2_000)])
    turned = look(here, PERP_ID, None, LIMITS, None)
    assert turned is not None
    assert turned.closable(Side.BUY) == D("0.01")


def test_half_a_book_has_no_middle() -> None:
    view = look(stores(), PERP_ID, None, LIMITS, None)
    assert view is not None
    empty = TicketView(PERP, type(view.risk)(PERP), LIMITS)
    assert empty.mid is None
