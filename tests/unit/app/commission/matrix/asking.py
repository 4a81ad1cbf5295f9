"""A well-formed request for each route, so that nothing but who asks decides the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from records.errors import Reason
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.share import SEALED_LENGTHS
from records.seal.wire import b64u, from_b64u
from records.trust import blinding
from records.trust.evidence.statement import development_evidence
from records.trust.tokens import day_of
from tests.fakes.commission import NOW_MS, PASSWORD, Phone, new_hex
from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.matrix.resident import SHARE_PROOF, Resident, Stage

_BRACES: Final = re.compile(r"{(\w+)}")
MEASUREMENT: Final = "0" * 64
_NAMES: Final = {"GET /assets/{name}": "index-abc.js", "PUT /v1/admin/rules/{name}": "keep_years"}
_REOPENING: Final = "DELETE /v1/encounters/{encounter_id}/follow-ups/{follow_up_id}/done"
_NO_CODE: Final = "no code"
_LAST_MONTH: Final = f"{datetime.fromtimestamp(NOW_MS / 1000, UTC).replace(day=1) - timedelta(days=2):%Y-%m}"
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
        "paper": "encounter-form",
        "encounter_id": resident.encounter_id,
        "attachment_id": resident.attachment_id,
        "mailbox_id": resident.phone.mailbox_id,
        "magnet": api.world.magnet,
        "name": _NAMES.get(route, "favicon.svg"),
        "share": resident.things["share_id"],
        **resident.things,
    }
    if route == _REOPENING:
        known["follow_up_id"] = resident.things["finished_id"]
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


def _account(_api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"json": {"username": new_hex(), "password": PASSWORD, "name": "新来的", "role": "auditor"}}


def _magnets(api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"json": {"community_id": api.world.community, "doctor": "wang", "count": 1}}


def _hand_on(api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"json": {"community_id": api.world.community, "from_doctor": "doctor", "doctor": "wang"}}


def _takes_over(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"json": {"doctor": resident.things["username"]}}


def _sheets(api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"json": {"magnets": [api.world.magnet]}}


def _glass(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"json": {"phone": resident.phone.phone, "reason": "昏倒在门口，要看她吃什么药"}}


def _search(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"json": {"query": resident.phone.phone}}


def _card(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"json": {"number": resident.phone.identity_number, "name": resident.phone.name}}


def _failed(_api: Api, _actor: str, resident: Resident) -> Sent:
    """The page on which hers is: others fail meanwhile."""
    return {"params": {"before": int(resident.things["intake_id"]) + 1}}


def _trail(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"params": {"subject": f"encounter:{resident.encounter_id}"}}


def _follow_up(_api: Api, _actor: str, _resident: Resident) -> Sent:
    day = datetime.fromtimestamp(NOW_MS / 1000, UTC) + timedelta(days=7)
    return {"json": {"id": new_hex(), "due_on": day.date().isoformat(), "text": "打电话问问"}}


def _finished(_api: Api, _actor: str, resident: Resident) -> Sent:
    return {"params": {"done_at_ms": resident.things["finished_at_ms"]}}


def _addendum(_api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"json": {"id": new_hex(), "text": "家属补充"}}


def _release(_api: Api, _actor: str, _resident: Resident) -> Sent:
    return {"json": {"id": new_hex(), "revision": 1}}


def _share(_api: Api, _actor: str, _resident: Resident) -> Sent:
    sealed = b64u(bytes(SEALED_LENGTHS[0]))
    return {"json": {"share_id": new_hex(), "proof_digest": "0" * 64, "owner_digest": "1" * 64, "sealed": sealed}}


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
    _encounter("POST", "advice"): Asking("held", _release),
    _encounter("POST", "diagnosis"): Asking(sends=says(icd10="I20.0", name="不稳定型心绞痛")),
    _encounter("POST", "signature"): Asking("confirmed", _signature),
    _encounter("PUT", "doctor"): Asking(sends=says(mine=True)),
    _encounter("POST", "follow-ups"): Asking(sends=_follow_up),
    _REOPENING: Asking(sends=_finished),
    _encounter("POST", "addenda"): Asking("signed", _addendum),
    _encounter("GET", "signature"): Asking("signed"),
    _encounter("GET", "archive"): Asking("signed"),
    _encounter("GET", "essentials"): Asking("signed"),
    _encounter("GET", "papers/{paper}"): Asking("signed"),
    "GET /v1/admin/deliveries": Asking("signed"),
    "GET /v1/admin/failed": Asking(sends=_failed),
    "GET /v1/audit": Asking(sends=_trail),
    "POST /v1/session/provider/begin": Asking(sends=says(browser="0" * 64)),
    "POST /v1/session/provider": Asking(sends=says(state="none", browser_secret="none", code="none")),
    "PUT /v1/admin/accounts/{username}/identity": Asking(
        sends=lambda *_: {"json": {"by": "subject", "value": new_hex()}}
    ),
    "POST /v1/session/code": Asking(sends=says(code=_NO_CODE)),
    "POST /v1/account/second-factor": Asking(sends=says()),
    "POST /v1/account/second-factor/confirmation": Asking(sends=says(code=_NO_CODE)),
    "POST /v1/account/tour": Asking(sends=says(seen=True)),
    "POST /v1/admin/accounts": Asking(sends=_account),
    "PUT /v1/admin/accounts/{username}/password": Asking(sends=says(password=PASSWORD)),
    "PATCH /v1/admin/accounts/{username}": Asking(sends=says(phone="0951-5550129")),
    "POST /v1/admin/accounts/{username}/closing": Asking(sends=says()),
    "PATCH /v1/admin/communities/{community_id}": Asking(sends=says(phone="0951-5550128")),
    "POST /v1/admin/communities": Asking(sends=says(name_zh="新社区", name_en="New")),
    "POST /v1/admin/magnets": Asking(sends=_magnets),
    "POST /v1/admin/magnets/hand-on": Asking(sends=_hand_on),
    "PUT /v1/admin/magnets/{magnet_id}/doctor": Asking(sends=_takes_over),
    "POST /v1/admin/magnets/{magnet_id}/replacement": Asking(sends=says()),
    "POST /v1/magnet-sheets": Asking(sends=_sheets),
    # A node that there is not: to take out the one that there is would change the keys under every other row.
    "POST /v1/admin/nodes/{node_id}/revoke": Asking(sends=says(why="retired")),
    "POST /v1/admin/failed/{intake_id}/discard": Asking(sends=says(why="damaged")),
    "PUT /v1/admin/rules/{name}": Asking(sends=says(value=20)),
    "PUT /v1/targets": Asking(sends=says(urgency="soon", minutes=600)),
    "POST /v1/break-glass": Asking(sends=_glass),
    "POST /v1/break-glass/{glass_id}/review": Asking(sends=says(verdict="justified")),
    "POST /v1/quality/export": Asking(sends=says(period=_LAST_MONTH)),
    "POST /v1/resident-search": Asking(sends=_search),
    "PUT /v1/residents/{resident_id}/identity-card": Asking(sends=_card),
    "POST /v1/residents/{resident_id}/risk": Asking(sends=says()),
    "POST /v1/shares": Asking(sends=_share),
    "POST /v1/shares/{share_id}/open": Asking(sends=says(proof=b64u(SHARE_PROOF))),
    "GET /v1/icd10": Asking(sends=asks(q="I20")),
    "GET /v1/sync": Asking("signed"),
    "POST /v1/sync/{encounter_id}/retry": Asking("signed"),
}
"""Routes that need more than their path."""
