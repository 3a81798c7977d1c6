"""The application: the streams, and the calls beside them when they are an application of their own."""

from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.connection import stream_endpoint
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.quota import ConnectionQuota
from terminal_app.paper.server.ws.trading import StreamOrders

if TYPE_CHECKING:
    from terminal_app.paper.server.faults.dice import Dice


def build_app(
    venue: Venue,
    key: PaperKey,
    feeds: Feeds,
    hub: Hub,
    orders: StreamOrders,
    quota: ConnectionQuota,
    calls: ASGIApp | None = None,
    dice: "Dice | None" = None,
) -> ASGIApp:
    """The streams, and the calls when they are an application; with dice, things go wrong as they say."""
    endpoint = stream_endpoint(feeds, hub, key, venue.clock, orders, quota, dice)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await endpoint(WebSocket(scope, receive, send))
        elif calls is not None:
            await calls(scope, receive, send)

    return app
