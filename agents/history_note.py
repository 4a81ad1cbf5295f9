"""The headings of a history in the note: each as told, denied, not known, or asked without an answer; and which were never asked.

Whoever signs has to see the difference: "denied" was asked and is not so, "not known" was asked in vain, "not asked" says nothing at all.
"""

from __future__ import annotations

from typing import Final

from agents.attributes import denied, phrases
from agents.intake.histories import heading_of
from agents.intake.questions import BACKGROUND_FROM_YEARS, MENSTRUATES_YEARS
from agents.state import Case, Section
from agents.words import listed, local
from kg.graph import Graph
from kg.schema import Finding, FindingKind, LocalText, Sex, Status

_HISTORY: Final = frozenset({FindingKind.HISTORY, FindingKind.MEDICINE, FindingKind.RISK, FindingKind.EXPOSURE})
_HEADINGS: Final[dict[Section, LocalText]] = {
    "past": local("既往史", "Past history"),
    "allergies": local("过敏史", "Allergies"),
    "medicines": local("用药", "Medicines"),
    "family": local("家族史", "Family history"),
    "social": local("个人史", "Habits and work"),
    "women": local("月经史", "Periods, pregnancy and breastfeeding"),
    "births": local("生育史", "Earlier pregnancies and births"),
    "child": local("出生喂养史", "Birth, feeding and growth"),
    "vaccination": local("预防接种史", "Vaccination"),
    "contacts": local("接触史", "Exposures"),
}
_OTHERS: Final[tuple[tuple[Section, LocalText], ...]] = (
    ("follow_up", local("随访", "Follow-up")),
    ("concern", local("患者顾虑", "Concerns")),
)
_DENIED: Final[dict[Section, LocalText]] = {
    "medicines": local("无", "none"),
    "births": local("无", "none"),
    "child": local("无异常", "nothing unusual"),
    "vaccination": local("按时接种", "up to date"),
}
_DENIES: Final = local("否认", "denied")
_DENIES_THAT: Final = local("否认", "denies ")
_UNKNOWN: Final = local("不详", "not known")
_UNANSWERED: Final = local("问及未答", "asked, not answered")
_NOT_ASKED: Final = local("未询问", "Not asked")
_ON_TIME: Final = "not_vaccinated"
_ALLERGY: Final = "hx.allergy"
_SOME: Final = local("有，未说明对什么", "yes, to what was not told")


def history_lines(graph: Graph, case: Case) -> list[str]:
    """Answer a line for every heading of which anything was told or asked, then what was not asked of this person."""
    zh = case.lang == "zh"
    stop, between, colon = ("。", "；", "：") if zh else (".", "; ", ": ")
    lines: list[str] = []
    silent: list[str] = []
    for section, title in _HEADINGS.items():
        said = _said(graph, case, section)
        if said:
            lines.append(f"{title.in_(case.lang)}{colon}{between.join(said)}{stop}")
        elif section in _expected(case):
            silent.append(title.in_(case.lang) if zh else title.en[:1].lower() + title.en[1:])
    for section, title in _OTHERS:
        words = _words(case, section)
        if words:
            lines.append(f"{title.in_(case.lang)}{colon}{between.join(words)}{stop}")
    if silent:
        lines.append(f"{_NOT_ASKED.in_(case.lang)}{colon}{listed(silent, case.lang)}{stop}")
    return lines


def _expected(case: Case) -> tuple[Section, ...]:
    """Answer the headings that a complete history of this person has."""
    years = case.person.age_years
    common: tuple[Section, ...] = ("past", "allergies", "medicines", "family")
    common = (*common, "child", "vaccination") if years < BACKGROUND_FROM_YEARS else (*common, "social")
    if case.person.sex is Sex.FEMALE and MENSTRUATES_YEARS[0] <= years < MENSTRUATES_YEARS[1]:
        return (*common, "women", "births") if years >= BACKGROUND_FROM_YEARS else (*common, "women")
    return common


def _said(graph: Graph, case: Case, section: Section) -> list[str]:
    """Answer what stands under a heading: what is there, what is denied, what nobody knew, and the words it was told in."""
    lang = case.lang
    those = [
        each
        for each in case.findings
        if graph.findings[each.id].kind in _HISTORY
        and _heading(graph, each) == section
        and each.id not in {_ON_TIME, _ALLERGY}
    ]
    yes = phrases(graph, (each for each in those if each.status is Status.PRESENT), lang)
    no = denied(graph, (each for each in those if each.status is Status.ABSENT), lang)
    unsure = denied(graph, (each for each in those if each.status is Status.UNSURE), lang)
    marks = {item.status for item in case.told if item.section == section}
    said = [listed(yes, lang)] if yes else []
    if no:
        said.append(_DENIES_THAT.in_(lang) + listed(no, lang))
    if section == "vaccination":
        said += _on_time(graph, case)
    if unsure:
        said.append(f"{listed(unsure, lang)}{_UNKNOWN.zh}" if lang == "zh" else f"{listed(unsure, lang)} {_UNKNOWN.en}")
    said += _words(case, section)
    if section == "allergies" and not said:
        said += _allergy(case)
    if not said and "denied" in marks:
        said.append(_DENIED.get(section, _DENIES).in_(lang))
    elif not said and "unknown" in marks:
        said.append(_UNKNOWN.in_(lang))
    elif not said and section in case.asked:
        said.append(_UNANSWERED.in_(lang))
    return said


def _heading(graph: Graph, finding: Finding) -> Section:
    return "medicines" if graph.findings[finding.id].kind is FindingKind.MEDICINE else heading_of(finding.id)


def _on_time(graph: Graph, case: Case) -> list[str]:
    """Answer how vaccination stands: its finding is a lack, and to deny a lack in so many words reads wrongly."""
    told = next((each for each in case.findings if each.id == _ON_TIME), None)
    if told is None:
        return []
    if told.status is Status.PRESENT:
        return phrases(graph, [told], case.lang)
    return [(_DENIED["vaccination"] if told.status is Status.ABSENT else _UNKNOWN).in_(case.lang)]


def _allergy(case: Case) -> list[str]:
    """Answer whether there is an allergy, where nobody told to what: the heading has its finding's name already."""
    told = next((each.status for each in case.findings if each.id == _ALLERGY), None)
    if told is None:
        return []
    return [(_SOME if told is Status.PRESENT else _DENIES if told is Status.ABSENT else _UNKNOWN).in_(case.lang)]


def _words(case: Case, section: Section) -> list[str]:
    """Answer the words told for a section, in quotation marks, each once."""
    words = dict.fromkeys(item.words for item in case.told if item.section == section and item.status == "told")
    return [f"“{each}”" for each in words]
