"""Findings and diseases from nodes that say little: what is assumed for the rest, each assumption counted and said.

Owns the defaults of a graph from elsewhere. They are chosen to change no ranking (all diseases equally common, lasting as illnesses do on
the whole, findings as rare in other people as the schema's default) and to send nobody home unseen.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kg.derived import BANDS
from kg.importers.gathered import Gathered
from kg.importers.tsv import Row, Table
from kg.priors import DURATION_BACKGROUND
from kg.schema import (
    Disease,
    DiseaseId,
    FindingConcept,
    FindingId,
    FindingKind,
    Frequency,
    LocalText,
    LocalWords,
    Prevalence,
    Specialty,
    SpecialtyId,
    Urgency,
)

UNTOLD_URGENCY: Final = Urgency.SOON
"""Nobody is sent home, and nobody to an emergency department, by a graph that says nothing of urgency."""
EQUAL_PER_100K: Final = 10.0
NO_ICD10: Final = "R69"
"""ICD-10: unknown and unspecified causes of morbidity."""
_PLACE: Final = SpecialtyId("general_practice")
PLACE: Final = Specialty(
    id=_PLACE,
    name=LocalText(zh="全科", en="General practice"),
    department=LocalText(zh="全科门诊", en="General practice"),
    always=True,
)
_ICD10: Final = re.compile(r"^ICD10(?:CM|WHO)?:([A-Z][0-9]{2}(?:\.[0-9A-Z]{1,4})?)$")
_HPO: Final = re.compile(r"^((?:HP|SYMP):\d+)$")


def clean(text: str) -> str:
    """Answer the text in NFC, as all texts of the graph are."""
    return unicodedata.normalize("NFC", text)


def many(row: Row, column: str) -> tuple[str, ...]:
    """Answer the values of a cell that may hold several."""
    return tuple(clean(each.strip()) for each in row.get(column).split("|") if each.strip())


def _codes(nodes: Table, row: Row, form: re.Pattern[str], gathered: Gathered) -> list[str]:
    """Answer the codes of one form among the node's id and its xrefs; what is of another form has no place."""
    found = [match[1] for each in (row.get("id"), *many(row, "xref")) if (match := form.match(each))]
    for other in many(row, "xref"):
        if not form.match(other):
            what = f"xrefs {other.partition(':')[0]}"
            remedy = "diseases have a place for ICD-10, findings for HP or SYMP"
            gathered.skip(nodes.where(row, "xref", row.get("id")), what, remedy, other)
    if len(found) > 1:
        gathered.skip(nodes.where(row, "xref", row.get("id")), "codes after the first", "one is kept", found[1])
    return found


def _named(nodes: Table, row: Row, gathered: Gathered) -> LocalText:
    told = clean(row.get("name"))
    where = nodes.where(row, "name")
    if not told:
        gathered.assume(where, "a node without a name is called by its id", "name it", row.get("id"))
        told = row.get("id")
    message = "names are in one language and stand for both"
    gathered.assume(where, message, "translate them before residents read them", row.get("id"))
    return LocalText(zh=told, en=told)


def assumed_concept(
    nodes: Table, row: Row, kind: FindingKind, parent: str | None, gathered: Gathered
) -> FindingConcept:
    """Answer the finding of a node."""
    name = row.get("id")
    codes = _codes(nodes, row, _HPO, gathered)
    message = (
        "a finding's frequency in other people is not told; 2 % is assumed, and of a special one 30 % of the general"
    )
    remedy = "write `background` in findings.yaml after import"
    gathered.assume(nodes.where(row, item=name), message, remedy, name)
    return FindingConcept(
        id=FindingId(name),
        kind=kind,
        name=_named(nodes, row, gathered),
        words=LocalWords(en=many(row, "synonym")),
        parent=None if parent is None else FindingId(parent),
        hpo=codes[0] if codes else None,
    )


def assumed_disease(nodes: Table, row: Row, findings: dict[FindingId, Frequency], gathered: Gathered) -> Disease:
    """Answer the disease of a node with the frequencies of its edges."""
    name = row.get("id")
    where = nodes.where(row, item=name)
    codes = _codes(nodes, row, _ICD10, gathered)
    if not codes:
        gathered.assume(where, f"a disease without an ICD-10 code gets {NO_ICD10}", "write it as xref", name)
    message = (
        "diseases have no prevalence, urgency, time course, home advice or specialty: all are equally common, "
        "to be seen soon, by general practice, and last as illnesses do on the whole"
    )
    remedy = "write them in diseases.yaml after import, and triage with nothing before"
    gathered.assume(where, message, remedy, name)
    told = clean(row.get("description"))
    named = _named(nodes, row, gathered)
    return Disease(
        id=DiseaseId(name),
        icd10=codes[0] if codes else NO_ICD10,
        name=named,
        aliases=LocalWords(en=many(row, "synonym")),
        lay=LocalText(zh=told, en=told) if told else named,
        specialty=_PLACE,
        urgency=UNTOLD_URGENCY,
        prevalence=Prevalence(per_100k=EQUAL_PER_100K),
        duration=dict(zip(BANDS, DURATION_BACKGROUND.tolist(), strict=True)),
        findings=findings,
        home=(),
        warning=(),
        sources=tuple(dict.fromkeys(each.source for each in findings.values())),
    )
