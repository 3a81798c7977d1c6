"""The state of the REST link, told when it changes."""

from terminal_app.bitget.link_state import LinkWatch
from terminal_app.core.events import Link, LinkChanged, LinkState


def test_it_tells_changes_only() -> None:
    told: list[LinkChanged] = []
    watch = LinkWatch(told.append)
    watch.answered("00000", signed=False)
    watch.answered("43012", signed=True)
    watch.failed("cut")
    watch.failed("cut")
    watch.failed("cut")
    watch.failed("cut")
    watch.answered("00000", signed=False)
    assert told == [
        LinkChanged(Link.REST, LinkState.LIVE),
        LinkChanged(Link.REST, LinkState.DEGRADED, "cut"),
        LinkChanged(Link.REST, LinkState.DOWN, "cut"),
        LinkChanged(Link.REST, LinkState.LIVE),
    ]


def test_too_many_calls_degrade_it() -> None:
    told: list[LinkChanged] = []
    watch = LinkWatch(told.append)
    watch.answered("429", signed=False)
    assert [change.state for change in told] == [LinkState.DEGRADED]
    assert "slow down" in told[0].sentence


def test_a_refused_key_stays_refused_until_a_signed_call_succeeds() -> None:
    told: list[LinkChanged] = []
    watch = LinkWatch(told.append)
    watch.answered("40012", signed=True)
    watch.answered("00000", signed=False)
    assert [change.state for change in told] == [LinkState.REFUSED]
    assert "passphrase" in told[0].sentence
    watch.answered("00000", signed=True)
    assert told[-1].state is LinkState.LIVE
