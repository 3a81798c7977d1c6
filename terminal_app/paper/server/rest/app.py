"""The HTTP side of the exchange without its connections: gate, handler, envelope.

Nothing but a dictionary decides the route, and no router stands before it, so that an order costs little more
than its matching.
"""

import logging
from typing import NamedTuple

from terminal_app.paper.engine.messages import RefusalError
from terminal_app.paper.server.classic.errors import refuse
from terminal_app.paper.server.envelope import failure, success
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.gate import Access, Gate, Request
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.rest.routes import routes
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue

MAX_BODY = 1 << 20
"""The bytes that are read of a body."""

_NOWHERE = Access("", 20, private=False)

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """One HTTP answer; its length is added when it is sent."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    content_type: bytes = b"application/json"


class RestApp:
    """Answers every HTTP request, always with the venue's envelope."""

    def __init__(self, venue: Venue, store: AccountStore, gate: Gate) -> None:
        self._venue = venue
        self._store = store
        self._gate = gate
        self._routes = routes(venue.wallets.kind)

    def now_ms(self) -> int:
        """The wire's clock."""
        return self._venue.clock.now_ms()

    def respond(self, request: Request) -> Answer:
        """Everything that is sent for a request."""
        status, body = self.answer(request)
        route = self._routes.get((request.method, request.path))
        left = self._gate.left(request, route.access if route else _NOWHERE)
        return Answer(status, body, ((b"x-mbx-used-remain-limit", b"%d" % left),))

    def answer(self, request: Request) -> tuple[int, bytes]:
        """The HTTP status and the body for a request. Never raises: what goes wrong is the venue's 40015."""
        route = self._routes.get((request.method, request.path))
        try:
            self._gate.admit(request, route.access if route else None)
            if route is None:
                raise ApiError("40404", "Request URL NOT FOUND")
            data = route.handler(Call(self._venue, self._store, request))
            return 200, success(data, self._venue.clock.now_ms())
        except RefusalError as error:
            refusal = refuse(error, request.path)
        except ApiError as error:
            refusal = error
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            refusal = ApiError("40015", "System is abnormal, please try again later")
        return refusal.status, failure(refusal, self._venue.clock.now_ms())
