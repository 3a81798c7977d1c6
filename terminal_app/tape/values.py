"""Core values as JSON and back, exactly: decimals as their text, everything else by the name of its class.

Only the classes of `core` that are listed here can come out of a recording, whatever is written in it.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import ModuleType

from terminal_app.core import (
    account,
    account_kind,
    bills,
    commands,
    events,
    held,
    instrument,
    market,
    money,
    orders,
    outcomes,
    ports,
    records,
    strategy_orders,
)

_MODULES = (
    account,
    account_kind,
    bills,
    commands,
    events,
    held,
    instrument,
    market,
    money,
    orders,
    outcomes,
    ports,
    records,
    strategy_orders,
)


def _is_value(found: object, module: ModuleType) -> bool:
    if not isinstance(found, type) or found.__module__ != module.__name__:
        return False
    return is_dataclass(found) or hasattr(found, "_fields") or issubclass(found, Enum)


_CLASSES: Mapping[str, type] = {
    name: found for module in _MODULES for name, found in vars(module).items() if _is_value(found, module)
}


def to_bytes(value: object) -> bytes:
    """A core value as JSON.

    Raises:
        TypeError: it is none.
    """
    return json.dumps(plain(value), separators=(",", ":")).encode()


def from_bytes(body: bytes) -> object:
    """A core value back from its JSON.

    Raises:
        ValueError: it is not one.
    """
    return value_of(json.loads(body))


def plain(value: object) -> object:
    """A core value as what JSON knows."""
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Decimal):
        return {"d": str(value)}
    name = type(value).__name__
    if isinstance(value, Enum):
        return {"e": name, "v": value.value}
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [plain(one) for one in value]
    if isinstance(value, frozenset):
        return {"s": sorted((plain(one) for one in value), key=json.dumps)}
    if _CLASSES.get(name) is not type(value):
        raise TypeError(f"{name} is no core value")
    return {"t": name, "f": {field: plain(getattr(value, field)) for field in _names(type(value))}}


def value_of(found: object) -> object:
    """The core value that `plain` made this of.

    Raises:
        ValueError: it was not made by `plain`.
    """
    if isinstance(found, list):
        return tuple(value_of(one) for one in found)
    if not isinstance(found, dict):
        return found
    try:
        if "d" in found:
            return Decimal(found["d"])
        if "s" in found:
            return frozenset(value_of(one) for one in found["s"])
        if "e" in found:
            return _CLASSES[found["e"]](found["v"])
        return _CLASSES[found["t"]](**{name: value_of(one) for name, one in found["f"].items()})
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ValueError("this is no core value") from error


def _names(kind: type) -> tuple[str, ...]:
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return names
