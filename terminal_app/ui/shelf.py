"""The shelf on which workspaces lie: what each one remembers, and the list of their names. Knows no Qt.

Layouts are kept as they are saved, one for each set of screens: what is on a desk does not fit on a laptop.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.links import colours_from, instruments_from, saved_instrument
from terminal_app.ui.shipped import SHIPPED, TRADE

MOST_OWN = 20
MOST_EARLIER = 10
LONGEST_NAME = 30
_MOST_SETS = 8


@dataclass(frozen=True, slots=True)
class Record:
    """What one workspace remembers.

    Args:
        layouts: as saved, by the set of screens they are for; the one used last stands last.
        earlier: layouts before the last changes, oldest first.
        colours: link colours; `None` for those it came with.
        own: what panels without a colour show.
        base: the shipped workspace it was made from.
        start: the layout one's own was first saved with, for *Reset layout*.
    """

    layouts: Mapping[str, object] = field(default_factory=dict)
    earlier: tuple[object, ...] = ()
    colours: Mapping[str, int] | None = None
    own: Mapping[str, InstrumentId] = field(default_factory=dict)
    base: str = TRADE
    start: object = None

    def with_layout(self, screens: str, layout: object) -> "Record":
        """The same with another layout for a set of screens; sets not used for long are forgotten."""
        layouts = {name: saved for name, saved in self.layouts.items() if name != screens}
        layouts[screens] = layout
        return replace(self, layouts=dict(list(layouts.items())[-_MOST_SETS:]))


class Shelf:
    """The workspaces of one account: those that came with the program, then one's own."""

    def __init__(self) -> None:
        self._records = {one.name: Record(base=one.name) for one in SHIPPED}

    def names(self) -> list[str]:
        """All of them, in the order of their keys."""
        return list(self._records)

    def is_own(self, name: str) -> bool:
        """Whether a person made it."""
        return name in self._records and all(one.name != name for one in SHIPPED)

    def get(self, name: str) -> Record:
        """What a workspace remembers; of one that is not there, what the usual one does."""
        return self._records.get(name, self._records[TRADE])

    def put(self, name: str, record: Record) -> None:
        """Remember this of a workspace that is there."""
        if name in self._records:
            self._records[name] = record

    def add(self, name: str, record: Record) -> str:
        """Take one's own workspace in. Returns what is wrong with its name, in a sentence, or nothing."""
        wanted = name.strip()
        if not wanted:
            return "A workspace needs a name."
        if len(wanted) > LONGEST_NAME or not wanted.isprintable():
            return f"The name may have {LONGEST_NAME} letters, digits and signs."
        if any(wanted.casefold() == other.casefold() for other in self._records):
            return f"There is a workspace “{wanted}” already."
        if sum(self.is_own(other) for other in self._records) >= MOST_OWN:
            return f"There are {MOST_OWN} workspaces of your own already: delete one first."
        self._records[wanted] = record
        return ""

    def delete(self, name: str) -> None:
        """Forget one's own workspace."""
        if self.is_own(name):
            del self._records[name]

    def to_save(self, current: str, screens: str) -> dict[str, object]:
        """Everything as plain values for a file, but the layout in use and its earlier ones.

        Those have a place of their own there, from which a start that failed leaves them out.
        """
        return {
            name: _saved(record, without=screens if name == current else None)
            for name, record in self._records.items()
            if name == current or self.is_own(name) or record != Record(base=record.base)
        }

    def take(self, saved: object) -> None:
        """Take what a file says; what makes no sense is left out."""
        if not isinstance(saved, Mapping):
            return
        for name, value in saved.items():
            if not isinstance(value, Mapping):
                continue
            record = _record(value)
            if name in self._records:
                self._records[name] = replace(record, base=self._records[name].base, start=None)
            elif isinstance(name, str):
                self.add(name, record)


def _saved(record: Record, without: str | None) -> dict[str, object]:
    return {
        "layouts": {name: layout for name, layout in record.layouts.items() if name != without},
        "earlier": list(record.earlier) if without is None else [],
        "colours": None if record.colours is None else dict(record.colours),
        "own": {panel: saved_instrument(instrument) for panel, instrument in record.own.items()},
        "base": record.base,
        "start": record.start,
    }


def _record(saved: Mapping[str, object]) -> Record:
    layouts, earlier, base = saved.get("layouts"), saved.get("earlier"), saved.get("base")
    colours = saved.get("colours")
    return Record(
        layouts=dict(list(layouts.items())[-_MOST_SETS:]) if isinstance(layouts, Mapping) else {},
        earlier=tuple(earlier[-MOST_EARLIER:]) if isinstance(earlier, list) else (),
        colours=colours_from(colours) if isinstance(colours, Mapping) else None,
        own=instruments_from(saved.get("own")),
        base=next((one.name for one in SHIPPED if one.name == base), TRADE),
        start=saved.get("start"),
    )
