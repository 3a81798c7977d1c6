"""The same action waits, another one does not."""

from terminal_app.core.clock import ManualClock
from terminal_app.ui.panels.ladder.cooldown import SECONDS, Cooldown


def test_the_same_action_is_deaf_for_a_moment(manual_clock: ManualClock) -> None:
    cooldown = Cooldown()
    assert cooldown.passes("buy", manual_clock.monotonic())
    assert cooldown.passes("sell", manual_clock.monotonic())
    manual_clock.advance(SECONDS * 0.9)
    assert not cooldown.passes("buy", manual_clock.monotonic())
    # What was not let through does not make it longer.
    manual_clock.advance(SECONDS * 0.2)
    assert cooldown.passes("buy", manual_clock.monotonic())
