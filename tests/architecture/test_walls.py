"""The house linter names every breach it is meant to name, and nothing else."""

import pytest

import house_lint

PANEL = "terminal_app/ui/panels/orders/panel.py"
STREAM = "terminal_app/bitget/stream.py"
RISK = "terminal_app/trading/risk.py"
WIRE = "terminal_app/bitget/wire/unified/orders.py"

BREACHES = [
    (STREAM, "import asyncio\nasyncio.create_task(f())", "create_task() without an owner"),
    (STREAM, "from asyncio import create_task\ncreate_task(f())", "create_task() without an owner"),
    (STREAM, "def go(loop):\n    loop.create_task(f())", "create_task() without an owner"),
    (STREAM, "def go(loop):\n    asyncio.ensure_future(f())", "ensure_future() without an owner"),
    (STREAM, "def go(self):\n    self.group().create_task(f())", "create_task() without an owner"),
    (PANEL, "def ask(dialog):\n    dialog.exec()", "exec() runs a nested loop"),
    (PANEL, "def ask():\n    QMenu(None).exec_(point)", "exec() runs a nested loop"),
    (RISK, "def f():\n    return 0.5", "float literal 0.5"),
    (RISK, "def f(size):\n    return -1e3 * size", "float literal 1000.0"),
    (RISK, "def f(size):\n    return float(size)", "float() on the money path"),
    (RISK, "def f(size):\n    return round(size, 2)", "round() on the money path"),
    ("terminal_app/core/money.py", "HALF = \\\n  0.5", "float literal 0.5"),
    ("terminal_app/paper/engine/matching.py", "HALF = \\\n  0.5", "float literal 0.5"),
    (WIRE, "class Order:\n    price: float", "a wire field declared float"),
    (WIRE, "class Order:\n    price: list[float] | None = None", "a wire field declared float"),
    (RISK, "import time\nnow = time.time()", "time.time() reads the computer's clock"),
    (RISK, "import datetime\nnow = datetime.datetime.now(datetime.UTC)", "datetime.now() reads"),
    (RISK, "x = 1\nfrom time import time_ns", "time.time_ns reads"),
]

FINE = [
    ("terminal_app/tasks.py", "loop.create_task(f())"),
    (STREAM, "async def f():\n    async with asyncio.TaskGroup() as tasks:\n        tasks.create_task(g())"),
    ("terminal_app/core/clock.py", "import time\nnow = time.time_ns()"),
    ("terminal_app/ui/panels/chart/panel.py", "WIDTH = 0.5\nx = float(round(WIDTH))"),
    ("terminal_app/paper/engine/models/walk.py", "CHANCE = 0.5"),
    ("terminal_app/core/market.py", "SECONDS = 0.5"),
    (RISK, "HALF = Decimal('0.5')\ndeadline: float = clock.monotonic()"),
    ("terminal_app/journal/writer.py", "cursor.execute('select 1')\nexec('pass')"),
]


@pytest.mark.parametrize(("path", "source", "message"), BREACHES)
def test_names_the_breach_and_its_line(path: str, source: str, message: str) -> None:
    (breach,) = house_lint.check(source, path)

    assert breach.message.startswith(message)
    assert str(breach).startswith(f"{path}:2: ")


@pytest.mark.parametrize(("path", "source"), FINE)
def test_lets_sound_code_pass(path: str, source: str) -> None:
    assert house_lint.check(source, path) == []


def test_the_program_has_no_breach(capsys: pytest.CaptureFixture[str]) -> None:
    assert house_lint.main([]) == 0, capsys.readouterr().out
