"""The numbers a stream lives by, and the budget of messages it may send.

The venue's documentation (Websocket-Introduction) allows 10 messages a second and 240 subscribe requests an
hour per connection, wants frames of at most 4096 bytes and fewer than 50 channels, takes 1000, and closes a
connection that has been silent for two minutes or is a day old. Every number here stays below its limit.
"""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """Seconds unless a name says otherwise.

    Attributes:
        connect_within: for the connection and its handshake.
        login_within: for the answer to a login.
        ping_every: between pings on a connection that speaks.
        probe_after: silence after which a connection that should speak is asked whether it is there.
        doubt_after: an unanswered ping makes the link doubtful.
        answer_within: an unanswered ping, and nothing else heard, makes the connection dead.
        pong_within: a ping without its pong makes the connection dead even while data arrives.
        ack_within: for the confirmation of a subscription.
        ack_tries: subscriptions sent before the missing confirmation is reported.
        snapshot_within: for the snapshot of a book after its subscription.
        renew_after: silence beyond its limit after which a channel is subscribed anew.
        longest_pause: the longest span of any back-off inside one connection.
        healthy_after: how long a connection must be well before earlier trouble is forgotten.
        book_healthy_after: how long a book must be.
        planned_after: age at which a connection is replaced, before the venue drops it.
        frozen_after: a gap between two ticks during which this process was frozen, so silence proves nothing.
        asleep_after: a gap between two ticks that only a sleeping computer explains.
        message_bytes: the longest frame that is sent.
        frame_bytes: the longest frame that is read.
    """

    connect_within: float = 8.0
    login_within: float = 8.0
    ping_every: float = 25.0
    probe_after: float = 2.0
    doubt_after: float = 1.0
    answer_within: float = 4.0
    pong_within: float = 20.0
    ack_within: float = 5.0
    ack_tries: int = 3
    snapshot_within: float = 5.0
    renew_after: float = 30.0
    longest_pause: float = 30.0
    healthy_after: float = 30.0
    book_healthy_after: float = 5.0
    planned_after: float = 23.5 * 3600
    frozen_after: float = 3.0
    asleep_after: float = 30.0
    messages_per_second: int = 9
    requests_per_hour: int = 220
    args_per_message: int = 20
    message_bytes: int = 4000
    frame_bytes: int = 2 * 1024 * 1024
    channels: int = 1000
    channels_advised: int = 50


class MessageBudget:
    """What one connection may still send: messages per second and subscribe requests per hour."""

    def __init__(self, limits: StreamLimits) -> None:
        self._per_second = limits.messages_per_second
        self._per_hour = limits.requests_per_hour
        self._messages: deque[float] = deque()
        self._requests: deque[float] = deque()

    def message_wait(self, now: float) -> float:
        """Seconds until another message may be sent."""
        return _wait(self._messages, self._per_second, 1.0, now)

    def request_wait(self, now: float) -> float:
        """Seconds until another subscribe or unsubscribe request may be sent."""
        # One place of the second is kept for a ping, which must never wait behind subscriptions.
        return max(
            _wait(self._messages, self._per_second - 1, 1.0, now),
            _wait(self._requests, self._per_hour, 3600.0, now),
        )

    def call_wait(self, now: float) -> float:
        """Seconds until another order may be sent; a place of the second is kept for a ping."""
        return _wait(self._messages, self._per_second - 1, 1.0, now)

    def message(self, now: float) -> None:
        """Count a message."""
        self._messages.append(now)

    def request(self, now: float) -> None:
        """Count a subscribe or unsubscribe request, which is a message too."""
        self._messages.append(now)
        self._requests.append(now)


def _wait(sent: deque[float], limit: int, window: float, now: float) -> float:
    while sent and now - sent[0] >= window:
        sent.popleft()
    return 0.0 if len(sent) < limit else sent[len(sent) - limit] + window - now
