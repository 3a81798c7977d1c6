"""What stands on the page of risk limits and what it means. Pure; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.money import trimmed
from terminal_app.trading.limits import RiskLimits, nonsense
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_amount, read_number

MOST_NOTIONAL = Decimal(1_000_000_000)
"""No amount can be higher, in quote coin."""
MOST_PRICE_AGE_S = 60
"""No price that is older can be good enough for an order, in seconds."""
_MOST_ORDERS = 10_000
_MOST_RATE = 1_000
_MOST_DUPLICATE_MS = 60_000
_HUNDRED = Decimal(100)
_HOURS, _MINUTES = 24, 60


class Limit(Enum):
    """The fields of the page. The value is the name in `RiskLimits`."""

    ORDER = "max_order_notional"
    SYMBOL = "max_symbol_notional"
    OPEN = "max_open_orders"
    RATE = "max_orders_per_10s"
    DISTANCE = "max_price_distance"
    AGE = "max_price_age_s"
    DUPLICATE = "duplicate_ms"
    LOSS = "max_daily_loss"
    START = "day_start_minute"


LIMIT_WORDS: Mapping[Limit, tuple[str, str]] = {
    Limit.ORDER: ("Most one order may be worth", "quote coin"),
    Limit.SYMBOL: ("Most one symbol may carry (never less than one order)", "quote coin"),
    Limit.OPEN: ("Most open orders", "orders"),
    Limit.RATE: ("Most new and changed orders in ten seconds", "orders"),
    Limit.DISTANCE: ("Furthest a price may be beyond middle and mark", "%"),
    Limit.AGE: ("Oldest price an order may be judged by", "seconds"),
    Limit.DUPLICATE: ("The same order from two places is refused within", "ms"),
    Limit.LOSS: ("Daily loss that locks entry (empty for none)", "quote coin"),
    Limit.START: ("The day starts at", "UTC"),
}
"""Each field as the person reads it, and its unit."""


@dataclass(frozen=True, slots=True)
class LimitsForm:
    """The fields as they are, text as typed; the distance is in percent, the start of the day `hh:mm`."""

    texts: Mapping[Limit, str]
    unrealised: bool


def form_of_limits(limits: RiskLimits) -> LimitsForm:
    """The fields that say what holds."""
    loss = limits.max_daily_loss
    hour, minute = divmod(limits.day_start_minute, _MINUTES)
    return LimitsForm(
        {
            Limit.ORDER: fmt.number(trimmed(limits.max_order_notional)),
            Limit.SYMBOL: fmt.number(trimmed(limits.max_symbol_notional)),
            Limit.OPEN: str(limits.max_open_orders),
            Limit.RATE: str(limits.max_orders_per_10s),
            Limit.DISTANCE: fmt.number(trimmed(limits.max_price_distance * _HUNDRED)),
            Limit.AGE: str(limits.max_price_age_s),
            Limit.DUPLICATE: str(limits.duplicate_ms),
            Limit.LOSS: "" if loss is None else fmt.number(trimmed(loss)),
            Limit.START: f"{hour:02}:{minute:02}",
        },
        limits.count_unrealised,
    )


def parse_limits(form: LimitsForm) -> RiskLimits | Mapping[Limit, str]:
    """What the fields mean, or what is wrong with which of them."""
    reader = _Reader(form.texts)
    limits = RiskLimits(
        max_order_notional=reader.amount(Limit.ORDER),
        max_symbol_notional=reader.amount(Limit.SYMBOL),
        max_open_orders=reader.whole(Limit.OPEN, 1, _MOST_ORDERS),
        max_orders_per_10s=reader.whole(Limit.RATE, 1, _MOST_RATE),
        max_price_distance=reader.share(Limit.DISTANCE),
        max_price_age_s=reader.whole(Limit.AGE, 1, MOST_PRICE_AGE_S),
        duplicate_ms=reader.whole(Limit.DUPLICATE, 0, _MOST_DUPLICATE_MS),
        max_daily_loss=reader.amount(Limit.LOSS) if form.texts[Limit.LOSS].strip() else None,
        count_unrealised=form.unrealised,
        day_start_minute=reader.minute(Limit.START),
    )
    if not reader.errors and (reasons := nonsense(limits)):
        reader.errors[Limit.ORDER] = " ".join(reasons)
    return reader.errors or limits


class _Reader:
    """Reads field after field and collects what is wrong; a wrong field reads as one."""

    def __init__(self, texts: Mapping[Limit, str]) -> None:
        self.errors: dict[Limit, str] = {}
        self._texts = texts

    def amount(self, field: Limit) -> Decimal:
        typed, percent = self._number(field)
        if percent:
            return self._wrong(field, "Type an amount in quote coin, such as 10000.")
        if not 0 < typed <= MOST_NOTIONAL:
            return self._wrong(field, f"It must be above 0 and at most {fmt.number(trimmed(MOST_NOTIONAL))}.")
        return typed

    def share(self, field: Limit) -> Decimal:
        typed, _ = self._number(field)
        if not 0 < typed <= _HUNDRED:
            return self._wrong(field, "It must be above 0 and at most 100 %.")
        return typed / _HUNDRED

    def whole(self, field: Limit, least: int, most: int) -> int:
        try:
            value = read_number(self._texts[field], ("s", "ms"))
        except NotANumberError as error:
            return int(self._wrong(field, str(error)))
        if value != int(value) or not least <= value <= most:
            words = f"A whole number, from {least} to {fmt.number(trimmed(Decimal(most)))}."
            return int(self._wrong(field, words))
        return int(value)

    def minute(self, field: Limit) -> int:
        hour, colon, minute = self._texts[field].strip().partition(":")
        digits = hour.isascii() and hour.isdigit() and (not colon or (minute.isascii() and minute.isdigit()))
        if not digits or int(hour) >= _HOURS or int(minute or 0) >= _MINUTES:
            self.errors[field] = "A time of day in UTC, from 00:00 to 23:59."
            return 0
        return int(hour) * _MINUTES + int(minute or 0)

    def _number(self, field: Limit) -> tuple[Decimal, bool]:
        try:
            typed = read_amount(self._texts[field])
        except NotANumberError as error:
            self.errors[field] = str(error)
            return Decimal(1), False
        return typed.value, typed.percent

    def _wrong(self, field: Limit, sentence: str) -> Decimal:
        self.errors[field] = sentence
        return Decimal(1)
