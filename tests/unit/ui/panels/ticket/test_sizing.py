"""Sizes: every unit and percentage ends on the step, rounded down, and never above what is there."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, QuoteQty, is_multiple
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.panels.ticket.form import SizeUnit, TicketForm, TicketView
from terminal_app.ui.panels.ticket.sizing import BadSizeError, percent_of, reduces, size_of
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, prices

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
PRICE = D(64000)

PERP_VIEW = TicketView(
    PERP,
    view_of(PERP_ID, prices(), HoldMode.ONE_WAY),
    RiskLimits(),
    available_base=D("0.5"),
    available_quote=D(1000),
    leverage=D(10),
    closable_by_sell=D("0.03"),
)
SPOT_VIEW = replace(PERP_VIEW, instrument=SPOT, risk=view_of(SPOT_ID, prices(), None))
MARKET = OrderType.MARKET


def form(size: str, unit: SizeUnit = SizeUnit.BASE, order_type: OrderType = OrderType.LIMIT) -> TicketForm:
    """A ticket with a size."""
    return TicketForm(order_type=order_type, price="64000", size=size, unit=unit)


def test_a_coin_contract_takes_its_margin_in_coins() -> None:
    inverse = replace(PERP, id=InstrumentId(ProductType.COIN_FUTURES, "BTCUSD"), quote="USD", taker_fee=None)
    view = replace(PERP_VIEW, instrument=inverse, available_quote=None)
    # 0.1 BTC at ten times is one BTC, at any price.
    view = replace(view, available_base=D("0.1"), limits=RiskLimits(max_order_notional=D(1_000_000)))
    assert size_of(form("100%"), view, BUY, PRICE).size == BaseQty(D(1))
    with pytest.raises(BadSizeError, match="No BTC"):
        size_of(form("100%"), replace(view, available_base=D(0)), BUY, PRICE)


@pytest.mark.parametrize(
    ("text", "unit", "size", "cut"),
    [
        ("0.01", SizeUnit.BASE, "0.01", False),
        ("0.25*3", SizeUnit.BASE, "0.75", False),
        ("0.01 BTC", SizeUnit.BASE, "0.01", False),
        ("0.01239", SizeUnit.BASE, "0.0123", True),
        ("640", SizeUnit.QUOTE, "0.01", False),
        ("650 USDT", SizeUnit.QUOTE, "0.0101", False),
        ("1k", SizeUnit.QUOTE, "0.0156", False),
        ("25%", SizeUnit.BASE, "0.0388", False),
        ("100%", SizeUnit.QUOTE, "0.1553", False),
    ],
)
def test_futures_sizes(text: str, unit: SizeUnit, size: str, cut: bool) -> None:
    sized = size_of(form(text, unit), PERP_VIEW, BUY, PRICE)
    assert (sized.size, sized.cut) == (BaseQty(D(size)), cut)


def test_a_whole_balance_leaves_room_for_the_fee() -> None:
    limit = size_of(form("100%"), PERP_VIEW, BUY, PRICE).size.value
    market = size_of(form("100%", order_type=MARKET), PERP_VIEW, BUY, PRICE).size.value
    assert market < limit
    assert limit * PRICE * (D("0.1") + D("0.0006")) <= 1000


def test_without_a_leverage_nothing_is_borrowed() -> None:
    size = size_of(form("100%"), replace(PERP_VIEW, leverage=None), BUY, PRICE).size.value
    assert size * PRICE <= 1000


def test_closing_percentages_are_of_the_position() -> None:
    closing = replace(form("50%"), reduce_only=True)
    assert size_of(closing, PERP_VIEW, SELL, PRICE).size == BaseQty(D("0.015"))
    with pytest.raises(BadSizeError, match="no position that this side would close"):
        size_of(closing, PERP_VIEW, BUY, PRICE)


def test_spot_has_nothing_to_reduce() -> None:
    closing = replace(form("50%"), reduce_only=True)
    assert not reduces(closing, SPOT)
    assert size_of(closing, SPOT_VIEW, SELL, PRICE).size == BaseQty(D("0.25"))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("100", SizeUnit.QUOTE, "100"), ("0.001", SizeUnit.BASE, "64"), ("50%", SizeUnit.BASE, "497.002997")],
)
def test_a_spot_market_buy_is_sized_in_what_is_spent(text: str, unit: SizeUnit, value: str) -> None:
    sized = size_of(form(text, unit, MARKET), SPOT_VIEW, BUY, PRICE)
    assert sized.size == QuoteQty(D(value))


def test_a_spot_market_sell_is_sized_in_coins() -> None:
    assert size_of(form("64", SizeUnit.QUOTE, MARKET), SPOT_VIEW, SELL, PRICE).size == BaseQty(D("0.001"))


@pytest.mark.parametrize(
    ("text", "view", "side", "words"),
    [
        ("1,234", PERP_VIEW, BUY, "can mean 1234 or 1.234"),
        ("100 USDT", PERP_VIEW, BUY, "does not belong"),
        ("0", PERP_VIEW, BUY, "above zero"),
        ("-1", PERP_VIEW, BUY, "above zero"),
        ("0.00009", PERP_VIEW, BUY, "smallest step, 0.0001 BTC"),
        ("101%", PERP_VIEW, BUY, "no more than 100 %"),
        ("10%", replace(PERP_VIEW, available_quote=None), BUY, "not known yet"),
        ("10%", replace(PERP_VIEW, available_quote=D(0)), BUY, "No USDT is available"),
        ("10%", replace(SPOT_VIEW, available_base=D(0)), SELL, "No BTC is available"),
    ],
)
def test_sizes_that_cannot_be_used(text: str, view: TicketView, side: Side, words: str) -> None:
    with pytest.raises(BadSizeError, match=words):
        size_of(form(text), view, side, PRICE)


@pytest.mark.parametrize(
    ("view", "order_type", "size", "cap"),
    [
        (PERP_VIEW, OrderType.LIMIT, "0.1553", ("fees",)),
        (PERP_VIEW, MARKET, "0.1545", ("fees", "room for the price")),
        (
            replace(PERP_VIEW, limits=RiskLimits(D(3200))),
            MARKET,
            "0.0500",
            ("your limit of 3\u2009200 USDT",),
        ),
        (
            replace(PERP_VIEW, instrument=replace(PERP, max_qty=D("0.1"))),
            OrderType.LIMIT,
            "0.1",
            ("the exchange's maximum of 0.1 BTC",),
        ),
        (
            replace(PERP_VIEW, instrument=replace(PERP, max_market_qty=D("0.07"))),
            MARKET,
            "0.07",
            ("the exchange's maximum of 0.07 BTC",),
        ),
        (
            replace(PERP_VIEW, instrument=replace(PERP, max_market_qty=None, max_qty=None)),
            MARKET,
            "0.1545",
            ("fees", "room for the price"),
        ),
    ],
)
def test_all_that_is_available_says_what_it_was_capped_by(
    view: TicketView, order_type: OrderType, size: str, cap: tuple[str, ...]
) -> None:
    sized = size_of(form("100%", order_type=order_type), view, BUY, PRICE)
    assert (sized.size, sized.caps) == (BaseQty(D(size)), cap)


def test_a_part_of_it_leaves_room_without_saying_so() -> None:
    assert size_of(form("50%"), PERP_VIEW, BUY, PRICE).caps == ()


def test_a_typed_size_is_never_capped() -> None:
    view = replace(PERP_VIEW, limits=RiskLimits(D(100)))
    sized = size_of(form("0.05"), view, BUY, PRICE)
    assert (sized.size, sized.caps) == (BaseQty(D("0.05")), ())


def test_closing_is_capped_by_the_exchange_only() -> None:
    view = replace(PERP_VIEW, limits=RiskLimits(D(1)), instrument=replace(PERP, max_market_qty=D("0.02")))
    closing = replace(form("100%", order_type=MARKET), reduce_only=True)
    assert size_of(closing, view, SELL, PRICE).size == BaseQty(D("0.02"))
    assert size_of(replace(form("100%"), reduce_only=True), view, SELL, PRICE).size == BaseQty(D("0.03"))


@pytest.mark.parametrize("price", ["60000", "64210.5", "70000"])
def test_a_percentage_of_a_sell_keeps_our_limit_at_the_price_it_would_get(price: str) -> None:
    view = replace(PERP_VIEW, limits=RiskLimits(D(500)))
    size = size_of(form("100%"), view, SELL, D(price)).size.value
    assert size * max(D(price), D("64210.5")) <= 500


@pytest.mark.parametrize(
    ("text", "unit", "percent"),
    [
        ("37%", SizeUnit.BASE, 37),
        ("37.9", SizeUnit.PERCENT, 37),
        ("0.0776", SizeUnit.BASE, 49),
        ("0.0777", SizeUnit.BASE, 50),
        ("9", SizeUnit.BASE, 100),
        ("9938", SizeUnit.QUOTE, 99),
    ],
)
def test_every_size_is_a_percentage_of_all(text: str, unit: SizeUnit, percent: int) -> None:
    size = size_of(form(text, unit), PERP_VIEW, BUY, PRICE).size.value
    assert percent_of(form(text, unit), PERP_VIEW, BUY, PRICE, size) == percent


def test_without_a_whole_there_is_no_percentage() -> None:
    view = replace(PERP_VIEW, available_quote=None)
    assert percent_of(form("0.1"), view, BUY, PRICE, D("0.1")) is None


def test_a_spent_amount_below_its_step_is_named_in_its_coin() -> None:
    with pytest.raises(BadSizeError, match=r"smallest step, 0\.000001 USDT"):
        size_of(form("0.0000001", SizeUnit.QUOTE, MARKET), SPOT_VIEW, BUY, PRICE)


@given(
    st.decimals(min_value=D("0.0001"), max_value=D("1e6"), places=7),
    st.sampled_from(SizeUnit),
    st.sampled_from(Side),
    st.sampled_from(OrderType),
    st.sampled_from([PERP_VIEW, SPOT_VIEW]),
    st.decimals(min_value=D("0.1"), max_value=D(200_000), places=1),
)
def test_sizes_are_on_the_step_and_never_more_than_typed(
    typed: Decimal, unit: SizeUnit, side: Side, order_type: OrderType, view: TicketView, price: Decimal
) -> None:
    try:
        size = size_of(form(f"{typed:f}", unit, order_type), view, side, price).size
    except BadSizeError:
        return
    if isinstance(size, QuoteQty):
        assert is_multiple(size.value, view.instrument.quote_step)
        most = {SizeUnit.QUOTE: typed, SizeUnit.BASE: typed * price}
    else:
        assert is_multiple(size.value, view.instrument.lot)
        most = {SizeUnit.BASE: typed, SizeUnit.QUOTE: typed / price}
    if unit is SizeUnit.RISK:
        pytest.fail("a risk without a stop-loss has no size")
    most[SizeUnit.PERCENT] = size_of(form("100%", unit, order_type), view, side, price).size.value
    assert size.value <= most[unit]
