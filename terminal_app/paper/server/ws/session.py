"""One connection's conversation, without its socket: login, subscriptions, ping, and the errors of each.

Control frames and their errors follow the recordings: the `arg` is echoed exactly as it came, subscription
errors carry numeric codes, order errors carry text codes. An `arg` with a `channel` is of the classic
dialect, whose frames name no connection and whose errors repeat the `arg`.
"""

import hmac
import re
import secrets
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.envelope import decode, encode
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.gate import CLOCK_TOLERANCE_MS
from terminal_app.paper.server.signing import login_matches
from terminal_app.paper.server.ws.classic_topics import read_classic
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import AnyTopic, Hub, push_frame
from terminal_app.paper.server.ws.topics import StreamError, read_topic
from terminal_app.paper.server.ws.trading import StreamOrders

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock

MESSAGES_PER_SECOND = 10
SUBSCRIPTIONS_PER_HOUR = 240
IDLE_SECONDS = 120

_HOUR = 3600
_TIMESTAMP = re.compile(r"[0-9]{10}|[0-9]{13}")
_SECONDS_DIGITS = 10


class _Frame(msgspec.Struct):
    """What a client sends; whatever else is in it is ignored."""

    op: str = ""
    args: list[msgspec.Raw] = msgspec.field(default_factory=list)
    id: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    category: object = ""
    topic: object = ""


class Session:
    """The protocol of one connection.

    Args:
        push: sends one text frame; must not block.
        hang_up: ends the connection once what was pushed has been sent.
    """

    def __init__(
        self,
        feeds: Feeds,
        hub: Hub,
        key: PaperKey,
        clock: "Clock",
        orders: StreamOrders,
        *,
        push: Callable[[str], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._feeds = feeds
        self._hub = hub
        self._key = key
        self._clock = clock
        self._orders = orders
        self._push = push
        self._hang_up = hang_up
        self._conn_id = "-".join(secrets.token_hex(size) for size in (8, 4, 4, 8, 4))
        self._logged_in = False
        self._ended = False
        self._received: deque[float] = deque(maxlen=MESSAGES_PER_SECOND)
        self._subscribed: deque[float] = deque(maxlen=SUBSCRIPTIONS_PER_HOUR)
        self.idle_at = clock.monotonic() + IDLE_SECONDS
        """When the connection is dropped for want of a ping, on the monotonic clock."""

    def push(self, frame: str) -> None:
        """Send one text frame (the hub's listeners are sessions)."""
        self._push(frame)

    def close(self) -> None:
        """Forget every subscription."""
        self._ended = True
        self._hub.forget(self)

    def receive(self, text: str) -> None:
        """Take one text frame of the client."""
        if self._ended:
            return
        if self._too_many(self._received, 1):
            self._end(StreamError(30007, "request over limit, connection close"))
            return
        if text == "ping":
            self.idle_at = self._clock.monotonic() + IDLE_SECONDS
            self._push("pong")
            return
        try:
            frame = msgspec.json.decode(text, type=_Frame)
        except msgspec.DecodeError:
            self._error(StreamError(30002, "Illegal request"))
            return
        match frame.op:
            case "login":
                self._login(frame.args)
            case "subscribe" | "unsubscribe":
                for arg in frame.args:
                    self._change(frame.op, arg)
            case "trade" if _is_classic(frame.args):
                self._push(self._orders.classic.reply(frame.args, logged_in=self._logged_in))
            case "trade":
                self._trade(frame)
            case _:
                self._error(StreamError(30003, f"Invalid op: {frame.op}"))

    def _login(self, args: list[msgspec.Raw]) -> None:
        try:
            self._check_login(_object(args[0]) if args else {})
        except StreamError as error:
            self._end(error)
            return
        self._logged_in = True
        self._push(f'{{"event":"login","code":0,"connId":"{self._conn_id}"}}')

    def _check_login(self, arg: dict[str, object]) -> None:
        timestamp = arg.get("timestamp")
        stamp = str(timestamp) if isinstance(timestamp, int | str) else ""
        texts = [arg.get(name) for name in ("apiKey", "passphrase", "sign")]
        key, passphrase, signature = (text if isinstance(text, str) else "" for text in texts)
        if not (key and passphrase and signature and stamp):
            raise StreamError(30005, "Login failed: apiKey, passphrase, timestamp and sign are required")
        if key != self._key.key:
            raise StreamError(30011, "Invalid ACCESS_KEY")
        if not hmac.compare_digest(passphrase.encode(), self._key.passphrase.encode()):
            raise StreamError(30012, "Invalid ACCESS_PASSPHRASE")
        if _TIMESTAMP.fullmatch(stamp) is None:
            raise StreamError(30013, "Invalid ACCESS_TIMESTAMP")
        sent_ms = int(stamp) * 1000 if len(stamp) == _SECONDS_DIGITS else int(stamp)
        if abs(self._clock.now_ms() - sent_ms) > CLOCK_TOLERANCE_MS:
            raise StreamError(30014, "Request timestamp expired")
        if not login_matches(signature, self._key.secret, stamp):
            raise StreamError(30015, "Invalid sign")

    def _change(self, op: str, raw: msgspec.Raw) -> None:
        arg = bytes(raw).decode()
        classic = False
        try:
            if op == "subscribe" and self._too_many(self._subscribed, _HOUR):
                raise StreamError(30006, "Too many requests")
            named = _object(raw)
            classic = "channel" in named and "topic" not in named
            topic: AnyTopic = (read_classic if classic else read_topic)(named, self._feeds.listed)
            if topic.kind.private and not self._logged_in:
                raise StreamError(30004, "User not logged in")
        except StreamError as error:
            if classic:
                text = encode(error.text).decode()
                self._push(f'{{"event":"error","arg":{arg},"code":{error.code},"msg":{text},"op":"{op}"}}')
            else:
                self._error(error)
            return
        if op == "unsubscribe":
            self._hub.unsubscribe(self, topic)
        named_here = "" if classic else f',"connId":"{self._conn_id}"'
        self._push(f'{{"event":"{op}","arg":{arg}{named_here}}}')
        if op == "subscribe":
            self._start(topic, arg)

    def _start(self, topic: AnyTopic, arg: str) -> None:
        def deliver(action: str, data: bytes) -> None:
            self._push(push_frame(action, arg, data.decode(), self._feeds.now_ms()))

        self._feeds.first(topic, deliver)
        self._hub.subscribe(self, topic, arg)

    def warn(self) -> None:
        """Say that the venue will end the connection soon."""
        self._error(StreamError(30033, "The connection will be closed soon, please reconnect"))

    def _trade(self, frame: _Frame) -> None:
        """Answer an order request; its errors carry text codes and its id."""
        shown = bytes(frame.id).decode() or '""'
        try:
            if not self._logged_in:
                raise ApiError("30004", "User not logged in")
            args = [_object(arg) for arg in frame.args]
            answer = self._orders.answer(str(frame.topic), str(frame.category), args)
        except (ApiError, StreamError) as error:
            text = encode(error.text).decode()
            self._push(f'{{"event":"error","id":{shown},"code":"{error.code}","msg":{text}}}')
            return
        told = {
            "event": "trade",
            "id": frame.id if bytes(frame.id) else "",
            "category": frame.category,
            "topic": frame.topic,
            **answer,
            "ts": str(self._feeds.now_ms()),
            "connId": self._conn_id,
        }
        self._push(encode(told).decode())

    def _error(self, error: StreamError) -> None:
        text = encode(error.text).decode()
        self._push(f'{{"event":"error","code":{error.code},"msg":{text},"connId":"{self._conn_id}"}}')

    def _end(self, error: StreamError) -> None:
        self._ended = True
        self._error(error)
        self._hang_up()

    def _too_many(self, past: deque[float], window: float) -> bool:
        now = self._clock.monotonic()
        if past.maxlen == len(past) and now - past[0] < window:
            return True
        past.append(now)
        return False


def _is_classic(args: list[msgspec.Raw]) -> bool:
    """Whether a request for orders names a channel, which the unified dialect never does."""
    try:
        return any("channel" in one for one in map(_object, args))
    except (StreamError, msgspec.DecodeError):
        return False


def _object(raw: msgspec.Raw) -> dict[str, object]:
    content = decode(bytes(raw))
    if not isinstance(content, dict):
        raise StreamError(30002, "Illegal request")
    return content
