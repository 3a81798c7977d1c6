"""What is done with recordings beside the window: a copy for others, and a window that plays one.

Both are programs of their own: reading a long recording would cost this one frames.
"""

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from subprocess import Popen

from terminal_app.app.paper_launch import own_command
from terminal_app.app.paths import Paths, paths_for
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.keys import PAPER_PROFILE
from terminal_app.credentials.environment import child_environment

OPEN_ALREADY = 3
"""The exit code of a program that finds its data folder in use."""
_WATCHED_SECONDS, _LOOK_SECONDS = 3.0, 0.1
_SAID = "replay-window.log"


async def export(source: Path, target: Path) -> str:
    """Write a copy of a recording for others; returns what the program that wrote it says.

    Raises:
        EnvironmentTroubleError: it could not be written.
    """
    process = await asyncio.create_subprocess_exec(
        *own_command(),
        "replay",
        str(source),
        "--export",
        str(target),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env=child_environment(os.environ),
    )
    try:
        said, complained = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        why = complained.decode(errors="replace").strip().splitlines()
        raise EnvironmentTroubleError(why[-1] if why else "The copy could not be written.")
    return said.decode(errors="replace").strip()


async def open_replay(source: Path, paths: Paths) -> Popen[bytes]:
    """Play a recording in a window of its own, which lives on when this one is closed.

    It looks as this one does, and keeps what it keeps in a folder of its own.

    Raises:
        EnvironmentTroubleError: that window did not open.
    """
    theirs = paths_for(PAPER_PROFILE, paths.root / "replay")
    try:
        theirs.make()
        if paths.settings.is_file():
            shutil.copyfile(paths.settings, theirs.settings)
        process = _detached(source, theirs)
    except OSError as error:
        raise EnvironmentTroubleError(
            f"The replay has no place to keep things: {error.strerror}. Check the disk."
        ) from error
    for _ in range(round(_WATCHED_SECONDS / _LOOK_SECONDS)):
        await asyncio.sleep(_LOOK_SECONDS)
        if process.poll() is not None:
            break
    else:
        return process
    if process.returncode == OPEN_ALREADY:
        raise EnvironmentTroubleError("A recording is open already. Close its window first.")
    said = (theirs.logs / _SAID).read_text("utf-8", "replace").strip().splitlines()
    raise EnvironmentTroubleError(said[-1] if said else "The window of the replay did not open.")


def _detached(source: Path, theirs: Paths) -> Popen[bytes]:
    """Start the window. Not by asyncio, whose processes end with their loop."""
    command = [*own_command(), "--replay", str(source), "--data-dir", str(theirs.root)]
    with (theirs.logs / _SAID).open("wb") as said:
        return Popen(
            command,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=said,
            start_new_session=True,
            env=child_environment(os.environ),
        )
