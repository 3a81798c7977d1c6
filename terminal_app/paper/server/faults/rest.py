"""What goes wrong with requests: the exchange's REST side with faults in between.

What an application cannot do to its own answer (say nothing, reset the connection, send half of it or
garbage) is done by the proxy in front, which is told by a header of the answer.
"""

import asyncio
import json
from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from terminal_app.paper.server.envelope import failure
from terminal_app.paper.server.errors import ApiError, too_many_requests
from terminal_app.paper.server.faults.dice import MARK_HEADER, Dice, Fault, mark_of
from terminal_app.paper.server.faults.plan import Kind
from terminal_app.paper.server.gate import Request
from terminal_app.paper.server.rest.app import MAX_BODY, Answer, RestApp

ACT_HEADER = b"x-paper-act"
"""What the proxy shall do with an answer."""

_ACTS: Mapping[Kind, bytes] = {
    Kind.DROP_REQUEST: b"drop",
    Kind.RESET_REQUEST: b"reset",
    Kind.DROP_REPLY: b"drop",
    Kind.RESET_REPLY: b"reset",
    Kind.SILENCE: b"silence",
    Kind.GARBAGE: b"garbage",
    Kind.HALF_HEAD: b"half-head",
    Kind.HALF_BODY: b"half-body",
}
_PAGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>"
_HTML = b"text/html; charset=utf-8"


class FaultyRestApp:
    """Answers HTTP requests, or does not, as the dice say."""

    def __init__(self, app: RestApp, dice: Dice) -> None:
        self._app = app
        self._dice = dice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = await _read_request(scope, receive)
        mark = mark_of(request.header(MARK_HEADER), request.path, request.body)
        fault = self._dice.for_request(request.method, request.path, mark)
        if fault is None:
            await _send_answer(send, self._app.respond(request))
            return
        if fault.kind is Kind.LATE_REQUEST:
            await asyncio.sleep(fault.seconds)
        answer = self._app.respond(request) if fault.kind.executes else None
        self._note(fault, request, answer)
        if fault.kind is Kind.LATE_REPLY:
            await asyncio.sleep(fault.seconds)
        await _send_answer(send, self._spoilt(fault, answer))

    def _note(self, fault: Fault, request: Request, answer: Answer | None) -> None:
        told = json.loads(answer.body) if answer is not None else {}
        data = told.get("data")
        ids = data if isinstance(data, dict) else {}
        try:
            asked = json.loads(request.body or b"{}")
        except ValueError:
            asked = {}
        self._dice.note(
            fault,
            f"{request.method} {request.path}",
            client_oid=ids.get("clientOid") or (asked.get("clientOid") if isinstance(asked, dict) else None),
            order_id=ids.get("orderId"),
            executed=told.get("code") == "00000",
            code=told.get("code"),
        )

    def _spoilt(self, fault: Fault, answer: Answer | None) -> Answer:
        """The answer as it leaves the application."""
        kind, now_ms = fault.kind, self._app.now_ms()
        act = _ACTS.get(kind)
        good = answer or Answer(200, b"{}")
        if act is not None:
            return Answer(good.status, good.body, (*good.headers, (ACT_HEADER, act)))
        if kind in {Kind.ERROR_REQUEST, Kind.ERROR_REPLY}:
            return Answer(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", content_type=_HTML)
        if kind is Kind.HTML:
            return Answer(200, _PAGE, content_type=_HTML)
        if kind is Kind.EMPTY:
            return Answer(200, b"")
        if kind is Kind.STORM:
            return Answer(429, failure(too_many_requests(), now_ms))
        if kind in {Kind.MAINTENANCE_REQUEST, Kind.MAINTENANCE_REPLY}:
            error = ApiError(fault.code, "The service is being upgraded, please try again later")
            return Answer(400, failure(error, now_ms))
        return good


async def _send_answer(send: Send, answer: Answer) -> None:
    """Send an answer whole."""
    headers = [(b"content-type", answer.content_type), (b"content-length", b"%d" % len(answer.body))]
    await send(
        {"type": "http.response.start", "status": answer.status, "headers": [*headers, *answer.headers]}
    )
    await send({"type": "http.response.body", "body": answer.body})


async def _read_request(scope: Scope, receive: Receive) -> Request:
    """A request with its body."""
    body = b""
    more = True
    while more and len(body) <= MAX_BODY:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    client = scope.get("client")
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        path=raw_path.decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=dict(scope["headers"]),
        body=body,
        address=client[0] if client else "",
    )
