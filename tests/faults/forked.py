"""Processes that start quickly: a server imports everything once, and each process is a fork of it.

So a start costs what a start of the program does, and not what Python's imports do. A seeded bug is planted
in the server, and with that in all of them.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection, Listener
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Concatenate, ParamSpec

from tests.faults.mutant_plugin import VARIABLE

P = ParamSpec("P")

_OURS = "tests.faults."
_PLANTED = """
import runpy, sys
import tests.faults.mutant_plugin
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""


def forked(
    main: Callable[Concatenate[Connection, P], None], *args: P.args, **kwargs: P.kwargs
) -> tuple[ForkServerProcess, Connection]:
    """Start a process that runs `main` with its end of a pipe; returns it and the other end."""
    ours, theirs = _server().Pipe()
    process = _server().Process(target=main, args=(theirs, *args), kwargs=kwargs, daemon=True)
    process.start()
    theirs.close()
    return process, ours


def cold(module: str, *arguments: object) -> tuple["subprocess.Popen[bytes]", Connection]:
    """Start a module in a new interpreter; it is told the address of a pipe, and gets the arguments there."""
    with Listener() as listener:
        process = subprocess.Popen([sys.executable, "-c", _PLANTED, module, str(listener.address)])
        pipe = listener.accept()
    pipe.send(arguments)
    return process, pipe


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    mutant = ["tests.faults.mutant_plugin"] if os.environ.get(VARIABLE) else []
    # Each process runs the program's main module once more: what that imports should be there already.
    context.set_forkserver_preload([*mutant, *(name for name in sys.modules if name.startswith(_OURS))])
    return context
