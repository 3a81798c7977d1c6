"""Client order ids: of the venue's strictest alphabet, sorted by time, and never twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.ids import is_ours, made_ms, new_client_oid

ALLOWED = re.compile(r"[.A-Z:/a-z0-9_-]{1,32}")


@given(st.integers(min_value=0, max_value=2_800_000_000_000), st.integers(min_value=0, max_value=2**60 - 1))
def test_the_venue_takes_every_id(now_ms: int, bits: int) -> None:
    client_oid = new_client_oid(now_ms, lambda _: bits)
    assert ALLOWED.fullmatch(client_oid)
    assert is_ours(client_oid)


@given(st.lists(st.integers(min_value=0, max_value=2_800_000_000_000), min_size=2, unique=True))
def test_ids_sort_by_time(moments: list[int]) -> None:
    ids = [new_client_oid(moment) for moment in sorted(moments)]
    assert ids == sorted(ids)


def test_one_millisecond_gives_different_ids() -> None:
    assert len({new_client_oid(1) for _ in range(1_000)}) == 1_000


def test_other_ids_are_not_ours() -> None:
    assert not is_ours("1234567890")


@given(st.integers(min_value=1_000_000_000_000, max_value=2_800_000_000_000))
def test_an_id_tells_when_it_was_made(now_ms: int) -> None:
    assert made_ms(new_client_oid(now_ms)) == now_ms


@pytest.mark.parametrize(
    "other", ["", "tb-1", "tb-0lzzzzzz-1", "xx-0lzzzzzz-000000000000", "tb-0LZZZZZZ-000000000000"]
)
def test_an_id_of_another_form_tells_nothing(other: str) -> None:
    assert made_ms(other) is None
