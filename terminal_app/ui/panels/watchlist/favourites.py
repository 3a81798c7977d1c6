"""The instruments somebody has starred. Knows no Qt."""

from collections.abc import Iterator

from terminal_app.core.instrument import InstrumentId, ProductType


class Favourites:
    """Starred instruments, in the order they were starred."""

    def __init__(self) -> None:
        self._starred: dict[InstrumentId, None] = {}

    def __contains__(self, instrument: object) -> bool:
        return instrument in self._starred

    def __iter__(self) -> Iterator[InstrumentId]:
        return iter(self._starred)

    def __len__(self) -> int:
        return len(self._starred)

    def toggle(self, instrument: InstrumentId) -> None:
        """Star it, or take the star away."""
        if instrument in self._starred:
            del self._starred[instrument]
        else:
            self._starred[instrument] = None

    def saved(self) -> list[str]:
        """The names that a file keeps."""
        return [f"{instrument.product.value}:{instrument.symbol}" for instrument in self._starred]

    def recall(self, names: object) -> None:
        """Take the names of a file, without what is not understood; anything but a list changes nothing."""
        if isinstance(names, list):
            known = (_read(name) for name in names)
            self._starred = dict.fromkeys(instrument for instrument in known if instrument is not None)


def _read(name: object) -> InstrumentId | None:
    product, _, symbol = str(name).partition(":")
    products = {known.value: known for known in ProductType}
    return InstrumentId(products[product], symbol) if symbol and product in products else None
