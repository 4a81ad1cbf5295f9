"""From what is open in the state to what the page shows: questions as chips, reports as lines, emergencies as a screen."""

from __future__ import annotations

from typing import Final, Literal

from agents.companion.crisis import crisis_view
from agents.companion.questions import is_own as is_of_mind
from agents.dialogue import EmergencyView, ItemView, OptionView, QuestionView, ReportView
from agents.guidance.wording import NOW_CHILD_EMERGENCY, NOW_EMERGENCY, urgency_text
from agents.intake.questions import AREAS, DURATION, ELSE, OPENING, PHOTO, is_own
from agents.state import Asked, ConsultationState, Relation, Report, ReportItem
from agents.words import unit_text
from kg.graph import Graph
from kg.labs import range_for
from kg.questions import chips
from kg.schema import Lang, LocalText, Question, Urgency
from kg.triage import Triage

CRISIS: Final = "crisis_words"
"""Stands for a red flag where crisis words were said and the graph has no rule that they meet."""
MENTAL_HEALTH: Final = "mental_health"


def chips_of(question: Question) -> tuple[LocalText, ...]:
    """Answer the quick answers of any question; own questions offer exactly what they list."""
    if is_own(question.id) or is_of_mind(question.id):
        return tuple(option.text for option in question.options)
    return chips(question)


_ABOUT: Final[dict[Relation, tuple[str, str]]] = {
    "child": ("孩子", "your child"),
    "parent": ("老人家", "your parent"),
    "other": ("他（她）", "this person"),
}
_ENGLISH: Final = (
    ("Have you noticed this:", "Have you noticed this in {who}:"),
    ("Have you noticed any of these", "Have you noticed any of these in {who}"),
    ("Do you", "Does {who}"),
    ("Have you", "Has {who}"),
    ("Are you", "Is {who}"),
    ("Did you", "Did {who}"),
    ("Does this apply to you", "Does this apply to {who}"),
    ("In the past, did this apply to you", "In the past, did this apply to {who}"),
    ("Recently, did this apply to you", "Recently, did this apply to {who}"),
)


def for_whom(text: str, relation: Relation, lang: Lang) -> str:
    """Answer a question put to the person who is ill as it is put to a relative who speaks for them."""
    if relation == "self":
        return text
    zh, en = _ABOUT[relation]
    if lang == "zh":
        return text.replace("您", zh)
    for before, after in _ENGLISH:
        if text.startswith(before):
            return after.format(who=en) + text[len(before) :]
    return text


_HINTS: Final[dict[str, tuple[Literal["where", "since_when"], ...]]] = {
    OPENING: ("where", "since_when"),
    AREAS: ("where", "since_when"),
    DURATION: ("since_when",),
    ELSE: ("where", "since_when"),
}


def question_view(asked: Asked, lang: Lang, relation: Relation = "self") -> QuestionView:
    """Answer the open question as it is shown."""
    question = asked.question
    why = asked.why or question.why
    kind = "photo" if question.id == PHOTO else "text" if question.id == OPENING else question.kind
    return QuestionView(
        id=asked.id,
        kind=kind,
        text=question.text.in_(lang)
        if is_own(question.id) or is_of_mind(question.id)
        else for_whom(question.text.in_(lang), relation, lang),
        why=why.in_(lang),
        options=tuple(OptionView(index=index, text=chip.in_(lang)) for index, chip in enumerate(chips_of(question))),
        hints=_HINTS.get(question.id, ()),
    )


def _range_of(graph: Graph, state: ConsultationState, item: ReportItem) -> tuple[float | None, float | None]:
    """Answer the range as printed, else that of the graph for this person."""
    result = item.result
    if result.low is not None or result.high is not None:
        return result.low, result.high
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    reference = range_for(indicator, state.person) if indicator is not None else None
    return (reference.low, reference.high) if reference is not None else (None, None)


def range_text(low: float | None, high: float | None) -> str:
    """Answer a reference range as it is printed on reports."""
    if low is not None and high is not None:
        return f"{low:g}–{high:g}"
    if high is not None:
        return f"<{high:g}"
    return f">{low:g}" if low is not None else ""


def _item_view(graph: Graph, state: ConsultationState, index: int, item: ReportItem) -> ItemView:
    result = item.result
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    meaning = None
    if indicator is not None and result.flag in {"high", "critical_high", "abnormal"}:
        meaning = indicator.meaning_high
    elif indicator is not None and result.flag in {"low", "critical_low"}:
        meaning = indicator.meaning_low
    return ItemView(
        index=index,
        name=indicator.name.in_(state.lang) if indicator is not None else result.name,
        abbr=result.abbr or (indicator.abbr[0] if indicator is not None and indicator.abbr else ""),
        value_text=result.value_text or (f"{result.value:g}" if result.value is not None else ""),
        unit=unit_text(result.unit, state.lang),
        range_text=range_text(*_range_of(graph, state, item)),
        flag=result.flag,
        doubtful=item.doubtful and not item.confirmed,
        meaning=meaning.in_(state.lang) if meaning is not None else "",
    )


def report_view(graph: Graph, state: ConsultationState, report: Report) -> ReportView:
    """Answer one report's lines as they are shown; a line taken out by the resident is left out, indexes stay."""
    return ReportView(
        attachment_id=report.attachment_id,
        what=report.what,
        items=tuple(
            _item_view(graph, state, index, item) for index, item in enumerate(report.items) if not item.removed
        ),
        conclusion=report.conclusion,
    )


def emergency_view(state: ConsultationState, triage: Triage, *, crisis: bool) -> EmergencyView:
    """Answer the screen that interrupts: whom to call, why, what to do until help comes.

    Thoughts of suicide have their own screen, which leads to people who listen; another danger that is greater stands first.
    """
    lang = state.lang
    flag = triage.red_flags[0] if triage.red_flags else None
    if crisis and (flag is None or flag.specialty == MENTAL_HEALTH):
        call_120 = flag is not None and flag.urgency is Urgency.EMERGENCY
        red_flag = flag.id if flag is not None else CRISIS
        return crisis_view(red_flag, lang, for_self=state.relation == "self", call_120=call_120)
    action: Literal["call_120", "go_to_emergency"] = "call_120" if triage.action == "call_120" else "go_to_emergency"
    until = flag.until_help if flag is not None else ()
    if not until:
        until = NOW_CHILD_EMERGENCY if state.relation == "child" else NOW_EMERGENCY
    return EmergencyView(
        red_flag=flag.id if flag is not None else triage.reasons[0].id,
        headline=urgency_text(action, state.relation).in_(lang),
        say=(flag.say if flag is not None else triage.reasons[0].text).in_(lang),
        action=action,
        until_help=tuple(each.in_(lang) for each in until),
        phone="120",
    )
