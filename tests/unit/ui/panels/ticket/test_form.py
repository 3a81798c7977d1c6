"""Looking at the world: what the stores say about one instrument, and what they do not know."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.account import AccountSettings, AccountSnapshot, Balance, HoldMode, SymbolSetting
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.panels.ticket.form import Stores, TicketView, look
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID, account, position, prices
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


def test_in_a_classic_account_each_product_sees_its_own_wallet() -> None:
    balances = BalanceSheet()
    held = (("USDT", SPOT_ID, 7), ("BTC", SPOT_ID, 2), ("USDT", PERP_ID, 1000))
    balances.apply(
        AccountSnapshot(
            Stamp(1, 1.0),
            D(0),
            tuple(
                Balance(coin, D(has), D(has), D(0), wallet=D(has), product=where.product)
                for coin, where, has in held
            ),
            wallets=(SPOT_ID.product, PERP_ID.product),
        )
    )
    here = Stores(prices(), PositionBook(), balances)
    spot, perp = (look(here, which, None, LIMITS, None) for which in (SPOT_ID, PERP_ID))
    assert spot is not None
    assert perp is not None
    assert (spot.available_base, spot.available_quote) == (D(2), D(7))
    assert (perp.available_base, perp.available_quote) == (D(0), D(1000))
    assert perp.standing is not None
    assert (perp.standing.wallet, perp.standing.equity, perp.standing.apart) == (D(1000), D(1000), True)
    assert (spot.pays_base(Side.BUY), spot.pays_base(Side.SELL), perp.pays_base(Side.SELL)) == (
        False,
        True,
        False,
    )


def test_each_product_may_have_its_own_position_mode() -> None:
    settings = AccountSettings("1", HoldMode.ONE_WAY, hold_modes={PERP_ID.product: HoldMode.HEDGE})
    view = look(stores(), PERP_ID, settings, LIMITS, None)
    assert view is not None
    assert view.hedge


def test_a_coin_contract_is_backed_by_its_base_coin() -> None:
    inverse = InstrumentId(ProductType.COIN_FUTURES, "BTCUSD")
    known = prices()
    known.instruments[inverse] = replace(PERP, id=inverse, quote="USD")
    known.tickers[inverse] = replace(known.tickers[PERP_ID], instrument=inverse, last=D(50_000))
    here = Stores(known, PositionBook(), stores().balances)
    view = look(here, inverse, None, LIMITS, None)
    assert view is not None
    assert view.standing is not None
    assert view.pays_base(Side.BUY)
    assert (view.available_base, view.standing.equity) == (D("0.5"), D(25_000))
