"""Our own limits, as values: what the risk check refuses before anything leaves this computer. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.money import BadNumberError, parse_decimal, plain, trimmed

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """The limits of one profile.

    Notionals are in quote coin and bound what can open or grow a position: one order, and one instrument with
    its position, its open orders and those nobody knows the state of (never less than one order may be).
    `max_orders_per_10s` counts new and changed orders. `max_price_distance` is a share of mid and mark price
    that an order may go beyond them to its own disadvantage. `max_price_age_s` is how old, in seconds, the
    price may be that an order is judged by. Orders of the same symbol, side and size from two places within
    `duplicate_ms` are one accident. `max_daily_loss` is in quote coin, `None` for none; the day starts
    `day_start_minute` after midnight UTC, and `count_unrealised` adds what open positions would lose.
    """

    max_order_notional: Decimal = Decimal(50_000)
    max_price_age_s: int = 10
    max_symbol_notional: Decimal = Decimal(250_000)
    max_open_orders: int = 200
    max_orders_per_10s: int = 50
    max_price_distance: Decimal = Decimal("0.1")
    duplicate_ms: int = 300
    max_daily_loss: Decimal | None = None
    count_unrealised: bool = False
    day_start_minute: int = 0


DEFAULT_LIMITS = RiskLimits()


def nonsense(limits: RiskLimits) -> tuple[str, ...]:
    """Every reason why a set of limits cannot be meant; empty when there is none."""
    amounts: Mapping[str, Decimal | int] = {
        "The limit per order": limits.max_order_notional,
        "The limit per symbol": limits.max_symbol_notional,
        "The limit of open orders": limits.max_open_orders,
        "The limit of orders in ten seconds": limits.max_orders_per_10s,
        "The price distance": limits.max_price_distance,
        "The price age": limits.max_price_age_s,
    }
    reasons = [f"{name} must be above zero." for name, value in amounts.items() if value <= 0]
    if limits.max_daily_loss is not None and limits.max_daily_loss <= 0:
        reasons.append("The daily loss must be above zero.")
    if limits.duplicate_ms < 0:
        reasons.append("The time between two equal orders cannot be negative.")
    if not 0 <= limits.day_start_minute < 24 * 60:
        reasons.append("The day must start between 00:00 and 23:59 UTC.")
    return tuple(reasons)


def loosened(old: RiskLimits, new: RiskLimits) -> tuple[str, ...]:
    """What a change allows that was refused before, a sentence each; empty when it only tightens."""
    return tuple(_loosened(old, new))


def _loosened(old: RiskLimits, new: RiskLimits) -> Iterator[str]:
    grown: tuple[tuple[str, Decimal | int, Decimal | int, str], ...] = (
        ("per order", old.max_order_notional, new.max_order_notional, "in quote coin"),
        ("per symbol", old.max_symbol_notional, new.max_symbol_notional, "in quote coin"),
        ("of open orders", old.max_open_orders, new.max_open_orders, ""),
        ("of orders in ten seconds", old.max_orders_per_10s, new.max_orders_per_10s, ""),
        ("of the price age", old.max_price_age_s, new.max_price_age_s, "seconds"),
        (
            "of the price distance",
            old.max_price_distance * _HUNDRED,
            new.max_price_distance * _HUNDRED,
            "%",
        ),
    )
    for name, before, after, unit in grown:
        if after > before:
            numbers = f"{trimmed(Decimal(before))} to {trimmed(Decimal(after))}"
            yield f"The limit {name} goes from {numbers} {unit}".rstrip() + "."
    if new.duplicate_ms < old.duplicate_ms:
        yield f"Equal orders may follow each other after {new.duplicate_ms} ms, not {old.duplicate_ms}."
    if old.max_daily_loss is not None and (
        new.max_daily_loss is None or new.max_daily_loss > old.max_daily_loss
    ):
        what = "is switched off" if new.max_daily_loss is None else f"goes to {trimmed(new.max_daily_loss)}"
        yield f"The daily loss limit of {trimmed(old.max_daily_loss)} {what}."
    if old.max_daily_loss is not None and old.count_unrealised and not new.count_unrealised:
        yield "Open positions no longer count into the daily loss."


def to_save(limits: RiskLimits) -> Mapping[str, object]:
    """The limits as a file holds them: exact numbers as text."""
    loss = limits.max_daily_loss
    return {
        "max_order_notional": plain(limits.max_order_notional),
        "max_price_age_s": limits.max_price_age_s,
        "max_symbol_notional": plain(limits.max_symbol_notional),
        "max_open_orders": limits.max_open_orders,
        "max_orders_per_10s": limits.max_orders_per_10s,
        "max_price_distance": plain(limits.max_price_distance),
        "duplicate_ms": limits.duplicate_ms,
        "max_daily_loss": None if loss is None else plain(loss),
        "count_unrealised": limits.count_unrealised,
        "day_start_minute": limits.day_start_minute,
    }


def from_saved(saved: Mapping[str, object]) -> RiskLimits:
    """The limits of a file. What is missing is the default; so is everything in a set that is nonsense."""
    usual = DEFAULT_LIMITS
    loss = saved.get("max_daily_loss")
    unrealised = saved.get("count_unrealised")
    limits = RiskLimits(
        max_order_notional=_amount(saved, "max_order_notional", usual.max_order_notional),
        max_price_age_s=_count(saved, "max_price_age_s", usual.max_price_age_s),
        max_symbol_notional=_amount(saved, "max_symbol_notional", usual.max_symbol_notional),
        max_open_orders=_count(saved, "max_open_orders", usual.max_open_orders),
        max_orders_per_10s=_count(saved, "max_orders_per_10s", usual.max_orders_per_10s),
        max_price_distance=_amount(saved, "max_price_distance", usual.max_price_distance),
        duplicate_ms=_count(saved, "duplicate_ms", usual.duplicate_ms),
        max_daily_loss=None if loss is None else _amount(saved, "max_daily_loss", usual.max_order_notional),
        count_unrealised=unrealised if isinstance(unrealised, bool) else usual.count_unrealised,
        day_start_minute=_count(saved, "day_start_minute", usual.day_start_minute),
    )
    return usual if nonsense(limits) else limits


def _amount(saved: Mapping[str, object], name: str, usual: Decimal) -> Decimal:
    value = saved.get(name)
    try:
        return parse_decimal(value) if isinstance(value, str) else usual
    except BadNumberError:
        return usual


def _count(saved: Mapping[str, object], name: str, usual: int) -> int:
    value = saved.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else usual
