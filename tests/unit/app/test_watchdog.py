"""What the watchdog is told: everything over the pipe, nothing that could be printed by accident."""

from pathlib import Path

import pytest

from terminal_app.app.watchdog import Charge, read_charge
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.secret import Credentials, Secret

KEY = Credentials(Secret("k-123"), Secret("s-456"), Secret("p-789"))
PAPER = Venue.paper("http://127.0.0.1:9", "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")


@pytest.mark.parametrize("venue", [PAPER, Venue.live(), Venue.demo()])
def test_a_charge_comes_through_the_pipe_whole(venue: Venue) -> None:
    charge = Charge(venue, KEY, Path("/x/journal.sqlite3"), 30)
    assert read_charge(charge.line()) == charge
    assert charge.line().count(b"\n") == 1


def test_it_shows_no_secret() -> None:
    assert "123" not in repr(Charge(PAPER, KEY, Path("j")))


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'"s-456"', b'{"key": "k-123", "badge": "NONE"}'])
def test_anything_else_is_refused_without_repeating_it(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"^not what a watchdog is told$") as caught:
        read_charge(line)
    assert caught.value.__cause__ is None


def test_a_live_charge_cannot_name_another_host() -> None:
    charge = Charge(Venue.live(), KEY, Path("j"))
    line = charge.line().replace(b"https://api.bitget.com", b"https://evil.example")
    assert read_charge(line).venue == Venue.live()
