"""Remove everything the other targets made, the virtual environments included."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".venv*", ".*_cache", ".hypothesis", "build", "dist", "*.egg-info")
FILES = (".coverage*", ".setup.lock")
# Where Python leaves caches beside our own sources.
SOURCES = ("terminal_app", "tests", "packaging")


def main() -> None:
    """Remove them."""
    folders = [found for pattern in FOLDERS for found in ROOT.glob(pattern)]
    folders += [found for source in SOURCES for found in (ROOT / source).rglob("__pycache__")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for file in (found for pattern in FILES for found in ROOT.glob(pattern)):
        file.unlink()


if __name__ == "__main__":
    main()
