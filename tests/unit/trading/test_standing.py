"""From what the stores hold to the world that an order meets."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import ExitLeg, MarginMode, OrderType, PositionSide, Side
from terminal_app.trading.consequence import Backing, Holding, Wanted
from terminal_app.trading.standing import Standing, profit_of
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, limit_buy, position

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
ETH = InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT")
HELD = replace(position("0.5"), maintenance_margin_rate=D("0.004"))
OTHER = replace(HELD, instrument=ETH, avg_price=D(3000), size=D(2), mark=D(3100))
STANDING = Standing(
    PERP,
    bids=((D(63990), D(1)),),
    asks=((D(64010), D(1)), (D(64020), D(2))),
    leverage=D(10),
    positions=(HELD, OTHER),
    marks={PERP_ID: D(64100)},
    wallet=D(1000),
)


def test_the_side_that_is_taken_from() -> None:
    assert STANDING.before(limit_buy()).levels == STANDING.asks
    assert STANDING.before(replace(limit_buy(), side=SELL)).levels == STANDING.bids


def test_what_others_have_and_need_stands_behind_a_crossed_position() -> None:
    before = STANDING.before(limit_buy())
    assert before.holding == Holding(BUY, D("0.5"), D(64000))
    assert before.backing == Backing(D(1000) + 200, 2 * D(3100) * D("0.004"))
    fresh = replace(STANDING, marks={ETH: D(3200)})
    assert fresh.before(limit_buy()).backing == Backing(D(1400), 2 * D(3200) * D("0.004"))


def test_an_isolated_position_keeps_its_own_margin() -> None:
    isolated = replace(OTHER, margin_mode=MarginMode.ISOLATED, margin=D(600))
    assert replace(STANDING, positions=(isolated,)).before(limit_buy()).backing == Backing(D(400))
    held = replace(HELD, margin_mode=MarginMode.ISOLATED, margin=D(3200))
    before = replace(STANDING, positions=(held,)).before(limit_buy())
    assert (before.margin_mode, before.holding) == (
        MarginMode.ISOLATED,
        Holding(BUY, D("0.5"), D(64000), D(3200)),
    )


@pytest.mark.parametrize(
    "standing",
    [
        replace(STANDING, wallet=None),
        replace(STANDING, positions=(replace(OTHER, maintenance_margin_rate=None),)),
        replace(STANDING, positions=(replace(OTHER, mark=None),)),
    ],
)
def test_what_is_not_known_is_not_guessed(standing: Standing) -> None:
    assert standing.before(limit_buy()).backing is None


def test_a_position_in_another_coin_does_not_matter() -> None:
    other = replace(OTHER, margin_coin="USDC", mark=None)
    assert replace(STANDING, positions=(other,)).before(limit_buy()).backing == Backing(D(1000))


def test_hedge_mode_finds_the_position_of_its_side() -> None:
    short = replace(HELD, side=SHORT, size=D(2), hold_mode=HoldMode.HEDGE)
    both = replace(STANDING, positions=(replace(HELD, hold_mode=HoldMode.HEDGE), short))
    before = both.before(replace(limit_buy(), position_side=SHORT))
    assert before.holding == Holding(SELL, D(2), D(64000))
    # The other side of the same contract is a position like any other.
    assert before.backing == Backing(D(1000) + 50, D("0.5") * 64100 * D("0.004"))
    assert both.position(PositionSide.NET) is not None
    assert replace(STANDING, positions=()).position(LONG) is None


@pytest.mark.parametrize(
    ("side", "position_side", "reduce_only", "closes"),
    [
        (BUY, PositionSide.NET, False, False),
        (SELL, PositionSide.NET, True, True),
        (BUY, LONG, False, False),
        (SELL, LONG, False, True),
        (BUY, SHORT, False, True),
    ],
)
def test_what_may_never_open(
    side: Side, position_side: PositionSide, reduce_only: bool, closes: bool
) -> None:
    order = replace(limit_buy(), side=side, position_side=position_side, reduce_only=reduce_only)
    wanted = STANDING.wanted(order)
    assert wanted is not None
    assert wanted.closes is closes


def test_exits_go_along() -> None:
    order = replace(limit_buy(), take_profit=ExitLeg(D(66000)), stop_loss=ExitLeg(D(63000)))
    assert STANDING.wanted(order) == Wanted(BUY, D("0.01"), D(64000), stop=D(63000), target=D(66000))


@pytest.mark.parametrize(("money", "size"), [("32005", "0.5"), ("96030", "1.5"), ("256100", "4")])
def test_money_buys_along_the_book(money: str, size: str) -> None:
    spot = Standing(SPOT, asks=((D(64010), D(1)), (D(64040), D(2))))
    order = PlaceOrder("", SPOT_ID, BUY, OrderType.MARKET, QuoteQty(D(money)))
    wanted = spot.wanted(order)
    assert wanted is not None
    assert abs(wanted.size - D(size)) < D("0.001")
    assert spot.before(order).backing is None
    assert replace(spot, asks=()).wanted(order) is None


def test_profit() -> None:
    assert profit_of(HELD, D(64100)) == 50
    assert profit_of(replace(HELD, side=SHORT), D(64100)) == -50


def test_positions_of_another_wallet_do_not_count() -> None:
    elsewhere = replace(OTHER, instrument=InstrumentId(ProductType.USDC_FUTURES, "ETHUSDT"))
    pooled = replace(STANDING, positions=(elsewhere,))
    assert pooled.before(limit_buy()).backing == Backing(D(1200), 2 * D(3100) * D("0.004"))
    assert replace(pooled, apart=True).before(limit_buy()).backing == Backing(D(1000))


def test_nothing_is_said_of_the_end_of_a_contract_that_is_settled_in_its_base_coin() -> None:
    inverse = replace(PERP, id=InstrumentId(ProductType.COIN_FUTURES, "BTCUSD"), quote="USD")
    standing = replace(STANDING, instrument=inverse, marks={inverse.id: D(64_000)})
    before = standing.before(limit_buy())
    assert (before.mark, before.backing) == (None, None)
