"""Link groups: which panel shows which instrument. Knows no Qt and no panel but its name.

A panel wears one of eight colours or none. Panels of one colour show one instrument, and choosing another in
one of them chooses it for all. A panel without a colour has an instrument of its own and never changes by
itself.
"""

from collections.abc import Collection, Mapping

from terminal_app.core.instrument import InstrumentId, ProductType

UNLINKED = 0
"""The colour of a panel that wears none."""

COLOURS = range(1, 9)
USUAL_COLOUR = 1
"""The colour everything wears at first."""

_LONGEST_SYMBOL = 40


class Links:
    """Who wears which colour, and what each colour shows.

    Args:
        panels: those that take part.
    """

    def __init__(self, panels: Collection[str]) -> None:
        self._panels = frozenset(panels)
        self._colours: dict[str, int] = {}
        self._shown: dict[int, InstrumentId] = {}
        self._own: dict[str, InstrumentId] = {}

    def colour(self, panel: str) -> int:
        """The colour of a panel, `UNLINKED` for none."""
        return self._colours.get(panel, USUAL_COLOUR)

    def instrument(self, panel: str) -> InstrumentId | None:
        """What a panel shows, `None` before anything was chosen for it."""
        colour = self.colour(panel)
        return self._own.get(panel) if colour == UNLINKED else self._shown.get(colour)

    def of_colour(self, colour: int) -> InstrumentId | None:
        """What a colour shows."""
        return self._shown.get(colour)

    def choose(self, panel: str, instrument: InstrumentId) -> None:
        """Another instrument was chosen in this panel: all of its colour show it."""
        colour = self.colour(panel)
        if colour == UNLINKED:
            self._own[panel] = instrument
        else:
            self._shown[colour] = instrument

    def choose_colour(self, colour: int, instrument: InstrumentId) -> None:
        """Let a colour show an instrument."""
        self._shown[colour] = instrument

    def link(self, panel: str, colour: int) -> None:
        """Give a panel another colour, or none.

        It takes what that colour shows. A colour that shows nothing yet takes what the panel shows, and a
        panel that lets its colour go keeps what it shows.
        """
        if panel not in self._panels or (colour != UNLINKED and colour not in COLOURS):
            return
        shown = self.instrument(panel)
        self._colours[panel] = colour
        self._own.pop(panel, None)
        if shown is None:
            return
        if colour == UNLINKED:
            self._own[panel] = shown
        else:
            self._shown.setdefault(colour, shown)

    def wear(self, colours: Mapping[str, int], own: Mapping[str, InstrumentId] | None = None) -> None:
        """Another workspace: these colours, and these instruments for panels without one.

        What the colours show stays as it is, so that one goes on looking at the same market. An unlinked
        panel nothing is known of takes what it showed.
        """
        before = {panel: self.instrument(panel) for panel in self._panels}
        self._colours = {panel: colour for panel, colour in colours.items() if panel in self._panels}
        self._own = {}
        for panel in self._panels:
            if self.colour(panel) == UNLINKED:
                mine = (own or {}).get(panel) or before[panel]
                if mine is not None:
                    self._own[panel] = mine

    def colours(self) -> dict[str, int]:
        """Who wears another colour than the usual one."""
        return {panel: colour for panel, colour in sorted(self._colours.items()) if colour != USUAL_COLOUR}

    def own(self) -> dict[str, InstrumentId]:
        """The instruments of the panels without a colour."""
        return dict(sorted(self._own.items()))

    def shown(self) -> dict[int, InstrumentId]:
        """What each colour shows."""
        return dict(sorted(self._shown.items()))


def saved_instrument(instrument: InstrumentId) -> dict[str, str]:
    """An instrument as plain values for a file."""
    return {"product": instrument.product.value, "symbol": instrument.symbol}


def instrument_from(saved: object) -> InstrumentId | None:
    """The instrument of a file, `None` if it is none."""
    if not isinstance(saved, Mapping):
        return None
    symbol = saved.get("symbol")
    product = next((one for one in ProductType if one.value == saved.get("product")), None)
    if product is None or not isinstance(symbol, str) or not 0 < len(symbol) <= _LONGEST_SYMBOL:
        return None
    return InstrumentId(product, symbol) if symbol.isalnum() else None


def colours_from(saved: object) -> dict[str, int]:
    """The colours of a file; what is none is left out."""
    if not isinstance(saved, Mapping):
        return {}
    return {
        str(panel): colour
        for panel, colour in saved.items()
        if isinstance(colour, int)
        and not isinstance(colour, bool)
        and (colour == UNLINKED or colour in COLOURS)
    }


def instruments_from(saved: object) -> dict[str, InstrumentId]:
    """The instruments of a file by name; what is none is left out."""
    if not isinstance(saved, Mapping):
        return {}
    read = {str(name): instrument_from(value) for name, value in saved.items()}
    return {name: value for name, value in read.items() if value is not None}
