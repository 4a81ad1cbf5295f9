"""From what each turn contributed to what is known now, and where a later statement went against an earlier one.

Pure and order-faithful: turns are folded in their order and the later statement stands, so the same turns always give the
same findings, and leaving a turn out gives what would be known had it never been said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.reports.understanding import findings_counted, results_counted
from agents.state import ConsultationState, Contribution, HomeReading
from kg.graph import Graph
from kg.labs import findings_of
from kg.schema import Finding, FindingId, LabResult, Status


@dataclass(frozen=True)
class Contradiction:
    """In `turn`, `now` was said, which does not go with `before`."""

    turn: int
    before: Finding
    now: Finding


@dataclass(frozen=True)
class Known:
    """Everything known of the present case. `results` are the report items that may be reasoned with."""

    findings: tuple[Finding, ...]
    duration_days: float | None
    results: tuple[LabResult, ...]
    readings: tuple[HomeReading, ...] = ()
    """The latest of each measurement."""
    contradictions: tuple[Contradiction, ...] = ()
    by_id: dict[FindingId, Finding] = field(default_factory=dict, compare=False, repr=False)

    def status(self, finding: FindingId) -> Status | None:
        """Answer what was said of this very finding; None when it was not spoken of."""
        told = self.by_id.get(finding)
        return None if told is None else told.status


def _opposed(graph: Graph, told: Mapping[FindingId, Finding], now: Finding) -> list[Finding]:
    """Answer what was told that cannot hold beside `now`: the same finding said yes and no, or a child present under an absent parent."""
    if now.status is Status.PRESENT:
        against, line = Status.ABSENT, {now.id, *graph.ancestors(now.id)}
    elif now.status is Status.ABSENT:
        against, line = Status.PRESENT, {now.id, *graph.descendants(now.id)}
    else:
        return []
    if told.keys().isdisjoint(line):
        return []
    return [before for name, before in told.items() if name in line and before.status is against]


def _fold(graph: Graph, told: dict[FindingId, Finding], part: Contribution) -> list[Contradiction]:
    """Put one turn on top of what was told before; answer what it went against."""
    against: list[Contradiction] = []
    for now in part.findings:
        if now.id not in graph.findings:
            continue
        same = told.get(now.id)
        if now.status is Status.UNSURE and same is not None and same.status is not Status.UNSURE:
            continue
        for before in _opposed(graph, told, now):
            del told[before.id]
            if not part.corrected:
                against.append(Contradiction(part.turn, before, now))
        same = told.pop(now.id, None)
        told[now.id] = now if same is None or same.status is not now.status else _joined(same, now)
    return against


def _joined(before: Finding, now: Finding) -> Finding:
    """Answer one finding for two that agree: the later says more, what it leaves open stays as it was."""
    kept = {
        name: getattr(before, name)
        for name in ("value", "unit", "onset_days", "severity")
        if getattr(now, name) is None and getattr(before, name) is not None
    }
    return now.model_copy(
        update={**kept, "text": now.text or before.text, "span": now.span if now.text else before.span}
    )


def _with_reports(graph: Graph, told: dict[FindingId, Finding], state: ConsultationState) -> None:
    """Put what reports say in sentences beside what was told.

    What an examination saw stands against a denial; what it did not see never undoes a complaint.
    """
    for seen in findings_counted(state).values():
        if seen.id not in graph.findings:
            continue
        against = _opposed(graph, told, seen)
        if seen.status is Status.PRESENT:
            for before in against:
                del told[before.id]
            told[seen.id] = seen if seen.id not in told else _joined(told[seen.id], seen)
        elif not against:
            told.setdefault(seen.id, seen)


def known(state: ConsultationState, graph: Graph) -> Known:
    """Answer what is known after all turns of the state.

    Findings of a report stand beside what was said: a resident's "my sugar is fine" does not undo a measured value, nor
    the other way round. Findings that this node's graph does not know are left out rather than refused, because another
    node with a newer graph may have written them.
    """
    told: dict[FindingId, Finding] = {}
    contradictions: list[Contradiction] = []
    readings: dict[str, HomeReading] = {}
    duration: float | None = None
    for part in sorted(state.contributions, key=lambda part: part.turn):
        contradictions += _fold(graph, told, part)
        readings.update((reading.measurement, reading) for reading in part.readings)
        if part.duration_days is not None:
            duration = part.duration_days
    _with_reports(graph, told, state)
    results = results_counted(state)
    measured = {finding.id: finding for finding in findings_of(graph, results) if finding.id in graph.findings}
    together = {**told, **measured}
    return Known(
        findings=tuple(together.values()),
        duration_days=duration,
        results=results,
        readings=tuple(readings.values()),
        contradictions=tuple(contradictions),
        by_id=together,
    )
