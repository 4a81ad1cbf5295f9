"""What follows from what was said, by the hierarchy of findings alone.

A present child implies its ancestors; an absent parent excludes its descendants. Said twice: present stands against absent,
absent against unsure, whatever the order. A present child under an absent parent is a contradiction: the special finding
stands (a person who denies "chest pain" and tells of pressure on the chest has it), and the contradiction is reported.
A pain graded as not to be borne is the severe form that the graph knows of it, whatever words or slider told the grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.graph import Graph
from kg.schema import Finding, FindingConcept, FindingId, Person, Status

UNBEARABLE = 9
"""Grade (0 to 10) from which a complaint is its severe form: "cannot be borne". Seven to ten are called severe (NRS), but people say "very"
of much that is not."""
_STRENGTH = {Status.PRESENT: 2, Status.ABSENT: 1, Status.UNSURE: 0}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`present` stands; `absent` was said too and does not (the same id when one finding was both affirmed and denied)."""

    present: FindingId
    absent: FindingId


@dataclass(frozen=True)
class Closure:
    """`told` is what was said, one value for each id, contradictions resolved; `status` adds what is implied."""

    told: Mapping[FindingId, Finding]
    status: Mapping[FindingId, Status]
    contradictions: tuple[Contradiction, ...]

    def is_present(self, finding: FindingId) -> bool:
        """Answer whether the finding is known to be present."""
        return self.status.get(finding) is Status.PRESENT

    def is_absent(self, finding: FindingId) -> bool:
        """Answer whether the finding is known to be absent. False for what was never asked."""
        return self.status.get(finding) is Status.ABSENT

    @cached_property
    def present(self) -> frozenset[FindingId]:
        """Answer what is present, said or implied."""
        return frozenset(f for f, status in self.status.items() if status is Status.PRESENT)

    @cached_property
    def told_present(self) -> frozenset[FindingId]:
        """Answer what was said to be present, without what only follows from it."""
        return frozenset(f for f, finding in self.told.items() if finding.status is Status.PRESENT)


def applies(concept: FindingConcept, person: Person) -> bool:
    """Answer whether the finding makes sense for this sex and age."""
    years = person.age_years
    return (
        (concept.sex is None or concept.sex is person.sex)
        and (concept.min_age_years is None or years >= concept.min_age_years)
        and (concept.max_age_years is None or years < concept.max_age_years)
    )


def lapsed(concept: FindingConcept, onset_days: float | None) -> bool:
    """Answer whether an event that counts only for a while is longer ago than that. Undated, it counts."""
    return concept.within_days is not None and onset_days is not None and onset_days > concept.within_days


def applicable(graph: Graph, person: Person, findings: Iterable[Finding]) -> list[Finding]:
    """Answer the findings that make sense for the person and now: neither misheard, nor too long ago, nor a medicine's wanted effect.

    The others raise no flag.

    Raises:
        UnknownId: when a finding is not in the graph.
    """
    those = [
        finding
        for finding in findings
        if applies(concept := graph.finding(finding.id), person) and not lapsed(concept, finding.onset_days)
    ]
    wanted = [finding for finding in those if finding.id in graph.treated and _as_treated(graph, finding, those)]
    return [finding for finding in those if finding not in wanted] if wanted else those


def _as_treated(graph: Graph, finding: Finding, beside: Iterable[Finding]) -> bool:
    """Say whether a high result is what a medicine is taken for: an INR of 2.4 of who takes warfarin."""
    medicine, high = graph.treated[finding.id]
    taken = any(each.id == medicine and each.status is Status.PRESENT for each in beside)
    return taken and finding.value is not None and finding.value <= high


def _merged(one: Finding, other: Finding) -> Finding:
    """Answer one value for two of the same finding: the stronger status, the greater severity, the earlier onset."""
    if _STRENGTH[one.status] != _STRENGTH[other.status]:
        return max(one, other, key=lambda finding: _STRENGTH[finding.status])
    first = min(one, other, key=lambda finding: finding.model_dump_json())
    severities = [s for s in (one.severity, other.severity) if s is not None]
    onsets = [o for o in (one.onset_days, other.onset_days) if o is not None]
    return first.model_copy(update={"severity": max(severities, default=None), "onset_days": max(onsets, default=None)})


def _add_severe(graph: Graph, told: dict[FindingId, Finding]) -> None:
    """Add in place the severe forms ("abdominal_pain.severe") of what is there and graded so, where nobody denied them."""
    for finding in [each for each in told.values() if each.severity is not None and each.severity >= UNBEARABLE]:
        if finding.status is not Status.PRESENT:
            continue
        for name in (finding.id, *graph.ancestors(finding.id)):
            severe = FindingId(f"{name}.severe")
            if severe in graph.findings:
                told.setdefault(severe, finding.model_copy(update={"id": severe}))


def closure(graph: Graph, findings: Iterable[Finding]) -> Closure:
    """Answer what is known once the hierarchy has been applied. Independent of the order of `findings`.

    Raises:
        UnknownId: when a finding is not in the graph.
    """
    told: dict[FindingId, Finding] = {}
    clashes: set[tuple[FindingId, FindingId]] = set()
    denied: set[FindingId] = set()
    for finding in findings:
        graph.finding(finding.id)
        if finding.status is Status.ABSENT:
            denied.add(finding.id)
        told[finding.id] = _merged(told[finding.id], finding) if finding.id in told else finding
    _add_severe(graph, told)
    status: dict[FindingId, Status] = {}
    present = {f for f, finding in told.items() if finding.status is Status.PRESENT}
    clashes.update((f, f) for f in present & denied)
    for finding_id in present:
        status[finding_id] = Status.PRESENT
        for above in graph.ancestors(finding_id):
            status[above] = Status.PRESENT
            if above in denied:
                clashes.add((finding_id, above))
    overruled = {absent for _, absent in clashes}
    absent = {f for f, finding in told.items() if finding.status is Status.ABSENT} - overruled
    for finding_id in absent:
        status[finding_id] = Status.ABSENT
        for below in graph.descendants(finding_id):
            status[below] = Status.ABSENT
    for finding_id in overruled - present:
        del told[finding_id]
    for finding_id in told:
        status.setdefault(finding_id, Status.UNSURE)
    ordered = dict(sorted(told.items()))
    return Closure(ordered, status, tuple(Contradiction(p, a) for p, a in sorted(clashes)))
