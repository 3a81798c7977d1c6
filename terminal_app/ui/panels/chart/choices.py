"""By which bars each instrument was last looked at, kept short enough for a file. Knows no Qt."""

from collections.abc import Mapping

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BarSpec, parse_spec

AT_MOST = 200


class IntervalChoices:
    """The bars of each instrument; one that was never looked at gets those chosen last."""

    def __init__(self) -> None:
        self._latest: BarSpec = Interval.M1
        self._by_name: dict[str, BarSpec] = {}

    def of(self, instrument: InstrumentId | None) -> BarSpec:
        """The bars to show an instrument by."""
        return self._latest if instrument is None else self._by_name.get(_name(instrument), self._latest)

    def choose(self, instrument: InstrumentId | None, interval: BarSpec) -> None:
        """Bars were chosen; the choices made longest ago are forgotten when there are too many."""
        self._latest = interval
        if instrument is None:
            return
        self._by_name.pop(_name(instrument), None)
        self._by_name[_name(instrument)] = interval
        while len(self._by_name) > AT_MOST:
            del self._by_name[next(iter(self._by_name))]

    def remember(self) -> Mapping[str, object]:
        """The choices as JSON can hold them."""
        named = {name: interval.value for name, interval in self._by_name.items()}
        return {"interval": self._latest.value, "intervals": named}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take the choices of an earlier run, without what is not understood."""
        self._latest = _spec(saved.get("interval")) or self._latest
        named = saved.get("intervals")
        if isinstance(named, Mapping):
            known = {str(name): _spec(value) for name, value in named.items()}
            self._by_name = {name: value for name, value in known.items() if value is not None}


def _spec(saved: object) -> BarSpec | None:
    return parse_spec(saved) if isinstance(saved, str) else None


def _name(instrument: InstrumentId) -> str:
    return f"{instrument.product.value}:{instrument.symbol}"
