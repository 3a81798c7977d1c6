"""Who listens to what. A frame's data is encoded once; each listener gets it with its own argument echoed."""

from typing import Protocol

from terminal_app.paper.server.ws.classic_topics import ClassicTopic
from terminal_app.paper.server.ws.topics import Topic

AnyTopic = Topic | ClassicTopic


class Listener(Protocol):
    """Where frames go."""

    def push(self, frame: str) -> None:
        """Take one frame for the wire. Must not block."""
        ...


class Hub:
    """Subscriptions of all connections."""

    def __init__(self) -> None:
        self._listeners: dict[AnyTopic, dict[Listener, str]] = {}

    def subscribe(self, listener: Listener, topic: AnyTopic, arg: str) -> None:
        """Add a listener; `arg` is its argument as JSON, echoed in every frame."""
        self._listeners.setdefault(topic, {})[listener] = arg

    def unsubscribe(self, listener: Listener, topic: AnyTopic) -> None:
        """Remove a listener; not having subscribed is no error."""
        listeners = self._listeners.get(topic, {})
        listeners.pop(listener, None)
        if not listeners:
            self._listeners.pop(topic, None)

    def forget(self, listener: Listener) -> None:
        """Remove a listener from everything."""
        for topic in [topic for topic, listeners in self._listeners.items() if listener in listeners]:
            self.unsubscribe(listener, topic)

    def wanted(self, topic: AnyTopic) -> bool:
        """Whether anybody listens to a topic."""
        return topic in self._listeners

    def topics(self) -> list[AnyTopic]:
        """Every topic with a listener."""
        return list(self._listeners)

    def publish(self, topic: AnyTopic, action: str, data: bytes, ts_ms: int) -> None:
        """Send data to everybody who listens to a topic. `data` is a JSON list."""
        listeners = self._listeners.get(topic)
        if listeners:
            text = data.decode()
            for listener, arg in listeners.items():
                listener.push(push_frame(action, arg, text, ts_ms))


def push_frame(action: str, arg: str, data: str, ts_ms: int) -> str:
    """One push: `action` is `snapshot` or `update`."""
    return f'{{"action":"{action}","arg":{arg},"data":{data},"ts":{ts_ms}}}'
