"""How each wish is served: which question opens it, and who answers it at once.

`served` is asked for every wish that a message brings for the first time, and what it answers is said before the next question. Medicines
are answered by `agents.medicines` and talk by `agents.companion` in the same turn; every other wish takes the way of the interview.
"""

from __future__ import annotations

from typing import Final

from agents.intake.questions import AREAS, PHOTO, photo
from agents.state import Asked, ConsultationState, Wish
from agents.words import local
from kg.schema import Option, Question, QuestionId

WORRY: Final = "intake.worry"
MEDICINE: Final = "intake.medicine"

_NOTED: Final = local(
    "老毛病的事我记下了。先把现在的不舒服问清楚，再一起说。",
    "I have noted your long-standing illness. Let us first be clear about what troubles you now, then come to it.",
)
_FEAR: Final = local(
    "您的担心我记下了，最后会专门跟您说说。", "I have noted your worry and will come back to it at the end."
)


def served(state: ConsultationState, wish: Wish) -> tuple[str, ...]:
    """Answer what is said at once to a wish told for the first time; nothing when it is served otherwise. `state` holds it already."""
    midway = "complaint" in state.wishes and state.guidance is None and wish != state.wishes[0]
    match wish:
        case "chronic" if midway:
            return (_NOTED.in_(state.lang),)
        case "worry" if "complaint" in state.wishes:
            return (_FEAR.in_(state.lang),)
        case _:
            return ()


_UNSAID: Final = local("说不上来", "Hard to say")


def _worry() -> Question:
    return Question(
        id=QuestionId(WORRY),
        kind="choice",
        text=local(
            "您最担心的是什么？是身上哪里不对劲，让您往这上面想的？",
            "What do you fear most, and what in your body made you think of it?",
        ),
        why=local(
            "知道您怕什么，我才好说清楚哪些像、哪些不像。",
            "Knowing your fear, I can say what speaks for it and what does not.",
        ),
        options=(Option(text=_UNSAID),),
    )


def _medicine() -> Question:
    return Question(
        id=QuestionId(MEDICINE),
        kind="choice",
        text=local(
            "是哪种药，治什么的？吃了以后身上有没有哪里不舒服？",
            "Which medicine is it, and what for? Has anything been wrong since you took it?",
        ),
        why=local(
            "药的事要结合您的身体来看，医生也会看到。",
            "A medicine must fit the person; your doctor will see this as well.",
        ),
        options=(Option(text=local("没有不舒服", "Nothing is wrong")),),
    )


def opening_way(state: ConsultationState, *, turn: int) -> Asked | None:
    """Answer the question that opens a wish told without any complaint, None when none is left to be put."""
    before = {asked.id for asked in state.asked}
    ways: dict[Wish, Question] = {"worry": _worry(), "medicine": _medicine()}
    if "report" in state.wishes and not state.reports and PHOTO not in before:
        return Asked(question=photo(mentioned=True), turn=turn)
    for wish in state.wishes:
        question = ways.get(wish)
        if question is not None and question.id not in before:
            return Asked(question=question, turn=turn)
    return None


def served_without_complaint(state: ConsultationState) -> bool:
    """Answer whether what was wished for needs no complaint, so that the places need not be asked for."""
    settled: frozenset[Wish] = frozenset({"chronic", "medicine"})
    put = {asked.id for asked in state.asked}
    return bool(settled.intersection(state.wishes)) and AREAS not in put
