"""Recorded payloads of the venue: they lie beside the repository, or where `BITGET_FIXTURES` says."""

import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("BITGET_FIXTURES", REPOSITORY.parent / "shared" / "fixtures" / "bitget"))

needs_recordings = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no recordings at {FOLDER}; set BITGET_FIXTURES"
)


class Recording(NamedTuple):
    """One answer of the venue."""

    name: str
    kind: str
    method: str
    path: str
    status: int
    body: bytes

    @property
    def whole(self) -> Mapping[str, object]:
        """The answer, decoded by another decoder than ours; its numbers keep every digit."""
        value: Mapping[str, object] = json.loads(self.body, parse_float=Decimal)
        return value


def rest_recordings() -> list[Recording]:
    """Every recorded REST answer; nothing where there are no recordings."""
    if not FOLDER.is_dir():
        return []
    index = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return [
        Recording(
            item["file"],
            item["kind"],
            item["method"],
            item["path"],
            item.get("http_status") or 200,
            (FOLDER / item["file"]).read_bytes(),
        )
        for item in index["items"]
        if item["kind"].startswith("rest")
    ]
