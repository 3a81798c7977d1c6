"""Tests for `ui/link_state.py`."""

from terminal_app.core.changes import Changes, Kind
from terminal_app.core.events import ChannelSilent, Link, LinkChanged, LinkState
from terminal_app.ui.link_state import LinkStates


def test_before_any_report_everything_connects() -> None:
    links = LinkStates(Changes())
    assert all(links.state(link) is LinkState.CONNECTING for link in Link)


def test_a_report_is_kept_and_marked() -> None:
    changes = Changes()
    links = LinkStates(changes)
    links.apply(LinkChanged(Link.PRIVATE, LinkState.DOWN, "The network is gone."))
    assert links.state(Link.PRIVATE) is LinkState.DOWN
    assert links.sentence(Link.PRIVATE) == "The network is gone."
    assert links.state(Link.PUBLIC) is LinkState.CONNECTING
    assert changes.drain().has(Kind.LINK)


def test_a_silent_channel_makes_a_live_link_slow_until_it_speaks() -> None:
    links = LinkStates(Changes())
    links.apply(LinkChanged(Link.PUBLIC, LinkState.LIVE))
    links.apply(ChannelSilent(Link.PUBLIC, "book BTCUSDT perp", silent=True))
    assert links.state(Link.PUBLIC) is LinkState.DEGRADED
    assert links.sentence(Link.PUBLIC) == "Nothing comes on book BTCUSDT perp."
    links.apply(ChannelSilent(Link.PUBLIC, "book BTCUSDT perp", silent=False))
    assert links.state(Link.PUBLIC) is LinkState.LIVE
    assert links.sentence(Link.PUBLIC) == ""


def test_a_lost_link_forgets_its_silent_channels() -> None:
    links = LinkStates(Changes())
    links.apply(LinkChanged(Link.PUBLIC, LinkState.LIVE))
    links.apply(ChannelSilent(Link.PUBLIC, "book", silent=True))
    links.apply(LinkChanged(Link.PUBLIC, LinkState.DOWN, "Gone."))
    assert links.sentence(Link.PUBLIC) == "Gone."
    links.apply(LinkChanged(Link.PUBLIC, LinkState.LIVE))
    assert links.state(Link.PUBLIC) is LinkState.LIVE
