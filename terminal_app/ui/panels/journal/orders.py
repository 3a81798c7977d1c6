"""What the list of intents says, and how it is read page by page. Knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from terminal_app.trading.story import Story
from terminal_app.ui import format as text
from terminal_app.ui.panels.journal.periods import Span
from terminal_app.ui.panels.journal.ports import JournalDesk

PAGE = 200
_MOST_AGAIN = 1_000


@dataclass(frozen=True, slots=True)
class Pages:
    """The intents read so far, newest first; `complete` when the time has no older ones."""

    stories: tuple[Story, ...] = ()
    complete: bool = False


class StoryPages:
    """Reads the intents of a time: the newest at first, and older ones when they are wanted.

    What was read before is read again, as far as it is young enough to change.

    Args:
        desk: reads them.
        span: the time.
    """

    def __init__(self, desk: JournalDesk, span: Callable[[], Span]) -> None:
        self._desk = desk
        self._span = span
        self._older = False

    def want_older(self) -> None:
        """The next reading is to bring an older page."""
        self._older = True

    async def read(self, known: Pages | None) -> Pages:
        """Read the next page, or the newest again. Raises `TerminalError`."""
        older, self._older = self._older, False
        span = self._span()
        if older and known is not None and known.stories:
            found = await self._desk.stories(PAGE, known.stories[-1].at_ms)
            return _within((*known.stories, *found), span, full=len(found) >= PAGE)
        count = PAGE if known is None else min(max(PAGE, len(known.stories)), _MOST_AGAIN)
        found = await self._desk.stories(count, span.until_ms + 1)
        if known is None or len(found) < count:
            return _within(tuple(found), span, full=len(found) >= count)
        rest = tuple(story for story in known.stories if story.at_ms < found[-1].at_ms)
        joined = _within((*found, *rest), span, full=True)
        return Pages(joined.stories, joined.complete or (bool(rest) and known.complete))


def asked_text(story: Story) -> str:
    """Who asked for it: that is what every story begins with."""
    said = story.lines[0].what if story.lines else text.DASH
    return said.removeprefix("Asked for ").removesuffix(".")


def count_text(pages: Pages | None) -> str:
    """How many intents are listed; empty without any."""
    if pages is None or not pages.stories:
        return ""
    count = len(pages.stories)
    return f"{count} so far" if not pages.complete else "1 order" if count == 1 else f"{count} orders"


def clock_time(time_ms: int) -> str:
    """A time of day to the millisecond."""
    return f"{text.time_of_day(time_ms)}.{time_ms % 1000:03d}"


def story_day(story: Story) -> str:
    """The day of a story, and its name at the venue."""
    return f"{text.date_time(story.at_ms)[:10]} {text.zone_name(story.at_ms)} · {story.client_oid}"


def _within(stories: tuple[Story, ...], span: Span, *, full: bool) -> Pages:
    kept = tuple(story for story in stories if story.at_ms >= span.since_ms)
    return Pages(kept, not full or len(kept) < len(stories))
