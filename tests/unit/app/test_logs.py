"""What a resident said never reaches a log, by whichever way an exception or a library tries to say it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app.logs import configure_logs, log

WORDS = "胸闷两天，孙子叫小明"


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    # Tests that ran before may have configured or silenced these loggers; here they are as a new process has them.
    for name in ("some", "some.library", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.disabled, logger.propagate, logger.handlers = False, True, []
        logger.setLevel(logging.NOTSET)
    logging.disable(logging.NOTSET)
    yield
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    configure_logs("compute")

    def read() -> list[dict[str, Any]]:
        captured = capsys.readouterr()
        assert captured.out == ""
        assert WORDS not in captured.err
        assert json.dumps(WORDS)[1:-1] not in captured.err
        return [json.loads(line) for line in captured.err.splitlines()]

    return read


def quote(words: str) -> None:
    raise ValueError(f"cannot understand {words!r}")


def test_an_exception_is_logged_by_type_and_place(said: Any) -> None:
    try:
        quote(WORDS)
    except ValueError as error:
        log().error("turn failed", exc_info=error)
    (line,) = said()
    assert (line["event"], line["error"], line["level"]) == ("turn failed", "ValueError", "error")
    assert line["at"][-1].endswith(":quote")
    assert line["at"][-1].startswith("test_logs.py:")


@pytest.mark.parametrize("how", ["true", "tuple", "exception"])
def test_every_way_of_passing_an_exception_is_the_same(said: Any, how: str) -> None:
    try:
        quote(WORDS)
    except ValueError:
        if how == "exception":
            log().exception("turn failed")
        else:
            log().error("turn failed", exc_info=True if how == "true" else sys.exc_info())
    assert said()[0]["error"] == "ValueError"


def test_the_cause_and_the_notes_of_an_exception_stay_out(said: Any) -> None:
    try:
        try:
            quote(WORDS)
        except ValueError as cause:
            error = RuntimeError(f"again {WORDS}")
            error.add_note(WORDS)
            raise error from cause
    except RuntimeError as error:
        log().error("turn failed", exc_info=error)
    assert said()[0]["error"] == "RuntimeError"


@pytest.mark.parametrize("value", [ValueError(WORDS), {"said": WORDS}, [ValueError(WORDS)], WORDS.encode()], ids=type)
def test_a_value_that_is_not_plain_is_named_by_its_type(said: Any, value: Any) -> None:
    log().warning("odd", value=value)
    inner = value[0] if isinstance(value, list) else value
    expected = f"<{type(inner).__name__}>"
    assert said()[0]["value"] == ([expected] if isinstance(value, list) else expected)


def test_a_librarys_message_and_its_arguments_stay_out(said: Any) -> None:
    logging.getLogger("some.library").warning("could not read %s", WORDS)
    try:
        quote(WORDS)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application: %s", WORDS)
    first, second = said()
    assert (first["event"], first["library"], first["level"]) == ("library message", "some.library", "warning")
    assert (second["library"], second["error"]) == ("uvicorn.error", "ValueError")


def test_the_process_is_named_in_every_thread(said: Any) -> None:
    thread = threading.Thread(target=lambda: log().info("here"))
    thread.start()
    thread.join()
    assert said()[0]["process"] == "compute"


def test_a_process_that_configured_nothing_is_as_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """The default of structlog prints a traceback with local variables, in colour."""
    structlog.reset_defaults()
    try:
        quote(WORDS)
    except ValueError as error:
        log().error("turn failed", exc_info=error)
    captured = capsys.readouterr()
    assert WORDS not in captured.out + captured.err
    assert json.loads(captured.err)["error"] == "ValueError"


LOUD = """
import logging, sys, threading, warnings
library = logging.getLogger("loud")
library.propagate = False
library.addHandler(logging.StreamHandler())
from app.logs import configure_logs, silence_everything_else
configure_logs("compute")
if sys.argv[1] == "silent":
    silence_everything_else()
words = "".join(map(chr, (33016, 38391, 20004, 22825)))

def fail():
    raise ValueError(words)

class Finalized:
    def __del__(self):
        fail()

thread = threading.Thread(target=fail); thread.start(); thread.join()
made = Finalized(); del made
warnings.warn("input_value=" + words)
library.warning(words)
logging.getLogger("clumsy").warning("%d", words)
fail()
"""


@pytest.mark.parametrize("how", ["silent", "loud"])
def test_what_python_itself_prints_is_silenced(how: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", LOUD, how], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 1
    assert done.stdout == ""
    if how == "loud":  # the ways are real: without the silence each of them speaks
        assert done.stderr.count("胸闷两天") >= 5
        return
    assert "胸闷两天" not in done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == [
        "uncaught in a thread",
        "uncaught in a finalizer",
        "library message",
        "library message",
        "library message",
        "uncaught",
    ]
    assert [event.get("library") for event in events[2:5]] == ["py.warnings", "loud", "clumsy"]
