"""Loads the authored graph, and refuses what is wrong with it, all of it at once.

Owns the authoring sugar (a finding's id as a condition; frequencies are `kg.frequencies`), the order of checks and the version digest.
Refuses: unknown keys, missing languages and sources, duplicate ids, unknown references, cycles, frequencies above one, bad
ICD-10. Reads nothing but the packaged data folder, or the folder that it is given.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from kg.authored import Item, read_folder
from kg.derived import duration_findings, lab_findings, named_findings
from kg.errors import GraphInvalid, Issue, Where
from kg.frequencies import HPO_FREQUENCY, read_frequency
from kg.graph import Graph
from kg.medicines import Medicine, MedicineClass
from kg.pauses import no_collection
from kg.references import check_references
from kg.schema import (
    Disease,
    FindingConcept,
    Frequency,
    LabIndicator,
    Measurement,
    Question,
    RedFlag,
    Source,
    Specialty,
    Test,
)

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "sources": Source,
    "specialties": Specialty,
    "findings": FindingConcept,
    "questions": Question,
    "labs": LabIndicator,
    "tests": Test,
    "measurements": Measurement,
    "medicine_classes": MedicineClass,
    "medicines": Medicine,
    "red_flags": RedFlag,
    "diseases": Disease,
}
PACKAGED: Final = Path(__file__).parent / "data"
OTHER_FOLDERS: Final = frozenset({"lexicon", "interactions"})
"""Folders of the packaged data that hold something else than the graph."""


class _Gatherer:
    """Validates items one by one and keeps every issue."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        self.found: dict[str, dict[str, Any]] = {section: {} for section in MODELS}
        self.items: dict[tuple[str, str], Item] = {}
        self._frequencies: dict[tuple[str, str], Frequency] = {}

    def error(self, item: Item, path: tuple[object, ...], message: str, remedy: str) -> None:
        self.issues.append(Issue("error", item.where(*path), message, remedy))

    def add(self, item: Item) -> None:
        if not item.id:
            self.error(item, (), "an item without an id", "give it an id in snake_case")
            return
        key = (item.section, item.id)
        if key in self.items:
            first = self.items[key].where()
            self.error(
                item, ("id",), f"id {item.id!r} is taken by {first.file}:{first.line}", "choose another id, or merge"
            )
            return
        self.items[key] = item
        raw = dict(item.raw)
        if item.section == "diseases":
            raw["findings"] = self.frequencies(item, raw.get("findings"))
        for field in ("when", "enough"):
            if item.section == "red_flags" and field in raw:
                raw[field] = _condition(raw[field])
        try:
            self.found[item.section][item.id] = MODELS[item.section].model_validate(raw)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False, include_context=False):
                path = tuple(problem["loc"])
                self.error(item, path, *_said(problem["type"], problem["msg"]))

    def frequencies(self, item: Item, told: object) -> dict[str, Frequency]:
        if not isinstance(told, dict) or not told:
            self.error(item, ("findings",), "a disease without findings", "list its findings with their frequencies")
            return {}
        sources = item.raw.get("sources")
        default = sources[0] if isinstance(sources, list) and sources and isinstance(sources[0], str) else ""
        answer: dict[str, Frequency] = {}
        for finding, text in told.items():
            key = (str(text), default)
            if key not in self._frequencies:
                frequency = read_frequency(str(text), default)
                if isinstance(frequency, str):
                    remedy = f"write one of {', '.join(HPO_FREQUENCY)}, or a number from 0 to 1, then maybe @source"
                    self.error(item, ("findings", finding), frequency, remedy)
                    continue
                self._frequencies[key] = frequency
            answer[finding] = self._frequencies[key]
        return answer


def _condition(raw: object) -> object:
    """Answer the condition with the sugar taken away: a bare id is `finding: id`."""
    if isinstance(raw, str):
        return {"finding": raw}
    if not isinstance(raw, dict):
        return raw
    answer = dict(raw)
    for key in ("all", "any"):
        if isinstance(answer.get(key), list):
            answer[key] = [_condition(each) for each in answer[key]]
    many = answer.get("at_least")
    if isinstance(many, list) and len(many) == 2 and isinstance(many[1], list):  # noqa: PLR2004 - [count, conditions]
        answer["at_least"] = [many[0], [_condition(each) for each in many[1]]]
    return answer


_FORMS: Final = (
    "for ICD-10: a letter, two digits, then maybe .digits; for ATC: a letter, two digits, two letters, two digits, and a class "
    "leaves off from the end"
)
_REMEDIES: Final = {
    "missing": ("is missing", "write it"),
    "extra_forbidden": ("is not a key here", "mend the spelling; where a text holds a comma, put it in quotes"),
    "string_pattern_mismatch": ("does not have the right form", _FORMS),
}


def _said(kind: str, message: str) -> tuple[str, str]:
    return _REMEDIES.get(kind, (message, "see kg/schema.py for what stands here"))


def digest(items: Mapping[tuple[str, str], Item]) -> str:
    """Answer the version: SHA-256 over the items sorted by section and id, so that files may be moved and reordered."""
    hasher = hashlib.sha256()
    for (section, _), item in sorted(items.items(), key=lambda pair: pair[0]):
        line = json.dumps([section, item.raw], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        hasher.update(line.encode())
        hasher.update(b"\n")
    return hasher.hexdigest()[:16]


def load_graph(path: Path | None = None) -> Graph:
    """Answer the packaged graph, or the one authored below `path`.

    Raises:
        GraphInvalid: with every issue found (file, line, id, field, what is wrong, how to mend it).
    """
    with no_collection():
        return _load(PACKAGED if path is None else path)


def _load(folder: Path) -> Graph:
    items, issues = read_folder(folder, frozenset(MODELS), OTHER_FOLDERS)
    gatherer = _Gatherer(issues)
    for item in items:
        gatherer.add(item)
    found = gatherer.found

    def at(section: str, item_id: str, *path: object) -> Where:
        item = gatherer.items.get((section, item_id))
        return Where(section=section, id=item_id) if item is None else item.where(*path)

    for lab in list(found["labs"].values()):
        for concept in lab_findings(lab):
            found["findings"].setdefault(concept.id, concept)
    for concept in duration_findings():
        found["findings"].setdefault(concept.id, concept)
    for disease in found["diseases"].values():
        for concept in named_findings(disease):
            found["findings"].setdefault(concept.id, concept)
    issues += check_references(found, at)
    if not found["diseases"] and not issues:
        issues.append(
            Issue("error", Where(folder.name), "no disease is authored here", "name the folder that holds the graph")
        )
    if issues:
        raise GraphInvalid(tuple(issues))
    version = digest(gatherer.items)
    ordered: dict[str, Any] = {section: dict(sorted(nodes.items())) for section, nodes in found.items()}
    return Graph(version=version, **ordered)
