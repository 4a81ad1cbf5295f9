"""Sign-ins through a provider between going and coming back: each is taken once, in time, and by the browser that began it.

The table holds digests alone. Nonce (OpenID Connect Core 3.1.2.1) and code verifier (RFC 7636, 4.1: 43 characters) are made from state
under the index key, which is not in the database.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert

from records.seal.wire import b64u
from records.store.database import Unit
from records.store.tables.signin import ProviderFlow

FLOW_MS: Final = 10 * 60 * 1000
_STATE_BYTES: Final = 32


@dataclass(frozen=True)
class Flow:
    """What one sign-in is told apart by; `state` goes through the browser, the verifier never does."""

    state: str
    nonce: str
    verifier: str
    begun_at_ms: int


def begin_flow(unit: Unit, browser_digest: str) -> Flow:
    """Begin a sign-in for the browser whose secret has this SHA-256 (64 hex digits)."""
    state = b64u(secrets.token_bytes(_STATE_BYTES))
    unit.connection.execute(
        insert(ProviderFlow).values(state_digest=_digest(state), browser_digest=browser_digest, begun_at_ms=unit.now_ms)
    )
    return _flow(unit, state, unit.now_ms)


def take_flow(unit: Unit, state: str, browser_secret: str) -> Flow | None:
    """Answer what was begun under this state by this browser, and forget it; None when there is none, or it is too old."""
    begun: int | None = unit.connection.execute(
        delete(ProviderFlow)
        .where(
            ProviderFlow.state_digest == _digest(state),
            ProviderFlow.browser_digest == _digest(browser_secret),
        )
        .returning(ProviderFlow.begun_at_ms)
    ).scalar_one_or_none()
    if begun is None or unit.now_ms - begun > FLOW_MS:
        return None
    return _flow(unit, state, begun)


def forget_old_flows(unit: Unit) -> int:
    """Remove those that nobody can finish any more; answers how many."""
    return unit.connection.execute(
        delete(ProviderFlow).where(ProviderFlow.begun_at_ms < unit.now_ms - FLOW_MS)
    ).rowcount


def _flow(unit: Unit, state: str, begun_at_ms: int) -> Flow:
    nonce, verifier = (b64u(unit.vault.index(kind, state)) for kind in ("provider-nonce", "provider-verifier"))
    return Flow(state, nonce, verifier, begun_at_ms)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
