"""The way of orders over the private stream: which of them may take it, and whether this key may.

It is faster than a request of its own. Everything else is the same: the same bodies, the same budget, the
same codes, and at most once. Where the stream cannot take an order, nothing has left, and it goes by REST.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import final

from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.stream_calls import NOT_UNDERSTOOD
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.wire.calls import CallRequest, Payload
from terminal_app.bitget.wire.envelope import Envelope

log = logging.getLogger(__name__)

NO_WAY = "30003"
"""The code under which a refusal of the way itself is explained."""
_REFUSED = frozenset({"40014", "40040", "25620", *(str(code) for code in NOT_UNDERSTOOD)})

Waiting = Awaitable[Envelope | NoAnswerError]


@final
class OrderSocket:
    """Gives orders to the private stream until the venue says that this key may not.

    Args:
        dialect: which commands the stream takes, and how they are put.
        fit: whether the stream can take a request now.
        post: hands a request to the stream at once; `None` when it cannot, and then nothing was handed over.
    """

    def __init__(
        self,
        dialect: StreamDialect,
        fit: Callable[[], bool],
        post: Callable[[CallRequest], Waiting | None],
    ) -> None:
        self._dialect = dialect
        self._fit = fit
        self._post = post
        self._allowed = True

    def takes(self, endpoint: Endpoint) -> bool:
        """Whether a command of this kind can be handed over now."""
        return self._allowed and endpoint.path in self._dialect.order_topics and self._fit()

    def post(self, endpoint: Endpoint, body: Payload) -> Waiting | None:
        """Hand a command over and return its answer to come; `None` when it has to go by REST."""
        topic = self._dialect.order_topics.get(endpoint.path)
        if not self._allowed or topic is None:
            return None
        request = self._dialect.order_request(topic, body)
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
