"""What the ticker panel says: which instruments, in which order, and their words. Knows no Qt."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.money import ZERO
from terminal_app.ui import format as text

SEARCH_LIMIT = 200
_PRODUCT_WORDS = {"perp": True, "spot": False}


class Order(Enum):
    """What the list is sorted by. The value is what the button says."""

    VOLUME = "Volume"
    CHANGE = "24 h"
    NAME = "A–Z"


def no_closes(instrument: InstrumentId) -> tuple[float, ...]:
    """An instrument whose last day is not known."""
    del instrument
    return ()


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One instrument and its newest ticker, `None` until one has come.

    `closes` is the shape of its last day as far as it is known; `favourite` that the person has starred it.
    """

    instrument: Instrument
    ticker: Ticker | None
    favourite: bool = False
    closes: tuple[float, ...] = ()

    @property
    def id(self) -> InstrumentId:
        """Which instrument it is."""
        return self.instrument.id


def rows(
    instruments: Iterable[Instrument],
    ticker: Callable[[InstrumentId], Ticker | None],
    favourites: Collection[InstrumentId] = frozenset(),
    closes: Callable[[InstrumentId], tuple[float, ...]] = no_closes,
) -> list[WatchRow]:
    """A row for each instrument, in the order given."""
    return [
        WatchRow(instrument, ticker(instrument.id), instrument.id in favourites, closes(instrument.id))
        for instrument in instruments
    ]


def found(
    words: str, everything: Iterable[Instrument], search: Callable[[str, int], list[Instrument]]
) -> list[Instrument]:
    """The instruments that fit the words, best first; `perp` or `spot` among the words picks the product."""
    parts = words.casefold().split()
    products = {_PRODUCT_WORDS[part] for part in parts if part in _PRODUCT_WORDS}
    letters = "".join(part for part in parts if part not in _PRODUCT_WORDS)
    hits = search(letters, SEARCH_LIMIT) if letters else list(everything)
    return [hit for hit in hits if not products or hit.id.product.is_futures in products]


def ordered(shown: Iterable[WatchRow], order: Order, *, reverse: bool = False) -> list[WatchRow]:
    """The rows sorted: by turnover or change the greatest first, by name from A; `reverse` turns it around.

    What is not known comes last either way.
    """
    if order is Order.NAME:
        return sorted(shown, key=lambda row: (row.id.symbol, not row.id.product.is_futures), reverse=reverse)
    by_name = sorted(shown, key=lambda row: (row.id.symbol, not row.id.product.is_futures))
    known = [row for row in by_name if _measure(row, order) is not None]
    unknown = [row for row in by_name if _measure(row, order) is None]
    known.sort(key=lambda row: _measure(row, order) or ZERO, reverse=not reverse)
    return known + unknown


def starred_first(shown: Iterable[WatchRow], *, only: bool = False) -> list[WatchRow]:
    """The favourites before the others, each in the order given, or the favourites alone."""
    every = list(shown)
    starred = [row for row in every if row.favourite]
    return starred if only else starred + [row for row in every if not row.favourite]


def curve(row: WatchRow) -> tuple[float, ...]:
    """The shape of the last day up to the last price; empty when it is not known."""
    if not row.closes or row.ticker is None:
        return row.closes
    return (*row.closes, float(row.ticker.last))


def funding_text(row: WatchRow) -> str:
    """The funding rate as percent; spot has none."""
    if not row.id.product.is_futures:
        return ""
    return text.percent(row.ticker.funding_rate if row.ticker is not None else None, 4)


def product_text(row: WatchRow) -> str:
    """The product as a small word."""
    return "perp" if row.id.product.is_futures else "spot"


def below_text(row: WatchRow) -> str:
    """The second line: the turnover, before the curve of the day."""
    return text.volume(row.ticker.turnover_24h if row.ticker is not None else None)


def last_text(row: WatchRow) -> str:
    """The last price."""
    return text.price(row.ticker.last if row.ticker is not None else None, row.instrument)


def change(row: WatchRow) -> Decimal | None:
    """The change over 24 hours as a share."""
    return row.ticker.change_24h if row.ticker is not None else None


def change_text(row: WatchRow) -> str:
    """The change over 24 hours as percent with its arrow."""
    return text.change(change(row))


def volume_text(row: WatchRow) -> str:
    """The turnover of 24 hours in quote coin."""
    turnover = row.ticker.turnover_24h if row.ticker is not None else None
    return text.DASH if turnover is None else f"{text.volume(turnover)} {row.instrument.quote}"


def _measure(row: WatchRow, order: Order) -> Decimal | None:
    if row.ticker is None:
        return None
    return row.ticker.turnover_24h if order is Order.VOLUME else row.ticker.change_24h
