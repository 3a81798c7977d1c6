"""A plan of faults: what may go wrong, where, how often, and for how long.

It is read from JSON, and the same plan and the same requests give the same faults:

    {"seed": 7, "log": "faults.jsonl", "rules": [
        {"kind": "drop-reply", "path": "/api/v3/trade/place-order", "share": 0.1},
        {"kind": "gap", "topic": "fill", "after": 3, "count": 1}]}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeVar

ValueT = TypeVar("ValueT", int, float, str)


class BadPlanError(ValueError):
    """The plan is not one."""


class Kind(Enum):
    """What can go wrong.

    Of a request: it never arrives (dropped, reset), it arrives and its answer does not, or the answer is
    late, wrong, or not one. Of a frame: it is lost, comes twice, late, in the wrong order, or damaged. Of the
    venue: its clock is off, or a symbol is gone.
    """

    DROP_REQUEST = "drop-request"
    RESET_REQUEST = "reset-request"
    LATE_REQUEST = "late-request"
    ERROR_REQUEST = "error-before"
    STORM = "storm"
    MAINTENANCE_REQUEST = "maintenance-before"

    DROP_REPLY = "drop-reply"
    RESET_REPLY = "reset-reply"
    SILENCE = "silence"
    LATE_REPLY = "late-reply"
    ERROR_REPLY = "error-after"
    MAINTENANCE_REPLY = "maintenance-after"
    HTML = "html"
    EMPTY = "empty"
    GARBAGE = "garbage"
    HALF_HEAD = "half-head"
    HALF_BODY = "half-body"

    GAP = "gap"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    CORRUPT = "corrupt"
    LATE_FRAME = "late-frame"
    RESET_SEQUENCE = "reset-sequence"

    CLOCK_SKEW = "clock-skew"
    DELIST = "delist"

    @property
    def executes(self) -> bool:
        """Of a fault of a request: whether the venue carries it out all the same."""
        return self in _EXECUTES

    @property
    def of_request(self) -> bool:
        """Whether it happens to a request or its answer."""
        return self in _OF_REQUEST

    @property
    def of_frame(self) -> bool:
        """Whether it happens to a frame of a stream."""
        return self in _OF_FRAME


_EXECUTES = frozenset(
    {
        Kind.LATE_REQUEST,
        Kind.DROP_REPLY,
        Kind.RESET_REPLY,
        Kind.SILENCE,
        Kind.LATE_REPLY,
        Kind.ERROR_REPLY,
        Kind.MAINTENANCE_REPLY,
        Kind.HTML,
        Kind.EMPTY,
        Kind.GARBAGE,
        Kind.HALF_HEAD,
        Kind.HALF_BODY,
    }
)
_OF_FRAME = frozenset(
    {Kind.GAP, Kind.DUPLICATE, Kind.REORDER, Kind.CORRUPT, Kind.LATE_FRAME, Kind.RESET_SEQUENCE}
)
_OF_REQUEST = frozenset(Kind) - _OF_FRAME - {Kind.CLOCK_SKEW, Kind.DELIST}
KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
MAINTENANCE_CODES = ("45001", "40725", "40808", "40015")
"""What the venue answers during a release; whether it did what was asked is not said."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a plan.

    Attributes:
        path: the beginning of the paths it is for; empty for all that change something.
        topic: the topic of the frames it is for; empty for all.
        share: how many of those it happens to, 0 to 1.
        after: how many of those are left alone first.
        count: how often it happens at most; `None` for ever.
        seconds: how late something is, or when after the start a symbol is gone.
        code: the venue's code of a maintenance answer; empty for each in turn.
        milliseconds: how far the venue's clock is ahead of the real one.
        category: with `symbol`, what is delisted, in the venue's words.
    """

    kind: Kind
    path: str = ""
    topic: str = ""
    share: float = 1.0
    after: int = 0
    count: int | None = None
    seconds: float = 1.0
    code: str = ""
    milliseconds: int = 0
    category: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All rules, in the order in which they are asked: the first that strikes is it."""

    seed: int = 1
    rules: Sequence[Rule] = ()
    log: Path | None = None


def read_plan(content: object, folder: Path) -> Plan:
    """A plan from decoded JSON; a relative log lies in `folder`.

    Raises:
        BadPlanError: it is not a plan; the text says where.
    """
    if not isinstance(content, Mapping):
        raise BadPlanError("a plan of faults is a JSON object")
    rules = content.get("rules", [])
    if not isinstance(rules, Sequence) or isinstance(rules, str):
        raise BadPlanError("the rules are a list")
    log = _field(content, "log", str, "")
    return Plan(
        _field(content, "seed", int, 1),
        tuple(_rule(place, rule) for place, rule in enumerate(rules)),
        folder / log if log else None,
    )


def _rule(place: int, content: object) -> Rule:
    if not isinstance(content, Mapping):
        raise BadPlanError(f"rule {place} is not an object")
    unknown = set(content) - set(Rule.__dataclass_fields__)
    if unknown:
        raise BadPlanError(f"rule {place} has an unknown field {min(map(str, unknown))}")
    kind = KINDS.get(_field(content, "kind", str, ""))
    if kind is None:
        raise BadPlanError(f"rule {place} has no known kind")
    share = _field(content, "share", float, 1.0)
    if not 0 <= share <= 1:
        raise BadPlanError(f"the share of rule {place} is not from 0 to 1")
    count = content.get("count")
    return Rule(
        kind,
        path=_field(content, "path", str, ""),
        topic=_field(content, "topic", str, ""),
        share=share,
        after=_field(content, "after", int, 0),
        count=None if count is None else _field(content, "count", int, 0),
        seconds=_field(content, "seconds", float, 1.0),
        code=_field(content, "code", str, ""),
        milliseconds=_field(content, "milliseconds", int, 0),
        category=_field(content, "category", str, ""),
        symbol=_field(content, "symbol", str, ""),
    )


def _field(content: Mapping[object, object], name: str, kind: type[ValueT], default: ValueT) -> ValueT:
    value = content.get(name, default)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return kind(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadPlanError(f"{name} is not of the right type")
    return value
