"""What the ladder knows: the market and the account of one instrument, and what an act would send. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import AccountSettings, Position
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import MarginMode, Order, OrderType, Side
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.market.hub import MarketHub
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.prices import PriceView
from terminal_app.trading.risk import view_of
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.panels.book.own import marks
from terminal_app.ui.panels.book.state import freshness
from terminal_app.ui.panels.ladder import plans
from terminal_app.ui.panels.ladder.arming import link_doubt
from terminal_app.ui.panels.ladder.intents import Intent
from terminal_app.ui.panels.ladder.lines import PositionText, position_line
from terminal_app.ui.panels.ladder.plans import Plan, World
from terminal_app.ui.panels.ladder.sizes import SizeMemory, Sizes
from terminal_app.ui.panels.ladder.state import LadderState, Last, Picture, Touch
from terminal_app.ui.panels.ladder.stops import waiting_words, waits_on

NOT_ARMED = "Press ARM first."
_NO_MARKET = "There is no market here yet."


@dataclass(frozen=True, slots=True)
class LadderStores:
    """Where the ladder reads, besides the market.

    `orders` are the open ones, `positions` all, `waiting` the strategy orders that are not over;
    `entry_block` says why orders are shut, `None` when they are open.
    """

    prices: PriceView
    orders: Callable[[], Sequence[Order]]
    positions: Callable[[], Sequence[Position]]
    settings: Callable[[], AccountSettings | None]
    entry_block: Callable[[], str | None]
    links: LinkStates
    limits: Callable[[], RiskLimits]
    waiting: Callable[[], Sequence[StrategyOrder]] = tuple


class Deed(Enum):
    """The buttons under the rows. The value is what they say."""

    CANCEL_BIDS = "Cancel bids"
    CANCEL_ALL = "Cancel all"
    CANCEL_ASKS = "Cancel asks"
    REVERSE = "Reverse"
    CLOSE = "Close"


class LadderDesk:
    """One instrument at a time."""

    def __init__(self, hub: MarketHub, stores: LadderStores) -> None:
        self._hub = hub
        self._stores = stores
        self.instrument: InstrumentId | None = None
        self.state: LadderState | None = None
        self.orders: tuple[Order, ...] = ()
        self.positions: tuple[Position, ...] = ()
        self.waiting: tuple[StrategyOrder, ...] = ()
        self.memory = SizeMemory()

    @property
    def sizes(self) -> Sizes | None:
        """The working sizes; `None` while there is nothing to propose them by."""
        if self.state is None:
            return None
        here = self.state.rules.id
        last, best = self._hub.last.get(here), self._hub.book(here).best_bid
        price = last.price if last is not None else best[0] if best is not None else None
        return self.memory.get(self.state.rules, price)

    def choose_sizes(self, sizes: Sizes) -> None:
        """Work with other sizes."""
        if self.state is not None:
            self.memory.choose(self.state.rules, sizes)

    def show(self, instrument: InstrumentId, group: int) -> None:
        """Turn to another instrument."""
        self.instrument, self.state = instrument, None
        self.read_rules(group)
        self.read_account()

    def read_rules(self, group: int) -> bool:
        """Take the rules as they are now, and a row step in ticks; says whether anything is different."""
        rules = None if self.instrument is None else self._hub.instruments.get(self.instrument)
        if rules is None:
            changed, self.state = self.state is not None, None
            return changed
        if self.state is not None and (self.state.rules, self.state.step) == (rules, rules.tick * group):
            return False
        self.state = LadderState(rules, group)
        return True

    def read_account(self) -> None:
        """Take our own orders and positions as they are now."""
        here, stores = self.instrument, self._stores
        self.orders = tuple(order for order in stores.orders() if order.instrument == here)
        self.positions = tuple(
            position for position in stores.positions() if position.instrument == here and position.size
        )
        self.waiting = tuple(order for order in stores.waiting() if order.instrument == here)

    def touch(self) -> Touch:
        """The rows of the best prices."""
        if self.state is None:
            return Touch(None, None)
        return self.state.touch(self._hub.book(self.state.rules.id))

    def stamp(self) -> object:
        """Changes whenever the market part of a picture does."""
        here = self.instrument
        if here is None:
            return None
        tape = self._hub.tape(here)
        return self._hub.book(here).version, self._hub.last.get(here), tape.count, tape.rewritten

    def picture(self, top: int, count: int) -> Picture:
        """The rows from `top` down."""
        state = self.state
        if state is None:
            return Picture()
        here = state.rules.id
        last, trades = self._hub.last.get(here), self._hub.tape(here).trades
        newest = trades[-1] if trades else None
        taker = newest.side if newest is not None and last and newest.price == last.price else None
        return state.build(
            self._hub.book(here),
            top,
            count,
            marks(self.orders, here, state.rules, state.step),
            None if last is None else Last(last.price, taker),
            self.positions,
            waits_on(self.waiting, state.row_of),
        )

    def waits(self, index: int) -> str:
        """What waits for the price of a row, in words; empty when nothing does."""
        state = self.state
        return "" if state is None else waiting_words(self.waiting, state.row_of, index, state.rules)

    def position_line(self) -> PositionText:
        """What is held, in a line."""
        here = self.instrument
        if here is None or self.state is None:
            return PositionText("")
        ticker = self._hub.tickers.get(here)
        mark = None if ticker is None else ticker.mark
        return position_line(self.positions, self.state.rules, mark, futures=here.product.is_futures)

    def doubt(self) -> str:
        """Why nothing that can open or grow a position may be sent now; empty when it may."""
        if self.instrument is None or self.state is None:
            return _NO_MARKET
        book = self._hub.book(self.instrument)
        return (
            self._stores.entry_block()
            or link_doubt(self._stores.links)
            or freshness(book).sentence(self._hub.clock.monotonic())
        )

    def world(self, doubt: str | None = None) -> World | None:
        """Everything a plan is judged by, `None` without rules; with a doubt of one's own instead of ours."""
        state, stores = self.state, self._stores
        if state is None:
            return None
        which, settings, sizes = state.rules.id, stores.settings(), self.sizes
        symbols = settings.symbols if settings else ()
        mode = next((one.margin_mode for one in symbols if one.instrument == which), None)
        held = self.positions[0].margin_mode if self.positions else MarginMode.CROSSED
        return World(
            rules=state.rules,
            risk=view_of(
                which,
                stores.prices,
                settings.hold_mode_of(which.product) if settings else None,
                spot_triggers=settings is not None
                and Ability.SPOT_TRIGGERS not in unavailable(settings.kind),
            ),
            limits=stores.limits(),
            margin_mode=mode or held,
            size=None if sizes is None else sizes.working,
            orders=self.orders,
            positions=self.positions,
            waiting=self.waiting,
            doubt=self.doubt() if doubt is None else doubt,
        )

    def plan(self, intent: Intent, index: int, world: World | None = None) -> Plan | None:
        """What an intent on a row would send while armed; `None` for one that sends nothing.

        Args:
            intent: of the mouse map.
            index: of the row.
            world: of this moment, when it has been looked at already.
        """
        seen, state = world or self.world(), self.state
        if seen is None or state is None:
            return None
        return plans.plan_of(intent, state.price_of(index), seen, lambda order: self._stands(order, index))

    def chip_plan(self, index: int, side: Side) -> Plan | None:
        """What the × of a chip would send."""
        world = self.world("")
        if world is None:
            return None
        here = [order for order in self.orders if order.side is side and self._stands(order, index)]
        return plans.cancels(here, world)

    def move_plan(self, oids: Sequence[str], to: int | None) -> Plan | None:
        """What dropping some of our orders on a row, or outside, would send."""
        world, state = self.world(), self.state
        if world is None or state is None:
            return None
        found = [order for order in self.orders if order.client_oid in oids]
        return plans.cancels(found, world) if to is None else plans.move(found, state.price_of(to), world)

    def deeds(self, *, armed: bool) -> Mapping[Deed, Plan]:
        """What the buttons would send."""
        world = self.world()
        if world is None:
            return {deed: Plan(deed.value, reason=_NO_MARKET) for deed in Deed}
        if not armed and not world.doubt:
            world = replace(world, doubt=NOT_ARMED)
        return {
            Deed.CANCEL_BIDS: plans.cancel_side(Side.BUY, world),
            Deed.CANCEL_ALL: plans.cancel_all(world),
            Deed.CANCEL_ASKS: plans.cancel_side(Side.SELL, world),
            Deed.REVERSE: plans.reverse(world),
            Deed.CLOSE: plans.close(world),
        }

    def _stands(self, order: Order, index: int) -> bool:
        state = self.state
        if state is None or order.price is None or order.order_type is not OrderType.LIMIT:
            return False
        return state.row_of(order.price, order.side) == index
