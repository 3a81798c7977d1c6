"""`python -m terminal_app` is the same as the `terminal-app` command."""

import sys

from terminal_app.app.cli import main

sys.exit(main())
