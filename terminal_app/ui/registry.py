"""Which panels there can be: names for layouts, titles for people, and the streams each one takes.

Knows no Qt. A kind of panel that may stand more than once has its first one under the plain name and the
others under `name-2`, `name-3`, …; those are built when they are first shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from terminal_app.core.ports import Feed


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of panel.

    Args:
        id: its name in layouts.
        title: its name for people.
        count: so many of them can stand at once.
        feeds: the streams it needs of the instrument it shows; none for a panel that shows no single one.
        linked: it takes part in link groups: it shows the instrument of its group, or chooses for it.
    """

    id: str
    title: str
    count: int = 1
    feeds: tuple[Feed, ...] = ()
    linked: bool = True

    @property
    def shows_one(self) -> bool:
        """Whether it shows a single instrument, and so wears a symbol in its title."""
        return bool(self.feeds)


@dataclass(frozen=True, slots=True)
class DockSpec:
    """One panel: a name for layouts and a title for people. A spare one is built when it is first shown."""

    id: str
    title: str
    family: Family
    spare: bool = False


FAMILIES: Sequence[Family] = (
    Family("watchlist", "Markets"),
    Family("chart", "Chart", 4, (Feed.TICKER, Feed.TRADES)),
    Family("book", "Book", 4, (Feed.TICKER, Feed.BOOK)),
    Family("ladder", "Ladder", 4, (Feed.TICKER, Feed.BOOK, Feed.TRADES)),
    Family("tape", "Trades", 1, (Feed.TICKER, Feed.TRADES)),
    Family("ticket", "Order", 1, (Feed.TICKER, Feed.BOOK)),
    Family("positions", "Positions"),
    Family("orders", "Open orders"),
    Family("triggers", "Triggers / TP-SL"),
    Family("fills", "Fills"),
    Family("history", "Order history"),
    Family("balances", "Balances", linked=False),
    Family("journal", "Journal"),
    Family("log", "Log", linked=False),
)

DOCKS: Sequence[DockSpec] = tuple(DockSpec(family.id, family.title, family) for family in FAMILIES)
"""The first panel of every kind; they are built with the window."""

SPARE_DOCKS: Sequence[DockSpec] = tuple(
    DockSpec(f"{family.id}-{number}", f"{family.title} {number}", family, spare=True)
    for family in FAMILIES
    for number in range(2, family.count + 1)
)
"""The other panels of the kinds that may stand more than once."""

ALL_DOCKS: Sequence[DockSpec] = (*DOCKS, *SPARE_DOCKS)
PANELS: Sequence[str] = tuple(spec.id for spec in ALL_DOCKS)
_BY_ID = {spec.id: spec for spec in ALL_DOCKS}


def spec_of(panel: str) -> DockSpec:
    """The entry of a panel.

    Raises:
        KeyError: there is no such panel.
    """
    return _BY_ID[panel]
