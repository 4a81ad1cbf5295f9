"""What becomes of a model's proposals: a finding counts where graph, person, the resident's words and the dictionary bear it out.

The test of meaning needs no second model: the quoted words are replaced by a word of the dictionary for the proposed finding, and the
whole message is read again. Only if it then says that this person has it now, and everything else that was read stays as it was, does
the proposal fit its place. Denial, doubt, the past and other people are thereby judged by the grammar that judges them always.

A model adds present findings and never removes, denies or overrides; ids that are not in the graph do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from agents.knowledge import Knowledge
from agents.language.candidates import PROPOSABLE
from agents.language.port import MOST_PROPOSED, Proposal, Suggestion
from agents.language.trace import SuggestedDisease
from agents.language.unread import read_spans
from agents.state import Relation
from agents.words import fits
from kg.graph import Graph
from kg.inference import Posterior
from kg.schema import DiseaseId, Finding, FindingConcept, FindingId, Lang, Person, Span, Status
from kg.text import Understanding, understand

MOST_QUOTED: Final = 40
"""Characters of the words that a finding was read from."""
TRIED: Final = 6
"""Words of a concept that are tried in place of the quoted ones."""
MOST_SUGGESTED: Final = 5
_TELLING: Final = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def grounded_findings(
    knowledge: Knowledge,
    text: str,
    told: Understanding,
    passages: tuple[str, ...],
    proposals: Iterable[Proposal],
    *,
    person: Person,
    relation: Relation,
    known: dict[FindingId, Status],
) -> tuple[Finding, ...]:
    """Answer the proposals that count, as present findings with the words that they came from.

    `told` is what the dictionary reads in `text`, `passages` is what it could not and was asked about; `known` is what earlier turns
    said.
    """
    graph, kept = knowledge.graph, list[Finding]()
    said = {**known, **{each.id: each.status for each in told.findings}}
    for proposal in tuple(proposals)[:MOST_PROPOSED]:
        concept = graph.findings.get(FindingId(proposal.finding))
        if concept is None or concept.kind not in PROPOSABLE or not fits(concept, person):
            continue
        asked = any(proposal.words.strip() in passage for passage in passages)
        span = _place(text, proposal.words, told) if asked else None
        if span is None or _contradicts(graph, concept.id, said):
            continue
        if not _reads(knowledge, text, span, concept, told, person, relation):
            continue
        said[concept.id] = Status.PRESENT
        kept.append(Finding(id=concept.id, status=Status.PRESENT, text=text[span.start : span.end]))
    return tuple(kept)


def _place(text: str, words: str, told: Understanding) -> Span | None:
    """Answer where the words stand in the text, outside of everything that the dictionary read; None where they do not."""
    words = words.strip()
    if len(words) > MOST_QUOTED or not _TELLING.search(words):
        return None
    start = text.find(words)
    if start < 0:
        return None
    span = Span(start=start, end=start + len(words))
    if any(each.start < span.end and span.start < each.end for each in read_spans(told)):
        return None
    return span


def _contradicts(graph: Graph, finding: FindingId, said: dict[FindingId, Status]) -> bool:
    """Answer whether this finding, one above or one below it was spoken of: then the dictionary's word stands."""
    line = {finding, *graph.ancestors(finding)}
    if finding in said or any(said.get(each) in {Status.ABSENT, Status.UNSURE} for each in line):
        return True
    return any(each in said for each in graph.descendants(finding))


def _reads(
    knowledge: Knowledge,
    text: str,
    span: Span,
    concept: FindingConcept,
    told: Understanding,
    person: Person,
    relation: Relation,
) -> bool:
    """Answer whether the message, with a word for the concept in the quoted words' place, says that the person has it now."""
    lang: Lang = "zh" if _HAN.search(text[span.start : span.end]) else "en"
    words = concept.words.zh if lang == "zh" else concept.words.en
    before = {each.id: each.status for each in told.findings}
    for word in (concept.name.in_(lang), *words)[:TRIED]:
        swapped = f"{text[: span.start]}{word}{text[span.end :]}"
        again = understand(knowledge.lexicon, swapped, lang=told.lang, person=person, relation=relation)
        now = {each.id: each for each in again.findings}
        found = now.get(concept.id)
        if found is None or found.status is not Status.PRESENT or found.span is None:
            continue
        if not (found.span.start < span.start + len(word) and span.start < found.span.end):
            continue
        if all(each in now and now[each].status is status for each, status in before.items()):
            return True
    return False


def grounded_suggestions(
    graph: Graph, posterior: Posterior, person: Person, suggestions: Iterable[Suggestion]
) -> tuple[SuggestedDisease, ...]:
    """Answer the suggestions that the graph bears out.

    The disease is in the graph and can be had by this person, and at least one of the findings named is present here and listed
    for it, itself or by one above or below it. Findings that are not borne out are left out of the evidence.
    """
    kept: dict[str, SuggestedDisease] = {}
    for each in tuple(suggestions)[:MOST_PROPOSED]:
        disease = graph.diseases.get(DiseaseId(each.disease))
        if disease is None or disease.id in kept or not _can_have(disease.sex, person):
            continue
        years = person.age_years
        if (disease.min_age_years or 0) > years or years >= (disease.max_age_years or 200):
            continue
        listed = set(disease.findings)
        for finding in disease.findings:
            listed.update(graph.ancestors(finding))
        evidence = tuple(
            FindingId(finding)
            for finding in dict.fromkeys(each.evidence)
            if finding in graph.findings
            and posterior.known.is_present(FindingId(finding))
            and (finding in listed or set(graph.ancestors(FindingId(finding))) & set(disease.findings))
        )
        if evidence:
            kept[disease.id] = SuggestedDisease(disease=disease.id, evidence=evidence)
    return tuple(kept.values())[:MOST_SUGGESTED]


def _can_have(sex: object, person: Person) -> bool:
    return sex is None or sex is person.sex
