"""Runs schemathesis against a running service by its own description: no 5xx, no answer that is not described.

Owns the choice of checks and what counts as a finding. The servers are the caller's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.journey.city import City

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "missing_required_header",
)
"""Left out: `negative_data_rejection` and `positive_data_acceptance`, for a sealed body is only good or bad inside; and
`ignored_auth`, which the matrix of roles tries cell by cell (tests/unit/app/commission/matrix)."""
ROOT: Final = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Fuzzed:
    """What a run found: its whole report, and whether it is clean."""

    report: str
    clean: bool

    @property
    def cases(self) -> int:
        """How many requests were made."""
        found = [line for line in self.report.splitlines() if "generated" in line]
        return int(found[-1].split()[0]) if found else 0


def known_ids(city: City) -> dict[str, str]:
    """Path parameters that lead somewhere: the demo's magnet, and an encounter if there is one."""
    magnet = city.login.magnet_url.split("/m/")[1].split("#")[0]
    known = {"magnet": magnet, "name": "favicon.svg", "paper": "encounter-form"}
    with httpx.Client(base_url=city.commission, trust_env=False, timeout=20) as client:
        answer = client.post("/v1/session", json={"username": city.login.username, "password": city.login.password})
        head = {"authorization": f"Bearer {answer.raise_for_status().json()['token']}"}
        items = client.get("/v1/worklist", params={"status": "all"}, headers=head).raise_for_status().json()["items"]
        for item in items:
            seen = client.get(f"/v1/encounters/{item['encounter_id']}", headers=head).raise_for_status().json()
            record = seen["record"]
            known |= {"encounter_id": item["encounter_id"], "resident_id": seen["resident"]["resident_id"]}
            if record["attachments"]:
                known["attachment_id"] = record["attachments"][0]["attachment_id"]
                break
    return known


def fuzz(city: City, origin: str, *, seconds: int, seed: int) -> Fuzzed:
    """Fuzz the service at `origin` for so many seconds."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "FUZZ_COMMISSION": city.commission,
        "FUZZ_PIN": city.login.root_fingerprint,
        "FUZZ_USERNAME": city.login.username,
        "FUZZ_PASSWORD": city.login.password,
        "FUZZ_KNOWN": json.dumps(known_ids(city)),
    }
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{origin}/v1/openapi.json"),
        *("--url", origin, "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing"),
        *("--max-time", str(seconds), "--seed", str(seed), "--continue-on-failure", "--no-shrink", "--warnings", "off"),
    ]
    done = subprocess.run(command, cwd=city.data, env=environment, capture_output=True, text=True, check=False)
    return Fuzzed(done.stdout + done.stderr, done.returncode == 0)
