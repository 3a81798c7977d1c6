"""The working sizes at the foot of the ladder: five for each instrument, in base coin, on the lot. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, BadNumberError, ceil_to, divide, parse_decimal, plain, trimmed
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_amount

COUNT = 5

_WORTHS = (Decimal(50), Decimal(100), Decimal(250), Decimal(500), Decimal(1000))


class BadSizeError(ValueError):
    """The size cannot be used; the message is the sentence for the field."""


@dataclass(frozen=True, slots=True)
class Read:
    """A typed size on the lot; `cut` says that something of it was rounded away."""

    size: Decimal
    cut: bool


@dataclass(frozen=True, slots=True)
class Sizes:
    """The five sizes of one instrument and which of them is worked with."""

    values: tuple[Decimal, ...]
    picked: int = 0

    @property
    def working(self) -> Decimal:
        """What one click trades."""
        return self.values[self.picked]

    def pick(self, position: int) -> "Sizes":
        """Work with another one."""
        return replace(self, picked=position)

    def put(self, position: int, size: Decimal) -> "Sizes":
        """Change one of them, and work with it."""
        values = (*self.values[:position], size, *self.values[position + 1 :])
        return Sizes(values, position)


def proposed(instrument: Instrument, price: Decimal) -> Sizes:
    """Sizes to begin with: one figure each, worth some 50 to 1000 in quote coin, not below the minimum."""
    least = max(
        instrument.lot,
        ceil_to(instrument.min_qty, instrument.lot),
        ceil_to(divide(instrument.min_notional, price), instrument.lot),
    )
    return Sizes(tuple(max(least, _one_figure(divide(worth, price), instrument)) for worth in _WORTHS))


def read(text: str, instrument: Instrument) -> Read:
    """The size that is typed, rounded down to the lot.

    Raises:
        BadSizeError: it cannot be read, is a share, or is too small or too large for one order.
    """
    try:
        typed = read_amount(text, (instrument.base,))
    except NotANumberError as error:
        raise BadSizeError(str(error)) from error
    if typed.percent:
        raise BadSizeError(f"Type a size in {instrument.base}.")
    size = instrument.floor_size(typed.value)
    least = max(instrument.lot, instrument.min_qty)
    if size < least:
        raise BadSizeError(f"The smallest order is {trimmed(least)} {instrument.base}.")
    if instrument.max_qty is not None and size > instrument.max_qty:
        raise BadSizeError(f"The largest order is {trimmed(instrument.max_qty)} {instrument.base}.")
    return Read(size, size != typed.value)


def reading_text(text: str, instrument: Instrument) -> tuple[str, bool]:
    """What a typed size would become, and whether it can be used: shown before it is taken."""
    if not text.strip():
        return "", False
    try:
        found = read(text, instrument)
    except BadSizeError as error:
        return str(error), False
    size = f"{fmt.size(found.size, instrument)} {instrument.base}"
    return (f"Rounded down to {size}" if found.cut else size), True


@dataclass(slots=True)
class SizeMemory:
    """The sizes of every instrument by its name. Only what a person chose is kept beyond the program."""

    _shown: dict[str, Sizes] = field(default_factory=dict)
    _chosen: set[str] = field(default_factory=set)
    _saved: dict[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)

    def get(self, instrument: Instrument, price: Decimal | None) -> Sizes | None:
        """The sizes of an instrument; `None` while nothing was chosen and there is no price to propose by.

        Once shown they stay: a price that moves must not change what a click trades.
        """
        name = str(instrument.id)
        if name not in self._shown:
            saved = self._saved.get(name)
            made = None if saved is None else _restored(saved, instrument)
            if made is not None:
                self._chosen.add(name)
            elif price is not None and price > ZERO:
                made = proposed(instrument, price)
            if made is None:
                return None
            self._shown[name] = made
        return self._shown[name]

    def choose(self, instrument: Instrument, sizes: Sizes) -> None:
        """A person changed or picked one."""
        name = str(instrument.id)
        self._shown[name] = sizes
        self._chosen.add(name)

    def remember(self) -> Mapping[str, object]:
        """What was chosen, as values that fit in JSON."""
        kept: dict[str, object] = {
            name: {"sizes": list(texts), "picked": picked} for name, (texts, picked) in self._saved.items()
        }
        for name in self._chosen:
            sizes = self._shown[name]
            kept[name] = {"sizes": [plain(size) for size in sizes.values], "picked": sizes.picked}
        return kept

    def recall(self, saved: object) -> None:
        """Take what was told earlier; what is not understood is left out."""
        if not isinstance(saved, Mapping):
            return
        for name, entry in saved.items():
            if not isinstance(entry, Mapping):
                continue
            texts, picked = entry.get("sizes"), entry.get("picked")
            if isinstance(texts, list) and isinstance(picked, int) and 0 <= picked < COUNT:
                self._saved[str(name)] = (tuple(str(text) for text in texts), picked)


def _restored(saved: tuple[tuple[str, ...], int], instrument: Instrument) -> Sizes | None:
    """Sizes of an earlier run under the rules of today; `None` when one of them is no order any more."""
    texts, picked = saved
    try:
        values = tuple(instrument.floor_size(parse_decimal(text)) for text in texts)
    except BadNumberError:
        return None
    if len(values) != COUNT or any(value < max(instrument.lot, instrument.min_qty) for value in values):
        return None
    return Sizes(values, picked)


def _one_figure(size: Decimal, instrument: Instrument) -> Decimal:
    rounded = size.quantize(Decimal(1).scaleb(size.adjusted()), rounding=ROUND_FLOOR)
    return instrument.floor_size(rounded)
