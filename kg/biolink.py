"""The graph in the words of the Biolink Model: which class a node has, which predicate an edge, which HPO class a frequency.

Owns the names that KGX and Turtle share, and the edges that follow from the graph. Names are those of Biolink Model 4.4.6
(https://w3id.org/biolink/vocab/; schema in the package `biolink-model`); what Biolink lacks stands under `JIAYI:` beside the nearest
class that Biolink has, because KGX wants a class below `NamedThing` on every node (github.com/biolink/kgx, docs/kgx_format.md).

An edge is *told* when the graph's authors wrote it: it alone carries that fact. All others are *entailed* by the columns of their
nodes and stand there for whoever walks the graph; reading an export back compares them and takes nothing from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from kg.derived import named_id
from kg.frequencies import HPO_FREQUENCY
from kg.graph import Graph
from kg.load import MODELS
from kg.rules import findings_in
from kg.schema import Disease, FindingConcept, FindingId, FindingKind, Frequency

PREFIX: Final = "JIAYI"
GRAPH: Final = f"{PREFIX}:graph"
"""The node that speaks of the graph itself: its version and assumptions."""
IRI: Final[Mapping[str, str]] = {
    PREFIX: "urn:jiayi:kg:",
    "biolink": "https://w3id.org/biolink/vocab/",
    "HP": "http://purl.obolibrary.org/obo/HP_",
    "SYMP": "http://purl.obolibrary.org/obo/SYMP_",
    "ICD10": "https://icd.who.int/browse10/2016/en#/",
    "LOINC": "http://loinc.org/rdf/",
    "ATC": "http://purl.bioontology.org/ontology/UATC/",
    "infores": "https://w3id.org/biolink/infores/",
}
"""What the prefixes stand for: HP, ICD10 and LOINC as Biolink expands them; it has none for ATC (BioPortal's is taken) and SYMP."""
KNOWLEDGE_SOURCE: Final = "infores:jiayi"
"""The name of this graph as a knowledge source. It is not registered with the Information Resource Registry."""

# --- classes

KIND_OF_SECTION: Final[Mapping[str, str]] = {
    "diseases": "disease",
    "findings": "finding",
    "labs": "lab",
    "tests": "test",
    "measurements": "measurement",
    "red_flags": "red_flag",
    "specialties": "specialty",
    "questions": "question",
    "sources": "source",
    "medicines": "medicine",
    "medicine_classes": "medicine_class",
}
SECTION_OF_KIND: Final[Mapping[str, str]] = {kind: section for section, kind in KIND_OF_SECTION.items()}

_OF_SECTION: Final[Mapping[str, tuple[str, ...]]] = {
    "diseases": ("biolink:Disease",),
    "labs": ("biolink:ClinicalMeasurement",),
    "tests": ("biolink:DiagnosticAid", "biolink:Procedure"),
    "measurements": ("biolink:ClinicalMeasurement", f"{PREFIX}:HomeMeasurement"),
    "red_flags": ("biolink:NamedThing", f"{PREFIX}:RedFlag"),
    "specialties": ("biolink:NamedThing", f"{PREFIX}:Specialty"),
    "questions": ("biolink:NamedThing", f"{PREFIX}:Question"),
    "sources": ("biolink:Publication",),
    "medicines": ("biolink:Drug",),
    "medicine_classes": ("biolink:ChemicalEntity", f"{PREFIX}:MedicineClass"),
}
"""A medicine is a Drug and no SmallMolecule: insulins, heparins and Chinese patent medicines are none."""
_OF_KIND: Final[Mapping[FindingKind, tuple[str, ...]]] = {
    FindingKind.SYMPTOM: ("biolink:PhenotypicFeature",),
    FindingKind.SIGN: ("biolink:PhenotypicFeature",),
    FindingKind.MEASUREMENT: ("biolink:PhenotypicFeature",),
    FindingKind.LAB: ("biolink:ClinicalFinding",),
    FindingKind.DIAGNOSIS: ("biolink:ClinicalFinding", f"{PREFIX}:NamedDiagnosis"),
    FindingKind.HISTORY: ("biolink:ExposureEvent", f"{PREFIX}:History"),
    FindingKind.RISK: ("biolink:BehavioralExposure",),
    FindingKind.EXPOSURE: ("biolink:ExposureEvent",),
    FindingKind.MEDICINE: ("biolink:DrugExposure",),
}
"""What makes a disease likelier, rather than being a part of it, is an exposure for Biolink: a past illness, smoking, a medicine."""
_PHENOTYPES: Final = frozenset(
    {FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.MEASUREMENT, FindingKind.LAB, FindingKind.DIAGNOSIS}
)


def categories(section: str, node: Any) -> tuple[str, ...]:
    """Answer the Biolink classes of a node, then those of our own."""
    if not isinstance(node, FindingConcept):
        return _OF_SECTION.get(section, ("biolink:NamedThing",))
    if node.id.startswith("duration."):
        return ("biolink:ClinicalCourse",)
    return _OF_KIND[node.kind]


# --- ids


def curie(section: str, local: str) -> str:
    """Answer the CURIE of a node, such as `JIAYI:finding.chest_pain.pressing`; ids are unique within a section only."""
    return f"{PREFIX}:{KIND_OF_SECTION.get(section, section)}.{quote(local, safe='').replace('~', '%7E')}"


def split_curie(text: str) -> tuple[str, str] | None:
    """Answer section and id of a node of ours, None for any other."""
    prefix, _, rest = text.partition(":")
    kind, dot, local = rest.partition(".")
    section = SECTION_OF_KIND.get(kind, "")
    if prefix != PREFIX or not dot or not local or section not in MODELS:
        return None
    return section, unquote(local)


_XREF_PREFIX: Final = {"hpo": "", "icd10": "ICD10:", "loinc": "LOINC:", "atc": "ATC:"}


def xrefs(node: Any) -> tuple[str, ...]:
    """Answer the codes of a node in other vocabularies, as CURIEs."""
    found = []
    for field, prefix in _XREF_PREFIX.items():
        told = getattr(node, field, None) or ()
        found += [f"{prefix}{code}" for code in ((told,) if isinstance(told, str) else told)]
    return tuple(found)


# --- frequencies

HPO_CLASS: Final[Mapping[str, str]] = {
    "obligate": "HP:0040280",
    "very_frequent": "HP:0040281",
    "frequent": "HP:0040282",
    "occasional": "HP:0040283",
    "very_rare": "HP:0040284",
    "excluded": "HP:0040285",
}
_FLOORS: Final = (("very_frequent", 0.80), ("frequent", 0.30), ("occasional", 0.05))


def hpo_class(frequency: Frequency) -> str:
    """Answer the HPO frequency class: the one it was authored as, or the one whose range holds the number."""
    if frequency.authored_as in HPO_FREQUENCY:
        return HPO_CLASS[frequency.authored_as]
    if frequency.probability in (0.0, 1.0):
        return HPO_CLASS["obligate" if frequency.probability else "excluded"]
    return HPO_CLASS[next((name for name, floor in _FLOORS if frequency.probability >= floor), "very_rare")]


# --- edges

HAS_PHENOTYPE: Final = "biolink:has_phenotype"
ASSOCIATED_WITH: Final = "biolink:associated_with"
SUBCLASS_OF: Final = "biolink:subclass_of"
LIKELIER: Final = "biolink:associated_with_increased_likelihood_of"
RELATED_TO: Final = "biolink:related_to"
_ASSOCIATION: Final = "biolink:Association"


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge: CURIEs of its ends and its predicate, its Biolink association class, and the frequency where it has one.

    `original` is our own, narrower predicate where Biolink has only `related_to`. The frequency is that of the object among
    those who have the subject, for an exposure as well: `disease associated_with exposure, 60 %` says that 60 % of the ill had it.
    """

    subject: str
    predicate: str
    object: str
    category: str = _ASSOCIATION
    original: str = ""
    frequency: Frequency | None = None
    told: bool = True

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Answer what makes the edge this one and no other."""
        return (self.subject, self.predicate, self.object, self.original)

    @property
    def id(self) -> str:
        """Answer a name that stays the same between exports."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(('urn:jiayi:edge', *self.key)))}"


def _of_disease(graph: Graph, disease: Disease) -> Iterator[Edge]:
    this = curie("diseases", disease.id)
    for finding, frequency in disease.findings.items():
        that = curie("findings", finding)
        if graph.finding(finding).kind in _PHENOTYPES:
            category = "biolink:DiseaseToPhenotypicFeatureAssociation"
            yield Edge(this, HAS_PHENOTYPE, that, category, frequency=frequency)
            continue
        category = "biolink:DiseaseToExposureEventAssociation"
        yield Edge(this, ASSOCIATED_WITH, that, category, frequency=frequency)
        if frequency.probability > graph.matrix.background(finding):
            yield Edge(that, LIKELIER, this, "biolink:ExposureEventToOutcomeAssociation", told=False)
    for test in disease.tests:
        yield Edge(curie("tests", test), "biolink:diagnoses", this, told=False)
    for specialty in dict.fromkeys((disease.specialty, *disease.also)):
        yield _related(this, "seen_by", curie("specialties", specialty))
    named = named_id(disease.id)
    if named in graph.findings:
        yield _related(curie("findings", named), "names", this)


def _related(subject: str, how: str, other: str) -> Edge:
    return Edge(subject, RELATED_TO, other, original=f"{PREFIX}:{how}", told=False)


def _of_medicines(graph: Graph) -> Iterator[Edge]:
    for medicine in getattr(graph, "medicines", {}).values():
        this = curie("medicines", medicine.id)
        for group in medicine.classes:
            yield Edge(this, SUBCLASS_OF, curie("medicine_classes", group), told=False)
        for part in medicine.ingredients:
            yield Edge(this, "biolink:has_active_ingredient", curie("medicines", part), told=False)
    for group in getattr(graph, "medicine_classes", {}).values():
        if group.parent is not None:
            yield Edge(curie("medicine_classes", group.id), SUBCLASS_OF, curie("medicine_classes", group.parent))
        if group.finding is not None:
            yield _related(curie("medicine_classes", group.id), "makes_present", curie("findings", group.finding))


def _of_findings(graph: Graph) -> Iterator[Edge]:
    for concept in graph.findings.values():
        if concept.parent is not None:
            yield Edge(curie("findings", concept.id), SUBCLASS_OF, curie("findings", concept.parent))


def _of_results(graph: Graph) -> Iterator[Edge]:
    tails = ("high", "low", "positive", "high.marked", "low.marked", "high.critical", "low.critical")
    for lab in graph.labs.values():
        for finding in (FindingId(f"lab.{lab.id}.{tail}") for tail in tails):
            if finding in graph.findings:
                yield _related(curie("findings", finding), "result_of", curie("labs", lab.id))
    for measurement in graph.measurements.values():
        for read in dict.fromkeys(rule.finding for rule in measurement.rules):
            yield _related(curie("findings", read), "result_of", curie("measurements", measurement.id))


def _of_rules(graph: Graph) -> Iterator[Edge]:
    for question, covered in graph.covered.items():
        for finding in covered:
            yield _related(curie("questions", question), "asks_for", curie("findings", finding))
    for flag in graph.red_flags.values():
        for finding in sorted(set(findings_in(flag.when))):
            yield _related(curie("red_flags", flag.id), "raised_by", curie("findings", finding))


def edges(graph: Graph) -> list[Edge]:
    """Answer all edges, told and entailed, in an order that depends on their ends alone."""
    found = [*_of_findings(graph), *_of_results(graph), *_of_rules(graph), *_of_medicines(graph)]
    for disease in graph.diseases.values():
        found += _of_disease(graph, disease)
    return sorted(found, key=lambda edge: edge.key)
