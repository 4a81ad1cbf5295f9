"""When the words tell of somebody else than the consultation is for: kept apart. Their danger is `anothers_danger`'s."""

from __future__ import annotations

import re
from typing import Final

from agents.companion.others import kin_named
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from kg.schema import FindingId, Person, Status
from kg.text import Understanding, understand

GROWN_YEARS: Final = 22.0
"""Below this age the one of the form may be the child that is spoken of."""
PARENT_FROM_YEARS: Final = 55.0
"""From this age on the one of the form is more probably the parent spoken of than somebody with a parent who is ill."""

PREGNANT: Final = "hx.pregnant"
"""How the findings of a pregnancy begin, which is a state of now and no history of a relative."""


def told_of_another(understanding: Understanding) -> tuple[FindingId, ...]:
    """Answer what is told of somebody else and of now, not denied; an illness that a relative has is history."""
    spoken = (
        each.ids
        for each in understanding.spoken
        if each.kind == "finding"
        and each.whose == "family"
        and each.when == "now"
        and each.status is Status.PRESENT
        and not any(some_id.startswith("hx.") and not some_id.startswith(PREGNANT) for some_id in each.ids)
    )
    return tuple(dict.fromkeys(FindingId(some_id) for ids in spoken for some_id in ids))


def as_told_of(
    knowledge: Knowledge, state: ConsultationState, text: str, understanding: Understanding
) -> Understanding:
    """Answer what a text says of the person it is for, when it begins with a relative's complaint and "self" was chosen.

    "我老婆突然胸口疼，出冷汗": the sweat is hers, and none of it is noted as the resident's own. Where the form's age and sex are those
    of the relative ("我爸…" of a man of 66) the form was filled in for them, and all of it is taken. What stands before the
    relative is named, and a relative who is only mentioned on the way ("拖累孩子"), changes nothing. A value between the relative and the
    complaint ("我老婆血压220，说不出话") is the relative's.
    """
    if state.relation != "self" or not told_of_another(understanding):
        return understanding
    both = _BOTH.search(text)
    if both is not None:
        return _with_shared(knowledge, state, text, understanding, both.start())
    theirs = min(s.span.start for s in understanding.spoken if s.whose == "family" and s.when == "now")
    named = kin_named(text, theirs)
    before = [f for f in understanding.findings if f.span is not None and f.span.start < named]
    anybody = understand(knowledge.lexicon, text, lang=state.lang, person=state.person)
    if before or anybody.person in {None, "self"}:
        return understanding
    if _form_is_theirs(state.person, anybody):
        return anybody
    strange = {each.id for each in anybody.findings}
    own = tuple(each for each in understanding.findings if each.id not in strange)
    readings = tuple(each for each in understanding.readings if each.span.start < named)
    return understanding.model_copy(update={"findings": own, "readings": readings})


_BOTH: Final = re.compile(
    r"(?:我|俺)(?:自己)?也(?![不没想])|(?:我|俺)(?:和|跟|同|与)[^，。]{1,6}?(?:都|全|也)|(?:和|跟|与)(?:我|俺)都"
    r"|\b(?:me too|so (?:do|have|am) i|(?:and|both) i|i (?:do|have|am) too)\b",
    re.IGNORECASE,
)


def _with_shared(
    knowledge: Knowledge, state: ConsultationState, text: str, understanding: Understanding, start: int
) -> Understanding:
    """Answer what is said of the resident too ("我和老婆都头疼", "老婆腰疼，我也腰疼"), added to what is their own."""
    have = {each.id for each in understanding.findings}
    anybody = understand(knowledge.lexicon, text, lang=state.lang, person=state.person)
    shared = tuple(
        each
        for each in anybody.findings
        if each.id not in have and each.span is not None and each.span.start >= start and each.status is Status.PRESENT
    )
    return understanding.model_copy(update={"findings": (*understanding.findings, *shared)})


def _form_is_theirs(person: Person, told: Understanding) -> bool:
    """Answer whether the form's age and sex fit the relative who is spoken of better than the one who speaks."""
    if told.sex is not None and told.sex is not person.sex:
        return False
    if told.person == "child":
        return person.age_years < GROWN_YEARS
    # A grandmother is told of as "other"; so is a wife, whose sex is not that of the husband's form.
    return person.age_years >= PARENT_FROM_YEARS and (told.person == "parent" or told.sex is not None)
