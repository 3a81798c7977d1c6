"""Every code that the paper exchange can answer has a class and a sentence in the client's table.

A code without one means "nobody knows what happened" to the client, so that a plain refusal would be looked
up as if the order might exist.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_app.bitget.codes import MEANINGS, Kind
from terminal_app.paper import server
from terminal_app.paper.engine.messages import Reason
from terminal_app.paper.server.errors import CODES, EXIT_SIDES
from terminal_app.paper.server.faults.plan import MAINTENANCE_CODES

pytestmark = pytest.mark.contract

SUCCESS = "00000"
_CODE = re.compile(r"429|\d{5,6}")
# Not a plain refusal: the client must not take them for one.
_OPEN = {*MAINTENANCE_CODES, "25001"}


def written(folder: Path) -> Iterator[str]:
    """Every code that stands in the exchange's server, wherever it is written."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
                yield node.value


ALL = sorted({*written(Path(server.__file__).parent), *CODES.values(), *EXIT_SIDES.values()} - {SUCCESS})


@pytest.mark.parametrize("code", ALL)
def test_the_client_knows_what_a_code_of_the_exchange_means(code: str) -> None:
    assert code in MEANINGS
    assert MEANINGS[code].sentence
    assert (MEANINGS[code].kind is Kind.IN_DOUBT) == (code in _OPEN)


def test_every_refusal_of_the_engine_has_a_code_and_the_search_finds_them() -> None:
    assert set(CODES) == set(Reason)
    assert {"25594", "40306", "429", "30004"} <= set(ALL)
