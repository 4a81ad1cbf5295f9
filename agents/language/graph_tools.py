"""The tools over one graph and one case: which functions a request for understanding and one for a second opinion may call.

Results hold ids, names and numbers of the graph. The scores are those that the specialties computed from what is known: a
model cannot put values of its own into them.
"""

from __future__ import annotations

from typing import Any, Final

from agents.language.candidates import Candidates
from agents.language.tools import ById, ByNames, ByWords, Nothing, Tool, ToolTable
from agents.state import ScoreResult
from kg.graph import Graph
from kg.medicines import Medicine
from kg.schema import DiseaseId, Lang, Person

FOUND: Final = 10
LISTED: Final = 15


def for_understanding(candidates: Candidates, person: Person, lang: Lang) -> ToolTable:
    """Answer the one look-up that reading a passage needs."""

    def find(given: ByWords) -> object:
        return [each.model_dump() for each in candidates.findings(given.words, lang, person, most=FOUND)]

    return ToolTable((Tool("find_findings", "Findings of the graph whose names are like these words.", ByWords, find),))


def for_opinion(graph: Graph, candidates: Candidates, lang: Lang, scores: tuple[ScoreResult, ...]) -> ToolTable:
    """Answer the look-ups that a second opinion may use."""

    def find_diseases(given: ByWords) -> object:
        return [each.model_dump() for each in candidates.diseases(given.words, lang, most=FOUND)]

    def disease(given: ById) -> object:
        return _disease(graph, given.id, lang)

    def computed(given: Nothing) -> object:
        del given
        return [_score(each, lang) for each in scores]

    def medicines(given: ByNames) -> object:
        return _medicines(graph, given.names, lang)

    return ToolTable(
        (
            Tool("find_diseases", "Diseases of the graph whose names are like these words.", ByWords, find_diseases),
            Tool("disease", "What the graph holds of a disease: its most frequent findings.", ById, disease),
            Tool("scores", "The published scores computed for this case, with what each lacks.", Nothing, computed),
            Tool(
                "medicines",
                "Medicines by name: ingredients, classes, and what several of them have in common.",
                ByNames,
                medicines,
            ),
        )
    )


def _disease(graph: Graph, some_id: str, lang: Lang) -> dict[str, Any]:
    found = graph.diseases.get(DiseaseId(some_id))
    if found is None:
        return {"error": "the graph has no disease of this id"}
    frequent = sorted(found.findings.items(), key=lambda each: -each[1].probability)[:LISTED]
    return {
        "id": found.id,
        "name": found.name.in_(lang),
        "findings": [
            {"id": each, "name": graph.name_of(each).in_(lang), "share": round(how.probability, 3)}
            for each, how in frequent
        ],
    }


def _score(score: ScoreResult, lang: Lang) -> dict[str, Any]:
    return {
        "id": score.id,
        "name": score.name.in_(lang),
        "low": score.low,
        "high": score.high,
        "out_of": score.out_of,
        "meaning": score.meaning.in_(lang),
        "missing": [each.in_(lang) for each in score.missing],
    }


def _medicines(graph: Graph, names: list[str], lang: Lang) -> dict[str, Any]:
    """Answer what the graph knows of medicines, and the ingredients and nearest classes that two of them share."""
    found: list[Medicine] = []
    unknown = []
    for name in names:
        node = next((each for each in graph.find(name) if isinstance(each, Medicine)), None)
        if node is None:
            unknown.append(name)
        elif node not in found:
            found.append(node)
    parts = {each.id: {*each.ingredients, each.id} for each in found}
    shared = [
        {"first": one.id, "second": two.id, "ingredients": sorted(parts[one.id] & parts[two.id]), "classes": both}
        for number, one in enumerate(found)
        for two in found[number + 1 :]
        if (both := sorted(set(one.classes) & set(two.classes))) or parts[one.id] & parts[two.id]
    ]
    return {
        "medicines": [
            {
                "id": each.id,
                "name": each.name.in_(lang),
                "classes": [graph.medicine_classes[group].name.in_(lang) for group in each.classes],
                "ingredients": list(each.ingredients),
            }
            for each in found
        ],
        "shared": shared,
        "unknown": unknown,
    }
