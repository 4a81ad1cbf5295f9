"""Logs of every process: one JSON object a line on standard error, with ids, names of events and durations.

No resident's word ever goes in: callers pass ids and numbers, and exceptions are logged by type and place, because a
message of a foreign library may quote what it was given.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import cast

import structlog
from structlog.typing import EventDict, WrappedLogger


def configure_logs(process: str) -> None:
    """Send structlog and the standard library's warnings to standard error as JSON, marked with the process's name."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_without_message,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    handler = _ThroughStructlog()
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def log() -> structlog.stdlib.BoundLogger:
    """Answer the process's logger."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger())


def _exception_without_message(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        event["at"] = [f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}:{frame.name}" for frame in frames]
    return event


class _ThroughStructlog(logging.Handler):
    """Libraries' own messages may quote data: only the logger's name, the level and the exception's type pass."""

    def emit(self, record: logging.LogRecord) -> None:
        event: dict[str, object] = {"library": record.name, "line": record.lineno}
        if record.exc_info and record.exc_info[1]:
            event["exc_info"] = record.exc_info[1]
        log().log(record.levelno, "library message", **event)
