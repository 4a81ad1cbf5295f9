"""What both sides hold of an encounter, made comparable: a digest for every resource, whatever a server adds of its own.

A server gives ids and versions, writes `meta`, and turns our URNs into its own references. All that is taken back here: ids and
`meta` are left out, and a reference counts as whom it names. Everything else counts to the last character.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from records.archive.fhir.bundle import PARTIES
from records.archive.fhir.coding import OURS, Resource
from records.archive.fhir.entries import ENCOUNTER_TAG, urn_of

KINDS: Final = (
    "Encounter", "Condition", "Observation", "MedicationStatement", "AllergyIntolerance", "QuestionnaireResponse", "DocumentReference",
    "Composition", "Consent", "Provenance",
)  # fmt: skip
"""Everything that belongs to one encounter; people and communities belong to many and are not compared."""
_ADDED: Final = ("id", "meta", "text")


def sent_parts(bundle: Mapping[str, Any]) -> dict[str, str]:
    """Answer the parts of a bundle of ours, by kind and identifier."""
    found = [(entry["fullUrl"], entry["resource"]) for entry in bundle["entry"]]
    return _parts((url, resource) for url, resource in found if resource["resourceType"] not in PARTIES)


def held_parts(resources: Iterable[Resource], base: str) -> dict[str, str]:
    """Answer the parts of what a server at `base` holds: resources of one encounter, and the parties that they refer to."""
    found = [(_url_of(each), each) for each in resources]
    names = {f"{each['resourceType']}/{each.get('id')}": url for url, each in found}
    mended = ((url, _named(each, names, base)) for url, each in found if each["resourceType"] not in PARTIES)
    return _parts(mended)


def encounter_of(resource: Resource) -> str | None:
    """Answer the encounter that a resource belongs to by its tag."""
    tags = resource.get("meta", {}).get("tag", [])
    return next((each.get("code") for each in tags if each.get("system") == ENCOUNTER_TAG), None)


def _parts(found: Iterable[tuple[str, Resource]]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for url, resource in found:
        system, value = _identity(resource)
        name = f"{resource['resourceType']} {value}" if system else f"{resource['resourceType']} {url}"
        while name in parts:
            name += " (again)"
        body = _plain({key: value for key, value in resource.items() if key not in _ADDED})
        parts[name] = hashlib.sha256(_said(body)).hexdigest()
    return parts


def _said(body: Resource) -> bytes:
    """Answer a resource as bytes, equal where it is equal, in whatever order its elements stand."""
    try:
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # Numbers beyond 64 bits and halves of characters are no part of ours, and a server may answer anything.
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    """Answer a value with numbers as JSON has them: 2.0 and 2 are one number, and servers write either."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _identity(resource: Resource) -> tuple[str, str]:
    """Answer system and value of our identifier; empty where the resource has none."""
    given = resource.get("identifier", [])
    for each in given if isinstance(given, list) else [given]:
        if str(each.get("system", "")).startswith(OURS):
            return each["system"], str(each.get("value", ""))
    for each in resource.get("meta", {}).get("tag", []):
        if str(each.get("system", "")).startswith(OURS) and each["system"] != ENCOUNTER_TAG:
            return each["system"], str(each.get("code", ""))
    return "", ""


def _url_of(resource: Resource) -> str:
    system, value = _identity(resource)
    if not system:
        return f"{resource['resourceType']}/{resource.get('id')}"
    return urn_of(resource["resourceType"], system.removeprefix(OURS), value)


def _named(value: Any, names: Mapping[str, str], base: str) -> Any:
    if isinstance(value, dict):
        made = {key: _named(part, names, base) for key, part in value.items()}
        if isinstance(reference := made.get("reference"), str):
            local = reference.removeprefix(base).lstrip("/").partition("/_history/")[0]
            made["reference"] = names.get(local, reference)
        return made
    return [_named(part, names, base) for part in value] if isinstance(value, list) else value
