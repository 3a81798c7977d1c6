"""A pytest plugin that plants one mutant: `TERMINAL_MUTANT=NAME pytest -p tests.faults.mutant_plugin`.

The changed source is compiled in memory when the module is imported; processes that a test starts inherit it
only if they load this plugin too.
"""

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tests.faults.mutant import Mutant
from tests.faults.mutants import MUTANTS

VARIABLE = "TERMINAL_MUTANT"


class _Wrong(SourceFileLoader):
    """Loads a module with the mutant in it."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text; what was compiled before is not looked at."""
        path = self.get_filename(fullname)
        text = Path(path).read_text("utf-8")
        if text.count(self.mutant.text) != 1:
            raise ImportError(f"the mutant {self.mutant.name!r} does not fit any more")
        return compile(text.replace(self.mutant.text, self.mutant.wrong), path, "exec")


class _Finder(MetaPathFinder):
    """Finds the one module that is to be wrong."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._module = mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The seam of the import system."""
        if fullname != self._module:
            return None
        loader = _Wrong(fullname, str(Path(self._mutant.file).absolute()))
        loader.mutant = self._mutant
        return importlib.util.spec_from_file_location(fullname, loader.path, loader=loader)


def plant(name: str) -> None:
    """Plant a mutant before its module is imported.

    Raises:
        StopIteration: there is none of that name.
    """
    sys.meta_path.insert(0, _Finder(next(mutant for mutant in MUTANTS if mutant.name == name)))


if os.environ.get(VARIABLE):
    plant(os.environ[VARIABLE])
