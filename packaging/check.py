"""Run every static check, show what each says, and fail if any of them does."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("python", "packaging/house_lint.py"),
    ("lint-imports", "--no-logo"),
    ("mypy",),
)


def main() -> int:
    """Run them all. Returns 0 if every one passed."""
    failed = []
    for name, *arguments in CHECKS:
        line = " ".join((name, *arguments))
        sys.stdout.write(f"== {line}\n")
        sys.stdout.flush()
        started = time.monotonic()
        code = subprocess.run([str(BIN / name), *arguments], cwd=ROOT, check=False).returncode
        sys.stdout.write(f"   {'ok' if code == 0 else 'FAILED'} after {time.monotonic() - started:.1f} s\n")
        failed += [line] if code else []
    sys.stdout.write(f"check: {'failed: ' + ', '.join(failed) if failed else 'all passed'}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
