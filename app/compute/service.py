"""The compute node's HTTP face: `POST /v1/turns`, `/healthz`, `/metrics`. Holds no resident's word after the answer is sent."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from prometheus_client import generate_latest
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from agents.graph import Consultation
from agents.knowledge import Knowledge
from agents.reports.port import ReportReader
from app.compute.addresses import Commission, FixedAddresses
from app.compute.attest.attester import Attester
from app.compute.errors import Busy, NotReady
from app.compute.intake import Intake
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.running import Runner
from app.compute.sandbox import Sandbox
from app.compute.turns import TurnService
from app.knowledge import load_knowledge
from app.language.connect import assistant_of
from app.language.endpoint import Endpoint
from app.logs import log
from app.settings import ComputeSettings, LanguageSettings
from app.version import SOFTWARE
from kg.labs import match_indicator
from records.errors import CannotOpen

_TURNS_A_CORE = 2
"""Turns at once, where one lasts so long that the next begins beside it (`app.compute.running`)."""
_TURNS_AT_A_MODEL = 24
"""Turns more, where a language model is waited for."""
_RETRY_AFTER_S = "2"
_OUTSIDE = frozenset({"origin", "forwarded", "x-forwarded-for", "x-real-ip", "via"})
"""Headers that a proxy sets, or a browser for a page of another origin."""
_TURNED_AWAY: dict[type[Exception], tuple[int, str]] = {
    NotReady: (503, "not_ready"),
    Busy: (503, "busy"),
    TimeoutError: (408, "too_slow"),
    ClientDisconnect: (400, "gone"),
}
_COMMISSION_TIMEOUT_S = 10.0
_ERROR: dict[str, Any] = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
    "additionalProperties": False,
}
_REFUSED: dict[str, Any] = {"description": "Refused", "content": {"application/json": {"schema": _ERROR}}}
_NO_FRAMES: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 408, 503), _REFUSED)
_SEALED_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FramesResponse(StreamingResponse):
    """Sealed frames, one after the other."""

    media_type = "application/octet-stream"


class Health(BaseModel):
    """State of a node: `serving` only when it is admitted and holds the keys it needs."""

    status: str
    sandbox_enforced: bool
    sandbox_tried: tuple[str, ...] = ()
    """What the sandbox's self-test tried in vain at start; empty where nothing is enforced."""
    report_reader: bool


@dataclass(frozen=True)
class Parts:
    """What one node is made of; `health` gives what does not change while it runs."""

    client: httpx.Client
    node: Node
    pusher: Pusher
    turns: TurnService
    metrics: ComputeMetrics
    health: Health
    runner: Runner
    intake: Intake

    def stop(self) -> None:
        """Stop in this order: turns that still run have records to push, and pushing needs the client."""
        self.runner.close()
        self.pusher.stop()
        self.node.stop()
        self.client.close()


def create_app(
    settings: ComputeSettings,
    sandbox: Sandbox,
    language: LanguageSettings,
    endpoint: Endpoint | None,
    commission: Commission,
    attester: Attester,
) -> FastAPI:
    """Make one node: loads the graph and, where set, report reader and language model; admission and pushing start with the server."""
    metrics = ComputeMetrics()
    client = httpx.Client(
        base_url=settings.commission_url,
        timeout=_COMMISSION_TIMEOUT_S,
        transport=FixedAddresses(commission, ca=settings.commission_ca),
    )
    knowledge = load_knowledge()
    node = Node(
        client,
        origin=settings.compute_origin,
        root_fingerprint=settings.root_fingerprint,
        production=not settings.development,
        metrics=metrics,
        attester=attester,
    )
    pusher = Pusher(client, metrics)
    reader = _report_reader(knowledge) if settings.read_reports else None
    assistant = assistant_of(language, endpoint, knowledge)
    if assistant is not None:
        assistant.warm()
        log().info("language model set", boundary=language.llm_boundary, images=language.llm_images)
    turns = TurnService(node, Consultation(knowledge, reader, language=assistant), pusher, metrics)
    health = Health(
        status="", sandbox_enforced=sandbox.enforced, sandbox_tried=sandbox.tried, report_reader=reader is not None
    )
    # A turn that waits for a model uses no core, and must not keep the others from theirs.
    slots = _TURNS_A_CORE * (os.cpu_count() or 1) + (_TURNS_AT_A_MODEL if assistant is not None else 0)
    runner = Runner(slots)
    # The graph's million objects live as long as the process: no collection need look at them, which would hold up every turn.
    gc.collect()
    gc.freeze()
    return assemble(Parts(client, node, pusher, turns, metrics, health, runner, Intake()))


def assemble(parts: Parts) -> FastAPI:
    """Put the HTTP face before the parts of a node."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        parts.node.start()
        parts.pusher.start()
        yield
        await run_in_threadpool(parts.stop)

    app = FastAPI(
        title="Jiayi compute node",
        version=SOFTWARE.rpartition(" ")[2],
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    # The page lives on the commission's origin. A turn carries no cookie and no credential, so any origin may send one.
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["POST", "GET"], allow_headers=["content-type"]
    )

    @app.post("/v1/turns", response_class=FramesResponse, responses=_NO_FRAMES, openapi_extra=_SEALED_BODY)
    async def post_turn(request: Request) -> Response:
        """One turn of a consultation, sealed (FORMAT.md, sections 2 and 3); answered frame by frame as it is thought."""
        try:
            async with parts.intake.body(request) as body:
                frames = await parts.runner.run(parts.turns.answer(body))
        except (CannotOpen, NotReady, Busy, TimeoutError, ClientDisconnect) as error:
            return _refusal(error, parts.metrics)
        return FramesResponse(frames, headers={"cache-control": "no-store"})

    # Neither of these waits for a thread: a node that is busy still says how it is.
    @app.get("/healthz", responses={503: {"model": Health}})
    async def healthz(response: Response) -> Health:
        """Whether the node is admitted and serves."""
        ready = parts.node.ready
        response.status_code = 200 if ready else 503
        return parts.health.model_copy(update={"status": "serving" if ready else "waiting for admission"})

    @app.get("/metrics", response_class=PlainTextResponse, responses={404: _REFUSED})
    async def get_metrics(request: Request) -> Response:
        """Numbers in Prometheus' text format, for the node's own network only."""
        if not _from_inside(request):
            return JSONResponse({"error": "not_found"}, status_code=404)
        return PlainTextResponse(generate_latest(parts.metrics.registry))

    return app


def _refusal(error: Exception, metrics: ComputeMetrics) -> Response:
    """Answer a request that is not answered with frames. What could not be opened gets one opaque answer, whatever the reason."""
    if isinstance(error, CannotOpen):
        metrics.cannot_open.labels(error.reason.value).inc()
        return JSONResponse({"error": "cannot_open"}, status_code=400)
    status, name = next(answer for kind, answer in _TURNED_AWAY.items() if isinstance(error, kind))
    metrics.turned_away.labels(name).inc()
    return JSONResponse({"error": name}, status_code=status, headers={"retry-after": _RETRY_AFTER_S})


def _from_inside(request: Request) -> bool:
    """Answer whether a request comes from the node's own network, and neither by way of a proxy nor from a web page.

    The counters tell why each request did not open, which is told to nobody outside (FORMAT.md, section 7).
    """
    if not _OUTSIDE.isdisjoint(request.headers.keys()):
        return False
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return address.is_private or address.is_link_local


def _report_reader(knowledge: Knowledge) -> ReportReader:
    from agents.reports.reader import OcrReader  # noqa: PLC0415 - loads 100 MB of models, only where wanted

    reader = OcrReader(partial(match_indicator, knowledge.graph))
    log().info("report reader loaded")
    return reader
