"""Which actions the person wants to be asked about, each by itself. Knows neither files nor the window."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import Enum

from terminal_app.core.money import BadNumberError, parse_decimal, plain

_MOST_NOTIONAL = Decimal(1_000_000_000)
_MOST_SHARE = Decimal(1)


class When(Enum):
    """Where a question is asked: nowhere, with real money only, or on paper and demo too."""

    NEVER = "never"
    LIVE = "live"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class ConfirmRules:
    """The rules of the person.

    `oversize` is about orders over `oversize_notional` in quote coin, `away` about prices further than the
    share `away_share` from the middle of the book, to the bad side.
    """

    market: When = When.LIVE
    limit: When = When.NEVER
    amend_by_drag: When = When.NEVER
    cancel: When = When.NEVER
    close: When = When.NEVER
    reverse: When = When.LIVE
    transfer: When = When.LIVE
    oversize: When = When.LIVE
    away: When = When.NEVER
    oversize_notional: Decimal = Decimal(10_000)
    away_share: Decimal = Decimal("0.02")


def rules_from_saved(saved: object) -> ConfirmRules:
    """The rules of a file; a value that is missing or makes no sense is the default."""
    if not isinstance(saved, Mapping):
        return ConfirmRules()
    usual = ConfirmRules()
    rules = replace(
        usual,
        oversize_notional=number(saved.get("oversize_notional"), _MOST_NOTIONAL, usual.oversize_notional),
        away_share=number(saved.get("away_share"), _MOST_SHARE, usual.away_share),
    )
    places = {when.value: when for when in When}
    return with_whens(
        rules,
        {
            str(name): places[place]
            for name, place in saved.items()
            if isinstance(place, str) and place in places
        },
    )


def with_whens(rules: ConfirmRules, changes: Mapping[str, When]) -> ConfirmRules:
    """The rules with other places for these classes, by the names of their fields."""
    return replace(
        rules,
        market=changes.get("market", rules.market),
        limit=changes.get("limit", rules.limit),
        amend_by_drag=changes.get("amend_by_drag", rules.amend_by_drag),
        cancel=changes.get("cancel", rules.cancel),
        close=changes.get("close", rules.close),
        reverse=changes.get("reverse", rules.reverse),
        transfer=changes.get("transfer", rules.transfer),
        oversize=changes.get("oversize", rules.oversize),
        away=changes.get("away", rules.away),
    )


def rules_to_save(rules: ConfirmRules) -> Mapping[str, object]:
    """The rules as a file holds them; exact numbers are texts there."""
    values = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return {name: value.value if isinstance(value, When) else plain(value) for name, value in values.items()}


def number(saved: object, most: Decimal, usual: Decimal) -> Decimal:
    """An exact number above zero and up to `most`, from the text in a file; else the usual one."""
    if not isinstance(saved, str):
        return usual
    try:
        value = parse_decimal(saved)
    except BadNumberError:
        return usual
    return value if 0 < value <= most else usual
