"""Deeper questions to a graph that loads: what an experienced editor would ask of it.

Each rule is a function from the graph to issues. Errors say that reasoning goes wrong; warnings that it is weaker than it could
be. `kg.load` has already refused what cannot be used at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from kg.errors import Issue, Where
from kg.graph import Graph
from kg.matrix import EXCLUDED_SHARE
from kg.rules import findings_in
from kg.schema import Disease, FindingId, FindingKind

TELLING: Final = 4.0
"""A finding tells a disease when it is at least this many times as frequent in it as in anybody."""
TELLING_WANTED: Final = 2
TWINS: Final = 0.12
"""Two diseases are twins when no finding of either differs by more than this."""
HARMLESS_PROBABILITY: Final = 0.05


def _issue(level: str, section: str, item: str, field: str, message: str, remedy: str) -> Issue:
    return Issue(
        "error" if level == "error" else "warning", Where(section=section, id=item, field=field), message, remedy
    )


def telling_findings(graph: Graph) -> Iterator[Issue]:
    """Diseases that too few findings tell from anything else: they rank by their prior alone."""
    for disease in graph.diseases.values():
        telling = [
            f
            for f in disease.findings
            if graph.matrix.probability(f, disease.id) >= TELLING * graph.matrix.background(f)
        ]
        asked = [f for f in telling if not f.startswith("lab.")]
        if len(asked) < TELLING_WANTED:
            message = f"only {len(asked)} findings tell this disease from others"
            yield _issue("warning", "diseases", disease.id, "findings", message, "add what is typical of it")


def explained_findings(graph: Graph) -> Iterator[Issue]:
    """Symptoms and signs that no disease explains: somebody who has one gets no likely cause."""
    explained = {f for d in graph.diseases.values() for f, told in d.findings.items() if told.probability > 0}
    for concept in graph.findings.values():
        if concept.kind not in (FindingKind.SYMPTOM, FindingKind.SIGN):
            continue
        near = {concept.id, *graph.ancestors(concept.id), *graph.descendants(concept.id)}
        if not near & explained:
            yield _issue("warning", "findings", concept.id, "", "no disease explains this", "list it where it occurs")


def twins(graph: Graph) -> Iterator[Issue]:
    """Diseases that no finding tells apart."""
    by_first: dict[str, list[Disease]] = {}
    for disease in graph.diseases.values():
        for finding in disease.findings:
            by_first.setdefault(finding, []).append(disease)
    seen: set[tuple[str, str]] = set()
    for sharing in by_first.values():
        for one, other in combinations(sharing, 2):
            pair = (one.id, other.id)
            if pair in seen:
                continue
            seen.add(pair)
            if _alike(graph, one, other):
                message = f"no finding tells it from {other.id}"
                yield _issue("warning", "diseases", one.id, "findings", message, "add what differs, or merge them")


def _alike(graph: Graph, one: Disease, other: Disease) -> bool:
    if one.sex is not None and other.sex is not None and one.sex is not other.sex:
        return False
    matrix = graph.matrix
    return all(
        abs(matrix.probability(finding, one.id) - matrix.probability(finding, other.id)) <= TWINS
        for finding in {**one.findings, **other.findings}
    )


def hierarchy(graph: Graph) -> Iterator[Issue]:
    """Numbers that contradict the hierarchy of findings: a child more frequent than its parent, an excluded parent with a child."""
    for disease in graph.diseases.values():
        for finding, told in disease.findings.items():
            for above in graph.ancestors(finding):
                of_above = disease.findings.get(above)
                if of_above is None:
                    continue
                if of_above.probability == 0 and told.probability > 0:
                    message = f"{finding} is listed although {above} is excluded"
                    yield _issue("error", "diseases", disease.id, f"findings.{finding}", message, "keep one of them")
                elif told.probability > of_above.probability:
                    message = f"{finding} is more frequent ({told.probability}) than {above} ({of_above.probability})"
                    yield _issue(
                        "warning", "diseases", disease.id, f"findings.{finding}", message, "raise the general one"
                    )
                break
    for concept in graph.findings.values():
        if concept.parent is not None and "background" in concept.model_fields_set:
            above_it = graph.findings[concept.parent]
            if concept.background > above_it.background:
                message = f"its background {concept.background} is above that of {above_it.id} ({above_it.background})"
                yield _issue("warning", "findings", concept.id, "background", message, "a special finding is rarer")


def leaks(graph: Graph) -> Iterator[Issue]:
    """Findings listed as if they spoke for a disease, although they are no more frequent in it than in anybody."""
    for disease in graph.diseases.values():
        for finding, told in disease.findings.items():
            b = graph.matrix.background(finding)
            if 0 < told.probability < EXCLUDED_SHARE * b:
                message = f"{finding} at {told.probability} is far below its background {b:.3f}"
                yield _issue(
                    "warning", "diseases", disease.id, f"findings.{finding}", message, "write `excluded` if meant"
                )


def questions(graph: Graph) -> Iterator[Issue]:
    """Authored questions that need a finding which one of their own options makes, and choices that settle nothing."""
    for question in graph.questions.values():
        covered = graph.covered[question.id]
        if not covered:
            yield _issue("error", "questions", question.id, "options", "it asks for no finding", "name the findings")
        if question.needs is not None and question.needs in covered:
            yield _issue("error", "questions", question.id, "needs", "it needs what it asks", "mend `needs`")
    askers: dict[tuple[str, str | None], list[str]] = {}
    for name, covered in graph.covered.items():
        for finding in covered:
            askers.setdefault((finding, graph.questions[name].needs), []).append(name)
    for (asked, needs), names in askers.items():
        if len(names) > 1:
            message = f"{asked} is asked by {', '.join(sorted(names))}" + (
                f", all of which need {needs}" if needs else ""
            )
            yield _issue("warning", "questions", names[0], "", message, "one question for one idea")


def dangers(graph: Graph) -> Iterator[Issue]:
    """Emergencies that no red flag shares a finding with: they are found by probability alone."""
    flagged = {f for flag in graph.red_flags.values() for f in findings_in(flag.when)}
    flagged |= {above for f in tuple(flagged) for above in graph.ancestors(f)}
    for disease in graph.diseases.values():
        if disease.urgency.rank == 0 and not flagged & disease.findings.keys():
            yield _issue(
                "warning", "diseases", disease.id, "urgency", "an emergency that no red flag concerns", "write a rule"
            )


def critical_results(graph: Graph) -> Iterator[Issue]:
    """Critical results that no red flag speaks of: nobody said how soon they are to be seen."""
    flagged = {f for flag in graph.red_flags.values() for f in findings_in(flag.when)}
    for lab in graph.labs.values():
        for side, bound in (("high", lab.critical_high), ("low", lab.critical_low)):
            if bound is not None and FindingId(f"lab.{lab.id}.{side}.critical") not in flagged:
                message = f"no red flag says how soon a value at {bound:g} is to be seen"
                yield _issue("warning", "labs", lab.id, f"critical_{side}", message, "name it in a rule")


def medicines(graph: Graph) -> Iterator[Issue]:
    """Medicines whose ATC code stands under none of their classes, and classes that hold nothing."""
    held: set[str] = set()
    for medicine in graph.medicines.values():
        line = [above for group in medicine.classes for above in graph.classes_above(group)]
        held.update(line)
        codes = [code for group in line for code in graph.medicine_classes[group].atc]
        if medicine.atc is not None and codes and not medicine.atc.startswith(tuple(codes)):
            message = f"{medicine.atc} stands under none of {', '.join(codes)}"
            yield _issue("warning", "medicines", medicine.id, "atc", message, "mend the code, or add its class")
    for group in graph.medicine_classes:
        if group not in held:
            yield _issue("warning", "medicine_classes", group, "", "no medicine belongs to it", "add one, or drop it")


def sourced(graph: Graph) -> Iterator[Issue]:
    """Sources that nothing cites."""
    cited = {source for disease in graph.diseases.values() for source in disease.sources}
    cited |= {told.source for disease in graph.diseases.values() for told in disease.findings.values()}
    cited |= {d.prevalence.source for d in graph.diseases.values() if d.prevalence.source is not None}
    cited |= {c.source for c in graph.findings.values() if c.source is not None}
    cited |= {lab.source for lab in graph.labs.values()} | {flag.source for flag in graph.red_flags.values()}
    cited |= {each.source for lab in graph.labs.values() for each in lab.ranges}
    cited |= {lab.treated[2] for lab in graph.labs.values() if lab.treated is not None}
    cited |= {medicine.source for medicine in graph.medicines.values()}
    cited |= {group.source for group in graph.medicine_classes.values()}
    cited |= {measurement.source for measurement in graph.measurements.values()}
    for source in graph.sources:
        if source not in cited:
            yield _issue("warning", "sources", source, "", "nothing cites it", "cite it, or take it away")


RULES: Final[tuple[Callable[[Graph], Iterator[Issue]], ...]] = (
    telling_findings,
    explained_findings,
    twins,
    hierarchy,
    leaks,
    questions,
    dangers,
    critical_results,
    medicines,
    sourced,
)


def check(graph: Graph) -> list[Issue]:
    """Answer all that the rules find, errors first."""
    found = [issue for rule in RULES for issue in rule(graph)]
    return sorted(found, key=lambda issue: (issue.level, str(issue.where), issue.message))
