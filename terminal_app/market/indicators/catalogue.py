"""Every indicator there is, by name and by what somebody types; and how each gets to work on a chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from terminal_app.market.indicators.gathered import Samples, TradeFlow
from terminal_app.market.indicators.gathered_reckoning import (
    CVD,
    FUNDING,
    OPEN_INTEREST,
    DeltaReckoning,
    FundingReckoning,
    InterestReckoning,
)
from terminal_app.market.indicators.library import library_specs
from terminal_app.market.indicators.library_reckoning import LibraryReckoning
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.profile import VOLUME_PROFILE
from terminal_app.market.indicators.reckoning import Reckoning
from terminal_app.market.indicators.spec import BadParameterError, Spec, Value
from terminal_app.market.indicators.vwap import ANCHORED_VWAP, SESSION_VWAP, VwapReckoning

OURS = (SESSION_VWAP, ANCHORED_VWAP, VOLUME_PROFILE, CVD, OPEN_INTEREST, FUNDING)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered about one instrument. `settled` and `upcoming` are funding rates in percent."""

    flow: TradeFlow = field(default_factory=TradeFlow)
    interest: Samples = field(default_factory=Samples)
    settled: Samples = field(default_factory=Samples)
    upcoming: Samples = field(default_factory=Samples)


@cache
def catalogue() -> Mapping[str, Spec]:
    """Every indicator by its name, our own first. The first call loads the library."""
    return {**{spec.name: spec for spec in OURS}, **library_specs()}


def spec_of(name: str) -> Spec:
    """One indicator.

    Raises:
        BadParameterError: there is none of this name.
    """
    spec = catalogue().get(name)
    if spec is None:
        raise BadParameterError(f"There is no indicator called {name} in this version.")
    return spec


def find(text: str) -> list[Spec]:
    """The indicators in whose name, title or group every word is found; names that begin so come first."""
    words = text.casefold().replace("_", " ").split()

    def rank(spec: Spec) -> int | None:
        name = spec.name.casefold().replace("_", " ")
        whole = f"{name} {spec.title} {spec.group}".casefold()
        if not all(word in whole for word in words):
            return None
        if words and name == " ".join(words):
            return 0
        if words and name.startswith(words[0]):
            return 1
        return 2 if all(word in f"{name} {spec.title.casefold()}" for word in words) else 3

    ranked = [(rank(spec), spec) for spec in catalogue().values()]
    found = [(at, spec) for at, spec in ranked if at is not None]
    return [spec for _, spec in sorted(found, key=lambda pair: pair[0])]


def live_indicator(
    spec: Spec, values: Mapping[str, Value], gathered: Gathered, moment: Callable[[int], str]
) -> LiveIndicator:
    """An indicator at work, with no bar taken yet. Not for the volume profile, which has no value for a bar.

    Args:
        spec: what is reckoned.
        values: its parameters as `spec.checked` gave them.
        gathered: what is known of the instrument besides its candles.
        moment: writes a time in Unix ms as the person reads it.
    """
    return LiveIndicator(_reckoning(spec, values, gathered, moment), len(spec.outputs))


def _reckoning(
    spec: Spec, values: Mapping[str, Value], gathered: Gathered, moment: Callable[[int], str]
) -> Reckoning:
    if spec in (SESSION_VWAP, ANCHORED_VWAP):
        return VwapReckoning(values)
    if spec is CVD:
        return DeltaReckoning(gathered.flow, moment)
    if spec is OPEN_INTEREST:
        return InterestReckoning(gathered.interest, moment)
    if spec is FUNDING:
        return FundingReckoning(gathered.settled, gathered.upcoming)
    return LibraryReckoning(spec, values)
