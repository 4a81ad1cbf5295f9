"""The compute node's HTTP face: `POST /v1/turns`, `/healthz`, `/metrics`. Holds no resident's word after the answer is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx
from agents.graph import Consultation
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from kg.labs import match_indicator
from prometheus_client import generate_latest
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from agents.knowledge import Knowledge
from agents.reports.port import ReportReader
from app.compute.errors import NotReady
from app.compute.metrics import ComputeMetrics
from app.compute.node import Node
from app.compute.push import Pusher
from app.compute.sandbox import Sandbox
from app.compute.turns import MAX_REQUEST, TurnService
from app.knowledge import load_knowledge
from app.logs import log
from app.settings import ComputeSettings
from records.errors import CannotOpen, Reason

_COMMISSION_TIMEOUT_S = 10.0


class Health(BaseModel):
    """State of a node: `serving` only when it is admitted and holds the keys it needs."""

    status: str
    sandbox_enforced: bool
    report_reader: bool


def create_app(settings: ComputeSettings, sandbox: Sandbox) -> FastAPI:
    """Assemble one node: loads the graph and, where set, the report reader; admission and pushing start with the server."""
    metrics = ComputeMetrics()
    client = httpx.Client(
        base_url=settings.commission_url,
        timeout=_COMMISSION_TIMEOUT_S,
        verify=str(settings.commission_ca) if settings.commission_ca else True,
        trust_env=False,
    )
    knowledge = load_knowledge()
    node = Node(
        client,
        origin=settings.compute_origin,
        root_fingerprint=settings.root_fingerprint,
        production=not settings.development,
        metrics=metrics,
    )
    pusher = Pusher(client, metrics)
    reader = _report_reader(knowledge) if settings.read_reports else None
    turns = TurnService(node, Consultation(knowledge, reader), pusher, metrics)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        node.start()
        pusher.start()
        yield
        await run_in_threadpool(node.stop)
        await run_in_threadpool(pusher.stop)
        await run_in_threadpool(client.close)

    app = FastAPI(title="Jiayi compute node", lifespan=lifespan, docs_url=None, redoc_url=None)
    # The page lives on the commission's origin. A turn carries no cookie and no credential, so any origin may send one.
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["POST", "GET"], allow_headers=["content-type"]
    )

    @app.post("/v1/turns", response_class=StreamingResponse)
    async def post_turn(request: Request) -> Response:
        try:
            body = await _limited_body(request)
            opened = await run_in_threadpool(turns.open, body)
        except CannotOpen as error:
            metrics.cannot_open.labels(error.reason.value).inc()
            return JSONResponse({"error": "cannot_open"}, status_code=400)
        except NotReady:
            return JSONResponse({"error": "not_ready"}, status_code=503, headers={"retry-after": "2"})
        return StreamingResponse(
            turns.stream(opened), media_type="application/octet-stream", headers={"cache-control": "no-store"}
        )

    @app.get("/healthz")
    def healthz(response: Response) -> Health:
        ready = node.ready
        response.status_code = 200 if ready else 503
        return Health(
            status="serving" if ready else "waiting for admission",
            sandbox_enforced=sandbox.enforced,
            report_reader=reader is not None,
        )

    @app.get("/metrics", response_class=PlainTextResponse)
    def get_metrics() -> Response:
        return PlainTextResponse(generate_latest(metrics.registry))

    return app


def _report_reader(knowledge: Knowledge) -> ReportReader:
    from agents.reports.reader import OcrReader  # noqa: PLC0415 - loads 100 MB of models, only where wanted

    reader = OcrReader(partial(match_indicator, knowledge.graph))
    log().info("report reader loaded")
    return reader


async def _limited_body(request: Request) -> bytes:
    """Read the body up to the format's limit; what is longer is refused before it is held."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_REQUEST:
            raise CannotOpen(Reason.TOO_LONG)
    return bytes(body)
