"""When a connection is left unread."""

import pytest

from terminal_app.bitget.stream_pace import REST_SECONDS, Pace


@pytest.mark.parametrize(
    ("passed", "messages", "rest"),
    [
        (0.005, 1, 0.0),  # 200 a second
        (0.002, 1, 0.0),  # 500
        (0.0002, 1, REST_SECONDS),  # 5,000
        (REST_SECONDS, 16, REST_SECONDS),  # 4,000, after a rest
        (REST_SECONDS, 2, 0.0),  # 500, after a rest: it has calmed down
        (0.001, 500, 0.0),  # a backlog is read at once
    ],
)
def test_only_a_busy_connection_rests(passed: float, messages: int, rest: float) -> None:
    assert Pace(100.0).rest(messages, 100.0 + passed) == rest


def test_time_is_counted_from_turn_to_turn() -> None:
    pace = Pace(100.0)
    assert pace.rest(1, 101.0) == 0.0
    assert pace.rest(1, 101.0001) == REST_SECONDS
    assert pace.rest(1, 102.0) == 0.0
