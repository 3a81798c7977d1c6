"""Games with stops: prices are made relative to the market, so that most of what is left goes off."""

from decimal import Decimal
from typing import NamedTuple

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.orders import ExitLeg, OrderType, PositionSide, Side, TriggerBy
from terminal_app.paper.engine.exchange import PaperExchange
from terminal_app.paper.engine.messages import PlaceRequest, RefusalError
from terminal_app.paper.engine.strategy_messages import (
    ExitRequest,
    Exits,
    StrategyKind,
    StrategyRow,
    TriggerRequest,
)
from tests.helpers.paper_engine import (
    BUY,
    LONG,
    NET,
    NOW,
    PERP,
    PERP_ID,
    SELL,
    SHORT,
    SPOT,
    TIERS,
    D,
    hit,
    limit,
    market,
    quote,
    totals,
)
from tests.unit.paper.engine.test_exchange import check_account


class Step(NamedTuple):
    """One thing that somebody does; distances are tenths from the price it is measured against."""

    kind: str
    uid: str
    side: Side
    size: int
    gain: int
    loss: int
    by: TriggerBy
    flag: bool


KINDS = [
    *["open"] * 3,
    *["protect"] * 3,
    *["wait"] * 2,
    *["mark"] * 3,
    *["push"] * 3,
    "change",
    "unwait",
    "rest",
]

steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(KINDS),
        st.sampled_from(["u0", "u1"]),
        st.sampled_from(Side),
        st.integers(1, 20),
        st.integers(0, 30),
        st.integers(0, 30),
        st.sampled_from(TriggerBy),
        st.booleans(),
    ),
    min_size=5,
    max_size=30,
)


class Game:
    """An exchange with a one-way and a hedge account, and a market that follows."""

    def __init__(self) -> None:
        self.made = PaperExchange([SPOT, PERP], tiers=TIERS)
        for uid in ("u0", "u1"):
            self.made.open_account(uid, {"USDT": D(400)})
        self.made.set_hold_mode("u1", HoldMode.HEDGE)
        self.mark(D(100))

    def mark(self, price: Decimal) -> None:
        """Set the mark and quote around it where nothing is."""
        self.made.set_mark(PERP_ID, price, price, NOW)
        bid, ask = self.made.best(PERP_ID)
        if bid is None or bid < price - 1:
            quote(self.made, PERP_ID, BUY, str(price - PERP.tick), "4")
        if ask is None or ask > price + 1:
            quote(self.made, PERP_ID, SELL, str(price + PERP.tick), "4")

    def price(self, by: TriggerBy) -> Decimal:
        """What a leg of this kind is measured against."""
        found = self.made._world.price(PERP, by)
        assert found is not None
        return found - found % PERP.tick

    def exits(self, step: Step, direction: Side, base: Decimal | None = None) -> Exits:
        """Exits on the right side; a distance of zero is none."""
        price = self.price(step.by) if base is None else base
        sign = 1 if direction is BUY else -1
        limit_price = price if step.flag else None
        gain = ExitLeg(price + sign * D(step.gain) / 10, step.by, limit_price) if step.gain else None
        loss = ExitLeg(price - sign * D(step.loss) / 10, step.by) if step.loss else None
        return Exits(gain, loss)

    def play(self, step: Step) -> None:
        """One step; refusals are part of the game."""
        key = NET if step.uid == "u0" else (LONG if step.side is BUY else SHORT)
        size = str(D(step.size) / 10)
        made = self.made
        try:
            match step.kind:
                case "open":
                    exits = self.exits(step, step.side) if step.flag else Exits()
                    made.place(step.uid, market(PERP_ID, step.side, size, key=key, exits=exits), NOW)
                case "rest":
                    made.place(step.uid, self._resting(step, size, key), NOW)
                case "protect":
                    self._protect(step, key)
                case "wait":
                    self._wait(step, D(size), key)
                case "mark":
                    self.mark(self.price(TriggerBy.MARK) + D(step.gain - step.loss) / 10)
                case "push":
                    hit(made, PERP_ID, step.side, size)
                    self.mark(self.price(TriggerBy.MARK))
                case _:
                    self._disturb(step)
        except RefusalError:
            pass

    def _resting(self, step: Step, size: str, key: PositionSide) -> PlaceRequest:
        bid, ask = self.made.best(PERP_ID)
        price = (bid if step.side is BUY else ask) or D(100)
        return limit(PERP_ID, step.side, str(price), size, key=key, exits=self.exits(step, step.side, price))

    def _protect(self, step: Step, key: PositionSide) -> None:
        for row in self.made.positions(step.uid):
            if key in {NET, row.side}:
                direction = BUY if row.side is LONG else SELL
                size = D(step.size) / 10 if step.flag else None
                request = ExitRequest(PERP_ID, key, self.exits(step, direction), size)
                self.made.strategies.place(step.uid, request, NOW)

    def _wait(self, step: Step, size: Decimal, key: PositionSide) -> None:
        base = self.price(step.by) + D(step.gain - step.loss) / 10
        trigger = ExitLeg(base, step.by, base if step.flag else None)
        exits = self.exits(step, step.side, base) if step.flag else Exits()
        request = TriggerRequest(PERP_ID, step.side, size, trigger, key, exits=exits)
        self.made.strategies.place(step.uid, request, NOW)

    def _disturb(self, step: Step) -> None:
        rows = self.made.waiting_strategies(step.uid)
        if not rows:
            return
        row = rows[step.size % len(rows)]
        if step.kind == "unwait":
            self.made.strategies.cancel(step.uid, order_id=row.order_id, now_ms=NOW)
            return
        exits = self.exits(step, row.direction)
        self.made.strategies.change(
            step.uid,
            order_id=row.order_id,
            exits=exits if row.kind is StrategyKind.TPSL else row.exits,
            trigger=row.trigger,
            size=D(step.size) / 10,
            now_ms=NOW,
        )


def is_touched(game: Game, row: StrategyRow) -> bool:
    """Whether a price is where this one should have gone off."""
    long = row.direction is BUY
    legs = [
        (row.exits.take_profit, long),
        (row.exits.stop_loss, not long),
    ]
    if row.kind is StrategyKind.TRIGGER:
        legs = [(row.trigger, row.rising)]
    for leg, rising in legs:
        if leg is not None:
            price = game.made._world.price(PERP, leg.by)
            assert price is not None
            if price >= leg.trigger if rising else price <= leg.trigger:
                return True
    return False


_BEFORE_ANY_TRADE = [
    Step("wait", "u0", BUY, 1, 0, 1, TriggerBy.LAST, False),
    Step("mark", "u0", BUY, 1, 0, 1, TriggerBy.LAST, False),
]


@settings(max_examples=120, deadline=None)
@given(steps)
@example(_BEFORE_ANY_TRADE)
def test_nothing_that_is_touched_waits_and_nothing_is_made_or_lost(moves: list[Step]) -> None:
    game = Game()
    world = game.made._world
    before = totals(world)
    for step in moves:
        game.play(step)
        assert totals(world) == before
        for account in world.accounts.values():
            check_account(game.made, world, account)
            assert not any(is_touched(game, row) for row in account.strategies.values())
    for account in world.accounts.values():
        for row in account.past_strategies:
            event(f"{row.kind.value} {row.status.value}{' attached' if row.entry_id else ''}")
            placed = account.find(row.placed_id, "")
            if placed is not None and row.kind is StrategyKind.TPSL:
                assert placed.request.reduce_only
                assert placed.size.value <= row.size
                assert (placed.request.order_type is OrderType.MARKET) is (placed.request.price is None)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_the_same_game_goes_off_the_same_way_and_survives_a_restart(moves: list[Step]) -> None:
    first, second = Game(), Game()
    for step in moves:
        first.play(step)
        second.play(step)
    dump = first.made.dump_accounts()
    assert second.made.dump_accounts() == dump
    again = PaperExchange([SPOT, PERP], tiers=TIERS)
    again.load_accounts(dump, NOW)
    assert again.dump_accounts()["accounts"] == dump["accounts"]
