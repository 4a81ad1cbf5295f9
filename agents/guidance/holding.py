"""What a resident reads while the guidance waits for a doctor: under the commission's advice policy *after release* (DESIGN, section 8).

Owns what is told all the same and what waits (docs/decisions/0036). An emergency never waits. "See a doctor today" is told
with where to go, what to take along and what not to do until then; everything else about it waits. Of what can wait longer
nothing is told but how to stay safe meanwhile and when not to wait. First aid after an accident never waits: cooling a burn, pressing
on a bleeding wound or washing a bite helps within minutes (`agents.guidance.first_aid`). The whole guidance goes to the
doctor in the record.
"""

from __future__ import annotations

from typing import Final

from agents.dialogue import HeldView
from agents.guidance import wording
from agents.guidance.first_aid import first_aid
from agents.guidance.synthesis import CHILD_YEARS, Page
from agents.guidance.weighing import cautions
from agents.medicines.cautions import page_line
from agents.state import ConsultationState, Guidance
from agents.words import local
from kg.schema import Lang, LocalText, Urgency

_MINUTE_MS: Final = 60_000
_MOST_MEANWHILE: Final = 5
_MOST_WATCHED: Final = 6

_HEADLINE: Final = local("建议先请医生看过，再给您看", "A doctor looks at the advice first, then you get it")
_WHY: Final = local(
    "您说的都理清楚了，建议也写好了，已经交给您的家庭医生。这里的规矩是医生先看一遍，觉得妥当再给您，这样更稳当。医生看过以后，建议就会出现在这里。",
    "What you told is in order, the advice is written, and it has gone to your family doctor. Here a doctor reads it first "
    "and passes it on when it is sound, which is safer for you. Once that is done, the advice appears here.",
)
_WHY_TODAY: Final = local(
    "今天要去看医生，这一条不能等，先告诉您。其余的建议已经交给您的家庭医生，看过以后就会出现在这里。去看病不用等它。",
    "That you should be seen today cannot wait, so you are told now. The rest of the advice has gone to your family doctor "
    "and appears here once it has been read. Do not wait for it before you go.",
)
_REST: Final = local("先歇着，别干重活，身边最好有人。", "Rest, do no heavy work, and better have somebody near.")
_REST_CHILD: Final = local("让孩子歇着，身边别离开大人。", "Let your child rest, with an adult near at all times.")
_MEDICINES: Final = local(
    "平时在吃的药照常吃，别自己加药、停药。怀疑是药引起的，下一次吃以前先给医生打电话。",
    "Keep taking your usual medicines; add none and stop none on your own. If you suspect one of causing this, ring the doctor before the "
    "next time.",
)
_WORSE: Final = (
    local("喘不上气、胸口疼或者人昏过去", "Hard breathing, chest pain, or fainting"),
    local("嘴歪、说话不清，或者一边手脚没劲", "A drooping face, unclear speech, or weakness of one side"),
    local("大量出血、吐血或者拉黑便", "Heavy bleeding, vomiting blood, or black stools"),
)
_WORSE_CHILD: Final = wording.WATCH_CHILD[:2]
_DO_NOT_WAIT: Final = local(
    "越来越重，或者您放心不下：别等这里的建议，给家庭医生打电话，或者直接去医院",
    "It gets worse, or you are uneasy: do not wait for the advice here; ring your family doctor or go to hospital",
)
SAME: Final = local(
    "建议还在医生那里，看过就会出现在这里。有哪里更难受，别等，给家庭医生打电话；危急就打120。",
    "The advice is still with the doctor and appears here once it has been read. If anything gets worse, do not wait: ring your family "
    "doctor, and in an emergency call 120.",
)
SAME_TODAY: Final = local(
    "还是那句话：{headline}。其余的建议医生看过就给您。",
    "It stands: {headline}. The rest of the advice follows once the doctor has read it.",
)
TOLD_TOO: Final = local("您新说的，也一起交给医生看。", "What you just told has gone to the doctor as well.")


def held(
    page: Page,
    guidance: Guidance,
    before: ConsultationState,
    *,
    turn: int,
    now_ms: int,
    within_minutes: int | None,
) -> HeldView | None:
    """Answer what is shown instead of the guidance, None where the guidance itself is.

    `before` is the state that the turn found, `within_minutes` the policy in force (None: at once). Guidance that did not change stays
    what it was, whatever became of the policy: held for a doctor who has it, or in the resident's hands.
    """
    if page.urgency is Urgency.EMERGENCY or guidance.view.urgency is Urgency.EMERGENCY or before.stage == "emergency":
        return None
    if before.guidance is not None and before.guidance.view == guidance.view:
        return before.held
    if within_minutes is None:
        return None
    today = guidance.view.urgency is Urgency.URGENT
    # Words added meanwhile give the doctor no more time.
    promised = before.held.due_ms if before.held is not None else 0
    due_ms = promised if promised > now_ms else now_ms + within_minutes * _MINUTE_MS
    lang = page.lang
    return HeldView(
        since_turn=turn,
        due_ms=due_ms,
        today=today,
        headline=guidance.view.headline if today else _HEADLINE.in_(lang),
        why=(_WHY_TODAY if today else _WHY).in_(lang),
        where=guidance.view.where if today else (),
        bring=guidance.view.bring if today else (),
        meanwhile=_meanwhile(page),
        watch_for=_watched(page, guidance),
        summary=guidance.view.summary,
    )


def said_again(view: HeldView, lang: Lang) -> str:
    """Answer what is said to a message that brought nothing new while the guidance waits."""
    return SAME_TODAY.in_(lang).format(headline=view.headline) if view.today else SAME.in_(lang)


def _meanwhile(page: Page) -> tuple[str, ...]:
    """Answer how to stay safe until then: first aid, what not to do, and medicines that do not go together; no treatment of a cause."""
    flags = page.thought.triage.red_flags
    told_by_flags = [each for flag in flags for each in flag.until_help]
    texts = [*first_aid(page.thought.posterior), *told_by_flags, *cautions(page.opinions)[:1]]
    kept = page.safe(texts)
    caution = page_line(page.graph, page.state)
    usual = (_REST_CHILD if _is_child(page) else _REST, _MEDICINES)
    always = [*([caution] if caution else []), *(each.in_(page.lang) for each in usual)]
    return tuple(dict.fromkeys((*kept[: _MOST_MEANWHILE - len(always)], *always)))


def _watched(page: Page, guidance: Guidance) -> tuple[str, ...]:
    """Answer when not to wait: the guidance's own warnings, but for those of staying at home, then what holds for everybody."""
    lang = page.lang
    at_home = {each.in_(lang) for each in (*wording.WATCH, *wording.WATCH_CHILD, *wording.WATCH_SEEN)}
    general: tuple[LocalText, ...] = _WORSE_CHILD if _is_child(page) else _WORSE
    always = [*(each.in_(lang) for each in general), _DO_NOT_WAIT.in_(lang)]
    own = [each for each in guidance.view.watch_for if each not in at_home]
    return tuple(dict.fromkeys((*own[: _MOST_WATCHED - len(always)], *always)))


def _is_child(page: Page) -> bool:
    return page.state.relation == "child" and page.case.person.age_years < CHILD_YEARS
