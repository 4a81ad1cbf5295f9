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

from records.store.database import wall_clock
from records.trust.directory import verify_directory
from tests.fuzz.world import Known
from tests.journey.city import City
from tests.journey.seeding import SEEDED_URL
from tests.journey.things import NEXT_DOOR

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
_CARE: Final = "encounters|residents|resident-search|worklist|follow-ups|sync|break-glass"
_HOUSE: Final = "admin|magnet-sheets|targets"
_OVER: Final = "audit|quality|surge|ratings"


@dataclass(frozen=True)
class Share:
    """A part of the interface, and in which role it is asked: where this role is let in, and sees what others do not."""

    role: str
    paths: str = "."
    """A regular expression."""


SHARES: Final = {
    "everybody": Share("doctor", rf"^/(?!v1/({_CARE}|{_HOUSE}|{_OVER}))"),
    "doctor": Share("doctor", rf"^/v1/({_CARE})"),
    "supervisor": Share("supervisor", rf"^/v1/({_CARE}|quality|surge|ratings)"),
    "administrator": Share("administrator", rf"^/v1/({_HOUSE})"),
    "auditor": Share("auditor", r"^/v1/(audit|break-glass)"),
}
"""Of the commission; who is refused where is the matrix's (tests/unit/app/commission/matrix). A node's interface is one share.

No operation is left out for the harm that it does: there are an account, a magnet, a node and envelopes of nobody's to be destroyed
(`tests.fuzz.world`). The demo's own are spared (`tests.fuzz.hooks`), and signing out everywhere is followed by a new session.
"""
NODE: Final = Share("doctor")


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


def username(city: City, role: str) -> str:
    """Answer who has a role in the demo."""
    return city.login.username if role == "doctor" else city.login.overseers[role]


def spared(city: City) -> list[str]:
    """Answer the user names, magnet and nodes that the run itself needs."""
    directory = httpx.get(f"{city.commission}/v1/directory", trust_env=False, timeout=60).raise_for_status().json()
    found = verify_directory(directory, city.login.root_fingerprint, now_ms=wall_clock(), production=False)
    nodes = [node.node_id for node in found.directory.nodes if node.url != SEEDED_URL]
    return [
        *(username(city, role) for role in ("doctor", *city.login.overseers)),
        NEXT_DOOR,
        city.login.magnet.casefold(),
        *nodes,
    ]


def fuzz(city: City, origin: str, known: Known, *, seconds: int, seed: int, share: Share) -> Fuzzed:
    """Fuzz the service at `origin` for so many seconds, one share of it, with what there is to be found."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "FUZZ_COMMISSION": city.commission,
        "FUZZ_PIN": city.login.root_fingerprint,
        "FUZZ_USERNAME": username(city, share.role),
        "FUZZ_PASSWORD": city.login.password,
        "FUZZ_SPARED": json.dumps(spared(city)),
        "FUZZ_KNOWN": json.dumps(known),
    }
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{origin}/v1/openapi.json"),
        *("--url", origin, "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing"),
        *("--max-time", str(seconds), "--seed", str(seed), "--continue-on-failure", "--no-shrink", "--warnings", "off"),
        *("--include-path-regex", share.paths),
    ]
    done = subprocess.run(command, cwd=city.data, env=environment, capture_output=True, text=True, check=False)
    return Fuzzed(done.stdout + done.stderr, done.returncode == 0)
