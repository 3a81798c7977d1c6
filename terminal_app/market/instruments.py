"""Every instrument the venue lists, and finding one by a few letters."""

from collections.abc import Iterable

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType

_NO_MATCH = 9
_MAIN_QUOTE = "USDT"


class InstrumentRegistry:
    """Instruments by id. A product is always replaced as a whole, so that a delisted symbol goes."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._instruments: dict[InstrumentId, Instrument] = {}

    def replace(self, product: ProductType, instruments: Iterable[Instrument]) -> None:
        """Take a fresh list of one product."""
        kept = {key: value for key, value in self._instruments.items() if key.product is not product}
        kept.update((instrument.id, instrument) for instrument in instruments)
        self._instruments = kept
        self._changes.mark(Topic(Kind.INSTRUMENTS))

    def get(self, instrument: InstrumentId) -> Instrument | None:
        """The rules of an instrument, `None` when it is not known (yet)."""
        return self._instruments.get(instrument)

    def all(self) -> list[Instrument]:
        """Every instrument, in the venue's order."""
        return list(self._instruments.values())

    def search(self, text: str, limit: int = 50) -> list[Instrument]:
        """Instruments that match a few letters, best first.

        The whole symbol comes before the base coin, that before the beginning of a symbol, and that before
        letters in
        the middle; among equals USDT quotes come first, then shorter names. `BTC/USDT` and `btc-usdt` are
        understood;
        an empty text matches everything.
        """
        wanted = "".join(letter for letter in text.upper() if letter.isalnum())
        ranked = [
            (
                _rank(instrument, wanted),
                instrument.quote != _MAIN_QUOTE,
                len(symbol),
                symbol,
                position,
                instrument,
            )
            for position, instrument in enumerate(self._instruments.values())
            if _rank(instrument, wanted) < _NO_MATCH
            for symbol in (instrument.id.symbol,)
        ]
        ranked.sort(key=lambda entry: entry[:5])
        return [entry[5] for entry in ranked[:limit]]


def _rank(instrument: Instrument, wanted: str) -> int:
    symbol = instrument.id.symbol.upper()
    if symbol == wanted:
        return 0
    if instrument.base.upper() == wanted:
        return 1
    if symbol.startswith(wanted):
        return 2
    if wanted in symbol:
        return 3
    return _NO_MATCH
