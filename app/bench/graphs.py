"""How fast the graph understands, infers and asks: what one turn costs, measured on one core.

Owns the made-up material: complaints put together from the graph's own lay words, and large graphs drawn from a seed, so that
nothing is needed but the program. What is measured is the code that a turn runs (`kg.text`, `kg.inference`, `kg.questions`).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np

from kg.graph import Graph
from kg.inference import infer
from kg.lexicon import Lexicon
from kg.questions import next_question
from kg.schema import (
    Disease,
    DiseaseId,
    Finding,
    FindingConcept,
    FindingId,
    FindingKind,
    Frequency,
    Lang,
    LocalText,
    Person,
    Prevalence,
    Sex,
    SourceId,
    SpecialtyId,
    Status,
    Urgency,
)
from kg.text import understand

_T = TypeVar("_T")
SOURCE: Final = SourceId("drawn")
ADULT: Final = Person(age_days=round(45 * 365.25), sex=Sex.MALE)
_SHARE_OF_CHILDREN: Final = 0.4
_CLASSES: Final = (0.99, 0.895, 0.545, 0.17, 0.025)
"""Middles of the HPO frequency classes (HP:0040280 to HP:0040284)."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one step over all cases: the middle, and what 95 and 99 in a hundred stay below."""

    p50_ms: float
    p95_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        """Answer the percentiles of measured seconds, at least one."""
        middle, most, nearly_all = np.percentile(np.array(seconds) * 1000.0, [50, 95, 99])
        return cls(float(middle), float(most), float(nearly_all))


def _timed(call: Callable[[], _T]) -> tuple[_T, float]:
    begun = time.process_time()
    answer = call()
    return answer, time.process_time() - begun


def complaints(graph: Graph, count: int, lang: Lang, seed: int) -> list[str]:
    """Answer `count` complaints of three to six findings, each in one of the graph's own lay phrases, one of them denied."""
    rng = random.Random(seed)  # noqa: S311 - a drawing for a measurement, no secret
    kinds = {FindingKind.SYMPTOM, FindingKind.SIGN}
    diseases = list(graph.diseases.values())
    answer: list[str] = []
    while len(answer) < count:
        listed = [graph.findings[finding] for finding in rng.choice(diseases).findings if finding in graph.findings]
        spoken = [each.words.zh if lang == "zh" else each.words.en for each in listed if each.kind in kinds]
        spoken = [words for words in spoken if words]
        if len(spoken) < 3:  # noqa: PLR2004 - a complaint of fewer findings is no typical text
            continue
        told = [rng.choice(words) for words in rng.sample(spoken, rng.randint(3, min(6, len(spoken))))]
        *present, denied = told
        if lang == "zh":
            answer.append(f"我{'，'.join(present)}，有三天了，没有{denied}。")
        else:
            answer.append(f"For three days I have had {', '.join(present)}, no {denied}.")
    return answer


def measure_texts(lexicon: Lexicon, texts: Iterable[str]) -> tuple[Timing, list[tuple[Finding, ...]]]:
    """Answer how long understanding takes, and what was understood."""
    seconds: list[float] = []
    found: list[tuple[Finding, ...]] = []
    for text in texts:
        told, took = _timed(partial(understand, lexicon, text, person=ADULT))
        seconds.append(took)
        found.append(told.findings)
    return Timing.of(seconds), found


def measure_reasoning(graph: Graph, cases: Sequence[Sequence[Finding]]) -> tuple[Timing, Timing]:
    """Answer how long a posterior over the whole graph takes, and the choice of the next question after it."""
    inferring: list[float] = []
    asking: list[float] = []
    for findings in cases:
        posterior, took = _timed(partial(infer, graph, ADULT, findings))
        inferring.append(took)
        _, took = _timed(partial(next_question, graph, ADULT, findings, posterior))
        asking.append(took)
    return Timing.of(inferring), Timing.of(asking)


def drawn_graph(diseases: int, findings: int, seed: int, *, listed: int = 20) -> Graph:
    """Answer a graph drawn from `seed`: a forest of findings, and diseases that list `listed` of them each.

    Its ids are `f00000` and `d00000`; it means nothing and serves to measure how time grows with size.
    """
    rng = random.Random(seed)  # noqa: S311 - as above
    concepts: dict[FindingId, FindingConcept] = {}
    for number in range(findings):
        name = FindingId(f"f{number:05d}")
        child = number > 0 and rng.random() < _SHARE_OF_CHILDREN
        concepts[name] = FindingConcept(
            id=name,
            kind=FindingKind.SYMPTOM,
            name=LocalText(zh=name, en=name),
            parent=FindingId(f"f{rng.randrange(number):05d}") if child else None,
            background=round(rng.uniform(0.001, 0.3), 4),
        )
    ids = list(concepts)
    every: dict[DiseaseId, Disease] = {}
    for number in range(diseases):
        disease = DiseaseId(f"d{number:05d}")
        cuts = sorted((0.0, rng.random(), rng.random(), rng.random(), 1.0))
        lasting = [above - below for below, above in pairwise(cuts)]
        every[disease] = Disease(
            id=disease,
            icd10="R69",
            name=LocalText(zh=disease, en=disease),
            lay=LocalText(zh=disease, en=disease),
            specialty=SpecialtyId("general_practice"),
            urgency=rng.choice(list(Urgency)),
            prevalence=Prevalence(per_100k=10 ** rng.uniform(-1, 4)),
            duration={"hours": lasting[0], "days": lasting[1], "weeks": lasting[2], "months": lasting[3]},
            findings={
                finding: Frequency(probability=rng.choice(_CLASSES), authored_as="drawn", source=SOURCE)
                for finding in rng.sample(ids, min(listed, len(ids)))
            },
            home=(),
            warning=(),
            sources=(SOURCE,),
        )
    return Graph(f"drawn{seed}", concepts, {}, every, {}, {}, {}, {}, {}, {})


def drawn_cases(graph: Graph, count: int, seed: int) -> list[list[Finding]]:
    """Answer `count` cases, each some findings of one drawn disease, present or absent."""
    rng = random.Random(seed)  # noqa: S311 - as above
    diseases = list(graph.diseases.values())
    answer: list[list[Finding]] = []
    for _ in range(count):
        told = rng.sample(list(rng.choice(diseases).findings), 6)
        answer.append(
            [Finding(id=f, status=Status.PRESENT if at < 4 else Status.ABSENT) for at, f in enumerate(told)]  # noqa: PLR2004 - four of six are there
        )
    return answer
