"""Compile every packaging/requirements/*.in into its hash-pinned, universal .txt.

Usage: python packaging/lock.py [--upgrade]   (any further option of `uv pip compile`)

Versions already pinned stay unless they no longer fit; `--upgrade` moves them all. No index or host is
written into the files, so they install from whatever index the reader has set up.
"""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
# `runtime` comes first: the others are constrained by its result.
ORDER = ("runtime", "dev", "package", "bench", "lock")
COMPILE = (
    "uv",
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    # pip before 23.3, which many a Python 3.11 comes with, does not apply a pin to `package[extra]` else.
    "--no-strip-extras",
    "--custom-compile-command=make lock",
)


def main(options: list[str]) -> int:
    """Compile all files in order. Returns the exit code of the first failure, or 0."""
    for name in ORDER:
        command = [sys.executable, "-m", *COMPILE, *options, f"{name}.in", "--output-file", f"{name}.txt"]
        finished = subprocess.run(command, cwd=REQUIREMENTS, check=False)
        if finished.returncode:
            return finished.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
