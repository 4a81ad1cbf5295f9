"""A disease-phenotype graph of somebody else, as KGX, becomes a graph that the engine can reason over.

Owns what is assumed where such a graph is silent; every assumption is counted and said. Reads nodes that are a
`biolink:Disease` or a `biolink:PhenotypicFeature` (or a class below), edges `biolink:has_phenotype` between them with their
frequencies, and `biolink:subclass_of` between phenotypes. Everything else is left out by name and number.

Refuses to look like the authored graph: it knows no red flags, no prevalence and no urgency, so every disease is as common as
any other and is to be seen soon. That ranks diseases by what is found; it does not triage.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.biolink import HAS_PHENOTYPE, SUBCLASS_OF
from kg.derived import BANDS, duration_findings, named_findings
from kg.frequencies import HPO_FREQUENCY
from kg.graph import Graph
from kg.importers.gathered import Gathered
from kg.importers.numbers import FREQUENCY_COLUMNS, Told, frequency_of
from kg.importers.trees import chosen_parents, cycles
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
    Source,
    SourceId,
    Specialty,
    SpecialtyId,
    Urgency,
)

KIND_OF: Final[Mapping[str, FindingKind]] = {
    "PhenotypicFeature": FindingKind.SYMPTOM,
    "BehavioralFeature": FindingKind.SYMPTOM,
    "ClinicalFinding": FindingKind.SIGN,
}
UNTOLD_FREQUENCY: Final = "frequent"
"""What a phenotype without a frequency is taken for: HPO annotates what is typical first."""
UNTOLD_URGENCY: Final = Urgency.SOON
"""Nobody is sent home, and nobody to an emergency department, by a graph that says nothing of urgency."""
EQUAL_PER_100K: Final = 10.0
NO_ICD10: Final = "R69"
"""ICD-10: unknown and unspecified causes of morbidity."""
UNTOLD_SOURCE: Final = SourceId("unknown")
_PLACE: Final = SpecialtyId("general_practice")
_ICD10: Final = re.compile(r"^ICD10(?:CM|WHO)?:([A-Z][0-9]{2}(?:\.[0-9A-Z]{1,4})?)$")
_HPO: Final = re.compile(r"^(?:HP|SYMP):\d+$")
_TRUE: Final = frozenset({"true", "t", "yes", "1"})
_FALSE: Final = frozenset({"", "false", "f", "no", "0"})
_NODE_COLUMNS: Final = frozenset({"id", "category", "name", "description", "xref", "synonym"})
_EDGE_COLUMNS: Final = frozenset(
    {"id", "subject", "predicate", "object", "category", "negated", "primary_knowledge_source", "publications"}
) | set(FREQUENCY_COLUMNS)
LARGE: Final = 40_000_000
"""Cells of the largest tree of findings times the diseases that list any of it, beyond which reasoning takes gigabytes."""


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _classes(row: Row) -> tuple[str, ...]:
    return tuple(each.strip().removeprefix("biolink:") for each in row.get("category").split("|"))


def _many(row: Row, column: str) -> list[str]:
    return [_clean(each.strip()) for each in row.get(column).split("|") if each.strip()]


def _predicate(row: Row) -> str:
    told = row.get("predicate")
    return told if ":" in told else f"biolink:{told}"


@dataclass(frozen=True, slots=True)
class _Link:
    """One has_phenotype edge, read."""

    row: Row
    told: Told | None
    negated: bool
    source: SourceId

    @property
    def rank(self) -> tuple[bool, int, bool, float]:
        """Answer how well the edge is told: what is there before what is not, more patients first, then any number, then the larger."""
        told = self.told
        return (
            not self.negated,
            0 if told is None else told.total,
            told is not None,
            0.0 if told is None else told.probability,
        )


class _Reader:
    def __init__(self, nodes: Table, edges: Table, gathered: Gathered) -> None:
        self.nodes = nodes
        self.edges = edges
        self.gathered = gathered
        self.diseases: dict[str, Row] = {}
        self.findings: dict[str, tuple[Row, FindingKind]] = {}
        self.links: dict[str, dict[str, list[_Link]]] = {}
        self.above: dict[str, dict[str, Row]] = {}
        """Child to its parents, with the edge of each."""
        self.sources: dict[SourceId, Source] = {}

    # --- nodes

    def sort_nodes(self) -> None:
        for row in self.nodes.rows:
            classes = _classes(row)
            kind = next((KIND_OF[each] for each in reversed(classes) if each in KIND_OF), None)
            if "Disease" in classes:
                self.diseases[row.get("id")] = row
            elif kind is not None:
                self.findings[row.get("id")] = (row, kind)
            elif row.get("category"):
                what = f"nodes of category {row.get('category').split('|')[-1]}"
                remedy = "only diseases and phenotypic features are read"
                self.gathered.skip(self.nodes.where(row, "category"), what, remedy, row.get("id"))

    def name(self, row: Row) -> LocalText:
        told = _clean(row.get("name"))
        where = self.nodes.where(row, "name")
        if not told:
            self.gathered.assume(where, "a node without a name is called by its id", "name it", row.get("id"))
            told = row.get("id")
        message = "names are in one language and stand for both"
        self.gathered.assume(where, message, "translate them before residents read them", row.get("id"))
        return LocalText(zh=told, en=told)

    # --- edges

    def sort_edges(self) -> None:
        for row in self.edges.rows:
            predicate, subject, other = _predicate(row), row.get("subject"), row.get("object")
            where = self.edges.where(row, "predicate")
            if predicate == HAS_PHENOTYPE and subject in self.diseases and other in self.findings:
                self.link(row, subject, other)
            elif predicate == SUBCLASS_OF and subject in self.findings and other in self.findings:
                self.above.setdefault(subject, {}).setdefault(other, row)
            elif predicate in {HAS_PHENOTYPE, SUBCLASS_OF}:
                ends = " to ".join(self.kind_of(each) for each in (subject, other))
                remedy = "read are has_phenotype from disease to phenotype, and subclass_of between phenotypes"
                self.gathered.skip(where, f"edges {predicate} from {ends}", remedy, f"{subject} to {other}")
            elif predicate != "biolink:":
                remedy = "only has_phenotype and subclass_of are read"
                self.gathered.skip(where, f"edges {predicate}", remedy, f"{subject} to {other}")

    def kind_of(self, node: str) -> str:
        return "disease" if node in self.diseases else "phenotype" if node in self.findings else "another kind"

    def link(self, row: Row, disease: str, finding: str) -> None:
        told, wrong = frequency_of(row.cells)
        item = f"{disease} {finding}"
        for column, message in wrong:
            self.gathered.error(self.edges.where(row, column, item), message, "mend the number, or empty the cell")
        negated = row.get("negated").lower()
        if negated not in _TRUE | _FALSE:
            message = f"negated {row.get('negated')!r} is neither true nor false"
            self.gathered.error(self.edges.where(row, "negated", item), message, "write true or false")
        found = _Link(row, told, negated in _TRUE, self.source(row))
        self.links.setdefault(disease, {}).setdefault(finding, []).append(found)

    def source(self, row: Row) -> SourceId:
        """Answer the first publication of the edge, else its knowledge source, made a source of the graph."""
        where = self.edges.where(row, "publications")
        publisher = row.get("primary_knowledge_source")
        publications = _many(row, "publications")
        if len(publications) > 1:
            self.gathered.skip(
                where, "publications of an edge after its first", "a frequency has one source", publications[1]
            )
        told = publications[0] if publications else publisher
        if not told:
            message = "an edge names no source; it counts as unknown"
            self.gathered.assume(where, message, "write primary_knowledge_source or publications", row.get("subject"))
        name = SourceId("_".join(told.split()) or UNTOLD_SOURCE)
        if name not in self.sources:
            message = "the year and title of a source are not told: its title is its id and its year 0"
            self.gathered.assume(where, message, "write them in sources.yaml after import", name)
            self.sources[name] = Source(id=name, title=told or "unknown", publisher=publisher or "unknown", year=0)
        return name

    # --- the hierarchy

    def parents(self) -> dict[str, str]:
        """Answer each finding's one parent; cycles are errors, other parents are said (decision 0006: findings form a tree)."""
        loops = list(cycles(self.above))
        for loop in loops:
            row = self.above[loop[0]][loop[1 % len(loop)]]
            message = f"subclass_of forms a cycle: {' -> '.join((*loop, loop[0]))}"
            self.gathered.error(self.edges.where(row, "object", loop[0]), message, "take one of its edges away")
        if loops:
            return {}
        listed: dict[str, int] = {}
        for of_disease in self.links.values():
            for finding in of_disease:
                listed[finding] = listed.get(finding, 0) + 1
        found = chosen_parents(self.above, listed)
        for child, parent in found.items():
            others = sorted(self.above[child].keys() - {parent})
            if others:
                message = f"has {len(others) + 1} parents; {parent} is kept, not {', '.join(others)}"
                remedy = (
                    "findings form a tree: the parent that most diseases list is kept; take other edges away to choose"
                )
                self.gathered.warn(self.edges.where(self.above[child][parent], "object", child), message, remedy)
        return found

    # --- the graph

    def concepts(self, parents: Mapping[str, str]) -> Iterator[FindingConcept]:
        for name, (row, kind) in self.findings.items():
            codes = [each for each in (name, *_many(row, "xref")) if _HPO.match(each)]
            parent = parents.get(name)
            where = self.nodes.where(row, item=name)
            if parent is None:
                message = "a finding's frequency in other people is not told; 2 % is assumed"
                self.gathered.assume(where, message, "write `background` in findings.yaml after import", name)
            yield FindingConcept(
                id=FindingId(name),
                kind=kind,
                name=self.name(row),
                words=LocalWords(en=tuple(_many(row, "synonym"))),
                hpo=codes[0] if codes else None,
                **({} if parent is None else {"parent": FindingId(parent)}),
            )

    def frequency(self, disease: str, finding: str, links: list[_Link]) -> Frequency:
        best = max(links, key=lambda link: (link.rank, -link.row.line))
        where = self.edges.where(best.row, item=f"{disease} {finding}")
        if len(links) > 1:
            lines = ", ".join(str(link.row.line) for link in links if link is not best)
            message = f"told {len(links)} times; this line is kept, not {lines}"
            self.gathered.warn(where, message, "what is present, counted in most patients, then the larger, is kept")
        if best.negated:
            return Frequency(probability=0.0, authored_as="excluded", source=best.source)
        told = best.told
        if told is None:
            message = (
                f"a phenotype without a frequency counts as {UNTOLD_FREQUENCY} ({HPO_FREQUENCY[UNTOLD_FREQUENCY]})"
            )
            self.gathered.assume(where, message, "write has_percentage or frequency_qualifier", f"{disease} {finding}")
            told = Told(HPO_FREQUENCY[UNTOLD_FREQUENCY], UNTOLD_FREQUENCY)
        return Frequency(probability=told.probability, authored_as=told.authored_as, source=best.source)

    def every_disease(self) -> Iterator[Disease]:
        for name, row in self.diseases.items():
            where = self.nodes.where(row, item=name)
            links = self.links.get(name)
            if not links:
                self.gathered.skip(
                    where, "diseases without a phenotype", "nothing could be said for or against them", name
                )
                continue
            findings = {FindingId(f): self.frequency(name, f, those) for f, those in sorted(links.items())}
            yield self.disease(name, row, findings)

    def disease(self, name: str, row: Row, findings: dict[FindingId, Frequency]) -> Disease:
        where = self.nodes.where(row, item=name)
        codes = [found[1] for each in (name, *_many(row, "xref")) if (found := _ICD10.match(each))]
        if not codes:
            self.gathered.assume(where, f"a disease without an ICD-10 code gets {NO_ICD10}", "write it as xref", name)
        message = (
            "diseases have no prevalence, urgency, time course, home advice or specialty: all are equally common, "
            "to be seen soon, by general practice, and last as illnesses do on the whole"
        )
        self.gathered.assume(
            where, message, "write them in diseases.yaml after import; do not triage with it before", name
        )
        told = _clean(row.get("description"))
        named = self.name(row)
        return Disease(
            id=DiseaseId(name),
            icd10=codes[0] if codes else NO_ICD10,
            name=named,
            aliases=LocalWords(en=tuple(_many(row, "synonym"))),
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

    def unread(self) -> None:
        """Say which columns of what was read hold something that nobody reads."""
        for table, known in ((self.nodes, _NODE_COLUMNS), (self.edges, _EDGE_COLUMNS)):
            for row in table.rows:
                for name in row.cells.keys() - known:
                    self.gathered.skip(table.where(row, name), f"column {name} of {table.file}", "nothing reads it")


def _largest_table(findings: Iterable[FindingConcept], diseases: Iterable[Disease]) -> int:
    """Answer the cells of the largest table that reasoning builds: a tree's findings times the diseases that list any."""
    parent = {concept.id: concept.parent for concept in findings}

    def root(name: FindingId) -> FindingId:
        while (above := parent[name]) is not None:
            name = above
        return name

    roots = {name: root(name) for name in parent}
    size: dict[FindingId, int] = {}
    for top in roots.values():
        size[top] = size.get(top, 0) + 1
    support: dict[FindingId, int] = {}
    for disease in diseases:
        for top in {roots[finding] for finding in disease.findings}:
            support[top] = support.get(top, 0) + 1
    return max((size[top] * listed for top, listed in support.items()), default=0)


def _version(values: Iterable[FindingConcept | Disease | Source]) -> str:
    hasher = hashlib.sha256()
    for value in values:
        hasher.update(value.model_dump_json().encode())
        hasher.update(b"\n")
    return hasher.hexdigest()[:16]


def read_elsewhere(nodes: Table, edges: Table, gathered: Gathered) -> Graph | None:
    """Answer the graph, None when something is wrong with it; errors, assumptions and omissions go to `gathered`."""
    reader = _Reader(nodes, edges, gathered)
    reader.sort_nodes()
    reader.sort_edges()
    parents = reader.parents()
    diseases = sorted(reader.every_disease(), key=lambda disease: disease.id)
    reader.unread()
    if not diseases and not gathered.errors:
        message = "no biolink:Disease has a biolink:has_phenotype edge to a biolink:PhenotypicFeature"
        gathered.error(nodes.where(), message, "give both files of one disease-phenotype graph")
    if gathered.errors:
        return None
    concepts = sorted(reader.concepts(parents), key=lambda concept: concept.id)
    cells = _largest_table(concepts, diseases)
    if cells > LARGE:
        message = f"the largest tree of findings makes a table of {cells} cells; reasoning will take much memory"
        gathered.warn(edges.where(), message, "take the topmost subclass_of edges away, so that the tree falls apart")
    sources = dict(sorted(reader.sources.items()))
    version = _version((*concepts, *diseases, *sources.values()))
    every = [*concepts, *duration_findings()]
    for disease in diseases:
        every += named_findings(disease)
    place = Specialty(
        id=_PLACE,
        name=LocalText(zh="全科", en="General practice"),
        department=LocalText(zh="全科", en="General practice"),
        always=True,
    )
    return Graph(
        version=version,
        findings={concept.id: concept for concept in sorted(every, key=lambda concept: concept.id)},
        questions={},
        diseases={disease.id: disease for disease in diseases},
        labs={},
        tests={},
        measurements={},
        red_flags={},
        specialties={_PLACE: place},
        sources=sources,
    )
