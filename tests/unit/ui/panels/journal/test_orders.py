"""Tests for `ui/panels/journal/orders.py`."""

from dataclasses import replace

import pytest

from terminal_app.trading.story import Story
from terminal_app.ui.panels.journal.order_columns import order_columns
from terminal_app.ui.panels.journal.orders import PAGE, Pages, StoryPages, clock_time, count_text, story_day
from terminal_app.ui.panels.journal.periods import Span
from terminal_app.ui.widgets.table_text import csv_text
from tests.helpers.fake_journal import FakeJournal, story
from tests.helpers.ui_samples import NOW_MS

EVERYTHING = Span(0, NOW_MS)


def oids(pages: Pages) -> list[str]:
    """Which intents were read."""
    return [one.client_oid for one in pages.stories]


@pytest.mark.asyncio
async def test_pages_join_without_a_gap_until_the_time_has_no_more() -> None:
    told = [story(number) for number in range(2 * PAGE + 10)]
    desk = FakeJournal(told=told)
    shelf = StoryPages(desk, lambda: EVERYTHING)
    pages = await shelf.read(None)
    assert (len(pages.stories), pages.complete) == (PAGE, False)
    for expected in (2 * PAGE, 2 * PAGE + 10):
        shelf.want_older()
        pages = await shelf.read(pages)
        assert len(pages.stories) == expected
    assert oids(pages) == [one.client_oid for one in told]
    assert pages.complete
    assert count_text(pages) == f"{2 * PAGE + 10} orders"


@pytest.mark.asyncio
async def test_what_is_read_again_is_newer_and_keeps_the_older_pages() -> None:
    desk = FakeJournal(told=[story(number) for number in range(1, 1_501)])
    shelf = StoryPages(desk, lambda: EVERYTHING)
    known = Pages(tuple(desk.told), complete=True)
    desk.told[0] = replace(desk.told[0], end="Cancelled.")
    desk.told.insert(0, story(0))
    again = await shelf.read(known)
    assert desk.pages[-1] == (1_000, NOW_MS + 1)
    assert (len(again.stories), again.complete) == (1_501, True)
    assert [one.end for one in again.stories[:2]] == ["Filled.", "Cancelled."]
    assert len(set(oids(again))) == 1_501


@pytest.mark.asyncio
async def test_only_what_began_in_the_time_is_shown() -> None:
    desk = FakeJournal(told=[story(number) for number in range(10)])
    first, last = desk.told[6].at_ms, desk.told[2].at_ms
    pages = await StoryPages(desk, lambda: Span(first, last)).read(None)
    assert oids(pages) == ["tb-2", "tb-3", "tb-4", "tb-5", "tb-6"]
    assert pages.complete


@pytest.mark.asyncio
async def test_a_journal_that_has_grown_shorter_is_believed() -> None:
    desk = FakeJournal(told=[story(1)])
    known = Pages((story(1), story(2)), complete=True)
    assert oids(await StoryPages(desk, lambda: EVERYTHING).read(known)) == ["tb-1"]


def test_what_is_counted() -> None:
    assert count_text(None) == count_text(Pages()) == ""
    assert count_text(Pages((story(),), complete=True)) == "1 order"
    assert count_text(Pages((story(), story(2)))) == "2 so far"


def test_a_time_is_told_to_the_millisecond() -> None:
    assert clock_time(NOW_MS + 7).endswith(":20.007")
    assert story_day(story()).endswith("· tb-1")


def test_a_row_says_who_asked_what_and_how_it_stands() -> None:
    columns = order_columns(lambda: NOW_MS)
    head, line = csv_text(columns, [story()]).splitlines()
    assert dict(zip(head.split(","), line.split(","), strict=True)) == {
        "Time": "2023-11-14T22:12:20.000+00:00",
        "Who asked": "by hand (ticket)",
        "What": "Buy 0.25 BTCUSDT perp at 64 000.5",
        "How it stands": "Filled.",
        "Client order ID": "tb-1",
    }
    silent = Story("tb-9", NOW_MS, "Cancel.", (), "Sent.")
    assert columns[1].text(silent) == "—"
