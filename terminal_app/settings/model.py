"""The choices that hold for the whole program, with their defaults. Knows neither files nor the window."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from terminal_app.settings.confirmations import ConfirmRules, rules_from_saved, rules_to_save

E = TypeVar("E", bound=Enum)

_DROPPED = ("max_order_notional", "max_price_age_s", "orders_over")
"""What older versions wrote: these are kept with each profile now."""


class Appearance(Enum):
    """Light text on dark, or dark text on light."""

    DARK = "dark"
    LIGHT = "light"


class Thousands(Enum):
    """What stands between thousands. The mark is a comma, or a dot when the comma is the decimal mark."""

    THIN_SPACE = "thin space"
    MARK = "mark"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen.

    Args:
        appearance: the ground of the window.
        colour_blind: blue and orange for the two sides.
        red_up: the colours of the two sides trade places.
        thousands: what stands between thousands.
        decimal_comma: a comma before the decimals in what is shown; either mark can be typed.
        utc: times in UTC, not in the computer's zone.
        tour_seen: the tour of a first start was shown.
        confirmations: what is asked about before it is sent.
        mute_alerts: price alerts make no sound.
        indicator_templates: sets of indicators by name, as those who read them wrote them.
        others: what the file holds that this version does not know; kept for the version that does.
    """

    appearance: Appearance = Appearance.DARK
    colour_blind: bool = False
    red_up: bool = False
    thousands: Thousands = Thousands.THIN_SPACE
    decimal_comma: bool = False
    utc: bool = False
    tour_seen: bool = False
    mute_alerts: bool = False
    confirmations: ConfirmRules = field(default_factory=ConfirmRules)
    indicator_templates: Mapping[str, object] = field(default_factory=dict)
    others: Mapping[str, object] = field(default_factory=dict)


def from_saved(saved: Mapping[str, object]) -> Settings:
    """The settings of a file; a value that is missing or makes no sense is the default."""
    usual = Settings()
    templates = saved.get("indicator_templates")
    return Settings(
        appearance=_one_of(Appearance, saved.get("appearance"), usual.appearance),
        colour_blind=_yes_or_no(saved.get("colour_blind"), usual.colour_blind),
        red_up=_yes_or_no(saved.get("red_up"), usual.red_up),
        thousands=_one_of(Thousands, saved.get("thousands"), usual.thousands),
        decimal_comma=_yes_or_no(saved.get("decimal_comma"), usual.decimal_comma),
        utc=_yes_or_no(saved.get("utc"), usual.utc),
        tour_seen=_yes_or_no(saved.get("tour_seen"), usual.tour_seen),
        mute_alerts=_yes_or_no(saved.get("mute_alerts"), usual.mute_alerts),
        confirmations=rules_from_saved(saved.get("confirmations")),
        indicator_templates=templates if isinstance(templates, Mapping) else {},
        others={name: value for name, value in saved.items() if name not in (*Settings.__slots__, *_DROPPED)},
    )


def to_save(settings: Settings) -> Mapping[str, object]:
    """The settings as a file holds them."""
    return {
        **settings.others,
        "appearance": settings.appearance.value,
        "colour_blind": settings.colour_blind,
        "red_up": settings.red_up,
        "thousands": settings.thousands.value,
        "decimal_comma": settings.decimal_comma,
        "utc": settings.utc,
        "tour_seen": settings.tour_seen,
        "mute_alerts": settings.mute_alerts,
        "confirmations": rules_to_save(settings.confirmations),
        "indicator_templates": dict(settings.indicator_templates),
    }


def _yes_or_no(value: object, usual: bool) -> bool:
    return value if isinstance(value, bool) else usual


def _one_of(kind: type[E], value: object, usual: E) -> E:
    return next((member for member in kind if member.value == value), usual)
