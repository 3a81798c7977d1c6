"""The last net: what nobody caught, in slots, threads, tasks and Qt itself, is logged and ends nothing."""

import asyncio
import logging
import sys
import threading
from collections.abc import Mapping
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger(__name__)

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HARMLESS_QT = ("This plugin does not support propagateSizeHints()", "This plugin does not support raise()")


def install(loop: asyncio.AbstractEventLoop) -> None:
    """Report every uncaught exception and every message of Qt through the log."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    loop.set_exception_handler(_loop_trouble)
    qInstallMessageHandler(_qt_message)


def uninstall() -> None:
    """Give the hooks back."""
    sys.excepthook = sys.__excepthook__
    sys.unraisablehook = sys.__unraisablehook__
    threading.excepthook = threading.__excepthook__
    qInstallMessageHandler(None)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.error("unexpected %s", kind.__name__, exc_info=(kind, error, trace))


def _unraisable(what: "sys.UnraisableHookArgs") -> None:
    log.error("unexpected %s", what.exc_type.__name__, exc_info=what.exc_value)


def _in_thread(what: threading.ExceptHookArgs) -> None:
    if what.exc_type is not SystemExit:
        log.error("unexpected %s in a thread", what.exc_type.__name__, exc_info=what.exc_value)


def _loop_trouble(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    error = context.get("exception")
    log.error("%s", context.get("message"), exc_info=error if isinstance(error, BaseException) else None)


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if text not in _HARMLESS_QT:
        log.log(_QT_LEVELS[kind], "Qt: %s", text)
