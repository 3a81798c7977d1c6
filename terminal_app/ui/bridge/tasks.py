"""Short asynchronous actions of the person, started from Qt: greyed while they run, told when they fail."""

import asyncio
import logging
from collections.abc import Coroutine

from PySide6.QtWidgets import QWidget

from terminal_app.core.errors import TerminalError
from terminal_app.tasks import TaskOwner
from terminal_app.ui.notice_board import NoticeBoard

log = logging.getLogger(__name__)

_OUR_FAULT = "Something went wrong inside the program. The log says what."


class UiTasks:
    """Starts actions and shows their errors.

    Args:
        tasks: owns what runs; closed by whoever made it.
        notices: where errors are told.
    """

    def __init__(self, tasks: TaskOwner, notices: NoticeBoard) -> None:
        self._tasks = tasks
        self._notices = notices

    def start(self, work: Coroutine[object, object, object], busy: QWidget | None = None) -> None:
        """Run an action; `busy` is disabled meanwhile, and may be destroyed before the action ends."""
        self._tasks.spawn(self._run(work, _Busy(busy)), "action")

    async def _run(self, work: Coroutine[object, object, object], busy: "_Busy") -> None:
        busy.begin()
        try:
            await work
        except asyncio.CancelledError:
            raise
        except TerminalError as error:
            log.info("%s %s", error.sentence, error.detail)
            self._notices.error(error.sentence)
        except Exception:
            log.exception("an action of the window failed")
            self._notices.error(_OUR_FAULT)
        finally:
            busy.end()


class _Busy:
    """A widget that is disabled for a while, unless it goes away first."""

    def __init__(self, widget: QWidget | None) -> None:
        self._widget = widget
        if widget is not None:
            widget.destroyed.connect(self._forget)

    def begin(self) -> None:
        """Disable it."""
        if self._widget is not None:
            self._widget.setEnabled(False)

    def end(self) -> None:
        """Enable it again."""
        if self._widget is not None:
            self._widget.setEnabled(True)

    def _forget(self) -> None:
        self._widget = None
