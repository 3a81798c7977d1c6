"""A small paper exchange to test the engine with: two instruments, short ways to trade, sums over all."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from terminal_app.core.account import HoldMode
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.money import ZERO, BaseQty, QuoteQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
)
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import EngineEvent, OrderRow, PlaceRequest, StpMode
from terminal_app.paper.engine.strategy_messages import (
    NO_EXITS,
    ExitRequest,
    Exits,
    StrategyRow,
    TriggerRequest,
)
from terminal_app.paper.engine.world import World

D = Decimal
NOW = 1_700_000_000_000
BUY, SELL = Side.BUY, Side.SELL
NET, LONG, SHORT = PositionSide.NET, PositionSide.LONG, PositionSide.SHORT

SPOT_ID = InstrumentId(ProductType.SPOT, "BTCUSDT")
PERP_ID = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")

SPOT = Instrument(
    id=SPOT_ID,
    base="BTC",
    quote="USDT",
    tick=D("0.01"),
    lot=D("0.0001"),
    quote_step=D("0.01"),
    min_qty=D("0.0001"),
    min_notional=D(1),
    max_qty=D(1000),
    max_market_qty=D(100),
    buy_band=D("0.1"),
    sell_band=D("0.1"),
    maker_fee=D("0.001"),
    taker_fee=D("0.001"),
)
PERP = Instrument(
    id=PERP_ID,
    base="BTC",
    quote="USDT",
    tick=D("0.1"),
    lot=D("0.001"),
    quote_step=D("0.01"),
    min_qty=D("0.001"),
    min_notional=D(5),
    max_qty=D(1000),
    max_market_qty=D(100),
    buy_band=D("0.1"),
    sell_band=D("0.1"),
    maker_fee=D("0.0002"),
    taker_fee=D("0.0006"),
    max_leverage=100,
    funding_hours=8,
)
TIERS = {
    PERP_ID: (
        PositionTier(1, ZERO, D(100_000), D(100), D("0.005")),
        PositionTier(2, D(100_000), D(1_000_000), D(20), D("0.02")),
    )
}

EventT = TypeVar("EventT")


def exchange(**coins: str) -> PaperExchange:
    """An exchange with one account `u` (10,000 USDT and 10 BTC unless told otherwise) and empty books."""
    made = PaperExchange([SPOT, PERP], tiers=TIERS)
    made.open_account(
        "u", {coin: D(amount) for coin, amount in (coins or {"USDT": "10000", "BTC": "10"}).items()}
    )
    return made


def quote(made: PaperExchange, instrument: InstrumentId, side: Side, price: str, size: str) -> str | None:
    """Put an order of the synthetic market on a book."""
    request = PlaceRequest(instrument, side, OrderType.LIMIT, BaseQty(D(size)), D(price))
    return made.market_place(request, NOW)[0]


def hit(made: PaperExchange, instrument: InstrumentId, side: Side, size: str) -> list[EngineEvent]:
    """Let the synthetic market trade at market."""
    return made.market_place(PlaceRequest(instrument, side, OrderType.MARKET, BaseQty(D(size))), NOW)[1]


def book(made: PaperExchange, instrument: InstrumentId, mark: str = "100", size: str = "10") -> None:
    """Set the mark and quote five levels of one tick and `size` on both sides of it."""
    one = made.instruments[instrument]
    made.set_mark(instrument, D(mark), D(mark), NOW)
    for step in range(1, 6):
        quote(made, instrument, BUY, str(D(mark) - step * one.tick), size)
        quote(made, instrument, SELL, str(D(mark) + step * one.tick), size)


def limit(
    instrument: InstrumentId,
    side: Side,
    price: str,
    size: str,
    *,
    force: TimeInForce = TimeInForce.GTC,
    client_oid: str = "",
    reduce_only: bool = False,
    key: PositionSide = NET,
    mode: MarginMode = MarginMode.CROSSED,
    stp: StpMode = StpMode.NONE,
    exits: Exits = NO_EXITS,
) -> PlaceRequest:
    """A limit order."""
    return PlaceRequest(
        instrument,
        side,
        OrderType.LIMIT,
        BaseQty(D(size)),
        D(price),
        force,
        client_oid,
        reduce_only,
        key,
        mode,
        stp,
        exits,
    )


def market(
    instrument: InstrumentId,
    side: Side,
    size: str,
    *,
    reduce_only: bool = False,
    key: PositionSide = NET,
    mode: MarginMode = MarginMode.CROSSED,
    exits: Exits = NO_EXITS,
) -> PlaceRequest:
    """A market order in base coin."""
    return PlaceRequest(
        instrument,
        side,
        OrderType.MARKET,
        BaseQty(D(size)),
        reduce_only=reduce_only,
        position_side=key,
        margin_mode=mode,
        exits=exits,
    )


def market_buy(amount: str) -> PlaceRequest:
    """A spot market buy for an amount of USDT."""
    return PlaceRequest(SPOT_ID, BUY, OrderType.MARKET, QuoteQty(D(amount)))


def exits(take: str | None, stop: str | None, by: TriggerBy = TriggerBy.LAST) -> Exits:
    """A take-profit and a stop-loss at market."""
    legs = (None if price is None else ExitLeg(D(price), by) for price in (take, stop))
    return Exits(*legs)


def protect(
    made: PaperExchange, wanted: Exits, size: str | None = None, key: PositionSide = NET
) -> StrategyRow:
    """Leave exits of the position in the perpetual, of a part of it when a size is given."""
    request = ExitRequest(PERP_ID, key, wanted, None if size is None else D(size))
    return made.strategies.place("u", request, NOW)[0]


def wait(
    made: PaperExchange, side: Side, size: str, trigger: ExitLeg, *, exits: Exits = NO_EXITS
) -> StrategyRow:
    """Leave a trigger order in the perpetual."""
    return made.strategies.place("u", TriggerRequest(PERP_ID, side, D(size), trigger, exits=exits), NOW)[0]


def place(made: PaperExchange, request: PlaceRequest, uid: str = "u") -> OrderRow:
    """Place an order and forget the events."""
    return made.place(uid, request, NOW)[0]


def hedge(made: PaperExchange) -> PaperExchange:
    """The exchange with its account in hedge mode."""
    made.set_hold_mode("u", HoldMode.HEDGE)
    return made


def only(events: Iterable[EngineEvent], kind: type[EventT]) -> list[EventT]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def balance(made: PaperExchange, coin: str = "USDT", uid: str = "u") -> Decimal:
    """What an account holds of a coin."""
    return next((row.balance for row in made.account(uid).coins if row.coin == coin), ZERO)


def available(made: PaperExchange, coin: str = "USDT", uid: str = "u") -> Decimal:
    """What an account can spend of a coin."""
    return next((row.available for row in made.account(uid).coins if row.coin == coin), ZERO)


def totals(world: World) -> dict[str, Decimal]:
    """Every coin and contract over all accounts and houses: what no call may change, but new money.

    A contract counts in coins at its entry value: who holds one has paid it, who owes one has received it.
    """
    sums: dict[str, Decimal] = {}

    def add(name: str, amount: Decimal) -> None:
        sums[name] = sums.get(name, ZERO) + amount

    for house in (world.market, world.fees, world.insurance):
        for coin, amount in house.coins.items():
            add(coin, amount)
        for contract, amount in house.contracts.items():
            add(str(contract), amount)
    for account in world.accounts.values():
        for coin, amount in account.coins.items():
            add(coin, amount)
        for position in account.positions.values():
            sign = 1 if position.direction is Side.BUY else -1
            add(position.instrument.quote, -sign * position.cost)
            add(str(position.instrument.id), position.size)
    return {name: amount for name, amount in sums.items() if amount}
