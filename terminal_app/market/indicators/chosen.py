"""What a chart shows, as a value: which indicators, how they are set, how they look, in which pane.

Values come from files that anybody may have changed or another version has written: what is not understood
is left out of the chart and kept in the file. Knows the names of no indicator.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from terminal_app.market.indicators.spec import Value

COLOURS = 8
"""The colours of a chart are counted; each theme has its own, which can be read on its ground."""
WIDTHS = (1, 2, 3)
MOST = 30
"""How many indicators a chart shows at most."""
_MOST_TEXT = 100
_MOST_PARAMETERS = 40
_MOST_PANE = 99


@dataclass(frozen=True, slots=True)
class Look:
    """How one output is drawn: the number of its colour, the width of its line, and whether at all.

    Without a colour it has the usual one: that of rising and falling for a histogram.
    """

    colour: int | None = None
    width: int = 1
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """One indicator on a chart.

    Args:
        name: which one.
        values: the parameters that were set; the others have their defaults.
        looks: by the name of the output; the others look as usual.
        pane: the number of a pane that those of one number share, 0 for that of the prices; `None` for where
            it belongs.
        others: what the file holds that this version does not know.
    """

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    pane: int | None = None
    others: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChosenSet:
    """All indicators of a chart, in the order of their legend.

    `unread` are entries that could not be understood; they are kept as they are.
    """

    items: tuple[Chosen, ...] = ()
    unread: tuple[object, ...] = ()


def to_save(chosen: ChosenSet) -> list[object]:
    """A set as JSON can hold it."""
    return [*(_item_to_save(item) for item in chosen.items), *chosen.unread]


def from_saved(saved: object) -> ChosenSet:
    """A set from a file. Never raises; what makes no sense is in `unread`."""
    if not isinstance(saved, Sequence) or isinstance(saved, str | bytes):
        return ChosenSet((), () if saved is None else (saved,))
    items: list[Chosen] = []
    unread: list[object] = []
    for entry in saved:
        item = _item_from_saved(entry) if len(items) < MOST else None
        if item is None:
            unread.append(entry)
        else:
            items.append(item)
    return ChosenSet(tuple(items), tuple(unread))


def _item_to_save(item: Chosen) -> Mapping[str, object]:
    looks = {
        name: {"colour": look.colour, "width": look.width, "shown": look.shown}
        for name, look in item.looks.items()
    }
    saved: dict[str, object] = {**item.others, "name": item.name}
    saved |= {"values": dict(item.values)} if item.values else {}
    saved |= {"looks": looks} if looks else {}
    saved |= {} if item.pane is None else {"pane": item.pane}
    return saved


def _item_from_saved(entry: object) -> Chosen | None:
    if not isinstance(entry, Mapping):
        return None
    name, values, looks = entry.get("name"), entry.get("values", {}), entry.get("looks", {})
    if not _is_name(name) or not isinstance(values, Mapping) or not isinstance(looks, Mapping):
        return None
    if len(values) > _MOST_PARAMETERS or len(looks) > _MOST_PARAMETERS:
        return None
    if not all(_is_name(key) and _is_value(value) for key, value in values.items()):
        return None
    pane = entry.get("pane")
    read_looks = {str(key): _look_from_saved(look) for key, look in looks.items()}
    if not all(read_looks.values()) or not (pane is None or _is_number(pane, 0, _MOST_PANE)):
        return None
    return Chosen(
        str(name),
        dict(values),
        {key: look for key, look in read_looks.items() if look is not None},
        pane,
        {str(key): value for key, value in entry.items() if key not in ("name", "values", "looks", "pane")},
    )


def _look_from_saved(saved: object) -> Look | None:
    if not isinstance(saved, Mapping):
        return None
    colour, width, shown = saved.get("colour"), saved.get("width", 1), saved.get("shown", True)
    if not (colour is None or _is_number(colour, 0, COLOURS - 1)):
        return None
    if not _is_number(width, WIDTHS[0], WIDTHS[-1]) or not isinstance(shown, bool):
        return None
    return Look(colour, width, shown)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MOST_TEXT


def _is_value(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MOST_TEXT
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_number(value: object, low: int, high: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
