"""What the archive knows of a resident that we do not: allergies, problems, medicines and last readings, read from its FHIR server.

The resident is asked for by the identifier that we gave, and by nothing else: two people may share a name and a birthday. An archive
that joins our patient with another of its own says so by `link`, which is followed once. What we delivered ourselves is left
out, and so is what was entered in error, refuted, stopped, or inactive. An empty answer says that nothing is there; an archive that
cannot be asked raises `DestinationAway`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, Protocol
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from records.archive.errors import DestinationAway, Reason
from records.archive.fhir.coding import OURS, Resource, system

Sort = Literal["allergy", "problem", "medicine", "reading"]
MOST: Final = 200
_LONGEST: Final = 200
_MOST_JOINED: Final = 20
_READINGS: Final = "laboratory,vital-signs"
_OUT: Final = frozenset(
    {
        "entered-in-error",
        "refuted",
        "inactive",
        "resolved",
        "remission",
        "stopped",
        "completed",
        "not-taken",
        "cancelled",
    }
)


class Archived(BaseModel):
    """One statement of the archive. `at_ms` None: it does not say since when. `code` is ICD-10, ATC or LOINC where it has one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sort: Sort
    name: str
    code_system: str = ""
    code: str = ""
    value: str = ""
    at_ms: int | None = None
    confirmed: bool = False
    """Of a problem: a clinician confirmed it."""


class ArchivedEssentials(BaseModel):
    """What the archive said of one resident, newest first in each sort. `known` False: it has no such patient."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    known: bool
    statements: tuple[Archived, ...] = Field(default=(), max_length=4 * MOST)


class Searches(Protocol):
    """What is needed of a FHIR server: `records.archive.destinations.fhir_server.FhirServer`."""

    def batch(self, queries: Sequence[str]) -> list[list[Resource]]:
        """Answer what each search finds; raises `DestinationAway`."""


def fetch_essentials(server: Searches, resident_id: str) -> ArchivedEssentials:
    """Ask the archive for a resident; raises `DestinationAway`, also for an answer of no known form."""
    try:
        return _fetch(server, resident_id)
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise DestinationAway("the archive's answer is of no known form", reason=Reason.NO_FHIR) from error


def _fetch(server: Searches, resident_id: str) -> ArchivedEssentials:
    identifier = f"{quote(system('resident'), safe='')}%7C{quote(resident_id, safe='')}"
    (patients,) = server.batch([f"Patient?identifier={identifier}"])
    ids = {str(each["id"]) for each in patients if "id" in each}
    if len(ids) != 1:
        return ArchivedEssentials(known=False)
    for link in patients[0].get("link", []):
        kind, _, other = str(link.get("other", {}).get("reference", "")).rpartition("/")
        if kind.rpartition("/")[2] == "Patient" and other:
            ids.add(other)
    if len(ids) > _MOST_JOINED:
        # To ask for some of them would leave out what may be an allergy.
        raise DestinationAway("the archive joins this patient with too many others", reason=Reason.SERVER_ERROR)
    queries = [
        query
        for some_id in sorted(quote(each, safe="") for each in ids)
        for query in (
            f"AllergyIntolerance?patient=Patient/{some_id}",
            f"Condition?subject=Patient/{some_id}",
            f"MedicationStatement?subject=Patient/{some_id}",
            f"Observation?subject=Patient/{some_id}&category={_READINGS}",
        )
    ]
    found = [each for part in server.batch(queries) for each in part]
    statements = [made for each in found if not _is_ours(each) for made in _read(each)]
    newest = sorted(statements, key=lambda each: -(each.at_ms or 0))
    return ArchivedEssentials(known=True, statements=tuple(_few(newest)))


def _few(statements: Sequence[Archived]) -> Iterator[Archived]:
    """Answer the newest of each thing, and not too many of a sort."""
    seen: set[tuple[str, str]] = set()
    counts: dict[str, int] = {}
    for each in statements:
        key = (each.sort, each.code or each.name)
        if key not in seen and counts.get(each.sort, 0) < MOST:
            seen.add(key)
            counts[each.sort] = counts.get(each.sort, 0) + 1
            yield each


def _read(resource: Resource) -> Iterator[Archived]:
    kind = resource["resourceType"]
    stands = [
        resource.get("status"),
        *_codes(resource.get("clinicalStatus")),
        *_codes(resource.get("verificationStatus")),
    ]
    if any(each in _OUT for each in stands):
        return
    if kind == "AllergyIntolerance":
        yield from _made("allergy", resource.get("code"), resource.get("recordedDate"))
    elif kind == "Condition":
        since = resource.get("recordedDate") or resource.get("onsetDateTime")
        confirmed = "confirmed" in _codes(resource.get("verificationStatus"))
        yield from _made("problem", resource.get("code"), since, confirmed=confirmed)
    elif kind == "MedicationStatement":
        since = resource.get("dateAsserted") or resource.get("effectiveDateTime")
        yield from _made("medicine", resource.get("medicationCodeableConcept"), since)
    elif kind == "Observation" and (value := _value(resource)):
        yield from _made("reading", resource.get("code"), resource.get("effectiveDateTime"), value)


def _made(sort: Sort, concept: Any, at: Any, value: str = "", *, confirmed: bool = False) -> Iterator[Archived]:
    if not isinstance(concept, dict):
        return
    codings = [each for each in concept.get("coding", []) if isinstance(each, dict) and each.get("code")]
    first = codings[0] if codings else {}
    name = str(concept.get("text") or first.get("display") or first.get("code") or "").strip()
    if name:
        yield Archived(
            sort=sort,
            name=name[:_LONGEST],
            code_system=str(first.get("system", ""))[:_LONGEST],
            code=str(first.get("code", ""))[:64],
            value=value[:_LONGEST],
            at_ms=_time_ms(at),
            confirmed=confirmed,
        )


def _value(resource: Resource) -> str:
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, dict) and isinstance(quantity.get("value"), int | float):
        return f"{quantity['value']:g} {quantity.get('unit') or quantity.get('code') or ''}".strip()
    return str(resource.get("valueString") or "")


def _codes(concept: Any) -> Iterator[str]:
    if isinstance(concept, dict):
        yield from (str(each.get("code")) for each in concept.get("coding", []) if isinstance(each, dict))


def _is_ours(resource: Resource) -> bool:
    given = resource.get("identifier", [])
    return any(str(each.get("system", "")).startswith(OURS) for each in given if isinstance(each, dict))


def _time_ms(said: Any) -> int | None:
    """Answer a FHIR date or time; one of a year or a month alone begins there, a date without a zone is taken for UTC."""
    if not isinstance(said, str) or not said[:4].isdigit():
        return None
    whole = said if len(said) > len("2026-11") else f"{said}-01" if len(said) == len("2026-11") else f"{said[:4]}-01-01"
    try:
        at = datetime.fromisoformat(whole)
    except ValueError:
        return None
    return max(0, int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000))
