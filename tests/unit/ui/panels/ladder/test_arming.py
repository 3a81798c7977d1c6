"""The ARM switch: what puts it off by itself."""

import pytest

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import ChannelSilent, Link, LinkChanged, LinkState
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.panels.ladder.arming import IDLE_SECONDS, SLEPT_MS, Arming, link_doubt


def look(arming: Arming, clock: ManualClock, doubt: str = "") -> bool:
    return arming.look(clock.monotonic(), clock.now_ms(), doubt)


def armed(clock: ManualClock) -> Arming:
    arming = Arming(clock.monotonic())
    assert not arming.armed
    assert arming.arm(clock.monotonic(), "")
    return arming


def test_a_doubt_keeps_it_off(manual_clock: ManualClock) -> None:
    arming = Arming(manual_clock.monotonic())
    assert not arming.arm(manual_clock.monotonic(), "No update for 3.0 s")
    assert (arming.armed, arming.reason) == (False, "No update for 3.0 s")


def test_a_doubt_puts_it_off_once(manual_clock: ManualClock) -> None:
    arming = armed(manual_clock)
    assert not look(arming, manual_clock)
    assert look(arming, manual_clock, "No update for 3.0 s")
    assert (arming.armed, arming.reason) == (False, "No update for 3.0 s")
    assert not look(arming, manual_clock, "No update for 4.0 s")


def test_fifteen_minutes_without_use_put_it_off(manual_clock: ManualClock) -> None:
    arming = armed(manual_clock)

    def wait(seconds: float) -> bool:
        dropped = False
        for _ in range(round(seconds / 10)):
            manual_clock.advance(10)
            dropped = look(arming, manual_clock)
        return dropped

    assert not wait(IDLE_SECONDS - 10)
    arming.used(manual_clock.monotonic())
    assert not wait(IDLE_SECONDS - 10)
    assert wait(10)
    assert arming.reason == "Nothing was done here for 15 minutes."


def test_a_computer_that_slept_puts_it_off(manual_clock: ManualClock) -> None:
    arming = armed(manual_clock)
    look(arming, manual_clock)
    manual_clock.step_wall(SLEPT_MS / 1000 + 1)
    assert look(arming, manual_clock)
    assert arming.reason == "The computer slept."


def test_being_armed_again_begins_anew(manual_clock: ManualClock) -> None:
    arming = armed(manual_clock)
    look(arming, manual_clock)
    arming.disarm()
    assert arming.reason == ""
    manual_clock.advance(IDLE_SECONDS * 2)
    assert arming.arm(manual_clock.monotonic(), "")
    assert not look(arming, manual_clock)


@pytest.mark.parametrize("link", [Link.PUBLIC, Link.PRIVATE])
@pytest.mark.parametrize("state", [LinkState.CONNECTING, LinkState.DOWN, LinkState.REFUSED])
def test_a_feed_that_does_not_flow_is_a_doubt(link: Link, state: LinkState) -> None:
    links = LinkStates(Changes())
    for one in Link:
        links.apply(LinkChanged(one, LinkState.LIVE))
    assert link_doubt(links) == ""
    links.apply(ChannelSilent(link, "trades", silent=True))
    assert link_doubt(links) == ""
    links.apply(LinkChanged(link, state, "The line is cut."))
    assert link_doubt(links) == "The line is cut."
    links.apply(LinkChanged(link, state))
    assert link_doubt(links).endswith("feed is not connected.")
