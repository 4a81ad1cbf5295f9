"""The knowledge graph in memory: immutable, checked, with its hierarchy of findings and its compiled numbers.

Owns look-ups and the hierarchy. Refuses to read files (`kg.load`) and to reason (`kg.inference`). One `Graph` may be shared
by threads: its caches are filled with values that depend on the data alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kg.assumptions import AUTHORED, Assumptions
from kg.errors import UnknownId
from kg.lab_names import LabIndex
from kg.matrix import Matrix, compile_matrix
from kg.medicines import Medicine, MedicineClass, MedicineClassId, MedicineId, line_of
from kg.presentation import Presentation, compile_presentation
from kg.priors import PriorTable, compile_priors
from kg.rule_table import RuleTable
from kg.rules import denied_in, findings_in, hinge_of
from kg.schema import (
    Disease,
    DiseaseId,
    FindingConcept,
    FindingId,
    LabId,
    LabIndicator,
    LocalText,
    Measurement,
    Question,
    QuestionId,
    RedFlag,
    RedFlagId,
    Source,
    SourceId,
    Specialty,
    SpecialtyId,
    Test,
)

Node = (
    FindingConcept
    | Disease
    | LabIndicator
    | Test
    | Measurement
    | Medicine
    | MedicineClass
    | RedFlag
    | Specialty
    | Source
    | Question
)


@dataclass(frozen=True)
class Graph:
    """All that medicine says here. `version` is the first 16 hex digits of SHA-256 over the authored data.

    `findings` holds the authored findings and the derived ones (`lab.<id>.high`, `duration.days`; see `kg.derived`).
    """

    version: str
    findings: Mapping[FindingId, FindingConcept]
    questions: Mapping[QuestionId, Question]
    diseases: Mapping[DiseaseId, Disease]
    labs: Mapping[LabId, LabIndicator]
    tests: Mapping[str, Test]
    measurements: Mapping[str, Measurement]
    red_flags: Mapping[RedFlagId, RedFlag]
    specialties: Mapping[SpecialtyId, Specialty]
    sources: Mapping[SourceId, Source]
    assumptions: Assumptions = AUTHORED
    medicines: Mapping[MedicineId, Medicine] = field(default_factory=dict)
    medicine_classes: Mapping[MedicineClassId, MedicineClass] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _MAPPINGS:
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        return f"Graph({self.version}, {len(self.diseases)} diseases, {len(self.findings)} findings)"

    # --- hierarchy of findings

    @cached_property
    def _children(self) -> Mapping[FindingId, tuple[FindingId, ...]]:
        below: dict[FindingId, list[FindingId]] = {}
        for concept in self.findings.values():
            if concept.parent is not None:
                below.setdefault(concept.parent, []).append(concept.id)
        return {parent: tuple(sorted(children)) for parent, children in below.items()}

    @cached_property
    def _ancestors(self) -> Mapping[FindingId, tuple[FindingId, ...]]:
        answer: dict[FindingId, tuple[FindingId, ...]] = {}
        for concept in self.findings.values():
            line: list[FindingId] = []
            above = concept.parent
            while above is not None:
                line.append(above)
                above = self.findings[above].parent
            answer[concept.id] = tuple(line)
        return answer

    @cached_property
    def _descendants(self) -> dict[FindingId, frozenset[FindingId]]:
        below: dict[FindingId, set[FindingId]] = {}
        for finding, line in self._ancestors.items():
            for above in line:
                below.setdefault(above, set()).add(finding)
        return {above: frozenset(found) for above, found in below.items()}

    def finding(self, finding: FindingId) -> FindingConcept:
        """Answer the concept. Raises UnknownId."""
        concept = self.findings.get(finding)
        if concept is None:
            raise UnknownId("finding", finding)
        return concept

    def disease(self, disease: DiseaseId) -> Disease:
        """Answer the disease. Raises UnknownId."""
        found = self.diseases.get(disease)
        if found is None:
            raise UnknownId("disease", disease)
        return found

    def children(self, finding: FindingId) -> tuple[FindingId, ...]:
        """Answer the findings right below, by id."""
        return self._children.get(finding, ())

    def ancestors(self, finding: FindingId) -> tuple[FindingId, ...]:
        """Answer the more general findings, nearest first. Raises UnknownId."""
        self.finding(finding)
        return self._ancestors[finding]

    def descendants(self, finding: FindingId) -> frozenset[FindingId]:
        """Answer all more specific findings."""
        return self._descendants.get(finding, frozenset())

    def classes_above(self, group: MedicineClassId) -> tuple[MedicineClassId, ...]:
        """Answer the class of medicines itself and the more general ones, nearest first; empty when it is not known."""
        return line_of(self.medicine_classes, group)

    # --- names

    def name_of(self, some_id: str) -> LocalText:
        """Answer the name of whatever has this id. Raises UnknownId."""
        node = self.node(some_id)
        if isinstance(node, Source):
            return LocalText(zh=node.title, en=node.title)
        return node.text if isinstance(node, Question) else node.name

    def node(self, some_id: str) -> Node:
        """Answer the node of any kind with this id; diseases first, as ids are unique within a kind. Raises UnknownId."""
        for name in _FIND_ORDER:
            found: Node | None = getattr(self, name).get(some_id)
            if found is not None:
                return found
        raise UnknownId("node", some_id)

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[Node, ...]]:
        index: dict[str, dict[str, Node]] = {}
        for name in _FIND_ORDER:
            for node in getattr(self, name).values():
                for word in _words_of(node):
                    index.setdefault(_folded(word), {})[f"{name}/{node.id}"] = node
        return {word: tuple(nodes.values()) for word, nodes in index.items()}

    def find(self, text_or_id: str) -> tuple[Node, ...]:
        """Answer every node with this id, name, lay word, abbreviation, ICD-10 or ATC code; case and width do not matter."""
        return self._by_word.get(_folded(text_or_id), ())

    @cached_property
    def lab_index(self) -> LabIndex:
        """Answer the names under which reports print the indicators."""
        return LabIndex.of(self.labs.values())

    # --- questions

    @cached_property
    def covered(self) -> Mapping[QuestionId, tuple[FindingId, ...]]:
        """Answer the findings that each authored question asks for, in the order of its options."""
        answer = {}
        for question in self.questions.values():
            those = [] if question.finding is None else [question.finding]
            for option in question.options:
                those.extend(option.present)
            answer[question.id] = tuple(dict.fromkeys(those))
        return answer

    @cached_property
    def asked_by(self) -> Mapping[FindingId, tuple[Question, ...]]:
        """Answer the authored questions that ask for each finding; the others are asked by their name."""
        answer: dict[FindingId, list[Question]] = {}
        for question, findings in self.covered.items():
            for finding in findings:
                answer.setdefault(finding, []).append(self.questions[question])
        return {finding: tuple(those) for finding, those in answer.items()}

    @cached_property
    def describing(self) -> Mapping[FindingId, frozenset[FindingId]]:
        """Answer what the authored questions ask for that describe each finding, and are put only where it is present."""
        answer: dict[FindingId, frozenset[FindingId]] = {}
        for question, findings in self.covered.items():
            needs = self.questions[question].needs
            if needs is not None:
                answer[needs] = answer.get(needs, frozenset()).union(findings)
        return answer

    @cached_property
    def asked_index(self) -> NDArray[np.int64]:
        """Answer where the findings stand in the matrix that can be asked at all, by their name or by a question, in its order."""
        asked = [finding in self.asked_by or self.findings[finding].askable for finding in self.matrix.findings]
        return np.flatnonzero(asked)

    @cached_property
    def flag_findings(self) -> Mapping[RedFlagId, frozenset[FindingId]]:
        """Answer what each red flag asks to be present, with the general findings above."""
        answer = {}
        for flag in self.red_flags.values():
            those = frozenset(findings_in(flag.when))
            answer[flag.id] = those.union(*(self.ancestors(finding) for finding in those))
        return answer

    @cached_property
    def treated(self) -> Mapping[FindingId, tuple[FindingId, float]]:
        """Answer the high results that a medicine is meant to make: the finding that it is taken, and up to which value."""
        told = ((lab.id, lab.treated) for lab in self.labs.values() if lab.treated is not None)
        return {FindingId(f"lab.{lab}.high"): (medicine, high) for lab, (medicine, high, _) in told}

    @cached_property
    def flags_at(self) -> Mapping[FindingId | None, tuple[RedFlag, ...]]:
        """Answer the red flags to look at when a finding is present; below None those to look at for everybody.

        Each flag hangs on a few findings without all of which it cannot hold (`kg.rules.hinge_of`).
        """
        common = {finding: self.matrix.background(finding) for finding in self.findings}
        answer: dict[FindingId | None, list[RedFlag]] = {None: []}
        for flag in self.red_flags.values():
            for finding in hinge_of(flag.when, common) or (None,):
                answer.setdefault(finding, []).append(flag)
        return {finding: tuple(flags) for finding, flags in answer.items()}

    @cached_property
    def flagged(self) -> frozenset[FindingId]:
        """Answer every finding that some red flag speaks of."""
        denied = (denied_in(flag.when) for flag in self.red_flags.values())
        return frozenset[FindingId]().union(*self.flag_findings.values(), *denied)

    @cached_property
    def rule_table(self) -> RuleTable:
        """Answer the conditions of all red flags, compiled once, over every finding that they speak of, sorted by id."""
        return RuleTable.of([flag.when for flag in self.red_flags.values()], sorted(self.flagged))

    @cached_property
    def flagged_index(self) -> NDArray[np.int64]:
        """Answer where the findings of the rule table stand in the matrix."""
        return np.array([self.matrix.finding_index[finding] for finding in self.rule_table.findings], dtype=np.int64)

    # --- numbers

    @cached_property
    def flag_incidence(self) -> NDArray[np.bool_]:
        """Answer (red flags, findings of the rule table): what each asks to be present, with the general findings above."""
        findings = self.rule_table.findings
        answer = [[finding in those for finding in findings] for those in self.flag_findings.values()]
        return np.array(answer, dtype=bool).reshape(len(answer), len(findings))

    @cached_property
    def flag_ranks(self) -> NDArray[np.int64]:
        """Answer the rank of each red flag's urgency, as `urgency_ranks`."""
        return np.array([flag.urgency.rank for flag in self.red_flags.values()], dtype=np.int64)

    @cached_property
    def matrix(self) -> Matrix:
        """Answer P(finding | disease), compiled once."""
        return compile_matrix(self.findings, self.diseases, self.assumptions)

    @cached_property
    def urgency_ranks(self) -> NDArray[np.int64]:
        """Answer the rank of each disease's urgency (0 emergency to 4 self care), in the order of the matrix."""
        return np.array([disease.urgency.rank for disease in self.diseases.values()], dtype=np.int64)

    @cached_property
    def disease_specialties(self) -> tuple[SpecialtyId, ...]:
        """Answer the specialties that diseases belong to, sorted."""
        return tuple(sorted({disease.specialty for disease in self.diseases.values()}))

    @cached_property
    def specialty_index(self) -> NDArray[np.int64]:
        """Answer which of `disease_specialties` each disease belongs to, in the order of the matrix."""
        place = {name: number for number, name in enumerate(self.disease_specialties)}
        return np.array([place[disease.specialty] for disease in self.diseases.values()], dtype=np.int64)

    @cached_property
    def presentation(self) -> Presentation:
        """Answer how much each disease shows, compiled once."""
        return compile_presentation(self.matrix, self.findings, self.diseases)

    @cached_property
    def prior_table(self) -> PriorTable:
        """Answer the priors by age, sex, season and pregnancy, compiled once."""
        return compile_priors(self.diseases, self.assumptions)


_FIND_ORDER = (
    "diseases",
    "findings",
    "labs",
    "red_flags",
    "tests",
    "measurements",
    "medicines",
    "medicine_classes",
    "specialties",
    "questions",
    "sources",
)
_MAPPINGS = _FIND_ORDER


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _words_of(node: Node) -> Iterable[str]:
    yield node.id
    if isinstance(node, Source):
        yield node.title
        return
    if isinstance(node, Question):
        return
    yield node.name.zh
    yield node.name.en
    if isinstance(node, FindingConcept | Measurement):
        yield from node.words.zh
        yield from node.words.en
    if isinstance(node, Disease | LabIndicator | Medicine | MedicineClass):
        yield from node.aliases.zh
        yield from node.aliases.en
    if isinstance(node, LabIndicator):
        yield from node.abbr
    if isinstance(node, Disease):
        yield node.icd10
    if isinstance(node, Medicine) and node.atc is not None:
        yield node.atc
