"""A complaint of somebody else than the consultation is for: nothing is concluded from it, but danger is never kept back.

Age and sex are not known, so the rules are asked as for a grown-up, for a young child and for somebody old; the most urgent answer stands.
"""

from __future__ import annotations

from typing import Final

from agents.companion.crisis_words import weight_of
from agents.companion.others import FOR_ANOTHER
from agents.guard.heard import Heard
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from agents.words import local
from kg.inference import infer
from kg.schema import LocalText, Person, Sex, Urgency
from kg.text import understand
from kg.triage import triage

_AGES_DAYS: Final = (1_500, 15_000, 27_000)
_MONTH: Final = 1
_NOW: Final = local(
    "听您说的，这个人可能很危急：{say}请先打120，别等着重新选。",
    "From what you tell, this person may be in danger: {say} Please call 120 first; do not wait to choose again.",
)
_TODAY: Final = local(
    "听您说的，这个人今天就该让医生看：{say}", "From what you tell, this person should see a doctor today: {say}"
)


def danger_of_another(knowledge: Knowledge, state: ConsultationState, heard: Heard) -> tuple[LocalText, ...]:
    """Answer what has to be said at once about somebody else's complaint, empty when no rule speaks."""
    if weight_of(heard.text) is not None:
        return FOR_ANOTHER
    found: tuple[Urgency, LocalText] | None = None
    for days in _AGES_DAYS:
        for sex in (Sex.FEMALE, Sex.MALE):
            person = Person(age_days=days, sex=sex)
            told = understand(knowledge.lexicon, heard.text, lang=state.lang, person=person, relation="other")
            if not told.findings:
                continue
            known = tuple(each for each in told.findings if each.id in knowledge.graph.findings)
            posterior = infer(knowledge.graph, person, known, month=_MONTH, duration_days=told.duration_days)
            flags = triage(knowledge.graph, person, known, posterior).red_flags
            if flags and (found is None or flags[0].urgency.rank < found[0].rank):
                found = flags[0].urgency, flags[0].say
    if found is None or found[0].rank > Urgency.URGENT.rank:
        return ()
    frame = _NOW if found[0] is Urgency.EMERGENCY else _TODAY
    return (local(frame.zh.format(say=found[1].zh), frame.en.format(say=found[1].en)),)
