"""The crosshair that charts share: whoever points at a moment shows it to the others. Knows no Qt."""

from collections.abc import Callable
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.panels.chart.look import CrosshairReach

NO_COLOUR = 0


class Pointed(NamedTuple):
    """What a chart points at: a moment in Unix ms, and a price of its instrument when it points at one."""

    instrument: InstrumentId
    time_ms: float
    price: float | None


class Member(NamedTuple):
    """A chart: how it hears of others, `None` when they point at nothing, and how far it shares."""

    show: Callable[[Pointed | None], None]
    reach: Callable[[], CrosshairReach]


class CrosshairBoard:
    """Passes crosshairs on between the charts of a window.

    `colour_of` says which link colour a panel wears, `NO_COLOUR` for none; nobody wears any before it is set.
    """

    def __init__(self) -> None:
        self.colour_of: Callable[[str], int] = lambda _: NO_COLOUR
        self._members: dict[str, Member] = {}

    def join(self, name: str, member: Member) -> None:
        """A chart takes part, under the name of its panel."""
        self._members[name] = member

    def tell(self, name: str, pointed: Pointed | None) -> None:
        """A chart points at something, or no longer at anything."""
        for other, member in self._members.items():
            if other != name:
                member.show(pointed if self.shared(name, other) else None)

    def shared(self, one: str, other: str) -> bool:
        """Whether two charts share: none is alone, and one shares with all, or both wear one colour."""
        reaches = {self._members[name].reach() for name in (one, other) if name in self._members}
        if CrosshairReach.ALONE in reaches or not reaches:
            return False
        colour = self.colour_of(one)
        same = colour != NO_COLOUR and colour == self.colour_of(other)
        return same or CrosshairReach.ALL in reaches
