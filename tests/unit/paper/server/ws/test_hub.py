"""Subscriptions and how frames reach them."""

from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.topics import Kind, Topic


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.frames: list[str] = []

    def push(self, frame: str) -> None:
        self.frames.append(frame)


def test_each_listener_gets_its_own_argument_back() -> None:
    hub, one, two = Hub(), Ear(), Ear()
    topic = Topic(Kind.FILL)
    hub.subscribe(one, topic, '{"a":1}')
    hub.subscribe(two, topic, '{"a": 2}')
    hub.publish(topic, "update", b"[]", 5)
    assert one.frames == ['{"action":"update","arg":{"a":1},"data":[],"ts":5}']
    assert two.frames == ['{"action":"update","arg":{"a": 2},"data":[],"ts":5}']


def test_forgets_a_listener_wholly() -> None:
    hub, ear = Hub(), Ear()
    hub.subscribe(ear, Topic(Kind.FILL), "{}")
    hub.subscribe(ear, Topic(Kind.ORDER), "{}")
    hub.unsubscribe(ear, Topic(Kind.ACCOUNT))
    hub.forget(ear)
    hub.publish(Topic(Kind.FILL), "update", b"[]", 5)
    assert (hub.topics(), ear.frames) == ([], [])
