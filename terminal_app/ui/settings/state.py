"""What stands in the settings dialog and what it means. Pure; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from terminal_app.core.money import trimmed
from terminal_app.settings.confirmations import ConfirmRules, When, with_whens
from terminal_app.settings.model import MOST_ORDER_NOTIONAL, MOST_PRICE_AGE_S, Settings
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui import format as fmt
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.number_input import NotANumberError, read_amount, read_number

_HUNDRED = Decimal(100)

WHEN_WORDS: Mapping[When, str] = {
    When.NEVER: "Never",
    When.LIVE: "In LIVE only",
    When.ALWAYS: "Everywhere",
}
"""The places where a question is asked, as the person chooses them."""

RULE_WORDS: Mapping[Rule, str] = {
    Rule.MARKET: "Market orders",
    Rule.LIMIT: "Limit orders and their changes",
    Rule.AMEND_BY_DRAG: "Changes by dragging",
    Rule.CANCEL: "Cancelling orders",
    Rule.CLOSE: "Closing a position at market",
    Rule.REVERSE: "Reversing a position",
    Rule.OVERSIZE: "Orders over a value of",
    Rule.AWAY: "Prices worse than the middle by",
}
"""The classes as the person chooses them."""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The fields as they are, text as typed. `away` is in percent."""

    whens: Mapping[Rule, When]
    oversize: str
    away: str
    max_notional: str
    max_age: str


@dataclass(frozen=True, slots=True)
class SettingsErrors:
    """What is wrong with which field; empty for nothing."""

    oversize: str = ""
    away: str = ""
    max_notional: str = ""
    max_age: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the fields mean."""

    confirmations: ConfirmRules = field(default_factory=ConfirmRules)
    max_order_notional: Decimal = Decimal(0)
    max_price_age_s: int = 0

    def into(self, settings: Settings) -> Settings:
        """The settings with these choices and everything else as it is."""
        return replace(
            settings,
            confirmations=self.confirmations,
            max_order_notional=self.max_order_notional,
            max_price_age_s=self.max_price_age_s,
        )


def form_of(settings: Settings) -> SettingsForm:
    """The fields that say what is chosen."""
    rules = settings.confirmations
    return SettingsForm(
        whens={rule: getattr(rules, rule.value) for rule in Rule},
        oversize=fmt.number(trimmed(rules.oversize_notional)),
        away=fmt.number(trimmed(rules.away_share * _HUNDRED)),
        max_notional=fmt.number(trimmed(settings.max_order_notional)),
        max_age=str(settings.max_price_age_s),
    )


def parse(form: SettingsForm) -> Chosen | SettingsErrors:
    """What the fields mean, or what is wrong with them."""
    oversize, oversize_error = _amount(form.oversize, MOST_ORDER_NOTIONAL)
    away, away_error = _percent(form.away)
    notional, notional_error = _amount(form.max_notional, MOST_ORDER_NOTIONAL)
    age, age_error = _seconds(form.max_age)
    errors = SettingsErrors(oversize_error, away_error, notional_error, age_error)
    if errors != SettingsErrors():
        return errors
    whens = {rule.value: form.whens[rule] for rule in Rule}
    rules = with_whens(ConfirmRules(oversize_notional=oversize, away_share=away), whens)
    return Chosen(rules, notional, age)


def limits_of(settings: Settings, usual: RiskLimits) -> RiskLimits:
    """Our own limits as they are chosen, and as usual where there is no choice."""
    return replace(
        usual, max_order_notional=settings.max_order_notional, max_price_age_s=settings.max_price_age_s
    )


def _amount(text: str, most: Decimal) -> tuple[Decimal, str]:
    try:
        typed = read_amount(text)
    except NotANumberError as error:
        return Decimal(0), str(error)
    if typed.percent:
        return Decimal(0), "Type an amount in quote coin, such as 10000."
    if not 0 < typed.value <= most:
        return Decimal(0), f"It must be above 0 and at most {fmt.number(trimmed(most))}."
    return typed.value, ""


def _percent(text: str) -> tuple[Decimal, str]:
    try:
        typed = read_amount(text)
    except NotANumberError as error:
        return Decimal(0), str(error)
    if not 0 < typed.value <= _HUNDRED:
        return Decimal(0), "It must be above 0 and at most 100 %."
    return typed.value / _HUNDRED, ""


def _seconds(text: str) -> tuple[int, str]:
    try:
        value = read_number(text, ("s",))
    except NotANumberError as error:
        return 0, str(error)
    if value != int(value) or not 1 <= value <= MOST_PRICE_AGE_S:
        return 0, f"Whole seconds, from 1 to {MOST_PRICE_AGE_S}."
    return int(value), ""
