"""The habits of the house that ruff and import-linter cannot say, checked on the syntax tree.

Usage: python packaging/house_lint.py [FILE ...]   (without files: everything under terminal_app/)

* A task is started by `terminal_app/tasks.py` or by a `TaskGroup`, so that its exception is never lost.
* Nothing calls `.exec()`: a Qt loop nested inside a task raises.
* The money path has no float: no literal, no `float(...)`, no `round(...)`; and no field of a wire message is
  declared one, because the decoder would obey.
* The time of day comes from `core/clock.py`.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent

TASK_FILE = "terminal_app/tasks.py"
CLOCK_FILE = "terminal_app/core/clock.py"
MONEY_PATH = (
    "terminal_app/bitget/classic/**",
    "terminal_app/bitget/unified/**",
    "terminal_app/bitget/wire/**",
    "terminal_app/core/account.py",
    "terminal_app/core/commands.py",
    "terminal_app/core/events.py",
    "terminal_app/core/instrument.py",
    "terminal_app/core/money.py",
    "terminal_app/core/orders.py",
    "terminal_app/core/outcomes.py",
    "terminal_app/core/records.py",
    "terminal_app/core/strategy_orders.py",
    "terminal_app/journal/**",
    "terminal_app/paper/engine/**",
    "terminal_app/paper/server/encode/**",
    "terminal_app/paper/server/ordering.py",
    "terminal_app/paper/server/params.py",
    "terminal_app/trading/**",
    "terminal_app/ui/number_input.py",
    "terminal_app/ui/panels/chart/trader.py",
    "terminal_app/ui/panels/chart/typed.py",
    "terminal_app/ui/panels/ladder/dealing.py",
    "terminal_app/ui/panels/ladder/intents.py",
    "terminal_app/ui/panels/ladder/plans.py",
    "terminal_app/ui/panels/ladder/sizes.py",
    "terminal_app/ui/panels/ladder/stops.py",
    "terminal_app/ui/panels/orders/amend.py",
    "terminal_app/ui/panels/positions/closing.py",
    "terminal_app/ui/panels/positions/guarding.py",
    "terminal_app/ui/panels/positions/protecting.py",
    "terminal_app/ui/panels/ticket/**",
    "terminal_app/ui/panels/triggers/amend.py",
)
# Probabilities and delays of the simulated market.
NOT_MONEY = ("terminal_app/paper/engine/models/**",)
WIRE = ("terminal_app/bitget/wire/**",)

TASK_STARTERS = {"create_task", "ensure_future"}
WALL_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One place where the code does what the house does not."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def main(arguments: list[str]) -> int:
    """Check the files and print every breach. Returns 0 if there is none."""
    files = [Path(name).resolve() for name in arguments] or sorted((ROOT / "terminal_app").rglob("*.py"))
    breaches = [
        breach
        for file in files
        for breach in check(file.read_text("utf-8"), file.relative_to(ROOT).as_posix())
    ]
    for breach in breaches:
        sys.stdout.write(f"{breach}\n")
    sys.stdout.write(f"house lint: {len(files)} files, {len(breaches)} breaches\n")
    return 1 if breaches else 0


def check(source: str, path: str) -> list[Breach]:
    """All breaches in one file, in the order of their lines.

    Args:
        source: the text of the file.
        path: where it is, from the repository's root, with forward slashes: the rules depend on it.
    """
    tree = ast.parse(source, path)
    nodes = list(ast.walk(tree))
    return sorted(Breach(path, line, message) for rule in rules_for(path) for line, message in rule(nodes))


Rule = Callable[[list[ast.AST]], Iterator[tuple[int, str]]]


def rules_for(path: str) -> list[Rule]:
    """The rules that hold in this file."""
    rules: list[Rule] = [nested_loops]
    if path != TASK_FILE:
        rules.append(lost_tasks)
    if path != CLOCK_FILE:
        rules.append(wall_clocks)
    if within(path, MONEY_PATH) and not within(path, NOT_MONEY):
        rules.append(floats)
    if within(path, WIRE):
        rules.append(float_fields)
    return rules


def within(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path is one of these files or lies in one of these folders (`folder/**`)."""
    parents = {str(parent) for parent in PurePosixPath(path).parents}
    return any(path == pattern or pattern.removesuffix("/**") in parents for pattern in patterns)


def lost_tasks(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Tasks started by anything but a `TaskGroup` opened in this file."""
    groups = {
        item.optional_vars.id
        for node in nodes
        if isinstance(node, ast.AsyncWith)
        for item in node.items
        if isinstance(item.optional_vars, ast.Name)
        and isinstance(item.context_expr, ast.Call)
        and dotted(item.context_expr.func).endswith("TaskGroup")
    }
    for call in calls(nodes):
        owner, _, name = dotted(call.func).rpartition(".")
        if name in TASK_STARTERS and owner not in groups:
            yield (
                call.lineno,
                f"{name}() without an owner: use terminal_app.tasks.TaskOwner.spawn or a TaskGroup",
            )


def nested_loops(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Calls of `.exec()` and `.exec_()`, whatever they are called on."""
    for call in calls(nodes):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"exec", "exec_"}:
            yield call.lineno, "exec() runs a nested loop: use open() and a future"


def wall_clocks(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Readings of the time of day."""
    for call in calls(nodes):
        name = ".".join(dotted(call.func).split(".")[-2:])
        if name in WALL_CLOCKS:
            yield call.lineno, f"{name}() reads the computer's clock: take a Clock"
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for alias in node.names:
                if alias.name in {"time", "time_ns"}:
                    yield node.lineno, f"time.{alias.name} reads the computer's clock: take a Clock"


def floats(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Everything that makes a float out of nothing or out of an exact number."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"float literal {node.value!r} on the money path: use Decimal"
    for call in calls(nodes):
        if dotted(call.func) in {"float", "round"}:
            yield call.lineno, f"{dotted(call.func)}() on the money path: use Decimal"


def float_fields(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Annotations that tell the decoder to make a float."""
    for node in nodes:
        if isinstance(node, ast.AnnAssign) and any(
            isinstance(part, ast.Name) and part.id == "float" for part in ast.walk(node.annotation)
        ):
            yield node.lineno, "a wire field declared float: numbers stay text until the one parser"


def calls(nodes: list[ast.AST]) -> Iterator[ast.Call]:
    """The calls among these nodes."""
    return (node for node in nodes if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """`a.b.c` for the expression a.b.c; what is not a plain name is left out: `f(x).b` is `.b`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
