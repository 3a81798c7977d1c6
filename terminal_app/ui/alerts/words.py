"""What is said of price alerts. Knows no Qt."""

from dataclasses import dataclass

from terminal_app.core.instrument import Instrument
from terminal_app.market.alerts.values import Alert, Fired, Gap, Sight, Way
from terminal_app.ui import format as fmt

_VERBS = {Way.UP: ("rises", "rose"), Way.DOWN: ("falls", "fell")}


@dataclass(frozen=True, slots=True)
class AlertFact:
    """Something is to be told of an alert, by its id; `fired` says that it has fired."""

    alert: str
    sentence: str
    fired: bool


def wait_text(alert: Alert, rules: Instrument | None) -> str:
    """What it waits for, such as `last rises to 64 000.0`, with `each time` where that is so."""
    each = ", each time" if alert.each else ""
    return f"{alert.by.value} {_VERBS[alert.way][0]} to {fmt.price(alert.price, rules)}{each}"


def line_text(alert: Alert, rules: Instrument | None) -> str:
    """The label of its line."""
    if alert.armed:
        return f"Alert · {wait_text(alert, rules)}"
    when = "" if alert.fired_ms is None else f" at {fmt.date_time(alert.fired_ms)}"
    return f"Alert · {fmt.price(alert.price, rules)} · fired{when}"


def listed_text(alert: Alert, rules: Instrument | None) -> str:
    """The entry of it in a list of all symbols."""
    return f"{alert.instrument} · {line_text(alert, rules).removeprefix('Alert · ')}"


def fired_sentence(fired: Fired, rules: Instrument | None) -> str:
    """That an alert has fired, and how far anybody knows when."""
    alert = fired.alert
    what = f"Alert: {alert.instrument} {_VERBS[alert.way][1]} to {fmt.price(alert.price, rules)}"
    what = f"{what} by the {alert.by.value} price"
    if fired.sight is Sight.SEEN:
        return f"{what}."
    while_ = _while(closed=fired.closed)
    if fired.sight is Sight.HISTORY:
        at = fmt.date_time(fired.at_ms)
        return f"{what} {while_}: the candle of {at} shows it. The price has come back since."
    return f"{what} {while_}, between {fmt.date_time(fired.since_ms)} and {fmt.date_time(fired.at_ms)}."


def unknown_sentence(gap: Gap, rules: Instrument | None) -> str:
    """That nobody knows whether an alert was reached."""
    alert = gap.alert
    span = f"between {fmt.date_time(gap.since_ms)} and {fmt.date_time(gap.until_ms)}"
    return (
        f"Nobody can say whether the {alert.by.value} price of {alert.instrument} reached "
        f"{fmt.price(alert.price, rules)} {_while(closed=gap.closed)}, {span}. The alert still waits."
    )


def _while(*, closed: bool) -> str:
    return "while the terminal was closed" if closed else "while no prices came"
