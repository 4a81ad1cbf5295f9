"""A well-formed request for each route, so that nothing but who asks decides the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from records.errors import Reason
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u, from_b64u
from records.trust import blinding
from records.trust.evidence.statement import development_evidence
from records.trust.tokens import day_of
from tests.fakes.commission import NOW_MS, PASSWORD, Phone, new_hex
from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.matrix.resident import Resident, Stage

_BRACES: Final = re.compile(r"{(\w+)}")
MEASUREMENT: Final = "0" * 64
_NOTE: Final = {"subjective": "S", "objective": "O", "assessment": "A", "plan": "P"}
Sent = dict[str, Any]


@dataclass(frozen=True)
class Asking:
    """How far the encounter must be, and what is sent beside the path: `(api, actor, resident) -> what httpx takes`."""

    stage: Stage = "open"
    sends: Callable[[Api, str, Resident], Sent] = field(default=lambda _api, _actor, _resident: {})


def says(**body: Any) -> Callable[[Api, str, Resident], Sent]:
    """Answer a maker of one JSON body, the same for everybody."""
    return lambda _api, _actor, _resident: {"json": body}


def asks(**query: Any) -> Callable[[Api, str, Resident], Sent]:
    """Answer a maker of one query, the same for everybody."""
    return lambda _api, _actor, _resident: {"params": query}


def path_values(api: Api, route: str, resident: Resident) -> dict[str, str]:
    """What stands in a path's braces; something that there is not, where nothing is known of it."""
    known = {
        "resident_id": resident.resident_id,
        "community_id": api.world.community,
        "username": "doctor",
        "encounter_id": resident.encounter_id,
        "attachment_id": resident.attachment_id,
        "mailbox_id": resident.phone.mailbox_id,
        "magnet": api.world.magnet,
        "name": "index-abc.js" if route.startswith("GET /assets/") else "favicon.svg",
    }
    return {name: known.get(name, "0" * 32) for name in _BRACES.findall(route)}


def _note(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"json": {"note": _NOTE, "version": resident.version}}


def _signature(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"json": {"version": resident.version}}


def _log_in(_api: Api, actor: str, _resident: Resident) -> Sent:
    return {"json": {"username": actor, "password": PASSWORD}}


def _envelope(api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"content": api.world.identity(Phone().registration(new_hex()))}


def _essentials(api: Api, _actor: str, resident: Resident) -> Sent:
    return {"content": api.world.ask(resident.phone, "0" * 64)}


def _tokens(api: Api, _actor: str, _resident: Resident) -> Sent:
    begun = blinding.begin(api.world.keys.admission().public, "ab" * 16, day_of(NOW_MS) + 1)
    return {"json": {"magnet": api.world.magnet, "kid": begun.key.key_id, "blinded": [b64u(begun.blinded)]}}


def _evidence(api: Api, actor: str, _resident: Resident) -> Sent:
    """A node answers the challenge that it was given; anybody else has none to answer."""
    nonce = bytes(32)
    if actor == "node":
        nonce = from_b64u(api.client.post("/v1/nodes/challenge").json()["nonce"], reason=Reason.JSON, length=32)
    made = development_evidence(
        signing_key=generate_signing_key(),
        channel_public=generate_kem_key().public_bytes,
        nonce=nonce,
        url="http://127.0.0.1:8799",
        measurement=MEASUREMENT,
    )
    return {"json": made.model_dump()}


_encounter: Final = partial("{0} /v1/encounters/{{encounter_id}}/{1}".format)
ASKINGS: Final[dict[str, Asking]] = {
    "POST /v1/envelopes": Asking(sends=_envelope),
    "POST /v1/admission": Asking(sends=_tokens),
    "POST /v1/essentials": Asking(sends=_essentials),
    "POST /v1/nodes/admission": Asking(sends=_evidence),
    "GET /v1/log/entries": Asking(sends=asks(start=0, end=1)),
    "GET /v1/log/inclusion": Asking(sends=asks(index=0, size=1)),
    "GET /v1/log/consistency": Asking(sends=lambda *_: {"params": {"from": 1, "size": 1}}),
    "POST /v1/session": Asking(sends=_log_in),
    _encounter("PUT", "note"): Asking(sends=_note),
    _encounter("POST", "ratings"): Asking(sends=says(target="guidance", rating="good", comment="")),
    _encounter("POST", "actions"): Asking(sends=says(kind="call", text="没人接")),
    _encounter("POST", "messages"): Asking(sends=says(text="请下午来")),
    _encounter("POST", "diagnosis"): Asking(sends=says(icd10="I20.0", name="不稳定型心绞痛")),
    _encounter("POST", "signature"): Asking("confirmed", _signature),
    "GET /v1/icd10": Asking(sends=asks(q="I20")),
    "GET /v1/sync": Asking("signed"),
    "POST /v1/sync/{encounter_id}/retry": Asking("signed"),
}
"""Routes that need more than their path."""
