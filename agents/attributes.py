"""How a finding and its attributes are told in a doctor's sentence: the complaint first, what is said of it in brackets.

Names of special findings repeat their general one ("胸痛或胸闷，活动时出现或加重"); in a sentence that would be said over and
over, so the general part is said once and each attribute after it.
"""

from __future__ import annotations

from collections.abc import Iterable

from agents.words import BRACKETS, finding_text, in_sentence, listed
from kg.graph import Graph
from kg.schema import Finding, FindingId, Lang, LocalText


def _commas(name: LocalText) -> bool:
    return "，" in name.zh


def plain_name(graph: Graph, finding: FindingId, lang: Lang) -> str:
    """Answer the name of a finding as one word: of "乏力、没劲" the first, when both are words for it."""
    concept = graph.findings[finding]
    if lang == "zh":
        first = concept.name.zh.split("、", 1)[0]
        return first if first in concept.words.zh else concept.name.zh
    return in_sentence(concept.name, lang)


def head(graph: Graph, finding: FindingId) -> FindingId:
    """Answer the nearest finding, itself or above, that is a complaint in itself and not an attribute of one."""
    for each in (finding, *graph.ancestors(finding)):
        if not _commas(graph.findings[each].name):
            return each
    return finding


def root(graph: Graph, finding: FindingId) -> FindingId:
    """Answer the most general finding above."""
    above = graph.ancestors(finding)
    return above[-1] if above else finding


def attribute(graph: Graph, finding: FindingId, lang: Lang) -> str:
    """Answer what the name of a special finding adds to its general one."""
    name = graph.findings[finding].name
    if not _commas(name):
        return plain_name(graph, finding, lang)
    if lang == "zh":
        return name.zh.split("，", 1)[1]
    return name.en.split(", ", 1)[1] if ", " in name.en else in_sentence(name, "en")


def short_name(graph: Graph, finding: FindingId, lang: Lang) -> str:
    """Answer the name of the complaint that a finding belongs to, without brackets."""
    return BRACKETS.sub("", plain_name(graph, head(graph, finding), lang)).strip()


def complaints(graph: Graph, findings: Iterable[Finding], lang: Lang) -> list[str]:
    """Answer the complaints told, in their order, one for each line of the hierarchy and without attributes."""
    named: dict[FindingId, str] = {}
    for each in findings:
        top = root(graph, each.id)
        if top not in named:
            named[top] = short_name(graph, each.id, lang)
    return list(named.values())


def phrases(graph: Graph, findings: Iterable[Finding], lang: Lang) -> list[str]:
    """Answer the findings as phrases: each complaint with its attributes behind it."""
    those = list(findings)
    general = {above for each in those for above in graph.ancestors(each.id)}
    groups: dict[FindingId, list[Finding]] = {}
    for each in those:
        if each.id not in general:
            groups.setdefault(root(graph, each.id), []).append(each)
    return [_told(graph, members, lang) for members in groups.values()]


def _is_attribute(graph: Graph, finding: FindingId) -> bool:
    """Answer whether a finding says how another one is, by its id (`chest_pain.exertional`) or by its name."""
    general = finding.rpartition(".")[0]
    return _commas(graph.findings[finding].name) or general in graph.findings


def _told(graph: Graph, members: list[Finding], lang: Lang) -> str:
    """Answer one line of the hierarchy as a phrase: what it is, and in brackets how it is."""
    plain = [each for each in members if not _is_attribute(graph, each.id)]
    special = [each for each in members if _is_attribute(graph, each.id)]
    if not plain and len(special) == 1 and not _commas(graph.findings[special[0].id].name):
        plain, special = special, []
    top = root(graph, members[0].id)
    said = listed(dict.fromkeys(_measured(graph, each, lang) for each in plain), lang) or short_name(graph, top, lang)
    if not special:
        return said
    more = ("，" if lang == "zh" else ", ").join(dict.fromkeys(_how(graph, each, lang) for each in special))
    return f"{said}（{more}）" if lang == "zh" else f"{said} ({more})"


def _how(graph: Graph, finding: Finding, lang: Lang) -> str:
    return attribute(graph, finding.id, lang) if finding.value is None else finding_text(graph, finding, lang)


def _measured(graph: Graph, finding: Finding, lang: Lang) -> str:
    return plain_name(graph, finding.id, lang) if finding.value is None else finding_text(graph, finding, lang)


def denied(graph: Graph, findings: Iterable[Finding], lang: Lang) -> list[str]:
    """Answer denied or unsure findings as phrases, attributes by what they add."""
    those = [each for each in findings if each.value is None]  # a reading says more than what it rules out
    ids = {each.id for each in those}
    top = [each for each in those if not any(above in ids for above in graph.ancestors(each.id))]
    return list(dict.fromkeys(attribute(graph, each.id, lang) for each in top))
