"""An endpoint that speaks OpenAI's chat protocol over real HTTP on loopback, and can misbehave in every way that a real one might.

`behave` decides each request's answer: it is given the request's JSON and answers an `Act`. What was asked is kept in `asked`, so that
a test can see what left the process. The protocol is written by hand (SSE chunks, tool calls, errors), independent of
the SDK that is tested with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

Json = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """How one request is answered: a text or function calls, streamed in pieces, or something that goes wrong."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    """(name, arguments as sent)"""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    wait_s: float = 0.0
    """Before the first byte."""
    after_asked: int = 0
    """Not before so many requests have come in all; each of them says so."""
    drip_s: float = 0.0
    """Between pieces."""
    cut: bool = False
    """End the connection after half of the pieces."""
    raw: bytes | None = None
    """These very bytes instead of the protocol's."""
    media_type: str = "text/event-stream"
    finish: str = "stop"
    comments: int = 0
    """SSE comments before the first chunk, `drip_s` apart: bytes that make no event."""
    redirect: str | None = None


Behave = Callable[[Json], Act]


def task_of(asked: Json) -> str:
    """Which of the four tasks a request is for, by its answer's schema; phrasing has none."""
    return asked.get("response_format", {}).get("json_schema", {}).get("name", "phrase")


def data_of(asked: Json) -> Any:
    """The data of a request: JSON, or the content parts of an image."""
    content = asked["messages"][1]["content"]
    return json.loads(content) if isinstance(content, str) else content


def _chunk(delta: Json, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [choice]}
    return f"data: {json.dumps(whole, ensure_ascii=False)}\n\n".encode()


def _usage(tokens: int) -> bytes:
    usage = {"prompt_tokens": tokens // 2, "completion_tokens": tokens - tokens // 2, "total_tokens": tokens}
    whole = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [],
        "usage": usage,
    }
    return f"data: {json.dumps(whole)}\n\n".encode()


def _pieces(act: Act) -> Iterator[bytes]:
    if act.raw is not None:
        yield act.raw
        return
    chunks = [_chunk({"role": "assistant", "content": ""})]
    size = max(1, len(act.text) // 8)
    chunks += [_chunk({"content": act.text[i : i + size]}) for i in range(0, len(act.text), size)]
    for index, (name, arguments) in enumerate(act.calls):
        half = len(arguments) // 2
        function = {"name": name, "arguments": arguments[:half]}
        chunks.append(
            _chunk({"tool_calls": [{"index": index, "id": f"call_{index}", "type": "function", "function": function}]})
        )
        chunks.append(_chunk({"tool_calls": [{"index": index, "function": {"arguments": arguments[half:]}}]}))
    chunks.append(_chunk({}, "tool_calls" if act.calls else act.finish))
    chunks += [_usage(200), b"data: [DONE]\n\n"]
    for _ in range(act.comments):
        yield b": still here\n\n"
        time.sleep(act.drip_s)
    for number, chunk in enumerate(chunks):
        if act.cut and number == len(chunks) // 2:
            raise ConnectionAbortedError
        yield chunk
        time.sleep(act.drip_s)


@dataclass
class LanguageServer:
    """The running server. Set `behave` before asking."""

    behave: Behave = lambda _asked: Act()
    asked: list[Json] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def heard(self) -> str:
        """Everything that was ever asked, as one text."""
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in self.asked)

    @contextlib.contextmanager
    def running(self, *, certificate: str | None = None, key: str | None = None) -> Iterator[LanguageServer]:
        """Serve on a free port until the end of the block, HTTPS when a certificate is given."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self._app(),
            log_config=None,
            log_level="critical",
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=1,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)
            listening.close()

    def _app(self) -> FastAPI:
        app, enough = FastAPI(), asyncio.Event()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> Response:
            asked = await request.json()
            self.asked.append(asked)
            self.keys.append(request.headers.get("authorization"))
            self.headers.append(dict(request.headers))
            act = self.behave(asked)
            if len(self.asked) < act.after_asked:
                await enough.wait()
            else:
                enough.set()
            await asyncio.sleep(act.wait_s)
            return _answered(act)

        @app.post("/stolen")
        async def stolen(request: Request) -> Response:
            self.asked.append({"stolen": (await request.body()).decode()})
            return Response("{}")

        return app


def _answered(act: Act) -> Response:
    if act.redirect is not None:
        return RedirectResponse(act.redirect, status_code=307)
    if act.status != 200:
        body = json.dumps({"error": {"message": act.text or "no", "type": "test"}})
        return Response(body, act.status, dict(act.headers), "application/json")
    return StreamingResponse(_pieces(act), media_type=act.media_type, headers=dict(act.headers))
