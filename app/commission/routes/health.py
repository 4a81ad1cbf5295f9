"""For whoever runs the service: is it well, and its numbers. Nothing here is about a resident."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.commission.access import Anyhow
from app.commission.schemas import Health

router = APIRouter(tags=["operation"])


@router.get("/healthz", responses={503: {"model": Health}})
def healthz(held: Anyhow, response: Response) -> Health:
    """Whether the service and its database answer."""
    if not held.ready:
        response.status_code = 503
        return Health(status="starting")
    if not held.database.alive():
        response.status_code = 503
        return Health(status="database_away")
    return Health(status="ok")


@router.get("/metrics", response_class=Response)
def metrics(held: Anyhow) -> Response:
    """Numbers in Prometheus' text format."""
    return Response(held.metrics.text(), media_type=CONTENT_TYPE_LATEST)
