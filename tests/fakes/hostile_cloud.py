"""Who stands between a node and the commission: forwards what it is asked, and answers one path with what it kept from before."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import httpx


class HostileCloud:
    """An HTTP proxy on a free port of loopback before the commission at `target`. While `kept` is a path, it is answered with `answer`."""

    def __init__(self, target: int, *, kept: str) -> None:
        self._target = f"http://127.0.0.1:{target}"
        self.kept = kept
        self.answer = httpx.get(self._target + kept, timeout=60, trust_env=False).raise_for_status().content
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self, method: str, path: str, body: bytes, content_type: str) -> tuple[int, bytes]:
        """Answer a status and a JSON body."""
        if self.kept and path.partition("?")[0] == self.kept:
            return 200, self.answer
        headers = {"content-type": content_type}
        found = httpx.request(method, self._target + path, content=body, headers=headers, timeout=60, trust_env=False)
        return found.status_code, found.content


def _handler(cloud: HostileCloud) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the one overridden
            del format, args

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            content_type = self.headers.get("content-type", "application/json")
            status, answer = cloud.reply(self.command, self.path, body, content_type)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    return Handler
