"""The companion's seam: what it says to a message beside the consultation, and what it would like to ask next.

It listens, answers to what was told, asks the nine or seven questions when it may, stays after words of suicide, and says to whom to turn
when violence is told. It never argues, never promises, never diagnoses, and never keeps the complaint from being heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from agents.companion import staying
from agents.companion.caregivers import CAREGIVER, as_a_carer, words_for, worn_by_caring
from agents.companion.crisis import CRISIS, with_crisis
from agents.companion.crisis_words import weight_of
from agents.companion.cues import uneasy
from agents.companion.mishaps import mishap
from agents.companion.others import FOR_ANOTHER, about_another
from agents.companion.questionnaires import (
    ALL,
    GAD7,
    PHQ9,
    PREFIX,
    answered,
    item_of,
    points_of,
    question_of,
    wants_to_stop,
)
from agents.companion.questions import CARE, DIRECT, HEAVY, HURT, OFFER, TALK, UNSURE, care, direct, offer, talk
from agents.companion.results import kindly
from agents.companion.situations import TALK as WANTS_TO_TALK
from agents.companion.situations import reflection
from agents.guard.folding import plain
from agents.guard.harm import Harm, harm_told, said_of
from agents.guard.requests import REFUSED_WITH_COMPLAINT, SAID, requested
from agents.state import Asked, ConsultationState, Contribution, Mind
from agents.words import local
from kg.schema import Finding, FindingId, Status

LOW: Final = frozenset(
    map(
        FindingId,
        (
            "low_mood",
            "low_mood.two_weeks",
            "low_mood.years",
            "anhedonia",
            "worthlessness",
            "crying",
            "postpartum_mood",
        ),
    )
)
ANXIOUS: Final = frozenset(map(FindingId, ("anxiety", "panic", "pregnancy_worry")))
MIND: Final = (
    LOW
    | ANXIOUS
    | frozenset(
        map(
            FindingId,
            ("insomnia", "fatigue", "irritability", "poor_concentration", "hx.delivery_recent", "breastfeeding_now"),
        )
    )
    | {CAREGIVER, FindingId("stress_event"), FindingId("risk.late_nights")}
)
"""What may be told beside low mood without the body coming first; a birth is no complaint of the body (decision 38)."""
FROM_YEARS: Final = 12.0
"""PHQ-9 and GAD-7 are used from adolescence on."""
MOST_TALK: Final = 3

_SECRET: Final = re.compile(
    r"别告诉|不要告诉|保密|不会说出去|\b(?:keep (?:it|this) (?:a )?secret|don'?t tell|confidential)\b"
)
_HONEST: Final = local(
    "您说的这些，只有您的医生能看到，不会去告诉旁人。只有一样例外：有人可能受到伤害的时候，医生会找能保护人的帮手。",
    "What you say is seen by your doctor only and told to nobody else. One exception: when somebody may come to "
    "harm, the doctor will turn to "
    "those who can protect.",
)
_VEILED: Final = local(
    "听您这么说，我有点担心您。一个人扛到这一步，太不容易了。您什么时候想找人说，都可以打12356；打不通或者难受得厉害，就打120。",
    "What you say worries me; you have carried a great deal alone. You can call 12356 to talk; if nobody "
    "answers, or it gets too much, call 120.",
)
_WRIST: Final = local(
    "手腕的伤口先用干净布按住十分钟，今天让医生看看。伤是怎么来的，照实说就好：不小心碰的，还是心里难受自己弄的，我都不会怪您。"
    "血压不住打120；想找人说说话，打12356。",
    "Press the cut at the wrist with a clean cloth for ten minutes and let a doctor look today. How it came about you can tell plainly: "
    "by accident, or by your own hand because something hurts inside; either is all right to say. If the bleeding does not stop call "
    "120; to talk to somebody, 12356.",
)
"""Said of a cut whose intent is unclear: the wound first, and the question without weight (NICE NG225, Self-harm, 2022)."""
_UNEASY: Final = local(
    "这句话我听着不放心。要是心里过不去、不想活了，或者有人对您、对孩子老人不好，直接告诉我，我不会怪您。"
    "想找人说打12356，有人伤害人打110，身体危急打120。",
    "What you wrote leaves me uneasy. If it is too much to bear, or somebody is hurting you, a child or an elder, tell me "
    "plainly; any answer is "
    "all right. To talk call 12356, against violence 110, for a life in danger 120.",
)
_UNSURE: Final = local(
    "说不清也没关系，谢谢您照实说。念头要是冒出来，先叫个人来陪，打12356；打不通就打120。",
    "Not being sure is all right; thank you for being honest. If the thought comes, have somebody with you and "
    "call 12356; if nobody answers, 120.",
)
_STOPPED: Final = local("好，不问这些了，您说了算。", "All right, no more of these; it is up to you.")
_LISTENING: Final = local("您说，我听着。", "Go ahead, I am listening.")
_HEARD: Final = local(
    "我听到了，谢谢您跟我说。这些我记着，医生也能看到。",
    "I have heard you; thank you for telling me. It is noted, and your doctor can see it.",
)
_GO: Final = local("好，一句一句来，凭感觉答就行。", "All right, one at a time; answer as it feels.")


@dataclass(frozen=True)
class Beside:
    """What the companion makes of a message.

    `taken`: it needs no other answer. `leads`: the companion asks next. `people`: it names people who help, and is never kept back.
    """

    contribution: Contribution
    mind: Mind
    messages: tuple[str, ...] = ()
    taken: bool = False
    leads: bool = False
    people: bool = False


def accompany(state: ConsultationState, text: str, contribution: Contribution, asked: Asked | None) -> Beside:
    """Answer what is said to a message and what was learnt from it. Never raises, whatever the text."""
    beside = Beside(contribution, state.mind)
    if text and not _crisis(contribution):
        beside = _split_over_turns(state, text, beside)
    if _crisis(beside.contribution) and state.mind.staying == 0:
        return _begin_to_stay(state, beside)
    if state.mind.staying and state.stage != "intake":
        return _stay(state, text, beside)
    beside = _own_answer(state, asked, contribution.said, beside)
    return _on_words(state, text, beside) if text else beside


def _crisis(contribution: Contribution) -> bool:
    return any(each.id in CRISIS and each.status is Status.PRESENT for each in contribution.findings)


def _joined(state: ConsultationState, text: str) -> str:
    """Answer the message with the end of the one before it, in case words were begun there and ended here."""
    before = next((line.text for line in reversed(state.transcript) if line.who == "resident"), "")
    if not before:
        return ""
    return f"{before[-40:]}{text[:80]}" if state.lang == "zh" else f"{before[-60:]} {text[:80]}"


def _split_over_turns(state: ConsultationState, text: str, beside: Beside) -> Beside:
    """Hear words of suicide that were begun in the last message and ended in this one."""
    joined = _joined(state, text)
    before = joined[: -len(text[:80])] if text else joined
    if not joined or weight_of(before) == "open" or weight_of(text) == "open" or weight_of(joined) != "open":
        return beside
    found = with_crisis(joined, beside.contribution.findings)
    return replace(beside, contribution=beside.contribution.model_copy(update={"findings": found}), taken=True)


def _harm(state: ConsultationState, text: str) -> Harm | None:
    """Answer the violence told by a message, or by it and the one before that told none by itself."""
    found = harm_told(text, state.person, state.relation)
    joined = _joined(state, text)
    if found is not None or not joined:
        return found
    before = joined[: -len(text[:80])]
    if harm_told(before, state.person, state.relation) is not None:
        return None
    return harm_told(joined, state.person, state.relation)


def _begin_to_stay(state: ConsultationState, beside: Beside) -> Beside:
    """Begin to stay: the screen names the people, the first question asks what makes it more pressing."""
    mind = beside.mind.model_copy(update={"staying": staying.PLAN, "running": "", "direct": False})
    if state.relation != "self":
        return replace(beside, mind=mind.model_copy(update={"staying": staying.ENDED}), taken=True, people=True)
    step = staying.opening()
    return replace(
        beside, mind=mind, messages=tuple(each.in_(state.lang) for each in step.says), taken=True, people=True
    )


def _stay(state: ConsultationState, text: str, beside: Beside) -> Beside:
    if state.relation != "self" or not text:
        return beside
    at = state.mind.staying
    noted = (*state.mind.plan, text[:120]) if staying.FIRST <= at <= staying.LAST else state.mind.plan
    harm = harm_told(text, state.person, state.relation)
    if harm is not None:
        return replace(beside, messages=tuple(each.in_(state.lang) for each in said_of(harm)), taken=True, people=True)
    if at >= staying.ENDED and beside.contribution.findings and not _crisis(beside.contribution):
        return beside
    step = staying.next_step(at, text, noted)
    fresh = tuple(Finding(id=each, status=Status.PRESENT, text=text[:80]) for each in step.present)
    known = {each.id for each in fresh}
    kept = tuple(each for each in beside.contribution.findings if each.id not in known)
    return Beside(
        beside.contribution.model_copy(update={"findings": (*kept, *fresh)}),
        beside.mind.model_copy(update={"staying": step.then, "plan": noted}),
        tuple(each.in_(state.lang) for each in step.says),
        taken=True,
        people=True,
    )


def _own_answer(  # noqa: C901, PLR0911 - one branch a kind of question
    state: ConsultationState, asked: Asked | None, said: str, beside: Beside
) -> Beside:
    """Take the answer to one of the companion's own questions."""
    if asked is None or not asked.id.startswith(PREFIX):
        return beside
    lang, mind = state.lang, beside.mind
    if asked.id == OFFER:
        options = [option.text.in_(lang) for option in asked.question.options]
        if said == options[0] or _YES.search(said):
            return replace(
                beside,
                mind=mind.model_copy(update={"running": mind.offered}),
                messages=(_GO.in_(lang),),
                taken=True,
                leads=True,
            )
        if said == options[1] or WANTS_TO_TALK.search(said):
            return replace(
                beside,
                mind=mind.model_copy(update={"talk": 1}),
                messages=(_LISTENING.in_(lang),),
                taken=True,
                leads=True,
            )
        return replace(beside, taken=True, leads=True)
    found = item_of(asked.id)
    if found is not None and wants_to_stop(said):
        return replace(
            beside, mind=mind.model_copy(update={"running": ""}), messages=(_STOPPED.in_(lang),), taken=True, leads=True
        )
    if found is not None:
        return _after_item(state, found[0].id, found[1], beside)
    if asked.id == CARE:
        options = [option.text.in_(lang) for option in asked.question.options]
        if said == options[HEAVY]:
            return replace(
                beside, mind=mind.model_copy(update={"direct": True, "asked_directly": True}), taken=True, leads=True
            )
        if said == options[HURT]:
            told = tuple(each.in_(lang) for each in said_of(Harm("suffered")))
            return replace(beside, messages=told, taken=True, people=True)
        return replace(beside, taken=bool(said))
    if asked.id == DIRECT:
        unsure = said == asked.question.options[UNSURE].text.in_(lang)
        return replace(beside, messages=(_UNSURE.in_(lang),) if unsure else (), taken=True)
    if asked.id.startswith(TALK):
        ended = said == asked.question.options[0].text.in_(lang) or wants_to_stop(said)
        talked = 0 if ended or mind.talk >= MOST_TALK else mind.talk + 1
        return replace(
            beside,
            mind=mind.model_copy(update={"talk": talked}),
            messages=() if ended else (_HEARD.in_(lang),),
            taken=True,
            leads=talked > 0,
        )
    return beside


_YES: Final = re.compile(r"^(?:可以|好|行|嗯|问吧|来吧|愿意|ok\b|okay\b|yes\b|sure\b|go on|please)", re.IGNORECASE)


def _after_item(state: ConsultationState, questionnaire: str, number: int, beside: Beside) -> Beside:
    """End the questionnaire after its last item, with a gentle word on what it showed."""
    if number < len(ALL[questionnaire].items) or points_of(beside.contribution.said) is None:
        return beside
    with_this = state.model_copy(update={"contributions": (*state.contributions, beside.contribution)})
    return replace(
        beside,
        mind=beside.mind.model_copy(update={"running": ""}),
        messages=(kindly(with_this, ALL[questionnaire]),),
        taken=True,
    )


def _on_words(  # noqa: PLR0911 - one return a kind of words, in the order of what presses
    state: ConsultationState, text: str, beside: Beside
) -> Beside:
    """Answer to what the words tell: violence first, then a crisis of somebody else, veiled words, a request, what weighs."""
    lang, mind = state.lang, beside.mind
    harm = _harm(state, text)
    if harm is not None:
        said = tuple(each.in_(lang) for each in said_of(harm))
        heard = _with_injury(beside.contribution, text) if harm.at_once else beside.contribution
        return replace(beside, contribution=heard, messages=(*said, *_honest(text, state)), taken=True, people=True)
    weight = weight_of(text)
    if weight is not None and about_another(text):
        return replace(beside, messages=tuple(each.in_(lang) for each in FOR_ANOTHER), taken=True, people=True)
    beside = _to_a_carer(state, text, beside)
    mind = beside.mind
    denied = FindingId("suicidal_thoughts")
    if weight == "veiled" and not mind.asked_directly and not any(f.id == denied for f in beside.contribution.findings):
        mind = mind.model_copy(update={"direct": True, "asked_directly": True})
        word = _WRIST if mishap(text) == "unclear" else _VEILED
        said = (*beside.messages, word.in_(lang))
        return replace(beside, mind=mind, messages=said, taken=True, leads=True, people=True)
    request = requested(text)
    if request in REFUSED_WITH_COMPLAINT and request is not None:
        return replace(beside, messages=(*beside.messages, SAID[request].in_(lang)), taken=True)
    if uneasy(text) and not mind.cared:
        mind = mind.model_copy(update={"care": True, "cared": True})
        return replace(beside, mind=mind, messages=(_UNEASY.in_(lang),), taken=True, leads=True, people=True)
    told = reflection(text, state.person, beside.contribution.duration_days, lang)
    carer = "caring" in mind.reflected and "caring" not in state.mind.reflected
    if told is not None and told[0] not in mind.reflected and state.relation == "self" and not carer:
        mind = mind.model_copy(update={"reflected": (*mind.reflected, told[0])})
        beside = replace(beside, mind=mind, messages=(*beside.messages, told[1], *_honest(text, state)), taken=True)
    if WANTS_TO_TALK.search(plain(text)) and state.guidance is None and not mind.talk and state.relation == "self":
        said = beside.messages or (_LISTENING.in_(lang),)
        return replace(beside, mind=mind.model_copy(update={"talk": 1}), messages=said, taken=True, leads=True)
    return beside


def _to_a_carer(state: ConsultationState, text: str, beside: Beside) -> Beside:
    """Answer what is said to somebody worn out by caring, once; what is learnt of it counts each time."""
    if state.relation != "self" or not worn_by_caring(text):
        return beside
    heard = as_a_carer(beside.contribution, text)
    if "caring" in beside.mind.reflected:
        return replace(beside, contribution=heard, taken=True)
    mind = beside.mind.model_copy(update={"reflected": (*beside.mind.reflected, "caring")})
    said = tuple(each.in_(state.lang) for each in words_for())
    return replace(beside, contribution=heard, mind=mind, messages=(*beside.messages, *said), taken=True)


_INJURED: Final = FindingId("injury.head")
"""A baby that was shaken, thrown or smothered may be hurt inside the head without a mark (AAP, Pediatrics 2020;145:e20200203)."""


def _with_injury(contribution: Contribution, text: str) -> Contribution:
    """Answer what was heard with a possible injury of the head, which decides how soon a small child is seen."""
    kept = tuple(each for each in contribution.findings if each.id != _INJURED)
    injury = Finding(id=_INJURED, status=Status.PRESENT, text=text[:80])
    return contribution.model_copy(update={"findings": (*kept, injury)})


def _honest(text: str, state: ConsultationState) -> tuple[str, ...]:
    return (_HONEST.in_(state.lang),) if _SECRET.search(plain(text)) else ()


def next_of_mind(  # noqa: PLR0911 - one return a reason to ask
    state: ConsultationState, present: frozenset[FindingId], *, turn: int, last: bool = False
) -> tuple[Asked, Mind] | None:
    """Answer what the companion asks next, with its state after asking; None when it has nothing to ask.

    `present` are the findings that are there; `last` says that the interview has nothing more to ask. Where the body has complaints too
    they come first, and the offer is made last.
    """
    mind = state.mind
    if mind.direct:
        return Asked(question=direct(state.relation), turn=turn), mind.model_copy(update={"direct": False})
    if mind.care:
        return Asked(question=care(), turn=turn), mind.model_copy(update={"care": False})
    if state.relation != "self" or state.told:
        return None
    if mind.running:
        questionnaire = ALL[mind.running]
        before = {asked.id for asked in state.asked}
        for number in range(1, len(questionnaire.items) + 1):
            question = question_of(questionnaire, number)
            if question.id not in before and number not in answered(state, questionnaire):
                return Asked(question=question, turn=turn), mind
        return None
    if mind.talk:
        return Asked(question=talk(mind.talk), turn=turn), mind
    which = PHQ9 if present & (LOW | {CAREGIVER}) else GAD7 if present & ANXIOUS else None
    if which is None or mind.offered or state.person.age_years < FROM_YEARS:
        return None
    if present <= MIND or last:
        return Asked(question=offer(which.id), turn=turn), mind.model_copy(update={"offered": which.id})
    return None
