"""The application: streams by Starlette, everything else by the REST application beside it."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.rest import FaultyRestApp
from terminal_app.paper.server.gate import Gate
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.rest.app import RestApp
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.connection import stream_endpoint
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.quota import ConnectionQuota
from terminal_app.paper.server.ws.trading import StreamOrders


def build_app(
    venue: Venue,
    store: AccountStore,
    key: PaperKey,
    limiter: RateLimiter,
    feeds: Feeds,
    hub: Hub,
    orders: StreamOrders,
    quota: ConnectionQuota,
    dice: Dice | None = None,
) -> ASGIApp:
    """One application for one port; with dice, things go wrong as they say."""
    rest = RestApp(venue, store, Gate(key, venue.clock, limiter, venue.wallets.kind))
    calls: ASGIApp = rest if dice is None else FaultyRestApp(rest, dice)
    endpoint = stream_endpoint(feeds, hub, key, venue.clock, orders, quota, dice)
    streams = Starlette(routes=[WebSocketRoute("/{path:path}", endpoint)])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # A call has nothing of a router's to ask: its path is looked up in a dictionary.
        await (calls if scope["type"] == "http" else streams)(scope, receive, send)

    return app
