"""What this program holds, as rows and back. Numbers are kept as their exact text, as everywhere here."""

import json
from decimal import Decimal
from typing import Final

from terminal_app.core.held import Distance, Held, Oco, Trail, Winner
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import plain
from terminal_app.core.orders import PositionSide, Side, TriggerBy

TRAIL: Final = "trail"
OCO: Final = "oco"

_BETWEEN = " "


def encode_held(held: Held) -> tuple[str, str]:
    """The kind and the text of something that is held."""
    common: dict[str, str | None] = {
        "product": held.instrument.product.value,
        "symbol": held.instrument.symbol,
        "side": held.side.value,
        "started_ms": str(held.started_ms),
        "ended": "yes" if held.ended else None,
        "note": held.note or None,
    }
    match held:
        case Trail():
            return TRAIL, _text(
                common
                | {
                    "stop_oid": held.stop_oid,
                    "distance": plain(held.distance.value),
                    "percent": "yes" if held.distance.percent else None,
                    "levels": _BETWEEN.join(plain(level) for level in held.levels),
                    "by": held.by.value,
                    "position_side": held.position_side.value,
                    "size": _maybe(held.size),
                    "activation": _maybe(held.activation),
                    "peak": _maybe(held.peak),
                }
            )
        case Oco():
            return OCO, _text(
                common
                | {
                    "limit_oid": held.limit_oid,
                    "trigger_oid": held.trigger_oid,
                    "size": plain(held.size),
                    "won": held.won.value if held.won else None,
                }
            )


def decode_held(kind: str, text: str) -> Held:
    """What a row holds.

    Raises:
        KeyError: the row was not written by `encode_held`.
    """
    row: dict[str, str] = json.loads(text)
    instrument = InstrumentId(ProductType(row["product"]), row["symbol"])
    side, started_ms = Side(row["side"]), int(row["started_ms"])
    ended, note = "ended" in row, row.get("note", "")
    if kind == OCO:
        won = Winner(row["won"]) if "won" in row else None
        size = Decimal(row["size"])
        return Oco(row["limit_oid"], row["trigger_oid"], instrument, side, size, started_ms, won, ended, note)
    return Trail(
        stop_oid=row["stop_oid"],
        instrument=instrument,
        side=side,
        distance=Distance(Decimal(row["distance"]), "percent" in row),
        levels=tuple(Decimal(level) for level in row["levels"].split(_BETWEEN)),
        started_ms=started_ms,
        by=TriggerBy(row["by"]),
        position_side=PositionSide(row["position_side"]),
        size=_decimal(row, "size"),
        activation=_decimal(row, "activation"),
        peak=_decimal(row, "peak"),
        ended=ended,
        note=note,
    )


def _text(values: dict[str, str | None]) -> str:
    return json.dumps({key: value for key, value in values.items() if value is not None})


def _maybe(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _decimal(row: dict[str, str], key: str) -> Decimal | None:
    return Decimal(row[key]) if key in row else None
