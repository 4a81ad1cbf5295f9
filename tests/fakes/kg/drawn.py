"""Graphs drawn at random, for laws that must hold whatever the graph says; and large ones for measuring."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from kg.graph import Graph
from kg.schema import (
    Disease,
    DiseaseId,
    Finding,
    FindingConcept,
    FindingId,
    FindingKind,
    Frequency,
    LocalText,
    Prevalence,
    SourceId,
    SpecialtyId,
    Status,
    Urgency,
)

SOURCE = SourceId("drawn")
_KINDS = (FindingKind.SYMPTOM, FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.RISK)


def draw_graph(seed: int, *, findings: int = 30, diseases: int = 12, listed: int = 8) -> Graph:
    """Answer a graph drawn from `seed`: a forest of findings, some in clusters, and diseases that list some of them."""
    rng = random.Random(seed)
    concepts: dict[FindingId, FindingConcept] = {}
    for number in range(findings):
        name = FindingId(f"f{number:05d}")
        parent = FindingId(f"f{rng.randrange(number):05d}") if number and rng.random() < 0.4 else None
        told = {"background": round(rng.uniform(0.001, 0.3), 4)} if rng.random() < 0.8 else {}
        concepts[name] = FindingConcept(
            id=name,
            kind=rng.choice(_KINDS),
            name=LocalText(zh=name, en=name),
            parent=parent,
            cluster=rng.choice(["c1", "c2", None, None, None]),
            **told,
        )
    ids = list(concepts)
    classes = [0.99, 0.895, 0.545, 0.17, 0.025, 0.0]
    every: dict[DiseaseId, Disease] = {}
    for number in range(diseases):
        name = DiseaseId(f"d{number:05d}")
        shares = [rng.random() for _ in range(4)]
        every[name] = Disease(
            id=name,
            icd10="R69",
            name=LocalText(zh=name, en=name),
            lay=LocalText(zh=name, en=name),
            specialty=SpecialtyId("general_practice"),
            urgency=rng.choice(list(Urgency)),
            prevalence=Prevalence(per_100k=10 ** rng.uniform(-1, 4)),
            duration={
                band: share / sum(shares)
                for band, share in zip(("hours", "days", "weeks", "months"), shares, strict=True)
            },
            findings={
                finding: Frequency(probability=rng.choice(classes), authored_as="drawn", source=SOURCE)
                for finding in rng.sample(ids, min(listed, len(ids)))
            },
            home=(),
            warning=(),
            sources=(SOURCE,),
        )
    return Graph(f"drawn{seed}", concepts, {}, every, {}, {}, {}, {}, {}, {})


def graphs() -> st.SearchStrategy[Graph]:
    """Answer drawn graphs."""
    return st.integers(0, 400).map(draw_graph)


def findings_of(
    graph: Graph, *, statuses: tuple[Status, ...] = tuple(Status), most: int = 14
) -> st.SearchStrategy[list[Finding]]:
    """Answer what somebody might tell: some findings of the graph, each once, in any order."""
    ids = [f for f in graph.findings if not f.startswith("duration.")]
    one = st.builds(lambda f, s: Finding(id=f, status=s), st.sampled_from(ids), st.sampled_from(statuses))
    return st.lists(one, max_size=most, unique_by=lambda finding: finding.id)
