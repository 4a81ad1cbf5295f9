"""The companion's own questions besides the questionnaires' items: may I ask, tell me more, and the direct one."""

from __future__ import annotations

from typing import Final

from agents.companion.questionnaires import PREFIX, findings_of_item, item_of, points_of
from agents.state import Relation
from agents.words import local
from kg.schema import Finding, FindingId, LocalText, Option, Question, QuestionId, Status

OFFER: Final = f"{PREFIX}offer"
TALK: Final = f"{PREFIX}talk"
DIRECT: Final = f"{PREFIX}direct"
CARE: Final = f"{PREFIX}care"
HEAVY, HURT, NEITHER = 0, 1, 2
"""Options of the question what a message was about."""
YES, NO, UNSURE = 0, 1, 2
"""Options of the direct question."""
SUICIDAL: Final = FindingId("suicidal_thoughts")


def _question(id_: str, text: LocalText, why: LocalText, *options: LocalText) -> Question:
    chips = tuple(Option(text=each) for each in options)
    return Question(id=QuestionId(id_), kind="choice", text=text, why=why, options=chips)


_OFFERS: Final = {
    "phq9": local(
        "想更清楚一点您这两周的心情，可以问您九个短问题吗？点一下就能答，随时可以停。",
        "To understand your mood of these two weeks better, may I ask nine short questions? One tap each, and you may stop at any time.",
    ),
    "gad7": local(
        "想更清楚一点您这两周的担心和紧张，可以问您七个短问题吗？点一下就能答，随时可以停。",
        "To understand your worry of these two weeks better, may I ask seven short questions? One tap each, and you may stop at any time.",
    ),
}
_WHY_OFFER: Final = local(
    "这是医生常用的问法，能看出要不要请医生多留意。不答也行，不影响别的建议。",
    "Doctors use these questions to see whether mood needs more care. You may say no; the rest of the advice stays the same.",
)


def offer(questionnaire: str) -> Question:
    """Answer the request to ask a questionnaire's questions."""
    return _question(
        OFFER,
        _OFFERS[questionnaire],
        _WHY_OFFER,
        local("可以，问吧", "Yes, go on"),
        local("我想先说说", "I would rather talk first"),
        local("先不用", "Not now"),
    )


def talk(number: int) -> Question:
    """Answer the invitation to say more; `number` counts from 1."""
    text = (
        local("最压在您心上的是什么？想到哪儿说到哪儿。", "What weighs on you most? Say it as it comes.")
        if number == 1
        else local("还有想说的吗？", "Is there more you would like to say?")
    )
    why = local(
        "说出来，心里会松一点，医生也能更懂您。", "Saying it eases things a little, and helps the doctor understand."
    )
    return _question(f"{TALK}.{number}", text, why, local("先说到这儿", "That is all for now"))


def direct(relation: Relation) -> Question:
    """Answer the question that is asked outright when words were veiled. Asking puts no thought into a head (WHO 2000)."""
    if relation == "self":
        text = local(
            "我想直接问您一句：您有没有想过不活了，或者想伤害自己？怎么答我都不会怪您。",
            "Let me ask you outright: have you thought of ending your life, or of hurting yourself? Any answer is all right.",
        )
    else:
        text = local(
            "我想直接问一句：他（她）有没有说过不想活了，或者伤害过自己？",
            "Let me ask outright: has this person spoken of not wanting to live, or hurt themselves?",
        )
    why = local(
        "问清楚了，才知道要不要马上找人来陪。", "Only by asking can we know whether somebody should be with you now."
    )
    return _question(DIRECT, text, why, local("有过", "Yes"), local("没有", "No"), local("说不清", "I am not sure"))


def care() -> Question:
    """Answer the question what a message was about that held a weak cue and nothing sure."""
    return _question(
        CARE,
        local("您说的，更像下面哪一样？", "Which of these is it more like?"),
        local("怕听漏了要紧的，所以多问一句。", "So that nothing important is missed."),
        local("心里过不去", "Something weighs on my heart"),
        local("有人对我（或别人）不好", "Somebody is treating me or another badly"),
        local("都不是", "Neither"),
    )


def is_own(question: str) -> bool:
    """Answer whether a question is the companion's."""
    return question.startswith(PREFIX)


def chosen_by(question: Question, text: str) -> int | None:  # noqa: PLR0911 - one return a way of answering
    """Answer the option that free words choose; None when they say something else."""
    if item_of(question.id) is not None:
        return points_of(text)
    for index, option in enumerate(question.options):
        if text.strip() in {option.text.zh, option.text.en}:
            return index
    words = text.strip().lower()
    if question.id == DIRECT:
        if words.startswith(("没", "不", "从来没", "no", "never")):
            return NO
        if words.startswith(("有", "想过", "是", "嗯", "yes", "i have", "sometimes")):
            return YES
    if question.id == OFFER and words.startswith(("可以", "好", "行", "嗯", "yes", "ok", "sure")):
        return YES
    if question.id == OFFER and words.startswith(("不", "算了", "no")):
        return 2
    return None


def findings_by(question: str, chosen: tuple[int, ...]) -> tuple[Finding, ...]:
    """Answer what a chosen option says of the graph's findings."""
    if not chosen:
        return ()
    if question == DIRECT and chosen[0] in {YES, NO, UNSURE}:
        status = (Status.PRESENT, Status.ABSENT, Status.UNSURE)[chosen[0]]
        return (Finding(id=SUICIDAL, status=status),)
    return findings_of_item(question, chosen[0] if chosen[0] <= 3 else None)  # noqa: PLR2004 - the fifth chip stops
