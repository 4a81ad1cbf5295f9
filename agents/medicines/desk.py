"""What a question about medicines does to a turn: it is answered, and where it brings no complaint the interview waits.

The one place where the consultation meets this agent. What was asked and not taken is no medicine of the resident's; what belongs
to somebody else is not written into this history; an overdose goes to the triage as any other poisoning does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agents.intake.listening import Listened
from agents.intake.questions import AREAS, OPENING
from agents.knowledge import Knowledge
from agents.medicines import phrases
from agents.medicines.accident import poison_of_other, swallowed_by_child
from agents.medicines.advice import ASK, MOST_ASKS, MOST_WARNINGS, MedicineAdvice, accident, advise, advise_on
from agents.medicines.answers import chosen, guarded, joined, sentence
from agents.medicines.asked import Asked as Read
from agents.medicines.asked import read_asked
from agents.medicines.cautions import cautions_of
from agents.medicines.doubted import after_amount
from agents.medicines.patient import about_other, read_of
from agents.state import Asked, ConsultationState, Contribution
from kg.drugs.boxes import boxes_of, looks_like_box
from kg.drugs.schema import Severity
from kg.schema import Finding, FindingKind, Option, Question, QuestionId, Status

_COMPLAINTS: Final = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.MEASUREMENT})
_WAITING: Final = frozenset({OPENING, AREAS})


@dataclass(frozen=True)
class Answered:
    """What becomes of a message about medicines.

    `alone`: it brings no complaint, and `state` already holds it; otherwise `messages` are said beside what the interview does.
    `learnt`: it brings something that the triage has to see.
    """

    state: ConsultationState
    messages: tuple[str, ...]
    alone: bool
    learnt: bool = False


def answered(
    knowledge: Knowledge, state: ConsultationState, heard: Listened, asked: Asked | None, *, turn: int
) -> Answered | None:
    """Answer what a message about medicines does; None when it is none."""
    if asked is not None and asked.id.startswith(ASK):
        after = _after_ask(knowledge, state, heard, asked, turn=turn)
        if after is not None:
            return after
    text = heard.heard.text
    read = read_of(knowledge, state, text)
    poisoned = _poisoned(knowledge, state, heard, read, turn=turn)
    if poisoned is not None:
        return poisoned
    if not read.is_question and not read.amounts:
        return _after_doubt(knowledge, state, heard, read) or _after_suspect(knowledge, state, heard, read, turn=turn)
    complains = not about_other(state, text) and _complains(knowledge, heard.contribution.findings)
    advice = advise_on(knowledge, state, read)
    if complains or (heard.answered and asked is not None and asked.id not in _WAITING):
        if not (advice.specific or advice.urgent or read.amounts or read.asked or read.suspects or read.unknown):
            return None
        return Answered(_with(state, advice, turn), advice.messages, alone=False)
    part = _kept(knowledge, state, heard.contribution, read, advice)
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    return Answered(
        _asking(state, advice.asks, turn, since=turn), advice.messages, alone=True, learnt=bool(advice.findings)
    )


def _poisoned(
    knowledge: Knowledge, state: ConsultationState, heard: Listened, read: Read, *, turn: int
) -> Answered | None:
    """Answer poison that does not wait, whoever it is in: the triage interrupts the turn."""
    poisons = poison_of_other(knowledge, state, read.text)
    if poisons and not read.is_question and not read.mentions:
        part = Contribution(turn=turn, findings=poisons)
        messages: tuple[str, ...] = (phrases.POISON_OTHER.in_(state.lang),)
    elif swallowed_by_child(knowledge.pharmacy, state, read):
        advice = accident(knowledge, state, read)
        part, messages = _kept(knowledge, state, heard.contribution, read, advice), advice.messages
    else:
        return None
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    return Answered(state, messages, alone=True, learnt=True)


def _after_doubt(knowledge: Knowledge, state: ConsultationState, heard: Listened, read: Read) -> Answered | None:
    """Answer the word on an amount that was doubted in the message before."""
    if _complains(knowledge, heard.contribution.findings):
        return None
    advice = after_amount(knowledge, state, read)
    if advice is None:
        return None
    part = heard.contribution.model_copy(update={"question": None, "findings": advice.findings})
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    return Answered(state, advice.messages, alone=True, learnt=bool(advice.findings))


def _complains(knowledge: Knowledge, findings: tuple[Finding, ...]) -> bool:
    kinds = (knowledge.graph.findings[each.id].kind for each in findings if each.status is Status.PRESENT)
    return any(kind in _COMPLAINTS for kind in kinds)


def _with(state: ConsultationState, advice: MedicineAdvice, turn: int) -> ConsultationState:
    """Answer the state with what the advice makes present, as a part of its own; the message's own part follows."""
    if not advice.findings:
        return state
    part = Contribution(turn=turn, findings=advice.findings)
    return state.model_copy(update={"contributions": (*state.contributions, part)})


def _kept(
    knowledge: Knowledge, state: ConsultationState, part: Contribution, read: Read, advice: MedicineAdvice
) -> Contribution:
    """Answer the contribution with only what it says of this person: no medicine that was merely asked for, no named disease."""
    concepts = knowledge.graph.findings
    dropped = {FindingKind.DIAGNOSIS} if not read.asked else {FindingKind.DIAGNOSIS, FindingKind.MEDICINE}
    kept = () if about_other(state, read.text) else part.findings
    findings = tuple(each for each in kept if concepts[each.id].kind not in dropped)
    have = {each.id for each in findings}
    more = tuple(each for each in advice.findings if each.id not in have)
    return part.model_copy(update={"question": None, "findings": (*findings, *more)})


def _asking(state: ConsultationState, asks: tuple[Question, ...], turn: int, *, since: int) -> ConsultationState:
    """Answer the state with the next question of this agent put, at most two since the resident's own question of turn `since`.

    A question of the interview that is not one of its first is never pushed aside.
    """
    before = {each.id for each in state.asked}
    put = sum(each.id.startswith(ASK) and each.turn >= since for each in state.asked)
    fresh = [each for each in asks if each.id not in before]
    waiting = state.open is None or state.open.id in _WAITING or state.open.id.startswith(ASK)
    if not fresh or not waiting or put >= MOST_ASKS:
        return state
    asked = Asked(question=fresh[0], turn=turn)
    return state.model_copy(update={"open": asked, "asked": (*state.asked, asked)})


def _after_ask(
    knowledge: Knowledge, state: ConsultationState, heard: Listened, asked: Asked, *, turn: int
) -> Answered | None:
    """Answer an answer to this agent's own question: the question about the medicine is looked at again with it."""
    part = heard.contribution
    if asked.id == WHICH:
        named = read_asked(knowledge.pharmacy, knowledge.medicine_names, heard.said)
        part = part.model_copy(
            update={"allergens": tuple(dict.fromkeys((*part.allergens, *named.named))), "medicines": ()}
        )
        if not part.allergens and not heard.answered:
            return None
    elif not heard.answered or _complains(knowledge, part.findings):
        return None
    before = state
    state = state.model_copy(update={"contributions": (*state.contributions, part), "open": _earlier(state)})
    question = _last_question(knowledge, before)
    if question is None:
        return Answered(state, (), alone=True)
    yes = any(each.status is Status.PRESENT for each in part.findings)
    if yes and asked.id == f"{ASK}allergy" and not part.allergens:
        which = Asked(question=_which(), turn=turn)
        state = state.model_copy(update={"open": which, "asked": (*state.asked, which)})
        return Answered(state, (), alone=True)
    advice = advise(knowledge, state, question.said)
    asking = _asking(state, advice.asks, turn, since=question.turn)
    if advice.messages != advise(knowledge, before, question.said).messages:
        return Answered(asking, advice.messages, alone=True)
    goes_on = asking.open is not None and asking.open.id.startswith(ASK)
    return Answered(asking, () if goes_on else (phrases.UNCHANGED.in_(state.lang),), alone=True)


WHICH: Final = f"{ASK}allergy_which"


def _which() -> Question:
    options = tuple(Option(text=chip) for chip in phrases.ALLERGY_CHIPS)
    return Question(
        id=QuestionId(WHICH), kind="choice", text=phrases.ALLERGY_WHICH, why=phrases.ASK_WHY, options=options
    )


_YES: Final = re.compile(
    r"^\s*(是|对|嗯|是的|对的|没错|就是|yes|yeah|yep|right|correct|that'?s it)[，,。.！!的呀啊 ]*", re.IGNORECASE
)


def _after_suspect(
    knowledge: Knowledge, state: ConsultationState, heard: Listened, read: Read, *, turn: int
) -> Answered | None:
    """Answer the word on what a near miss meant: the earlier question is answered with the name put right."""
    if not (read.mentions or _YES.search(read.text)) or heard.contribution.medicines:
        return None
    question = _last_question(knowledge, state)
    if question is None:
        return None
    before = read_asked(knowledge.pharmacy, knowledge.medicine_names, question.said)
    if not before.suspects or any(part.turn > question.turn and part.said for part in state.contributions):
        return None
    suspect = before.suspects[0]
    meant = read.mentions[0].id if read.mentions else suspect.meant[0]
    if meant not in suspect.meant and not read.mentions:
        return None
    name = knowledge.pharmacy.name_of(meant)
    if name is None or _complains(knowledge, heard.contribution.findings):
        return None
    mended = question.said.replace(suspect.text, name.in_("en" if suspect.text.isascii() else "zh"))
    part = heard.contribution.model_copy(update={"question": None, "said": mended, "findings": ()})
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    advice = advise(knowledge, state, mended)
    return Answered(_asking(state, advice.asks, turn, since=turn), advice.messages, alone=True)


def _earlier(state: ConsultationState) -> Asked | None:
    """Answer the interview's question that waited meanwhile."""
    return next((each for each in reversed(state.asked) if each.id in _WAITING), None)


def _last_question(knowledge: Knowledge, state: ConsultationState) -> Contribution | None:
    for part in sorted(state.contributions, key=lambda each: each.turn, reverse=True):
        if part.said and read_asked(knowledge.pharmacy, knowledge.medicine_names, part.said).is_question:
            return part
    return None


def boxes(knowledge: Knowledge, state: ConsultationState, text: str, *, turn: int) -> Answered | None:
    """Answer a photo of medicine boxes by its recognised text; None when it shows none. What is read counts as taken."""
    if not looks_like_box(text):
        return None
    pharmacy, lang = knowledge.pharmacy, state.lang
    found = boxes_of(knowledge.medicine_names, text)
    ids = tuple(dict.fromkeys(box.medicine for box in found if box.medicine is not None))
    unknown = tuple(box.printed for box in found if box.medicine is None)
    messages = [phrases.UNKNOWN.in_(lang).format(name=each) for each in unknown[:2]]
    if not ids:
        return Answered(state, tuple(messages) or (phrases.BOXES_UNKNOWN.in_(lang),), alone=True)
    part = Contribution(turn=turn, medicines=ids)
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    messages.insert(0, phrases.BOXES.in_(lang).format(names=joined(pharmacy, ids, lang)))
    warnings = (each for each in cautions_of(knowledge.graph, state) if set(each.medicines) & set(ids))
    shown = chosen([each for each in warnings if each.severity.rank <= Severity.MODERATE.rank], most=MOST_WARNINGS)
    messages += [sentence(pharmacy, each, lang) for each in shown]
    return Answered(state, guarded(messages, lang, phrases.SHARE), alone=True)
