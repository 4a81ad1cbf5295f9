"""The page's content security policy: nothing of third parties, nothing inline, and only the nodes to talk to."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.commission.services import Services
from records.store.errors import StoreUnavailable
from records.store.nodes import live_nodes


def page_policy(held: Services) -> str:
    """Answer the policy. The origins of the nodes admitted now are in it; without the database those configured are."""
    origins = set(held.config.node_origins)
    try:
        held.require_ready()
        with held.database.reading() as connection:
            origins |= {_origin(node.url) for node in live_nodes(connection, held.database.clock())}
    except StoreUnavailable:
        pass  # the page opens all the same, and opens itself again once there are nodes (`core/reopening.ts`)
    return _policy("'self'", *sorted(origins))


def reader_policy() -> str:
    """Answer the policy of the page where a shared summary is read: no node is spoken to there, and no keeper started."""
    return _policy("'self'", worker="'none'")


def _policy(*connect: str, worker: str = "'self'") -> str:
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob:",
        "media-src": "'self' blob:",
        "font-src": "'self'",
        "connect-src": " ".join(connect),
        "manifest-src": "'self'",
        "worker-src": worker,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
