"""Pings, pongs and silence."""

from terminal_app.bitget.heartbeat import Heartbeat, Pulse, SleepWatch
from terminal_app.bitget.stream_limits import StreamLimits

LIMITS = StreamLimits()


def test_the_first_ping_is_due_at_once_and_measures_the_round_trip() -> None:
    heart = Heartbeat(LIMITS, 100.0)
    assert heart.ping_due() == 100.0
    heart.pinged(100.0)
    heart.pong(100.25)
    assert heart.ping_ms == 250.0
    assert heart.ping_due() == 125.0


def test_an_unanswered_ping_makes_the_link_doubtful_and_then_dead() -> None:
    heart = Heartbeat(LIMITS, 0.0)
    heart.pinged(0.0)
    assert [heart.pulse(at) for at in (0.9, 1.0, 3.9, 4.0)] == [
        Pulse.ALIVE,
        Pulse.DOUBTFUL,
        Pulse.DOUBTFUL,
        Pulse.DEAD,
    ]


def test_any_frame_is_a_proof_of_life() -> None:
    heart = Heartbeat(LIMITS, 0.0)
    heart.pinged(0.0)
    heart.heard(3.0)
    assert heart.pulse(5.0) is Pulse.ALIVE


def test_data_without_pongs_is_a_dying_connection() -> None:
    heart = Heartbeat(LIMITS, 0.0)
    heart.pinged(0.0)
    for second in range(1, 20):
        heart.heard(float(second))
        assert heart.pulse(float(second)) is Pulse.ALIVE
    assert heart.pulse(20.0) is Pulse.DEAD


def test_silence_is_asked_about_early_only_where_data_should_flow() -> None:
    heart = Heartbeat(LIMITS, 0.0)
    heart.pinged(0.0)
    heart.pong(0.1)
    heart.heard(10.0)
    assert heart.ping_due() == 25.0
    heart.expecting = True
    assert heart.ping_due() == 12.0
    heart.pinged(12.0)
    assert heart.ping_due() == 37.0  # one question per silence


def test_the_deadline_is_the_next_thing_that_can_happen() -> None:
    heart = Heartbeat(LIMITS, 0.0)
    assert heart.deadline(0.0) == 0.0
    heart.pinged(0.0)
    assert heart.deadline(0.0) == 1.0
    assert heart.deadline(1.0) == 4.0
    heart.pong(2.0)
    assert heart.deadline(2.0) == 25.0


def test_a_frozen_process_asks_again_instead_of_giving_up() -> None:
    heart = Heartbeat(LIMITS, 0.0)
    heart.pinged(0.0)
    heart.forgive(12.0)
    assert heart.pulse(12.0) is Pulse.ALIVE
    assert heart.ping_due() == 12.0


def test_sleep_shows_as_wall_time_without_monotonic_time() -> None:
    watch = SleepWatch(1_000_000, 50.0)
    assert not watch.slept(1_001_000, 51.0)
    assert watch.slept(1_061_000, 51.0)
    assert not watch.slept(1_062_000, 52.0)
