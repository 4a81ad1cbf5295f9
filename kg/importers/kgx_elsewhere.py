"""A disease-phenotype graph of somebody else, as KGX, becomes a graph that the engine can reason over.

Owns what is assumed where such a graph is silent; every assumption is counted and said. Reads nodes that are a
`biolink:Disease` or a `biolink:PhenotypicFeature` (or a class below), edges `biolink:has_phenotype` between them with their
frequencies, and `biolink:subclass_of` between phenotypes. Everything else is left out by name and number.

Refuses to look like the authored graph: it knows no red flags, no prevalence and no urgency, so every disease is as common as
any other and is to be seen soon. That ranks diseases by what is found; it does not triage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.biolink import HAS_PHENOTYPE, SUBCLASS_OF
from kg.derived import duration_findings, named_findings
from kg.frequencies import HPO_FREQUENCY
from kg.graph import Graph
from kg.importers.assumed import PLACE, assumed_concept, assumed_disease, many
from kg.importers.gathered import Gathered
from kg.importers.numbers import FREQUENCY_COLUMNS, Told, frequency_of
from kg.importers.trees import chosen_parents, cycles
from kg.importers.tsv import Row, Table
from kg.schema import (
    Disease,
    FindingConcept,
    FindingId,
    FindingKind,
    Frequency,
    Source,
    SourceId,
)

KIND_OF: Final[Mapping[str, FindingKind]] = {
    "PhenotypicFeature": FindingKind.SYMPTOM,
    "BehavioralFeature": FindingKind.SYMPTOM,
    "ClinicalFinding": FindingKind.SIGN,
}
UNTOLD_FREQUENCY: Final = "frequent"
"""What a phenotype without a frequency is taken for: HPO annotates what is typical first."""
UNTOLD_SOURCE: Final = SourceId("unknown")
_TRUE: Final = frozenset({"true", "t", "yes", "1"})
_FALSE: Final = frozenset({"", "false", "f", "no", "0"})
_NODE_COLUMNS: Final = frozenset({"id", "category", "name", "description", "xref", "synonym"})
_EDGE_COLUMNS: Final = frozenset(
    {"id", "subject", "predicate", "object", "category", "negated", "primary_knowledge_source", "publications"}
) | set(FREQUENCY_COLUMNS)
KEPT: Final = ("duration.", "named.", "lab.")
LARGE: Final = 40_000_000
"""Cells of the largest tree of findings times the diseases that list any of it, beyond which reasoning takes gigabytes."""


def _classes(row: Row) -> tuple[str, ...]:
    return tuple(each.strip().removeprefix("biolink:") for each in row.get("category").split("|"))


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
            if row.get("id").startswith(KEPT):
                message = f"ids {', '.join(f'{each}*' for each in KEPT)} are kept for derived findings"
                self.gathered.error(self.nodes.where(row, "id", row.get("id")), message, "rename it")
            if "Disease" in classes:
                self.diseases[row.get("id")] = row
            elif kind is not None:
                self.findings[row.get("id")] = (row, kind)
            elif row.get("category"):
                what = f"nodes of category {row.get('category').split('|')[-1]}"
                remedy = "only diseases and phenotypic features are read"
                self.gathered.skip(self.nodes.where(row, "category"), what, remedy, row.get("id"))

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
        if ("has_count" in row.cells) != ("has_total" in row.cells):
            remedy = "write both, or a percentage"
            self.gathered.skip(self.edges.where(row, "has_count", item), "a count without its total", remedy, item)
        if negated in _TRUE and told is not None and told.probability > 0:
            message = "a negated edge with a frequency counts as excluded"
            self.gathered.assume(self.edges.where(row, "negated", item), message, "keep one of the two", item)
        found = _Link(row, told, negated in _TRUE, self.source(row))
        self.links.setdefault(disease, {}).setdefault(finding, []).append(found)

    def source(self, row: Row) -> SourceId:
        """Answer the first publication of the edge, else its knowledge source, made a source of the graph."""
        where = self.edges.where(row, "publications")
        publisher = row.get("primary_knowledge_source")
        publications = many(row, "publications")
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
            yield assumed_concept(self.nodes, row, kind, parents.get(name), self.gathered)

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
            yield assumed_disease(self.nodes, row, findings, self.gathered)

    def unread(self) -> None:
        """Say which columns of what was read hold something that nobody reads."""
        for table, known in ((self.nodes, _NODE_COLUMNS), (self.edges, _EDGE_COLUMNS)):
            for row in table.rows:
                for name in sorted(row.cells.keys() - known):
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
    return Graph(
        version=version,
        findings={concept.id: concept for concept in sorted(every, key=lambda concept: concept.id)},
        questions={},
        diseases={disease.id: disease for disease in diseases},
        labs={},
        tests={},
        measurements={},
        red_flags={},
        specialties={PLACE.id: PLACE},
        sources=sources,
    )
