"""Logs of every process: one JSON object a line on standard error, with ids, names of events and durations.

No resident's word ever goes in. Callers pass ids and numbers; whatever else arrives (an exception, a library's message, an object
whose representation may quote what it was given) is reduced to its type and place here, in one spot.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from functools import partial
from typing import Any, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

_PLACES = 4
"""Innermost frames that are named of an exception."""


def configure_logs(process: str) -> None:
    """Send structlog and the standard library's warnings to standard error as JSON, marked with the process's name."""
    _configure_structlog(process)
    root = logging.getLogger()
    root.handlers = [_ThroughStructlog()]
    root.setLevel(logging.WARNING)


def silence_everything_else() -> None:
    """Close the other ways by which text reaches standard error, for the rest of the process; call it after `configure_logs`.

    Tracebacks of threads, of finalizers and of the main thread print messages; warnings quote values (pydantic's name the input that did
    not serialize); a logging call whose arguments do not fit prints them; and libraries bring handlers of their own.
    """
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True


def log() -> structlog.stdlib.BoundLogger:
    """Answer the process's logger.

    A process that configured nothing is safe as well: structlog's own default prints exceptions with their messages and local variables.
    """
    if not structlog.is_configured():
        _configure_structlog("jiayi")
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger())


def _configure_structlog(process: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            # By a processor and not a context variable: threads start with an empty context.
            partial(_of_process, process),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_without_message,
            _only_plain,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _of_process(process: str, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.setdefault("process", process)
    return event


def _exception_without_message(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__, limit=-_PLACES)
        event["at"] = [f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}:{frame.name}" for frame in frames]
    return event


def _only_plain(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: _plain(value) for key, value in event.items()}


def _plain(value: Any) -> Any:
    """Answer the value where JSON has it, and otherwise its type alone: a representation may say anything."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return f"<{type(value).__name__}>"


class _ThroughStructlog(logging.Handler):
    """Libraries' own messages may quote data: only the logger's name, the level and the exception's type pass."""

    def emit(self, record: logging.LogRecord) -> None:
        event: dict[str, object] = {"library": record.name, "line": record.lineno}
        if record.exc_info and record.exc_info[1]:
            event["exc_info"] = record.exc_info[1]
        log().log(record.levelno, "library message", **event)


def _uncaught(kind: type[BaseException], error: BaseException, _trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log().critical("uncaught", exc_info=error)


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    thread = told.thread.name if told.thread else None
    log().error("uncaught in a thread", thread=thread, exc_info=told.exc_value)


def _unraisable(told: sys.UnraisableHookArgs) -> None:
    log().error("uncaught in a finalizer", exc_info=told.exc_value)
