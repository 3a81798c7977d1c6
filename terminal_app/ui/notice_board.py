"""What the window has to tell in passing: notices, grouped when equal, gone after a while. Knows no Qt.

A notice of an error stays until it is closed. One that is held (the mouse is on it) does not run out.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum

from terminal_app.core.ports import Clock

LIFE_SECONDS = 4.0


class Level(Enum):
    """How much a notice matters."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell, in a plain sentence.

    Notices of the same `group` replace each other; without one, equal texts are a group. How often one came
    is shown unless its text says so itself (`counted` is false). `detail` is what the venue itself said. One
    that `stays` is closed by hand, as errors are.
    """

    level: Level
    text: str
    group: Hashable = None
    counted: bool = True
    detail: str = ""
    stays: bool = False

    @property
    def key(self) -> Hashable:
        """What makes two notices one."""
        return (self.level, self.text) if self.group is None else self.group


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as it stands on the board. `count` is how often it came; `number` is its own for life."""

    number: int
    notice: Notice
    count: int
    expires: float | None


class NoticeBoard:
    """Keeps what is to be shown.

    Args:
        clock: for the time a notice has.
    """

    def __init__(self, clock: Clock) -> None:
        self.listeners: list[Callable[[], None]] = []
        self._clock = clock
        self._shown: dict[Hashable, Shown] = {}
        self._held: set[int] = set()
        self._next = 1

    def add(self, notice: Notice) -> None:
        """Tell something, or tell it again."""
        before = self._shown.get(notice.key)
        number, count = (before.number, before.count + 1) if before is not None else (self._next, 1)
        self._next = max(self._next, number + 1)
        self._shown[notice.key] = Shown(number, notice, count, self._end_of(notice))
        self._tell()

    def error(self, text: str) -> None:
        """Tell of an error."""
        self.add(Notice(Level.ERROR, text))

    def shown(self) -> Sequence[Shown]:
        """Everything on the board, oldest first."""
        return tuple(self._shown.values())

    def has(self, key: Hashable) -> bool:
        """Whether a notice of this key is on the board."""
        return key in self._shown

    def hold(self, number: int) -> None:
        """Let a notice not run out."""
        self._held.add(number)

    def release(self, number: int) -> None:
        """Let a held notice run out again, from the beginning."""
        self._held.discard(number)
        for key, shown in self._shown.items():
            if shown.number == number:
                self._shown[key] = Shown(number, shown.notice, shown.count, self._end_of(shown.notice))

    def close(self, number: int) -> None:
        """Take a notice off the board."""
        self._keep(lambda shown: shown.number != number)

    def expire(self) -> None:
        """Take off what has run out. Called now and then."""
        now = self._clock.monotonic()
        self._keep(lambda shown: shown.expires is None or shown.expires > now or shown.number in self._held)

    def _end_of(self, notice: Notice) -> float | None:
        forever = notice.stays or notice.level is Level.ERROR
        return None if forever else self._clock.monotonic() + LIFE_SECONDS

    def _keep(self, wanted: Callable[[Shown], bool]) -> None:
        kept = {key: shown for key, shown in self._shown.items() if wanted(shown)}
        if len(kept) != len(self._shown):
            self._shown = kept
            self._held &= {shown.number for shown in kept.values()}
            self._tell()

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()
