"""The catalogue of faults names tests and goals that exist, and every fault once; a gap is said."""

import re
from pathlib import Path

from tests.faults.table import GOALS

_ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"\| (F\d\d) \| ([^|]+) \| ([^|]*)\| ([^|]*)\|")


def _rows() -> list[tuple[str, str, str, str]]:
    text = (_ROOT / "docs" / "fault-catalogue.md").read_text(encoding="utf-8")
    return [(n, fault.strip(), proof.strip(), lack.strip()) for n, fault, proof, lack in _ROW.findall(text)]


def test_every_fault_has_one_row() -> None:
    assert [number for number, *_ in _rows()] == [f"F{number:02}" for number in range(1, 86)]


def test_what_is_named_exists() -> None:
    wrong = [
        f"{number}: {name}"
        for number, _, proof, _ in _rows()
        for name in re.findall(r"`([^`]+\.py)`", proof)
        if not (_ROOT / "tests" / name).is_file()
    ]
    goals = {goal for _, _, proof, _ in _rows() for goal in re.findall(r"G\d\d", proof)}
    assert wrong == []
    assert goals <= {goal.name[:3] for goal in GOALS}


def test_a_fault_without_a_proof_says_what_is_missing() -> None:
    assert [number for number, _, proof, lack in _rows() if not proof and not lack] == []
