"""Starts the keyring helper for one request, waits no longer than the deadline, and always ends it."""

import asyncio
import contextlib
import logging
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from typing import final

from terminal_app.app.paper_launch import own_command
from terminal_app.core.keys import KeyTrouble
from terminal_app.credentials.environment import child_environment
from terminal_app.credentials.protocol import (
    MAX_LINE_BYTES,
    READY,
    BadLineError,
    Reply,
    Request,
    read_reply,
)

log = logging.getLogger(__name__)

START_SECONDS = 20.0
SILENT_SECONDS = 3.0
"""How long a call may take that asks the person nothing."""

PROMPT_SECONDS = 60.0
"""How long the person has to answer the system's question."""

_VERB = "keyring-helper"
_GRACE_SECONDS = 1.0


@final
class KeyringHelper:
    """Asks the helper. One process for each request.

    Args:
        command: how to start it, without the verb; this program itself unless said otherwise.
        start_seconds, silent_seconds, prompt_seconds: the deadlines.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        start_seconds: float = START_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
        prompt_seconds: float = PROMPT_SECONDS,
    ) -> None:
        self._command = [*(own_command() if command is None else command), _VERB]
        self._start_seconds = start_seconds
        self._silent_seconds = silent_seconds
        self._prompt_seconds = prompt_seconds

    async def ask(self, request: Request) -> Reply:
        """Have one thing done. Never raises for what a store does; being cancelled ends the helper too."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=child_environment(os.environ),
                limit=MAX_LINE_BYTES,
                start_new_session=True,
            )
        except OSError as error:
            return _failed(request, KeyTrouble.NO_HELPER, type(error).__name__)
        try:
            return await self._talk(process, request)
        finally:
            await _end(process)

    async def _talk(self, process: Process, request: Request) -> Reply:
        if process.stdin is None or process.stdout is None:
            return _failed(request, KeyTrouble.NO_HELPER, "no pipes")
        try:
            async with asyncio.timeout(self._start_seconds):
                if await process.stdout.readline() != READY:
                    return _failed(request, KeyTrouble.NO_HELPER, "not ready")
        except (TimeoutError, ValueError) as error:
            return _failed(request, KeyTrouble.NO_HELPER, type(error).__name__)
        try:
            async with asyncio.timeout(self._prompt_seconds if request.may_prompt else self._silent_seconds):
                process.stdin.write(request.line())
                await process.stdin.drain()
                return read_reply(await process.stdout.readline())
        except TimeoutError:
            return _failed(request, KeyTrouble.SILENT, "deadline")
        except (BadLineError, ConnectionError, ValueError) as error:
            return _failed(request, KeyTrouble.REFUSED, type(error).__name__)


def _failed(request: Request, trouble: KeyTrouble, detail: str) -> Reply:
    log.info("the keyring helper failed to %s: %s (%s)", request.op.value, trouble.value, detail)
    return Reply(trouble=trouble, detail=detail)


async def _end(process: Process) -> None:
    """Close its input, which ends it whatever it waits for; kill it if even that does not."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_GRACE_SECONDS):
            await process.wait()
    except TimeoutError:
        log.info("the keyring helper did not end by itself")
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    await process.wait()
