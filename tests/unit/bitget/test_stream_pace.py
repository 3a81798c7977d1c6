"""When a connection is left unread."""

import pytest

from terminal_app.bitget.stream_pace import REST_SECONDS, Pace


@pytest.mark.parametrize(
    ("passed", "messages", "size", "rest"),
    [
        (0.005, 1, 900, 0.0),  # 200 a second
        (0.002, 1, 900, 0.0),  # 500
        (0.0002, 1, 900, REST_SECONDS),  # 5,000
        (REST_SECONDS, 16, 9_000, REST_SECONDS),  # 4,000, after a rest
        (REST_SECONDS, 2, 900, 0.0),  # 500, after a rest: it has calmed down
        (0.001, 500, 30_000, 0.0),  # a backlog is read at once
        (0.001, 40, 65_000, 0.0),  # also one of long messages
    ],
)
def test_only_a_busy_connection_rests(passed: float, messages: int, size: int, rest: float) -> None:
    assert Pace(100.0).rest(messages, size, 100.0 + passed) == rest


def test_time_is_counted_from_turn_to_turn() -> None:
    pace = Pace(100.0)
    assert pace.rest(1, 900, 101.0) == 0.0
    assert pace.rest(1, 900, 101.0001) == REST_SECONDS
    assert pace.rest(1, 900, 102.0) == 0.0
