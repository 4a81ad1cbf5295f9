"""The resident's page, as it was built, under a policy that lets it run its own script and talk to the nodes only."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from app.commission.access import Anyhow
from app.commission.page import page_policy, reader_policy
from app.commission.schemas import Problem
from records.store.errors import StoreUnavailable

router = APIRouter(tags=["page"])
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".map": "application/json",
}
_TEXTS: Final = frozenset({".js", ".css", ".svg", ".txt", ".webmanifest", ".map"})
_NO_WEIGHT: Final = re.compile(r"q=0(\.0{0,3})?")
_NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {404: {"model": Problem}}
_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/m/{magnet}", response_class=HTMLResponse, responses={503: {"model": Problem}})
def page(magnet: str, held: Anyhow) -> Response:  # noqa: ARG001 - the page reads its own address
    """The page; the magnet in its address is looked up by the page itself."""
    index = held.config.web_dist / "index.html"
    if not index.is_file():
        raise StoreUnavailable("the page was not built")
    return HTMLResponse(index.read_bytes(), headers={"content-security-policy": page_policy(held)})


@router.get("/s/{share}", response_class=HTMLResponse, responses={503: {"model": Problem}})
def reader(share: str, held: Anyhow) -> Response:
    """The same page, where a doctor elsewhere reads what a resident shares: it has nobody to talk to but this service."""
    answer = page(share, held)
    answer.headers["content-security-policy"] = reader_policy()
    return answer


@router.get("/assets/{name}", response_class=FileResponse, responses=_NOT_FOUND)
def asset(name: str, held: Anyhow, request: Request) -> Response:
    """A part of the page; names carry a digest, so that it may be kept."""
    return _file(held.config.web_dist / "assets", name, {"cache-control": _FOR_EVER}, request)


@router.get("/local-ca.crt", response_class=FileResponse, responses=_NOT_FOUND)
def local_ca(held: Anyhow) -> Response:
    """The certificate of a demonstration's own authority, for a phone to install."""
    if held.config.local_ca is None or not held.config.local_ca.is_file():
        raise HTTPException(404)
    return FileResponse(held.config.local_ca, media_type="application/x-x509-ca-cert")


@router.get("/sw.js", response_class=FileResponse, responses=_NOT_FOUND)
def keeper(held: Anyhow, request: Request) -> Response:
    """What keeps the page for when there is no network; it may fetch from here, and from nowhere else."""
    policy = "default-src 'none'; connect-src 'self'"
    headers = {"cache-control": "no-cache", "content-security-policy": policy, "service-worker-allowed": "/"}
    return _file(held.config.web_dist, "sw.js", headers, request)


@router.get("/{name}", response_class=FileResponse, include_in_schema=False)
def other(name: str, held: Anyhow, request: Request) -> Response:
    """Icons and the like beside the page."""
    return _file(held.config.web_dist, name, {"cache-control": "public, max-age=3600"}, request)


def _file(folder: Path, name: str, headers: dict[str, str], request: Request) -> Response:
    path = folder / name
    # A route's parameter holds no slash; a link or a dot name could still lead outside.
    known = name == path.name and not name.startswith(".") and path.suffix in _TYPES
    if not known or not path.is_file() or path.resolve().parent != folder.resolve():
        raise HTTPException(404)
    if path.suffix not in _TEXTS:
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)
    headers = {**headers, "vary": "accept-encoding"}
    if not _takes_gzip(request.headers.get("accept-encoding", "")):
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)
    zipped = _zipped(path, path.stat().st_mtime_ns)
    return Response(zipped, media_type=_TYPES[path.suffix], headers={**headers, "content-encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    """Answer whether an Accept-Encoding takes gzip (RFC 9110, section 12.5.3); what has a weight of nothing is refused."""
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() == "gzip":
            return not _NO_WEIGHT.fullmatch(weight.strip())
    return False


@lru_cache(maxsize=16)
def _zipped(path: Path, _changed_ns: int) -> bytes:
    """Compress a file of the page once. Nothing else is compressed: no answer with a secret in it tells by its length."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)
