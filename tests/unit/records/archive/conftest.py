"""One FHIR server for all tests that need one; each makes encounters of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import httpx
import pytest

from records.archive.values import SignedEncounter
from tests.fakes.fhir_server import SECRET, running
from tests.fakes.signed_encounters import signed


@pytest.fixture(scope="session")
def fhir_origin() -> Iterator[str]:
    with running(SECRET) as origin:
        yield origin


@pytest.fixture(scope="session")
def open_fhir_origin() -> Iterator[str]:
    with running() as origin:
        yield origin


@pytest.fixture
def fhir(open_fhir_origin: str) -> Iterator[httpx.Client]:
    """A plain client of the server that asks for no token."""
    headers = {"content-type": "application/fhir+json"}
    with httpx.Client(base_url=f"{open_fhir_origin}/fhir/R4", headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def fresh() -> Callable[..., SignedEncounter]:
    """Makes signed encounters of somebody whom no other test knows."""
    resident = f"r-{secrets.token_hex(8)}"

    def make(number: int = 1, encounter_id: str | None = None, **changes: object) -> SignedEncounter:
        made = signed(number, encounter_id or secrets.token_hex(16))
        return made.model_copy(update={"resident_id": resident, **changes})

    return make
