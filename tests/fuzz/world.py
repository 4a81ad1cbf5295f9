"""What a fuzzed commission has in it: whole consultations to be found, and things that may be destroyed."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from typing import Final

from records.seal.share import SEALED_LENGTHS
from records.seal.wire import b64u
from tests.fakes.commission import new_hex
from tests.journey.city import City
from tests.journey.seeding import Seeds
from tests.journey.things import calls, everything, sign

Known = dict[str, list[str]]
"""Values that lead somewhere, by the name of a path's parameter or of what stands in a body."""
_CONSULTATIONS: Final = 3
_PASSWORD: Final = "a password of nobody's"


def fill(city: City) -> Known:
    """Fill a city, and answer what is in it. The first consultation is signed: what is open can be changed by what comes first."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    with Seeds.of(city) as seeds:
        for number in range(_CONSULTATIONS):
            for name, value in everything(city, seeds, f"苏模糊{number}").items():
                known[name].append(value)
        known["node_id"].append(seeds.node.key_id)
    sign(city, known["encounter_id"][0])
    with calls(city, city.login.overseers["administrator"]) as administrator:
        house = administrator.get("/v1/admin").raise_for_status().json()
        community = house["communities"][0]["id"]
        wanted = {"community_id": community, "doctor": city.login.username, "count": 2}
        links = administrator.post("/v1/admin/magnets", json=wanted).raise_for_status().json()["links"]
        for _ in range(2):
            spare = {"username": f"spare{new_hex()[:8]}", "password": _PASSWORD, "name": "无人", "role": "auditor"}
            administrator.post("/v1/admin/accounts", json=spare).raise_for_status()
            known["username"].append(spare["username"])
    magnets = [link.rpartition("/m/")[2].partition("#")[0] for link in links]
    return {
        **known,
        "magnet": [city.login.magnet],
        "magnet_id": magnets,
        "magnets": [city.login.magnet],
        "share_id": [_share(city)],
        "community_id": [community],
        "doctor": [city.login.username],
        "query": known["phone"],
        "icd10": ["I20.0", "K21.9"],
        "name": ["favicon.svg", "failed_keep_days"],
        "paper": ["encounter-form"],
    }


def _share(city: City) -> str:
    proof, owner, share_id = secrets.token_bytes(32), secrets.token_bytes(32), new_hex()
    with calls(city, city.login.username) as client:
        body = {
            "share_id": share_id,
            "proof_digest": hashlib.sha256(proof).hexdigest(),
            "owner_digest": hashlib.sha256(owner).hexdigest(),
            "sealed": b64u(bytes(SEALED_LENGTHS[0])),
        }
        client.post("/v1/shares", json=body).raise_for_status()
    return share_id
