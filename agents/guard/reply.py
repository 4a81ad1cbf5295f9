"""The last look at a reply: every text that the resident would read, wherever it came from, passes or is replaced by what is always safe.

The guidance page has its own guards where it is made (`agents.guidance.synthesis`); here the rest is judged: messages, the open question,
the emergency screen, and what a report is shown to say. What is blocked is left out, never mended: a sentence that was wrong once is not
trusted in part. Figures of a report are data and not judged; its printed conclusion is the paper's word, but orders on it are not
passed on.
"""

from __future__ import annotations

from typing import Final

from agents.dialogue import EmergencyView, HeldView, QuestionView, Reply, ReportView
from agents.errors import GuardBlocked
from agents.guard.after import Spoken
from agents.guard.base import Guard
from agents.words import local
from kg.schema import Lang

LEFT_OUT: Final = local(
    "这一句没能通过检查，就不显示了。有疑问请问您的家庭医生，着急就打120。",
    "One sentence did not pass our checks and is not shown. Please ask your family doctor; if it is pressing, call 120.",
)
CONCLUSION_LEFT_OUT: Final = local(
    "报告上的这段话请当面问医生，我不转述。",
    "Please ask your doctor about this passage of the report; I do not pass it on.",
)
_TELL_MORE: Final = local("还有哪里不舒服？", "What else is troubling you?")
_EMERGENCY: Final = local("情况可能很急，请马上打120。", "This may be an emergency: call 120 now.")
_STAY: Final = local("身边留一个人陪着，手机放在手边。", "Keep somebody with you and the phone within reach.")


def safe(reply: Reply, guard: Guard[Spoken]) -> Reply:
    """Answer the reply as it may be shown. What fits passes unchanged; the urgency and whom to call are never lost."""
    lang = reply.lang
    changes: dict[str, object] = {}
    messages = tuple(text if _passes(guard, lang, text) else LEFT_OUT.in_(lang) for text in reply.messages)
    if messages != reply.messages:
        changes["messages"] = tuple(dict.fromkeys(messages))
    if reply.question is not None and not _passes(guard, lang, *_of_question(reply.question)):
        text = _TELL_MORE.in_(lang)
        changes["question"] = reply.question.model_copy(update={"text": text, "why": text})
    if reply.emergency is not None and not _passes(guard, lang, *_of_emergency(reply.emergency)):
        changes["emergency"] = reply.emergency.model_copy(
            update={
                "headline": _EMERGENCY.in_(lang),
                "say": _EMERGENCY.in_(lang),
                "until_help": (_STAY.in_(lang),),
            }
        )
    if reply.held is not None:
        changes["held"] = _held(reply.held, guard, lang)
    if reply.report is not None:
        changes["report"] = _report(reply.report, guard, lang)
    return reply.model_copy(update=changes) if changes else reply


def _passes(guard: Guard[Spoken], lang: Lang, *texts: str) -> bool:
    try:
        guard.verify(Spoken(lang, texts))
    except GuardBlocked:
        return False
    return True


def _of_question(question: QuestionView) -> tuple[str, ...]:
    return (question.text, question.why)


def _of_emergency(view: EmergencyView) -> tuple[str, ...]:
    return (view.headline, view.say, *view.until_help)


def _held(view: HeldView, guard: Guard[Spoken], lang: Lang) -> HeldView:
    """Answer what is told while the guidance waits, without lines that do not pass; headline and why are fixed words."""
    kept = {
        part: tuple(line for line in getattr(view, part) if _passes(guard, lang, line))
        for part in ("where", "meanwhile", "watch_for")
    }
    return view.model_copy(update=kept)


def _report(view: ReportView, guard: Guard[Spoken], lang: Lang) -> ReportView:
    items = tuple(
        item if not item.meaning or _passes(guard, lang, item.meaning) else item.model_copy(update={"meaning": ""})
        for item in view.items
    )
    shown = view.conclusion
    if shown and not _passes(guard, lang, shown):
        shown = CONCLUSION_LEFT_OUT.in_(lang)
    return view.model_copy(update={"items": items, "conclusion": shown})
