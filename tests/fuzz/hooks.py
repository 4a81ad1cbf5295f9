"""What schemathesis is told of this interface: how to log in, bodies that are sealed as a phone seals them, and ids that there are.

Loaded by its command line in a process of its own (`tests.fuzz.running`), which says by the environment where the servers are.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import httpx
import schemathesis
from hypothesis import strategies as st

from agents.dialogue import PersonInput, Start
from app import phone
from app.bench.drawing import draw_token
from records.store.database import wall_clock
from records.trust.directory import VerifiedDirectory, verify_directory
from tests.journey.seeding import SEEDED_URL

COMMISSION: Final = os.environ["FUZZ_COMMISSION"]
PIN: Final = os.environ["FUZZ_PIN"]
LOG_IN: Final = {"username": os.environ["FUZZ_USERNAME"], "password": os.environ["FUZZ_PASSWORD"]}
KNOWN: Final[dict[str, list[str]]] = json.loads(os.environ["FUZZ_KNOWN"])
"""Values that lead somewhere, by the name of a path's parameter or of what stands in a body."""
SPARED: Final[frozenset[str]] = frozenset(json.loads(os.environ["FUZZ_SPARED"]))
"""What the run itself stands on: the accounts, the magnet and the nodes of the demo."""
DESTROYED: Final = {"username", "magnet_id", "node_id"}
"""Parameters of what an administrator closes, revokes or gives another password."""
SEEDS: Final = 6
_CLIENT: Final = httpx.Client(trust_env=False, timeout=60)
_calls = iter(range(1 << 30))


@cache
def directory() -> VerifiedDirectory:
    """What a phone reads first."""
    answer = _CLIENT.get(f"{COMMISSION}/v1/directory").raise_for_status().json()
    return verify_directory(answer, PIN, now_ms=wall_clock(), production=False)


def token() -> str:
    """A new session of the role; one of nobody once so many log-ins were tried that this address has to wait."""
    answer = _CLIENT.post(f"{COMMISSION}/v1/session", json=LOG_IN)
    return str(answer.json().get("token", "x" * 43))


session: Final = cache(token)
"""The one that all operations share, but for those that end it."""


@schemathesis.auth(refresh_interval=None)
class LogIn:
    """A bearer token, where the description asks for one."""

    def get(self, case: schemathesis.Case, _context: schemathesis.AuthContext) -> str:
        if case.path.endswith("/sessions"):
            session.cache_clear()  # it is about to end with all others
        return token() if case.path.endswith(("/session", "/sessions")) else session()

    def set(self, case: schemathesis.Case, data: str, _context: schemathesis.AuthContext) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Every second call is about something that there is; none destroys what the run stands on: schemathesis learns of it from answers."""
    number = next(_calls)

    def known(name: str, value: Any) -> Any:
        there = KNOWN.get(name)
        if there is None or not isinstance(value, str | list):
            return value
        spared = name in DESTROYED and unicodedata.normalize("NFKC", str(value)).strip().casefold() in SPARED
        if number % 2 == 0 and not spared:
            return value
        one = there[number // 2 % len(there)]
        return [one] if isinstance(value, list) else one

    case.path_parameters = {name: known(name, value) for name, value in (case.path_parameters or {}).items()}
    if isinstance(case.body, dict):
        case.body = {name: known(name, value) for name, value in case.body.items()}


def identity() -> bytes:
    """An envelope that the store takes."""
    record_key, now_ms = directory().directory.record_key, wall_clock()
    return phone.identity(
        phone.invented(secrets.token_hex(16), now_ms),
        KNOWN["magnet"][0],
        key_id=record_key.kid,
        public=record_key.public_bytes,
        now_ms=now_ms,
    )


def first_turn() -> bytes:
    """A request that a node answers, once: one that runs, not the node of what was seeded, whose keys nobody holds any more."""
    node = next(node for node in directory().directory.live_nodes(wall_clock() // 1000) if node.url != SEEDED_URL)
    start = Start(lang="zh", person=PersonInput(relation="self", age_days=16_000, sex="male"))
    token = draw_token(_CLIENT, COMMISSION, KNOWN["magnet"][0], node.channel_key.kid, directory().directory)
    line = phone.Line(secrets.token_hex(16), secrets.token_hex(16))
    given = start.model_dump(mode="json")
    return line.ask(node, given, turn=0, capsule=None, token=token, now_ms=wall_clock()).body


@st.composite
def altered(draw: Callable[..., Any], seeds: list[bytes]) -> bytes:
    """A body that was whole, cut or changed at one place."""
    body = bytearray(draw(st.sampled_from(seeds)))
    at = draw(st.integers(0, len(body) - 1))
    kind = draw(st.sampled_from(["cut", "flip", "double"]))
    if kind == "cut":
        return bytes(body[:at])
    if kind == "double":
        return bytes(body[:at] + body)
    body[at] ^= 1 << draw(st.integers(0, 7))
    return bytes(body)


def sealed_bodies() -> st.SearchStrategy[bytes]:
    """Sealed bodies for both services: each refuses the other's as it refuses noise."""
    seeds = [*(identity() for _ in range(SEEDS)), *(first_turn() for _ in range(SEEDS))]
    return st.one_of(st.sampled_from(seeds), altered(seeds), st.binary(max_size=4096))


schemathesis.openapi.media_type("application/octet-stream", st.deferred(sealed_bodies))
