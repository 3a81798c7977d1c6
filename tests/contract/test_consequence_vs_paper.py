"""What the ticket foretells against what the paper exchange then does, order by order, in random markets."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import PlaceRequest, PositionRow, RefusalError
from terminal_app.trading.consequence import Consequence, consequence
from terminal_app.trading.standing import Standing
from tests.helpers.paper_engine import NOW, PERP, PERP_ID, SPOT, hit, quote

pytestmark = pytest.mark.contract

D = Decimal
OTHER = replace(PERP, id=InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT"), base="ETH")
TIERS = {
    one.id: (
        PositionTier(1, ZERO, D(60_000), D(100), D("0.005")),
        PositionTier(2, D(60_000), D(10_000_000), D(20), D("0.02")),
    )
    for one in (PERP, OTHER)
}
LEAST = 300


class Market:
    """A paper exchange whose market is made anew before each order."""

    def __init__(self, rng: random.Random, hold_mode: HoldMode) -> None:
        self.rng = rng
        self.exchange = PaperExchange([SPOT, PERP, OTHER], tiers=TIERS)
        self.exchange.open_account("u", {"USDT": D(rng.randint(2_000, 90_000))})
        self.exchange.set_hold_mode("u", hold_mode)
        self.modes = {}
        for one in (PERP, OTHER):
            self.modes[one.id] = rng.choice(list(MarginMode))
            leverage = D(rng.randint(1, 20))
            self.exchange.set_leverage("u", one.id, leverage, self.modes[one.id])
        self.marks = {PERP.id: D(1000), OTHER.id: D(500)}

    def move(self, instrument: InstrumentId) -> None:
        """Another mark, and a fresh book around it."""
        rng, made = self.rng, self.exchange
        for side in Side:
            there = sum((size for _, size in self.levels(instrument, side)), ZERO)
            if there:
                hit(made, instrument, side, str(there))
        mark = (self.marks[instrument] * D(rng.randint(985, 1015)) / 1000).quantize(D("0.1"))
        self.marks[instrument] = mark
        made.set_mark(instrument, mark, mark, NOW)
        for side, way in ((Side.BUY, -1), (Side.SELL, 1)):
            price = mark
            for _ in range(rng.randint(1, 8)):
                price += way * D(rng.randint(1, 25)) / 10
                quote(made, instrument, side, str(price), str(D(rng.randint(1, 9_000)) / 1000))

    def levels(self, instrument: InstrumentId, side: Side) -> tuple[tuple[Decimal, Decimal], ...]:
        """What an order of this side would take from."""
        bids, asks = self.exchange.depth(instrument, 500)
        return asks if side is Side.BUY else bids

    def rows(self) -> dict[tuple[InstrumentId, PositionSide], PositionRow]:
        """The open positions."""
        return {(row.instrument, row.side): row for row in self.exchange.positions("u")}

    def standing(self, instrument: InstrumentId) -> Standing:
        """What a terminal would know of the account."""
        made = self.exchange
        leverage, mode = made.leverage("u", instrument)
        rate, at = made.funding(instrument)
        return Standing(
            instrument=made.instruments[instrument],
            bids=made.depth(instrument, 500)[0],
            asks=made.depth(instrument, 500)[1],
            leverage=leverage,
            margin_mode=mode,
            hold_mode=made.hold_mode("u"),
            tiers=made.tiers(instrument),
            positions=[told(row) for row in made.positions("u")],
            marks=self.marks,
            wallet=made.account("u").coins[0].balance,
            funding_rate=rate,
            settles_at_ms=at,
        )


def told(row: PositionRow) -> Position:
    """A position as the client reports it."""
    return Position(
        row.instrument,
        row.side,
        row.size,
        row.size - row.frozen,
        row.avg_price,
        row.hold_mode,
        row.margin_mode,
        row.leverage,
        Stamp(NOW, 1.0),
        margin=row.margin,
        mark=row.mark,
        maintenance_margin_rate=row.maintenance_rate,
    )


def wish(market: Market, instrument: InstrumentId, hold_mode: HoldMode) -> PlaceOrder:
    """A random order that fills at once or not at all: it leaves nothing behind that costs margin."""
    rng = market.rng
    side = rng.choice(list(Side))
    hedge = hold_mode is HoldMode.HEDGE
    limit = rng.random() < 0.4
    worst = market.marks[instrument] + (D(rng.randint(0, 90)) / 10) * (1 if side is Side.BUY else -1)
    return PlaceOrder(
        client_oid="",
        instrument=instrument,
        side=side,
        order_type=OrderType.LIMIT if limit else OrderType.MARKET,
        size=BaseQty(D(rng.randint(10, 20_000)) / 1000),
        price=worst if limit else None,
        time_in_force=TimeInForce.IOC if limit else TimeInForce.GTC,
        reduce_only=not hedge and rng.random() < 0.3,
        position_side=rng.choice((PositionSide.LONG, PositionSide.SHORT)) if hedge else PositionSide.NET,
        margin_mode=market.modes[instrument],
    )


def orders(market: Market, hold_mode: HoldMode) -> Iterator[tuple[PlaceOrder, Consequence]]:
    """Orders the exchange took, with what was foretold of each."""
    for number in range(400):
        instrument = market.rng.choice((PERP.id, OTHER.id))
        market.move(instrument)
        order = wish(market, instrument, hold_mode)
        standing = market.standing(instrument)
        wanted = standing.wanted(order)
        assert wanted is not None
        foretold = consequence(standing.before(order), wanted)
        request = PlaceRequest(
            instrument,
            order.side,
            order.order_type,
            order.size,
            order.price,
            order.time_in_force,
            f"c{number}",
            order.reduce_only,
            order.position_side,
            order.margin_mode or MarginMode.CROSSED,
        )
        try:
            market.exchange.place("u", request, NOW)
        except RefusalError:
            continue
        if foretold.fills.size and not foretold.fills.beyond:
            yield order, foretold


@pytest.mark.parametrize("hold_mode", list(HoldMode))
def test_what_was_foretold_is_what_happened(hold_mode: HoldMode) -> None:
    rng = random.Random(11)
    compared = liquidations = closed = turned = 0
    while compared < LEAST:
        market = Market(rng, hold_mode)
        for order, foretold in orders(market, hold_mode):
            made = market.exchange
            fills = made.fills("u", order_id=made.order_history("u")[0].order_id)
            size = sum((fill.size for fill in fills), ZERO)
            value = sum((fill.value for fill in fills), ZERO)
            assert (foretold.fills.size, foretold.fills.value) == (size, value)
            fee = sum((fill.fee for fill in fills), ZERO)
            assert foretold.fee is not None
            assert abs(foretold.fee - fee) <= D("1e-8") * len(fills)
            realised = sum((fill.realised_pnl for fill in fills), ZERO)
            assert abs((foretold.realised or ZERO) - realised) < D("1e-6")
            compared += 1
            closed += foretold.realised is not None
            row = next(
                (
                    row
                    for row in made.positions("u")
                    if row.instrument == order.instrument
                    and order.position_side in (PositionSide.NET, row.side)
                ),
                None,
            )
            if foretold.after is None:
                assert row is None
                continue
            assert row is not None
            assert (row.side is PositionSide.LONG) == (foretold.after.side is Side.BUY)
            turned += foretold.realised is not None and foretold.after.side is order.side
            assert row.size == foretold.after.size
            assert abs(row.avg_price - foretold.after.entry) < D("1e-8")
            if row.liquidation is None:
                assert foretold.safe
                continue
            assert foretold.liquidation is not None
            assert abs(foretold.liquidation - row.liquidation) <= PERP.tick
            liquidations += 1
    assert compared >= LEAST
    assert min(liquidations, closed) > 50
    assert turned > 5 or hold_mode is HoldMode.HEDGE


def test_the_ratio_is_that_of_the_exchange() -> None:
    market = Market(random.Random(3), HoldMode.ONE_WAY)
    market.exchange.set_leverage("u", PERP_ID, D(5), MarginMode.CROSSED)
    market.modes[PERP_ID] = MarginMode.CROSSED
    market.move(PERP_ID)
    order = replace(wish(market, PERP_ID, HoldMode.ONE_WAY), price=None, order_type=OrderType.MARKET)
    order = replace(order, reduce_only=False, size=BaseQty(D("0.5")), time_in_force=TimeInForce.GTC)
    standing = market.standing(PERP_ID)
    wanted = standing.wanted(order)
    assert wanted is not None
    foretold = consequence(standing.before(order), wanted).margin_ratio
    request = PlaceRequest(PERP_ID, order.side, order.order_type, order.size, None, client_oid="r")
    market.exchange.place("u", request, NOW)
    account = market.exchange.account("u")
    assert foretold is not None
    assert abs(foretold - account.maintenance_margin / account.equity) < D("1e-9")
