"""A tap on the wire: forwards TCP between two ports and keeps every byte, so that a test can search what passed."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote


class Tap:
    """Listens on a free port and forwards each connection to `target`; `recorded` holds what passed either way."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.recorded = bytearray()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop taking connections."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)  # the time limit is for connecting; a stream may be silent for as long as it likes
            threading.Thread(target=self._join, args=(client, server), daemon=True).start()

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    self.recorded += data
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def disguises(phrase: str) -> dict[str, bytes]:
    """Answer the phrase in the encodings in which text usually lies about."""
    raw = phrase.encode()
    found = {
        "utf-8": raw,
        "utf-16-le": phrase.encode("utf-16-le"),
        "utf-16-be": phrase.encode("utf-16-be"),
        "gb18030": phrase.encode("gb18030"),
        "json": phrase.encode("ascii", "backslashreplace"),
        "percent": quote(phrase).encode(),
        "hex": raw.hex().encode(),
    }
    for shift in range(3):
        # Base64 of a text in the middle of another: drop the characters that its neighbours take part in.
        encoded = base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] : -4]
        found[f"base64+{shift}"] = encoded
        found[f"base64url+{shift}"] = encoded.replace(b"+", b"-").replace(b"/", b"_")
    return found


def hits(phrase: str, contents: Iterable[tuple[str, bytes]]) -> list[str]:
    """Answer where the phrase occurs, in any disguise."""
    needles = disguises(phrase)
    return [f"{name}: {kind}" for name, content in contents for kind, needle in needles.items() if needle in content]


def files_below(folder: Path) -> Iterable[tuple[str, bytes]]:
    """Answer every file below a folder with its bytes; what vanishes meanwhile is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with contextlib.suppress(FileNotFoundError):
                yield str(path.relative_to(folder)), path.read_bytes()
