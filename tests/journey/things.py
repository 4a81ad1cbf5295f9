"""A consultation with everything that hangs on one, made through the API by who makes it: for screens and routes that are bare else."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from tests.fakes.commission import new_hex
from tests.journey.city import City
from tests.journey.seeding import Seeds

NEXT_DOOR: Final = "su"
"""A doctor of another community, who has to break the glass."""


@contextmanager
def calls(city: City, username: str) -> Generator[httpx.Client]:
    """A client of the API that is signed in."""
    with httpx.Client(base_url=city.commission, trust_env=False, timeout=90) as client:
        asked = {"username": username, "password": city.login.password}
        token = client.post("/v1/session", json=asked).raise_for_status().json()["token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def everything(city: City, seeds: Seeds, name: str) -> dict[str, str]:
    """A consultation of somebody new: referred, planned for, rated dangerous, with a photo, looked at by breaking the glass, and an
    envelope that could not be opened. Answers the ids of all of these and the phone's number, by what paths and bodies call them."""
    phone = f"139{new_hex()[:8].translate(str.maketrans('abcdef', '012345'))}"
    encounter_id, attachment_id = seeds.with_photo(name, phone)
    intake_id = seeds.unreadable(encounter_id)
    at = f"/v1/encounters/{encounter_id}"
    with calls(city, city.login.username) as doctor:
        detail = {"hospital": "县人民医院", "department": "心内科"}
        action = _post(doctor, f"{at}/actions", kind="refer", text="请看心脏", detail=detail)
        task = _post(doctor, f"{at}/follow-ups", id=new_hex(), due_on=_today(), text="打电话问问")
        _post(doctor, f"{at}/ratings", target="guidance", rating="dangerous", comment="太迟了")
        resident_id = doctor.get(at).raise_for_status().json()["resident"]["resident_id"]
    with calls(city, NEXT_DOOR) as passer_by:
        _post(passer_by, "/v1/break-glass", phone=phone, reason="昏倒在门口，要看她吃什么药")
    with calls(city, city.login.overseers["supervisor"]) as supervisor:
        (glass, *_) = supervisor.get("/v1/break-glass").raise_for_status().json()["items"]
        (rating, *_) = supervisor.get("/v1/ratings/dangerous").raise_for_status().json()["items"]
    return {
        "encounter_id": encounter_id,
        "resident_id": resident_id,
        "attachment_id": attachment_id,
        "action_id": action["action_id"],
        "follow_up_id": task["follow_up_id"],
        "glass_id": glass["id"],
        "rating_id": rating["rating_id"],
        "intake_id": str(intake_id),
        "phone": phone,
    }


def sign(city: City, encounter_id: str) -> None:
    """Confirm a diagnosis and sign: the consultation leaves the work list."""
    with calls(city, city.login.username) as doctor:
        at = f"/v1/encounters/{encounter_id}"
        said = _post(doctor, f"{at}/diagnosis", icd10="I20.0", name="不稳定型心绞痛")
        _post(doctor, f"{at}/signature", version=said["version"])


def _post(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post(path, json=body).raise_for_status().json()
    return answer


def _today() -> str:
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
