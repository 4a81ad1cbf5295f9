"""The clinical note and the visit summary (病例小结), written from the case as a physician would write it.

Owns the wording of S, O, A and P. What was denied is written as denied; of the present illness only what is known is written, and of
the history also which headings were not asked (`agents.history_note`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from agents.attributes import attribute, complaints, denied, head, phrases, plain_name
from agents.guidance.wording import SHORT
from agents.history_note import history_lines
from agents.reports.whose import is_own
from agents.state import Case, ConsultationState, Opinion, Reason, Report
from agents.words import age_text, duration_text, listed, local, sex_text, unit_text
from kg.graph import Graph
from kg.hypotheses import Evidence, Hypothesis
from kg.schema import Finding, FindingKind, LabResult, Lang, LocalText, Status, Urgency

COMPLAINTS: Final = 3
OWN_WORDS: Final = 100
"""Characters of the resident's own words in the present illness."""
NEGATIVES: Final = 8
DIFFERENTIAL: Final = 5
_ILLNESS: Final = (FindingKind.SYMPTOM, FindingKind.SIGN)
_ARROWS: Final = {"high": "↑", "critical_high": "↑↑", "low": "↓", "critical_low": "↓↓", "abnormal": "*"}


def _of(case: Case, graph: Graph, kinds: Iterable[FindingKind], status: Status) -> list[Finding]:
    wanted = set(kinds)
    return [
        each
        for each in case.findings
        if each.status is status and graph.findings[each.id].kind in wanted and not each.id.startswith("duration.")
    ]


def chief_complaint(graph: Graph, case: Case) -> str:
    """Answer the complaint as a doctor writes it: the leading symptoms and how long; the resident's own words without any."""
    lang = case.lang
    symptoms = _of(case, graph, _ILLNESS, Status.PRESENT)
    if not symptoms:
        return case.complaint[:60]
    own = _own_courses(graph, case, symptoms)
    if own:
        each = ("、" if lang == "zh" else "; ").join(list(own.values())[:COMPLAINTS])
        return each[:1].upper() + each[1:]
    names = complaints(graph, symptoms, lang)[:COMPLAINTS]
    last = duration_text(case.duration_days, lang) if case.duration_days is not None else ""
    if lang == "zh":
        return f"{listed(names, lang)}{last}"
    said = listed(names, lang)
    said = said[:1].upper() + said[1:]
    return f"{said} for {last}" if last else said


def _patient(case: Case) -> str:
    age, sex = age_text(case.person, case.lang), sex_text(case.person, case.lang)
    if case.lang == "zh":
        told = "" if case.relation == "self" else "（家属代诉）"
        pregnant = "，妊娠期" if case.person.pregnant else ""
        return f"{sex}，{age}{pregnant}{told}"
    told = "" if case.relation == "self" else ", history from a relative"
    pregnant = ", pregnant" if case.person.pregnant else ""
    return f"{sex.capitalize()}, {age}{pregnant}{told}"


def present_illness(graph: Graph, case: Case) -> str:
    """Answer the present illness: since when, what, what else, what was denied, what is unsure."""
    lang = case.lang
    present = phrases(graph, _of(case, graph, _ILLNESS, Status.PRESENT), lang)
    no = denied(graph, _of(case, graph, _ILLNESS, Status.ABSENT), lang)[:NEGATIVES]
    unsure = denied(graph, _of(case, graph, _ILLNESS, Status.UNSURE), lang)[:NEGATIVES]
    days = case.duration_days
    courses = _courses(graph, case)
    if lang == "zh":
        who = "患儿" if case.relation == "child" else "患者"
        alike = days is not None and not _own_courses(graph, case, _of(case, graph, _ILLNESS, Status.PRESENT))
        since = f"{who}{duration_text(days, lang)}前出现" if days is not None and alike else f"{who}出现"
        parts = [f"{since}{listed(present, lang)}"] if present else [f"{who}未诉明确症状"]
        if courses:
            parts.append(f"其中{listed(courses, lang)}")
        if no:
            parts.append(f"否认{listed(no, lang)}")
        if unsure:
            parts.append(f"{listed(unsure, lang)}不详")
        return "；".join(parts) + "。" + _own_words(case)
    alike = days is not None and not _own_courses(graph, case, _of(case, graph, _ILLNESS, Status.PRESENT))
    since = f"For {duration_text(days, lang)}: " if days is not None and alike else ""
    parts = [f"{since}{listed(present, lang)}" if present else "No definite symptom told"]
    if courses:
        parts.append(f"of these {listed(courses, lang)}")
    if no:
        parts.append(f"denies {listed(no, lang)}")
    if unsure:
        parts.append(f"not sure about {listed(unsure, lang)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}.{_own_words(case)}"


def _own_courses(graph: Graph, case: Case, symptoms: list[Finding]) -> dict[str, str]:
    """Answer each complaint with its own duration, by name, when at least two lasted differently; nothing otherwise."""
    lang = case.lang
    days = {each.id: each.onset_days for each in symptoms if each.onset_days is not None}
    if len({duration_text(each, lang) for each in days.values()}) <= 1:
        return {}
    answer: dict[str, str] = {}
    for each in symptoms:
        name = complaints(graph, [each], lang)[0]
        lasted = days.get(each.id)
        if name not in answer or lasted is not None:
            said = "" if lasted is None else duration_text(lasted, lang)
            answer[name] = f"{name}{said}" if lang == "zh" else f"{name} for {said}" if said else name
    return answer


def _courses(graph: Graph, case: Case) -> list[str]:
    """Answer how each complaint lasted, when they differ, and how bad it was said to be."""
    lang, symptoms = case.lang, _of(case, graph, _ILLNESS, Status.PRESENT)
    own = _own_courses(graph, case, symptoms)
    answer = [words for name, words in own.items() if words != name]
    for each in symptoms:
        if each.severity is not None:
            name = plain_name(graph, head(graph, each.id), lang)
            answer.append(f"{name}程度{each.severity:g}/10" if lang == "zh" else f"{name} {each.severity:g}/10")
    return list(dict.fromkeys(answer))


def _own_words(case: Case) -> str:
    """Answer the complaint in the resident's own words, which hold what no finding does: a side, a manner, an occasion."""
    words = " ".join(case.complaint.split())[:OWN_WORDS].rstrip("。.")
    if not words:
        return ""
    return f"自述：“{words}”。" if case.lang == "zh" else f" In their own words: “{words}”."


def _named_lines(graph: Graph, case: Case, background: str) -> list[str]:
    """Answer diagnoses that were mentioned or signed, and what was told of the past without a heading of its own."""
    lang = case.lang
    stop = "。" if lang == "zh" else "."
    lines: list[str] = []
    called = phrases(graph, _of(case, graph, (FindingKind.DIAGNOSIS,), Status.PRESENT), lang)
    if called:
        lines.append(f"{_NAMED.in_(lang)}{listed(called, lang)}{stop}")
    if case.archive:
        lines.append(f"{_ARCHIVE.in_(lang)}{listed(case.archive, lang)}{stop}")
    if background:
        lines.append(f"{_TOLD.in_(lang)}{background}")
    return lines


_NAMED: Final = local("提到的诊断：", "Diagnoses mentioned: ")
_ARCHIVE: Final = local("健康档案已确诊：", "Confirmed in the health record: ")
_TOLD: Final = local("自述病史、用药和过敏：", "Told of illnesses, medicines and allergies: ")


_NOT_THEIRS: Final = local(
    "另有一张单子的姓名、性别或年龄与本人不符，未采用。", "One report whose name, sex or age do not fit was left out."
)


def result_text(graph: Graph, result: LabResult, lang: Lang, *, confirmed: bool) -> str:
    """Answer one line of a report for the note, with its arrow and its range."""
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    name = indicator.name.in_(lang) if indicator is not None else result.name
    value = result.value_text or (f"{result.value:g}" if result.value is not None else "?")
    bounds = ""
    if result.low is not None or result.high is not None:
        low = f"{result.low:g}" if result.low is not None else ""
        high = f"{result.high:g}" if result.high is not None else ""
        bounds = f"（{low}–{high}）" if lang == "zh" else f" ({low}–{high})"
    mark = "" if confirmed else ("（未核对）" if lang == "zh" else " (not checked)")
    unit = unit_text(result.unit, lang)
    measured = f"{value} {unit}" if unit and unit != "%" else f"{value}{unit}"
    return f"{name} {measured}{_ARROWS.get(result.flag, '')}{bounds}{mark}"


def objective(graph: Graph, state: ConsultationState, case: Case) -> str:
    """Answer readings taken at home and what the reports say. Nobody has examined the patient, and the note says so."""
    lang = case.lang
    lines: list[str] = []
    for reading in case.readings:
        measurement = graph.measurements.get(reading.measurement)
        name = measurement.name.in_(lang) if measurement is not None else reading.measurement
        unit = unit_text(reading.unit, lang)
        space = "" if unit in {"%", "℃"} else " "
        lines.append(f"{name} {reading.value:g}{space}{unit}")
    if lines:
        lines = [("自测：" if lang == "zh" else "Measured at home: ") + ("，" if lang == "zh" else ", ").join(lines)]
    for report in state.reports:
        told = _report_lines(graph, report, lang)
        if told and is_own(state, report) is not True:
            told = [_NOT_THEIRS.in_(lang)]
        lines += told
    lines.append("未经体格检查。" if lang == "zh" else "Not examined.")
    return "\n".join(lines)


def _report_lines(graph: Graph, report: Report, lang: Lang) -> list[str]:
    items = [
        result_text(graph, item.result, lang, confirmed=item.confirmed) for item in report.items if not item.removed
    ]
    lines = []
    if items:
        lines.append(("化验：" if lang == "zh" else "Results: ") + ("；" if lang == "zh" else "; ").join(items))
    if report.conclusion:
        lines.append(("报告结论：" if lang == "zh" else "Report's conclusion: ") + report.conclusion)
    return lines


def _evidence(graph: Graph, evidence: Evidence, lang: Lang) -> str:
    """Answer one piece of evidence: what is there, or what is not."""
    name = attribute(graph, evidence.finding, lang)
    if evidence.status is Status.PRESENT:
        return name
    return f"无{name}" if lang == "zh" else f"no {name}"


def _hypothesis_line(graph: Graph, hypothesis: Hypothesis, number: int, lang: Lang) -> str:
    disease = graph.diseases[hypothesis.disease]
    those = [each for each in hypothesis.evidence if not each.finding.startswith("duration.")]
    speaks = [_evidence(graph, each, lang) for each in those if each.log10_lr > 0][:3]
    against = [_evidence(graph, each, lang) for each in those if each.log10_lr < 0][:2]
    if lang == "zh":
        line = f"{number}. {disease.name.zh}（{disease.icd10}）约{hypothesis.probability:.0%}"
        line += f"；支持：{listed(speaks, lang)}" if speaks else ""
        return line + (f"；不支持：{listed(against, lang)}" if against else "")
    line = f"{number}. {disease.name.en} ({disease.icd10}), about {hypothesis.probability:.0%}"
    line += f"; for: {listed(speaks, lang)}" if speaks else ""
    return line + (f"; against: {listed(against, lang)}" if against else "")


def assessment(
    graph: Graph,
    hypotheses: tuple[Hypothesis, ...],
    urgency: Urgency | None,
    reasons: tuple[Reason, ...],
    disagreements: tuple[LocalText, ...],
    lang: Lang,
) -> str:
    """Answer urgency with its reasons and the differential; it says that no doctor has confirmed it."""
    lines: list[str] = []
    if urgency is not None:
        because = ("；" if lang == "zh" else "; ").join(each.text.in_(lang).rstrip("。.") for each in reasons[:3])
        how_soon = SHORT[urgency].in_(lang)
        lines.append(f"紧急程度：{how_soon}。{because}" if lang == "zh" else f"Urgency: {how_soon}. {because}")
    shown = [each for each in hypotheses if each.probability >= 0.02][:DIFFERENTIAL]  # noqa: PLR2004 - below is noise
    if shown:
        lines.append(
            "鉴别诊断（系统推断，未经医生确认）："
            if lang == "zh"
            else "Differential (computed, not confirmed by a doctor):"
        )
        lines += [_hypothesis_line(graph, each, number, lang) for number, each in enumerate(shown, start=1)]
    lines += [each.in_(lang) for each in disagreements]
    return "\n".join(lines) or ("尚在问诊。" if lang == "zh" else "History still being taken.")


def plan(state: ConsultationState, opinions: tuple[Opinion, ...]) -> str:
    """Answer what the resident was told, or what waits for a doctor's release, and what the specialties would test."""
    lang = state.lang
    if state.guidance is None:
        return "尚未给出建议。" if lang == "zh" else "No advice given yet."
    view = state.guidance.view
    told = (
        ("已告知：" if lang == "zh" else "Told: ") if state.held is None else ("建议：" if lang == "zh" else "Advice: ")
    )
    lines = [told + view.headline, *view.where]
    if view.now:
        lines.append(
            ("当前处理：" if lang == "zh" else "Meanwhile: ")
            + (" ".join(view.now) if lang == "en" else "".join(view.now))
        )
    tests = list(dict.fromkeys(test.in_(lang) for opinion in opinions for test in opinion.tests))[:6]
    if tests:
        lines.append(("建议检查：" if lang == "zh" else "Tests worth doing: ") + listed(tests, lang))
    missing = list(dict.fromkeys(each.in_(lang) for opinion in opinions for each in opinion.missing))[:6]
    if missing:
        lines.append(("尚缺资料：" if lang == "zh" else "Still missing: ") + listed(missing, lang))
    if view.watch_for:
        joined = ("；" if lang == "zh" else "; ").join(each.rstrip("。.") for each in view.watch_for)
        lines.append(("病情变化时：" if lang == "zh" else "To come back for: ") + joined)
    return "\n".join(lines)


def subjective(graph: Graph, case: Case, background: str) -> str:
    """Answer complaint, present illness and history."""
    zh = case.lang == "zh"
    complaint = chief_complaint(graph, case)
    lines = [_patient(case) + ("。" if zh else ".")]
    lines.append(f"主诉：{complaint}。" if zh else f"Complaint: {complaint}.")
    lines.append(("现病史：" if zh else "Present illness: ") + present_illness(graph, case))
    return "\n".join([*lines, *history_lines(graph, case), *_named_lines(graph, case, background)])


def visit_summary(graph: Graph, state: ConsultationState, case: Case, background: str) -> str:
    """Answer the short summary that a resident shows at the hospital: what was told and measured, and no diagnosis."""
    return f"{subjective(graph, case, background)}\n{objective(graph, state, case)}"
