"""An alert as a value, what can happen to it, and how it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO, parse_decimal, plain
from terminal_app.core.orders import TriggerBy

_LONGEST = 64


class Way(Enum):
    """From where the price has to come."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Alert:
    """Waits until a price is reached.

    `arming` counts how often it was armed; each arming fires at most once. One that is not `armed` has fired,
    and arms itself again when the price is back, if it fires `each` time. `seen_ms` is the venue's time up to
    which the price is known not to have reached it, `fired_ms` when it fired last (Unix ms).
    """

    id: str
    instrument: InstrumentId
    price: Decimal
    way: Way
    seen_ms: int
    by: TriggerBy = TriggerBy.LAST
    each: bool = False
    armed: bool = True
    arming: int = 1
    fired_ms: int | None = None

    def reached(self, price: Decimal) -> bool:
        """Whether a price is at the alert or beyond it."""
        return price >= self.price if self.way is Way.UP else price <= self.price

    def anew(self, price: Decimal, way: Way, seen_ms: int) -> "Alert":
        """The alert at a price, armed once more."""
        return replace(
            self, price=price, way=way, seen_ms=seen_ms, armed=True, arming=self.arming + 1, fired_ms=None
        )


class Sight(Enum):
    """How a crossing is known: seen, or only that it was between two moments when no price came."""

    SEEN = "seen"
    BETWEEN = "between"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert has fired: seen at `at_ms`, or somewhen after `since_ms`. `closed`: the program was, then."""

    alert: Alert
    sight: Sight
    since_ms: int
    at_ms: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """No price came for a while, and the price is on the waiting side again: only history can tell."""

    alert: Alert
    since_ms: int
    until_ms: int
    closed: bool = False


def way_to(price: Decimal, now: Decimal) -> Way | None:
    """From where a price is reached; `None` when it is there already."""
    if price == now:
        return None
    return Way.UP if price > now else Way.DOWN


def to_save(alert: Alert) -> Mapping[str, object]:
    """The alert as a file holds it."""
    return {
        "id": alert.id,
        "product": alert.instrument.product.value,
        "symbol": alert.instrument.symbol,
        "price": plain(alert.price),
        "way": alert.way.value,
        "seen_ms": alert.seen_ms,
        "by": alert.by.value,
        "each": alert.each,
        "armed": alert.armed,
        "arming": alert.arming,
        "fired_ms": alert.fired_ms,
    }


def from_saved(saved: object) -> Alert | None:
    """The alert of a file, `None` when it makes no sense."""
    if not isinstance(saved, Mapping):
        return None
    texts = [saved.get(name) for name in ("id", "symbol", "price")]
    seen, arming, fired = (saved.get(name) for name in ("seen_ms", "arming", "fired_ms"))
    if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST for text in texts):
        return None
    if not (_counts(seen) and _counts(arming) and (fired is None or _counts(fired))):
        return None
    each, armed = saved.get("each"), saved.get("armed")
    if not (isinstance(each, bool) and isinstance(armed, bool)):
        return None
    name, symbol, written = (str(text) for text in texts)
    try:
        price = parse_decimal(written)
        instrument = InstrumentId(ProductType(saved.get("product")), symbol)
        way, by = Way(saved.get("way")), TriggerBy(saved.get("by"))
    except (ValueError, TerminalError):
        return None
    if price <= ZERO:
        return None
    return Alert(
        name, instrument, price, way, _int(seen), by, each, armed, _int(arming), fired and _int(fired)
    )


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
