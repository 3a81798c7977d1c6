"""Values to text, the same everywhere in the window. Knows no Qt and makes no decisions.

Prices keep the decimals of the instrument's tick, sizes those of its lot; a negative number has a real minus
sign. The marks between the figures and the zone of times are the person's choice: `use`. What is copied to
the clipboard is another matter: `machine`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, plain, round_places, trimmed
from terminal_app.core.orders import Side

DASH = "—"
"""Not known (yet)."""

UNAVAILABLE = "unavailable"
"""Known to be missing: the venue does not say."""

MINUS = "\u2212"
THIN_SPACE = "\u2009"
UP = "▲"
DOWN = "▼"


@dataclass(frozen=True, slots=True)
class Style:
    """The marks between thousands and before decimals, and whether times are told in UTC."""

    thousands: str = THIN_SPACE
    decimal: str = "."
    utc: bool = False


class _Current:
    """The style of the whole window: one for all, because two kinds of number side by side would mislead."""

    style = Style()


TEXTS_KEPT = 4_096
"""So many numbers are kept as texts: what is painted ten times a second mostly says what it said before."""

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_VOLUME_UNITS = (
    (Decimal(1_000_000_000), "B"),
    (Decimal(1_000_000), "M"),
    (Decimal(1_000), "K"),
)


def use(style: Style) -> None:
    """Write everything in this style from now on; what is already on the screen has to be written anew."""
    _Current.style = style


def style() -> Style:
    """The style in use."""
    return _Current.style


def price(value: Decimal | None, instrument: Instrument | None) -> str:
    """A price with exactly the decimals of the tick; as it is when the instrument is not known."""
    if value is None:
        return DASH
    return number(trimmed(value)) if instrument is None else fixed(value, instrument.price_decimals)


def average(value: Decimal | None, instrument: Instrument | None) -> str:
    """A computed price (entry, average fill): one decimal more than the tick, rounded half-even."""
    if value is None:
        return DASH
    return number(trimmed(value)) if instrument is None else fixed(value, instrument.price_decimals + 1)


def size(value: Decimal | None, instrument: Instrument | None) -> str:
    """A size in base coin with the decimals of the lot; as it is when the instrument is not known."""
    if value is None:
        return DASH
    return number(trimmed(value)) if instrument is None else fixed(value, instrument.size_decimals)


def money(value: Decimal | None) -> str:
    """An amount of money: two decimals, four below one unit, and `0.00` for nothing."""
    if value is None:
        return DASH
    return fixed(value, 4 if ZERO < abs(value) < _ONE else 2)


def signed_money(value: Decimal | None) -> str:
    """A gain or a loss: like `money`, with a plus sign on a gain."""
    return _with_plus(money(value), value)


def amount(value: Decimal | None) -> str:
    """An amount of a coin whose step is not known: two to eight decimals, no more than it has."""
    if value is None:
        return DASH
    exact = round_places(value, 8)
    return fixed(exact, max(2, len(trimmed(exact).partition(".")[2])))


def percent(ratio: Decimal | None, places: int = 2) -> str:
    """A share as percent with its sign: 0.0123 is `+1.23%`."""
    if ratio is None:
        return DASH
    share = ratio * _HUNDRED
    return _with_plus(fixed(share, places), round_places(share, places)) + "%"


def change(ratio: Decimal | None) -> str:
    """A change as percent with an arrow, so that colour is never the only sign."""
    if ratio is None:
        return DASH
    shown = round_places(ratio * _HUNDRED, 2)
    arrow = f"{UP} " if shown > 0 else f"{DOWN} " if shown < 0 else ""
    return arrow + percent(ratio)


def volume(value: Decimal | None) -> str:
    """A volume or turnover in thousands, millions or billions. Never for a price, own size or balance."""
    if value is None:
        return DASH
    for unit, letter in _VOLUME_UNITS:
        if round_places(abs(value), 2) >= unit:
            return fixed(value / unit, 2) + letter
    return fixed(value, 2)


def side(value: Side) -> str:
    """A side as a word with an arrow."""
    return f"{UP} Buy" if value is Side.BUY else f"{DOWN} Sell"


def age(seconds: float | None) -> str:
    """How long ago: `0.4 s`, `45 s`, `3 min`, `2 h`, `4 d`."""
    if seconds is None:
        return DASH
    passed = max(0.0, seconds)
    if passed < 9.95:
        return f"{_tenths(passed)} s"
    if passed < 60:
        return f"{int(passed)} s"
    if passed < 3600:
        return f"{int(passed // 60)} min"
    if passed < 172_800:
        return f"{int(passed // 3600)} h"
    return f"{int(passed // 86_400)} d"


def countdown(milliseconds: int) -> str:
    """The time left as `hh:mm:ss`; zero when it is over."""
    seconds = max(0, milliseconds) // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def latency(milliseconds: float | None) -> str:
    """A round trip: `84 ms`, or `1.2 s` from one second on."""
    if milliseconds is None:
        return DASH
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    return f"{_tenths(milliseconds / 1000)} s"


def time_of_day(milliseconds: int, zone: tzinfo | None = None) -> str:
    """A Unix time in ms as `hh:mm:ss`, in the zone of the style unless another one is given."""
    return _clock(milliseconds // 1000, _zone(zone))


def date_time(milliseconds: int, zone: tzinfo | None = None) -> str:
    """A Unix time in ms as date and time, in the zone of the style unless another one is given."""
    return _moment(milliseconds, zone).strftime("%Y-%m-%d %H:%M:%S")


def day_start(milliseconds: int, zone: tzinfo | None = None) -> int:
    """The first moment of the day of a Unix time in ms, in the zone of the style unless another is given."""
    midnight = _moment(milliseconds, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if zone is None and not _Current.style.utc:
        # The clocks may have been changed since midnight: the system knows the offset of that moment.
        midnight = midnight.replace(tzinfo=None).astimezone()
    return int(midnight.timestamp()) * 1000


def time_today(milliseconds: int, now_ms: int, zone: tzinfo | None = None) -> str:
    """The time of day, with month and day before it when that was not today."""
    if day_start(milliseconds, zone) == day_start(now_ms, zone):
        return time_of_day(milliseconds, zone)
    return date_time(milliseconds, zone)[5:16]


def iso_time(milliseconds: int) -> str:
    """A Unix time in ms in full, in UTC: for tool tips and copies."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).isoformat(timespec="milliseconds")


def zone_name(milliseconds: int, zone: tzinfo | None = None) -> str:
    """The zone that times are shown in, as `UTC+02:00`."""
    offset = _moment(milliseconds, zone).strftime("%z")
    return "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:5]}"


def machine(value: Decimal | None) -> str:
    """A number for the clipboard: plain digits, a dot, an ASCII minus, nothing else."""
    return "" if value is None else plain(value)


def fixed(value: Decimal, places: int) -> str:
    """A number with exactly `places` decimals, rounded half-even, never `−0`."""
    return _fixed(value, places, _Current.style)


@lru_cache(maxsize=TEXTS_KEPT)
def _fixed(value: Decimal, places: int, _style: Style) -> str:
    # Equal values have equal texts, however many zeros they were written with; another style has others.
    rounded = round_places(value, places)
    return number(plain(abs(rounded) if rounded == 0 else rounded))


def texts_kept() -> int:
    """How many numbers are kept as texts now."""
    return _fixed.cache_info().currsize


def number(text: str) -> str:
    """A plain machine number set for reading: thousands apart, the decimal mark chosen, a real minus."""
    sign = MINUS if text.startswith("-") else ""
    whole, dot, fraction = text.removeprefix("-").partition(".")
    marks = _Current.style
    apart = f"{int(whole):,}".replace(",", marks.thousands)
    return sign + apart + (marks.decimal + fraction if dot else "")


def _tenths(value: float) -> str:
    return f"{value:.1f}".replace(".", _Current.style.decimal)


def _with_plus(text: str, value: Decimal | None) -> str:
    return f"+{text}" if value is not None and value > 0 else text


def _moment(milliseconds: int, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).astimezone(_zone(zone))


@lru_cache(maxsize=1024)
def _clock(seconds: int, zone: tzinfo | None) -> str:
    """Many trades and orders share a second."""
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone).strftime("%H:%M:%S")


def _zone(zone: tzinfo | None) -> tzinfo | None:
    return UTC if zone is None and _Current.style.utc else zone
