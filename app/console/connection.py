"""The console's one pool of connections to the commission, shared by all sessions; it holds no token."""

from __future__ import annotations

import os
from functools import cache
from typing import Final

import httpx

_TIMEOUT_S: Final = 15.0


@cache
def http() -> httpx.Client:
    """Answer the pool."""
    authority = os.environ.get("JIAYI_COMMISSION_CA")
    return httpx.Client(
        base_url=os.environ.get("JIAYI_COMMISSION_URL", "http://127.0.0.1:8700"),
        timeout=_TIMEOUT_S,
        verify=authority or True,
        trust_env=False,
    )
