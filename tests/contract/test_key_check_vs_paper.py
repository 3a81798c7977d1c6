"""The key check against the paper exchange: a second reading of the documents says which part is wrong."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from terminal_app.app.key_check import check_key
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import KeyFault
from terminal_app.core.secret import Secret
from tests.helpers.paper_process import PaperProcess, paper_process

pytestmark = pytest.mark.contract
WRONG = Secret("something-else")


@pytest.fixture(scope="module")
def paper() -> Iterator[PaperProcess]:
    with paper_process() as running:
        yield running


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("key", KeyFault.KEY),
        ("secret", KeyFault.SIGNATURE),
        ("passphrase", KeyFault.PASSPHRASE),
        (None, None),
    ],
)
async def test_it_says_which_part_is_wrong(
    paper: PaperProcess, part: str | None, fault: KeyFault | None
) -> None:
    right = paper.credentials
    parts = {"key": right.key, "secret": right.secret, "passphrase": right.passphrase}
    if part is not None:
        parts[part] = WRONG
    venue = paper.venue

    report = await check_key(venue, replace(right, **parts), SystemClock())

    assert report.fault is fault
    assert report.works is (part is None)


@pytest.mark.parametrize("kind", ["unified", "classic"])
async def test_it_finds_the_kind_of_account(kind: str) -> None:
    with paper_process("--account", kind) as paper:
        key = paper.credentials
        venue = paper.venue
        report = await check_key(venue, key, SystemClock())
    assert report.works
    assert report.facts[-1].endswith(f", {kind}.")
