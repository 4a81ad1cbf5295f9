"""A report in plain words: what it is, what is outside its range and what that may mean, what is normal, what could not be judged.

Owns the order (what cannot wait first, then worst first) and the words around it. What a value may mean is the graph's own sentence; what a
report concludes is quoted as the report's word, never stated as fact. A normal report is called normal.
"""

from __future__ import annotations

from typing import Final

from agents.intake import phrases
from agents.intake.known import known
from agents.reports import told
from agents.reports.kinds import NAMES
from agents.reports.plain import plain_of
from agents.reports.trends import trends
from agents.reports.whose import WHOSE, is_own
from agents.state import Asked, ConsultationState, Report, ReportItem, Statement
from agents.words import listed
from kg.graph import Graph
from kg.labs import findings_of, misread, range_for, scale_of
from kg.schema import LabResult, Lang, Urgency
from kg.triage import urgency_of_result

MOST_ODD: Final = 6
"""Abnormal items told one by one; the others are named."""
MOST_NAMED: Final = 6
MOST_STATEMENTS: Final = 6
_ARROWS: Final = {"high": "↑", "critical_high": "↑↑", "low": "↓", "critical_low": "↓↓"}
_CRITICAL: Final = frozenset({"critical_high", "critical_low"})
_ODD: Final = frozenset({"high", "low", "abnormal"}) | _CRITICAL


def explained(graph: Graph, state: ConsultationState, report: Report) -> tuple[str, ...]:
    """Answer what is said of a report that was read, as messages in the order in which they are read."""
    lang = state.lang
    own = is_own(state, report)
    if own is not True:
        return (*pressing(graph, state, report), (told.NOT_OWN if own is False else told.STRANGE).in_(lang))
    answer = [_opening(state, report), *pressing(graph, state, report)]
    if report.old:
        answer.append(told.OLD.in_(lang).format(day=day_text(report.day, lang)))
    answer += _of_items(graph, state, report)
    answer += _of_statements(graph, state, report)
    answer += trends(graph, state, report)
    if len(answer) == 1 and not report.items and not report.statements:
        return (phrases.READ_CONCLUSION.in_(lang),)
    return tuple(answer)


def after_whose(graph: Graph, state: ConsultationState, asked: Asked | None) -> tuple[str, ...]:
    """Answer what is said once it is known whose a strange report is: its explanation, or that it is left out."""
    if asked is None or asked.id not in WHOSE:
        return ()
    lang = state.lang
    reports = [each for each in state.reports if each.question == asked.id]
    owners = {is_own(state, each) for each in reports}
    if True in owners:
        return tuple(line for each in reports for line in explained(graph, state, each))
    return ((told.NOT_OWN if False in owners else told.NOT_SURE_OWN).in_(lang),) if reports else ()


def day_text(day: str, lang: Lang) -> str:
    """Answer an ISO date as people write it."""
    if not day:
        return ""
    year, month, number = (int(part) for part in day.split("-"))
    return f"{year}年{month}月{number}日" if lang == "zh" else f"{number} {told.MONTHS[month - 1]} {year}"


def _opening(state: ConsultationState, report: Report) -> str:
    lang = state.lang
    kind = next((name for sort, name in NAMES.items() if sort == report.sort), NAMES["other"]).in_(lang)
    day = told.ON.in_(lang).format(day=day_text(report.day, lang)) if report.day else ""
    items = [item for item in report.items if not item.removed]
    if items:
        return told.OPENING_ITEMS.in_(lang).format(kind=kind, day=day, count=len(items))
    return told.OPENING.in_(lang).format(kind=kind, day=day)


# --- result lines


def _name(graph: Graph, result: LabResult, lang: Lang) -> str:
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    return result.name if indicator is None else indicator.name.in_(lang)


def _measured(graph: Graph, state: ConsultationState, result: LabResult) -> str:
    """Answer one result as it is told: name, value with unit, arrow, range."""
    lang = state.lang
    value = f"{result.value:g}" if result.value is not None else result.value_text
    unit = told.shown_unit(result.unit, lang)
    space = "" if unit in {"", "%"} else " "
    low, high = bounds(graph, state, result)
    limits = ""
    if low is not None or high is not None:
        shown = (
            f"{low:g}–{high:g}"
            if low is not None and high is not None
            else f"<{high:g}"
            if low is None
            else f">{low:g}"
        )
        limits = told.RANGE.in_(lang).format(range=shown)
    arrow = _ARROWS.get(result.flag, "")
    return f"{_name(graph, result, lang)} {value}{space}{unit}{arrow}{limits}"


def bounds(graph: Graph, state: ConsultationState, result: LabResult) -> tuple[float | None, float | None]:
    """Answer the range that a result was judged by: the paper's own, else the graph's in the paper's unit."""
    if result.low is not None or result.high is not None:
        return result.low, result.high
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    reference = range_for(indicator, state.person) if indicator is not None else None
    scale = None if indicator is None else scale_of(indicator, result)
    if reference is None or scale is None:
        return None, None
    low = None if reference.low is None else float(f"{reference.low / scale:.3g}")
    high = None if reference.high is None else float(f"{reference.high / scale:.3g}")
    return low, high


def _gravity(graph: Graph, state: ConsultationState, result: LabResult) -> tuple[int, float]:
    """Answer how far out a result is: critical ones first, then by the factor beyond the bound, then positive words."""
    if result.flag in _CRITICAL:
        return (0, 0.0)
    low, high = bounds(graph, state, result)
    beyond = 0.0
    if result.value is not None and result.flag == "high" and high:
        beyond = result.value / high
    elif result.value is not None and result.flag == "low" and low:
        beyond = low / result.value if result.value > 0 else 100.0
    return (1, -beyond)


def _meaning(graph: Graph, result: LabResult, lang: Lang) -> str:
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    if indicator is None:
        return ""
    words = indicator.meaning_low if result.flag in {"low", "critical_low"} else indicator.meaning_high
    return "" if words is None else words.in_(lang)


def odd_results(graph: Graph, state: ConsultationState, report: Report) -> list[LabResult]:
    """Answer the results outside their range that count, the worst first."""
    odd = [item.result for item in report.items if item.counts and item.result.flag in _ODD]
    return sorted(odd, key=lambda result: _gravity(graph, state, result))


def pressing(graph: Graph, state: ConsultationState, report: Report) -> list[str]:
    """Answer what cannot wait, whoever's paper it is."""
    if report.old:
        return []
    lang = state.lang
    own = known(state, graph).findings if is_own(state, report) is True else ()
    beside = [each for each in own if each.id.startswith(("hx.", "medicine."))]
    by_urgency: dict[Urgency, list[str]] = {}
    for each in odd_results(graph, state, report):
        if each.flag in _CRITICAL:
            how_soon = urgency_of_result(graph, state.person, findings_of(graph, [each]), beside)
            by_urgency.setdefault(how_soon, []).append(_measured(graph, state, each))
    return [
        said.in_(lang).format(items=listed(by_urgency[how_soon][:4], lang))
        for how_soon, said in ((Urgency.EMERGENCY, told.CRITICAL), (Urgency.URGENT, told.CRITICAL_TODAY))
        if how_soon in by_urgency
    ]


def _lines(lines: list[str]) -> str:
    return "\n".join(lines)


def _of_items(graph: Graph, state: ConsultationState, report: Report) -> list[str]:
    lang = state.lang
    items = [item for item in report.items if not item.removed]
    if not items:
        return []
    answer: list[str] = []
    odd = odd_results(graph, state, report)
    if odd:
        lines = [told.ODD.in_(lang).format(count=len(odd))]
        for result in odd[:MOST_ODD]:
            meaning = _meaning(graph, result, lang)
            line = f"· {_measured(graph, state, result)}"
            lines.append(told.MEANS.in_(lang).format(item=line, meaning=meaning) if meaning else line)
        if len(odd) > MOST_ODD:
            rest = listed([_name(graph, each, lang) for each in odd[MOST_ODD : MOST_ODD + MOST_NAMED]], lang)
            lines.append(told.ODD_REST.in_(lang).format(names=rest))
        answer.append(_lines(lines))
    fine = [item.result for item in items if item.counts and item.result.flag == "normal"]
    unknown = [item for item in items if item.counts and item.result.flag == "unknown" and not _odd_unit(graph, item)]
    doubtful = [item for item in items if not item.counts and not _odd_unit(graph, item)]
    if fine:
        words = told.ALL_FINE if not odd and not unknown and not doubtful else told.FINE
        answer.append(words.in_(lang).format(count=len(fine), names=_some(graph, fine, lang)))
    answer += _of_units(graph, items, lang)
    if unknown:
        names = _some(graph, [item.result for item in unknown], lang)
        answer.append(told.NOT_JUDGED.in_(lang).format(count=len(unknown), names=names))
    if doubtful:
        names = listed([_name(graph, item.result, lang) for item in doubtful[:MOST_NAMED]], lang)
        answer.append(phrases.DOUBTFUL.in_(lang).format(count=len(doubtful), names=names))
    if odd and not any(each.turn < report.turn for each in state.reports):
        answer.append(told.DOCTOR_ASKS.in_(lang))
    return answer


def _some(graph: Graph, results: list[LabResult], lang: Lang) -> str:
    """Answer the first names, and that there are more."""
    names = list(dict.fromkeys(_name(graph, each, lang) for each in results))
    shown = listed(names[:MOST_NAMED], lang)
    return shown if len(names) <= MOST_NAMED else told.AND_MORE.in_(lang).format(names=shown)


def _odd_unit(graph: Graph, item: ReportItem) -> bool:
    return told.unit_unknown(graph, item.result) or misread(graph, item.result)


def _of_units(graph: Graph, items: list[ReportItem], lang: Lang) -> list[str]:
    """Answer which results have a unit that is not known, and which cannot be in the unit that they have."""
    answer = []
    strange = [item.result for item in items if told.unit_unknown(graph, item.result)]
    impossible = [item.result for item in items if misread(graph, item.result)]
    for results, words in ((strange, told.UNIT_UNKNOWN), (impossible, told.NOT_POSSIBLE)):
        if results:
            brackets = "{}（{}）" if lang == "zh" else "{} ({})"
            shown = [brackets.format(_name(graph, each, lang), _bare(each, lang)) for each in results[:MOST_NAMED]]
            answer.append(words.in_(lang).format(names=listed(shown, lang)))
    return answer


def _bare(result: LabResult, lang: Lang) -> str:
    """Answer value and unit as read."""
    value = f"{result.value:g}" if result.value is not None else result.value_text
    return f"{value} {told.shown_unit(result.unit, lang)}".strip()


# --- sentences


def _of_statements(graph: Graph, state: ConsultationState, report: Report) -> list[str]:
    lang = state.lang
    by = {sort: [each for each in report.statements if each.sort == sort] for sort in told.SORTS}
    answer: list[str] = []
    meant = [*by["finding"], *by["unsure"]]
    if meant:
        lines = [told.SAYS.in_(lang)]
        lines += [_statement(graph, each, lang) for each in meant[:MOST_STATEMENTS]]
        if len(meant) > MOST_STATEMENTS:
            lines.append(told.SAYS_MORE.in_(lang).format(count=len(meant) - MOST_STATEMENTS))
        answer.append(_lines(lines))
    if by["normal"]:
        quoted = listed([_quoted(each.text, lang) for each in by["normal"][:MOST_STATEMENTS]], lang)
        whole = not meant and not by["unread"] and not report.items
        answer.append((told.NORMAL_WHOLE if whole else told.NORMAL_PART).in_(lang).format(said=quoted))
    if by["advice"]:
        said = listed([_quoted(each.text, lang) for each in by["advice"][:3]], lang)
        answer.append(told.ADVISES.in_(lang).format(said=said))
    if by["unread"] and (meant or by["normal"] or not report.items):
        said = listed([_quoted(each.text, lang) for each in by["unread"][:3]], lang)
        answer.append(told.UNREAD.in_(lang).format(said=said))
    if meant:
        answer.append(told.DOCTOR_DECIDES.in_(lang))
    return answer


def _quoted(text: str, lang: Lang) -> str:
    short = text if len(text) <= told.LONGEST_QUOTE else f"{text[: told.LONGEST_QUOTE]}…"
    return f"“{short}”" if lang == "zh" else f'"{short}"'


def _statement(graph: Graph, statement: Statement, lang: Lang) -> str:
    """Answer one statement: the report's words, then what that is in plain words, and that it is a suspicion where it is one."""
    plain = plain_of(graph, statement.findings, lang)
    quoted = f"· {_quoted(statement.text, lang)}"
    if not plain:
        return told.SUSPECTS.in_(lang).format(said=quoted) if statement.sort == "unsure" else quoted
    words = told.SUSPECTS_MEANS if statement.sort == "unsure" else told.STATES_MEANS
    return words.in_(lang).format(said=quoted, plain=plain)


# --- for the guidance page


def named_in_brief(graph: Graph, state: ConsultationState) -> str:
    """Answer one sentence that names what stood out in the reports that count; empty when nothing did."""
    lang = state.lang
    names: list[str] = []
    for report in reversed(state.reports):
        if is_own(state, report) is True and not report.old:
            odd = odd_results(graph, state, report)
            names += [f"{_name(graph, each, lang)}{_ARROWS.get(each.flag, '')}" for each in odd]
    kept = list(dict.fromkeys(names))[:4]
    return told.IN_BRIEF.in_(lang).format(names=listed(kept, lang)) if kept else ""
