"""Identifiers grow, look like the venue's, and go on growing after a restart."""

from terminal_app.paper.engine.ids import Ids


def test_ids_grow_within_a_millisecond_with_time_and_when_time_goes_back() -> None:
    ids = Ids()

    made = [int(ids.next(at)) for at in (1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_001, 5)]

    assert made == sorted(set(made))
    assert len(str(made[0])) == 19


def test_ids_go_on_after_the_last_one() -> None:
    ids = Ids()
    ids.last = 2**62

    assert int(ids.next(0)) == 2**62 + 1
