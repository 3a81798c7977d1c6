"""Only the risk check makes an `Approved`: what reaches the client has been judged."""

import ast
from pathlib import Path

import terminal_app

ROOT = Path(terminal_app.__file__).parent


def makers() -> set[str]:
    """Every module that calls `Approved(...)`, or `Approved[...](...)`."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "Approved" in _names(node.func):
                found.add(path.relative_to(ROOT).as_posix())
    return found


def _names(called: ast.expr) -> set[str]:
    if isinstance(called, ast.Subscript):
        called = called.value
    if isinstance(called, ast.Name):
        return {called.id}
    return {called.attr} if isinstance(called, ast.Attribute) else set()


def test_only_the_risk_check_approves() -> None:
    assert makers() == {"trading/risk.py"}
