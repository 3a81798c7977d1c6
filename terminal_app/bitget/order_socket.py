"""The way of orders over the private stream: which of them may take it, and whether this key may.

It is faster than a request of its own. Everything else is the same: the same bodies, the same budget, the
same codes, and at most once. Where the stream cannot take an order, nothing has left, and it goes by REST.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import final

import msgspec

from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.stream_calls import NOT_UNDERSTOOD, CallRequest
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.envelope import Envelope

log = logging.getLogger(__name__)

_TOPICS: Mapping[str, str] = {
    endpoints.PLACE_ORDER.path: "place-order",
    endpoints.PLACE_BATCH.path: "batch-place",
    endpoints.MODIFY_ORDER.path: "modify-order",
    endpoints.CANCEL_ORDER.path: "cancel-order",
    endpoints.CANCEL_BATCH.path: "batch-cancel",
}
NO_WAY = "30003"
"""The code under which a refusal of the way itself is explained."""
_REFUSED = frozenset({"40014", "40040", "25620", *(str(code) for code in NOT_UNDERSTOOD)})

Row = dict[str, str]
Waiting = Awaitable[Envelope | NoAnswerError]
_BODY = msgspec.json.Decoder(Row | list[Row])


@final
class OrderSocket:
    """Gives orders to the private stream until the venue says that this key may not.

    Args:
        fit: whether the stream can take a request now.
        post: hands a request to the stream at once; `None` when it cannot, and then nothing was handed over.
    """

    def __init__(self, fit: Callable[[], bool], post: Callable[[CallRequest], Waiting | None]) -> None:
        self._fit = fit
        self._post = post
        self._allowed = True

    def takes(self, endpoint: Endpoint) -> bool:
        """Whether a command of this kind can be handed over now."""
        return self._allowed and endpoint.path in _TOPICS and self._fit()

    def post(self, endpoint: Endpoint, body: bytes) -> Waiting | None:
        """Hand a command over and return its answer to come; `None` when it has to go by REST."""
        if not self._allowed or endpoint.path not in _TOPICS:
            return None
        request = _request(_TOPICS[endpoint.path], body)
        return None if request is None else self._post(request)

    def judged(self, answer: Envelope | NoAnswerError) -> Envelope:
        """The answer of a command that was handed over.

        A refusal of the way is final for the session. The order it was said to is not sent again by the other
        way: it was sent once, and the person decides anew.

        Raises:
            NoAnswerError: there is none.
        """
        code = answer.detail if isinstance(answer, NoAnswerError) else answer.code
        if code not in _REFUSED:
            if isinstance(answer, NoAnswerError):
                raise answer
            return answer
        if self._allowed:
            self._allowed = False
            log.warning("orders go by REST: the venue takes none over the stream from this key (%s)", code)
        if isinstance(answer, NoAnswerError):
            raise answer
        return Envelope(NO_WAY, f"{code} {answer.message}".strip())


def _request(topic: str, body: bytes) -> CallRequest | None:
    """The same command as a request of the stream, which names the category once and in small letters."""
    decoded = _BODY.decode(body)
    rows = decoded if isinstance(decoded, list) else [decoded]
    categories = {row.pop("category", "").lower() for row in rows}
    if len(categories) != 1:
        return None
    return CallRequest(topic, categories.pop(), rows, single=not isinstance(decoded, list))
