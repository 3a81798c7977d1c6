"""Builds the stores of a session: a page of constructor calls and no decisions."""

from collections.abc import Callable

from terminal_app.app.account_view import AccountView
from terminal_app.app.exchange_choosing import ExchangeChoosing
from terminal_app.app.guards import Guards
from terminal_app.app.journal_desk import JournalDesk
from terminal_app.app.paths import Paths
from terminal_app.app.prices import HubPrices
from terminal_app.app.recording.deck import Deck
from terminal_app.app.recording.stores import RecordedBlotter, RecordedHub
from terminal_app.app.session import PRODUCTS, Session
from terminal_app.core.changes import Changes
from terminal_app.core.ports import Clock
from terminal_app.market.feed import MarketFeed
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.gate import Gate
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.link_state import LinkStates


def new_session(
    paths: Paths,
    profile: str,
    clock: Clock,
    changes: Changes,
    on_failure: Callable[[BaseException], None] | None = None,
    own_clock: Clock | None = None,
) -> Session:
    """A session that is not yet connected to anything; it ends what is recorded when it is closed."""
    deck = Deck(clock)
    hub, blotter = RecordedHub(changes, clock, deck), RecordedBlotter(deck.order_step)
    deck.watch(hub, blotter)
    if own_clock is None:  # what is played again is no memory of the market
        hub.flow.keep_in(paths.flow)
    guards = Guards(paths, clock)
    tasks = TaskOwner("session", on_failure)
    return Session(
        paths=paths,
        profile=profile,
        clock=clock,
        changes=changes,
        hub=hub,
        feed=MarketFeed(hub, clock, tasks),
        blotter=blotter,
        positions=PositionBook(),
        balances=BalanceSheet(HubPrices(hub, clock).in_usd),
        links=LinkStates(changes),
        guards=guards,
        gate=Gate(clock, guards.gate, guards.keep_gate),
        limits=guards.limits,
        tasks=tasks,
        account=AccountView(guards, changes, PRODUCTS),
        choosing=ExchangeChoosing(guards, tasks),
        journal=JournalDesk(paths.journal, PRODUCTS, clock),
        deck=deck,
        own_clock=own_clock,
    )
