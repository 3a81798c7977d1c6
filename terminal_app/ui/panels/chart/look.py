"""How a chart looks: the choices of its menu, kept for each panel. Knows no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import TypeVar

C = TypeVar("C", bound=Enum)


class BarStyle(Enum):
    """How bars are drawn."""

    CANDLES = "candles"
    HOLLOW = "hollow"
    HEIKIN_ASHI = "heikin-ashi"
    BARS = "bars"
    LINE = "line"
    AREA = "area"


class ScaleKind(Enum):
    """What equal heights of the price axis mean."""

    LINEAR = "linear"
    LOG = "log"
    PERCENT = "percent"


class VolumePlace(Enum):
    """Where volume is drawn."""

    OVERLAID = "overlaid"
    PANE = "pane"
    NOWHERE = "nowhere"


class Breaks(Enum):
    """Which stretches of time are parted by upright lines."""

    NONE = "none"
    DAYS = "days"
    SESSIONS = "sessions"


class CrosshairReach(Enum):
    """Which other charts show the crosshair of this one, and lend it theirs."""

    COLOUR = "colour"
    ALL = "all"
    ALONE = "alone"


STYLE_WORDS: Mapping[BarStyle, str] = {
    BarStyle.CANDLES: "Candles",
    BarStyle.HOLLOW: "Hollow candles",
    BarStyle.HEIKIN_ASHI: "Heikin-Ashi",
    BarStyle.BARS: "Bars",
    BarStyle.LINE: "Line",
    BarStyle.AREA: "Area",
}
SCALE_WORDS: Mapping[ScaleKind, str] = {
    ScaleKind.LINEAR: "Linear",
    ScaleKind.LOG: "Logarithmic",
    ScaleKind.PERCENT: "Percent of the first visible bar",
}
VOLUME_WORDS: Mapping[VolumePlace, str] = {
    VolumePlace.OVERLAID: "Below the bars",
    VolumePlace.PANE: "In a pane of its own",
    VolumePlace.NOWHERE: "Not at all",
}
BREAKS_WORDS: Mapping[Breaks, str] = {
    Breaks.NONE: "None",
    Breaks.DAYS: "Days",
    Breaks.SESSIONS: "Sessions: Asia 00:00, Europe 08:00, America 13:30 UTC",
}
REACH_WORDS: Mapping[CrosshairReach, str] = {
    CrosshairReach.COLOUR: "Charts of the same colour",
    CrosshairReach.ALL: "All charts",
    CrosshairReach.ALONE: "This chart alone",
}


@dataclass(frozen=True, slots=True)
class Look:
    """The choices. `utc` writes times in UTC rather than in the local zone."""

    style: BarStyle = BarStyle.CANDLES
    scale: ScaleKind = ScaleKind.LINEAR
    volume: VolumePlace = VolumePlace.OVERLAID
    crosshair: CrosshairReach = CrosshairReach.COLOUR
    breaks: Breaks = Breaks.NONE
    extremes: bool = True
    utc: bool = False

    def remember(self) -> Mapping[str, object]:
        """The choices as JSON can hold them."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}


def look_from(saved: object) -> Look:
    """The choices of an earlier run; what is not understood is as usual."""
    if not isinstance(saved, Mapping):
        return Look()
    usual = Look()
    return Look(
        style=_choice(BarStyle, saved.get("style"), usual.style),
        scale=_choice(ScaleKind, saved.get("scale"), usual.scale),
        volume=_choice(VolumePlace, saved.get("volume"), usual.volume),
        crosshair=_choice(CrosshairReach, saved.get("crosshair"), usual.crosshair),
        breaks=_choice(Breaks, saved.get("breaks"), _earlier_breaks(saved)),
        extremes=_switch(saved.get("extremes"), usual=usual.extremes),
        utc=_switch(saved.get("utc"), usual=usual.utc),
    )


def _earlier_breaks(saved: Mapping[str, object]) -> Breaks:
    """The breaks as they were kept when there were only those of days."""
    return Breaks.DAYS if saved.get("separators") is True else Breaks.NONE


def _choice(kind: type[C], saved: object, usual: C) -> C:
    return next((one for one in kind if one.value == saved), usual)


def _switch(saved: object, *, usual: bool) -> bool:
    return saved if isinstance(saved, bool) else usual
