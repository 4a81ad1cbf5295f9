"""How soon somebody else must be seen of whom a message tells: danger is never kept back because it was told of the wrong person.

It is judged as of the one who is named (a child, a parent, the speaker, with the age and sex told), else, when no rule holds for them,
as of a grown-up, a young child and somebody old of either sex; the most urgent answer stands. Words that are grave by themselves
(`peril`) call for 120 whatever the rules say. Nothing of it is noted or concluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from agents.companion.crisis import CRISIS
from agents.companion.crisis_words import harmless, weight_of
from agents.companion.others import FOR_ANOTHER
from agents.guidance.wording import urgency_text
from agents.intake.engine import month_of
from agents.intake.peril import GRAVE, in_peril
from agents.knowledge import Knowledge
from agents.state import Action, ConsultationState
from agents.words import fits, local
from kg.inference import infer
from kg.schema import Finding, FindingId, Lang, Person, Sex, Status, Urgency
from kg.text import Understanding, understand
from kg.triage import Triage, triage

CHILD_YEARS: Final = 4.0
PARENT_YEARS: Final = 68.0
GROWN_YEARS: Final = 45.0
"""Ages taken for a child, a parent and a grown-up of whom none is told: neither an infant nor very old, whose dangers are told by words."""
_YEAR: Final = 365.25
_CHILD_DAYS: Final = 18 * _YEAR
_ANYBODY: Final = tuple(Person(age_days=days, sex=sex) for days in (1_500, 15_000, 27_000) for sex in Sex)
_GROWN: Final = tuple(person for person in _ANYBODY if person.age_days > _CHILD_DAYS)
_PRESSING: Final = local(
    "您说的像是身边的另一个人。这种情况可能等不得：{say}{headline}。",
    "This sounds like somebody close to you, and it may not wait: {say} {headline}.",
)
_YOURSELF: Final = local(
    "您说的像是您自己，和开始时选的不一样。这种情况可能等不得：{say}{headline}。",
    "This sounds like yourself rather than the one you chose, and it may not wait: {say} {headline}.",
)
_NOW: Final = local(
    "听您说的，这个人可能很危急：{say}请先打120，别等着重新选。",
    "From what you tell, this person may be in danger: {say} Please call 120 first; do not wait to choose again.",
)
_GRAVE: Final = local(
    "听您说的（{name}），这个人可能很危急：请先打120，别等着重新选。叫不醒又没有正常呼吸，就照接线员说的做胸外按压。",
    "From what you tell ({name}), this person may be in danger: please call 120 first; do not wait to choose again. If they do not wake "
    "and do not breathe normally, do chest compressions as the call taker says.",
)
_TODAY: Final = local(
    "听您说的，这个人今天就该让医生看：{say}", "From what you tell, this person should see a doctor today: {say}"
)


def danger_of_another(knowledge: Knowledge, state: ConsultationState, text: str) -> tuple[str, ...]:
    """Answer what has to be said at once of somebody else, empty when no rule speaks of today or sooner."""
    lang = state.lang
    told = understand(knowledge.lexicon, text, lang=lang)
    named = _judged(knowledge, state, text, _person(state, told), told)
    if named is not None and named.red_flags[0].urgency is Urgency.EMERGENCY:
        return (_of_named(named, told, lang),)
    if weight_of(text) is not None:
        return tuple(each.in_(lang) for each in FOR_ANOTHER)
    worst = min(_of_anybody(knowledge, state, text), key=lambda found: found.red_flags[0].urgency.rank, default=None)
    grave = in_peril(text, (*told.findings, *_as_other(knowledge, state, text).findings))
    emergency = worst is not None and worst.red_flags[0].urgency is Urgency.EMERGENCY
    if grave is not None and not (emergency and worst is not None and worst.action == "call_120"):
        return (_GRAVE.in_(lang).format(name=knowledge.graph.name_of(grave).in_(lang)),)
    if named is not None and not emergency:
        return (_of_named(named, told, lang),)
    return () if worst is None else (_of_worst(worst, lang),)


def danger_beside(knowledge: Knowledge, state: ConsultationState, theirs: Iterable[FindingId]) -> tuple[str, ...]:
    """Answer what has to be said at once of somebody else who is told of beside one's own complaint; empty unless it is an emergency.

    `theirs` is what was told of them. Who they are is not asked: it is judged as of a grown-up and somebody old of either sex.
    """
    graph, month = knowledge.graph, month_of(state.updated_at_ms)
    found = [Finding(id=each, status=Status.PRESENT) for each in theirs if each in graph.findings]
    grave = next((each.id for each in found if each.id in GRAVE), None)
    if grave is not None:
        return (_GRAVE.in_(state.lang).format(name=graph.name_of(grave).in_(state.lang)),)
    for person in _GROWN:
        fitting = [each for each in found if fits(graph.findings[each.id], person)]
        judged = triage(graph, person, fitting, infer(graph, person, fitting, month=month)) if fitting else None
        if judged is not None and judged.red_flags and judged.red_flags[0].urgency is Urgency.EMERGENCY:
            return (_of_worst(judged, state.lang),)
    return ()


def _of_worst(found: Triage, lang: Lang) -> str:
    """Answer what is said of somebody of whom neither age nor sex is known."""
    flag = found.red_flags[0]
    frame = _NOW if flag.urgency is Urgency.EMERGENCY else _TODAY
    return frame.in_(lang).format(say=flag.say.in_(lang))


def _of_named(found: Triage, told: Understanding, lang: Lang) -> str:
    """Answer what is said of the one who is named."""
    flag = found.red_flags[0]
    action: Action = "call_120" if found.action == "call_120" else "go_to_emergency"
    if flag.urgency is not Urgency.EMERGENCY:
        action = "see_doctor_today"
    whom: Literal["self", "child", "other"] = "other"
    if told.person in {"child", "self"}:
        whom = "child" if told.person == "child" else "self"
    headline = urgency_text(action, whom)
    frame = _YOURSELF if whom == "self" else _PRESSING
    return frame.in_(lang).format(say=flag.say.in_(lang), headline=headline.in_(lang).rstrip("。."))


def _as_other(knowledge: Knowledge, state: ConsultationState, text: str, person: Person | None = None) -> Understanding:
    """Answer what a text says, read as of somebody else who is near."""
    return understand(knowledge.lexicon, text, lang=state.lang, person=person, relation="other")


def _of_anybody(knowledge: Knowledge, state: ConsultationState, text: str) -> Iterator[Triage]:
    for person in _ANYBODY:
        found = _judged(knowledge, state, text, person, _as_other(knowledge, state, text, person))
        if found is not None:
            yield found


def _judged(
    knowledge: Knowledge, state: ConsultationState, text: str, person: Person, told: Understanding
) -> Triage | None:
    """Answer the triage of what was told as this person's; None unless a rule asks for a doctor today or sooner."""
    graph, idiom = knowledge.graph, harmless(text)
    findings: tuple[Finding, ...] = tuple(
        each
        for each in told.findings
        if each.id in graph.findings and fits(graph.findings[each.id], person) and not (idiom and each.id in CRISIS)
    )
    if not findings:
        return None
    month = month_of(state.updated_at_ms)
    found = triage(
        graph, person, findings, infer(graph, person, findings, month=month, duration_days=told.duration_days)
    )
    pressing = bool(found.red_flags) and found.red_flags[0].urgency.rank <= Urgency.URGENT.rank
    return found if pressing else None


def _person(state: ConsultationState, told: Understanding) -> Person:
    grown = max(state.person.age_years, GROWN_YEARS) if state.relation == "child" else state.person.age_years
    years = {"child": CHILD_YEARS, "parent": PARENT_YEARS}.get(told.person or "", grown)
    age_days = told.age_days if told.age_days is not None else round(years * _YEAR)
    sex = told.sex or state.person.sex
    pregnant = True if told.pregnant and sex.value == "female" else None
    return Person(age_days=age_days, sex=sex, pregnant=pregnant)
