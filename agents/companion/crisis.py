"""What is said to somebody who may be thinking of ending their life, and to somebody whose mood is low.

Owns the crisis words and the wording. Crisis words always lead to people: 120, the national psychological line 12356, the
family doctor, somebody close by. Sources for what helps: WHO, Preventing suicide: a resource for primary health care
workers (2000), and 中国国家卫生健康委, 12356 全国统一心理援助热线 (2025).
"""

from __future__ import annotations

from typing import Final

from agents.companion.commanded import commanded_to_harm, commanded_to_harm_a_child
from agents.companion.crisis_words import close_at_hand, harmless, swallowed, weight_of
from agents.companion.mishaps import mishap
from agents.companion.others import about_another
from agents.companion.too_many import took_far_too_many, took_too_many
from agents.companion.venting import vented
from agents.dialogue import EmergencyView
from kg.schema import Finding, FindingId, Lang, Status

SUICIDAL: Final = FindingId("suicidal_thoughts")
PLAN: Final = FindingId("suicidal_plan")
POISONED: Final = FindingId("poisoning")
OVERDOSE: Final = FindingId("poisoning.medicine_overdose")
TOO_MANY: Final = FindingId("exposure.medicine_beyond_dose")
HARM_CHILD: Final = FindingId("harm_baby_thoughts")
COMMANDED: Final = FindingId("hallucinations.command")
CRISIS: Final = (SUICIDAL, PLAN, FindingId("self_harm"))
WOUND: Final = (FindingId("injury.cut"), FindingId("wrist_injury"))
LOW_MOOD: Final = FindingId("low_mood")
LINE: Final = "12356"


def speaks_of_ending(text: str) -> bool:
    """Answer whether the text speaks openly of ending one's life, and does not deny it."""
    return weight_of(text) == "open"


def with_crisis(text: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answer the findings, with thoughts of suicide added when the words speak of them and the dictionary missed it.

    Where the dictionary did judge the words, absent or unsure, the crisis words still win: to ask one time too often does
    less harm than to miss it once. A time, a place or means told with them count as a plan; what was swallowed is a poisoning
    whatever it was for; a voice that orders harm to a child is a thought of harming it. Words that stand only in an idiom, or in
    what strangers did, are no finding.
    """
    if took_too_many(text):
        beyond = OVERDOSE if took_far_too_many(text) else TOO_MANY
        kept = (finding for finding in findings if finding.id != beyond)
        findings = (*kept, Finding(id=beyond, status=Status.PRESENT, text=text[:120]))
    if commanded_to_harm_a_child(text):
        kept = (finding for finding in findings if finding.id != HARM_CHILD)
        findings = (*kept, Finding(id=HARM_CHILD, status=Status.PRESENT, text=text[:120]))
    if commanded_to_harm(text):
        kept = (finding for finding in findings if finding.id != COMMANDED)
        findings = (*kept, Finding(id=COMMANDED, status=Status.PRESENT, text=text[:120]))
    weight = weight_of(text)
    if mishap(text) is not None and weight != "open":
        findings = _as_wound(text, findings)
    if harmless(text) or (weight != "open" and vented(text)):
        return tuple(finding for finding in findings if finding.id not in CRISIS)
    added: dict[FindingId, Finding] = {}
    if swallowed(text):
        added[POISONED] = Finding(id=POISONED, status=Status.PRESENT, text=text[:120])
    if about_another(text):
        return (*(f for f in findings if f.id not in {*added, *CRISIS}), *added.values())
    if weight == "open":
        added[SUICIDAL] = Finding(id=SUICIDAL, status=Status.PRESENT, text=text[:120])
        if close_at_hand(text):
            added[PLAN] = Finding(id=PLAN, status=Status.PRESENT, text=text[:120])
    return (*(finding for finding in findings if finding.id not in added), *added.values())


def _as_wound(text: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answer the findings of a cut wrist that was an accident: a wound, and no harm meant."""
    have = {finding.id for finding in findings if finding.status is Status.PRESENT}
    wound = (Finding(id=each, status=Status.PRESENT, text=text[:120]) for each in WOUND if each not in have)
    return (
        *(finding for finding in findings if finding.id not in {*CRISIS, *WOUND} or finding.id in have - {*CRISIS}),
        *wound,
    )


_HEADLINE: Final[dict[Lang, str]] = {
    "zh": "您现在一定很难受，先别一个人扛着",
    "en": "This must be very hard. You do not have to carry it alone",
}
_SAY: Final[dict[Lang, str]] = {
    "zh": "谢谢您愿意说出来，这不容易。这样的念头可以过去，也有人能帮您。现在就打12356，不用说名字；半夜打不通，就打120。",
    "en": (
        "Thank you for saying it; that is not easy. Such thoughts can pass, and there are people who help. "
        "Call 12356 now; you need not give your name. If nobody answers at night, call 120."
    ),
}
_UNTIL: Final[dict[Lang, tuple[str, ...]]] = {
    "zh": (
        "如果已经伤到自己、吃了药，或者马上就要做，请立刻打120。",
        "叫一个信得过的人来陪着，哪怕不说话也行。",
        "把农药、药品、刀具拿远，交给别人保管。",
        "给您的家庭医生打个电话，他会听您说。",
        "先只想着过好这一个小时，别的以后再说。",
    ),
    "en": (
        "If you have hurt yourself, taken something, or are about to, call 120 now.",
        "Ask somebody you trust to come and stay with you; you need not talk.",
        "Put pesticides, medicines and knives out of reach, with somebody else.",
        "Ring your family doctor, who will listen.",
        "Think only of getting through this hour. The rest can wait.",
    ),
}
_OTHER_HEADLINE: Final[dict[Lang, str]] = {
    "zh": "请现在就陪在他（她）身边",
    "en": "Please stay with this person now",
}
_OTHER_SAY: Final[dict[Lang, str]] = {
    "zh": "听到这样的话要当真。别让他（她）一个人待着，也别责备。打12356问怎么做；打不通就打120。",
    "en": (
        "Take these words seriously. Do not leave this person alone, and do not blame. "
        "Call 12356 for how to help; if nobody answers, 120."
    ),
}
_OTHER_UNTIL: Final[dict[Lang, tuple[str, ...]]] = {
    "zh": (
        "如果已经伤到自己、吃了药，或者马上就要做，请立刻打120。",
        "坐下来听他（她）说，不用讲道理。",
        "把农药、药品、刀具收走。",
        "今天就带他（她）去看医生，心理科或急诊都可以。",
    ),
    "en": (
        "If this person is hurt, has taken something, or is about to, call 120 now.",
        "Sit down and listen; there is no need to argue.",
        "Take pesticides, medicines and knives away.",
        "See a doctor together today: mental health or the emergency department.",
    ),
}


def crisis_view(red_flag: str, lang: Lang, *, for_self: bool, call_120: bool) -> EmergencyView:
    """Answer the screen for thoughts of suicide. `call_120`: harm was done or is close, so the ambulance comes first."""
    return EmergencyView(
        red_flag=red_flag,
        headline=(_HEADLINE if for_self else _OTHER_HEADLINE)[lang],
        say=(_SAY if for_self else _OTHER_SAY)[lang],
        action="call_120" if call_120 else "see_doctor_today",
        until_help=(_UNTIL if for_self else _OTHER_UNTIL)[lang],
        phone="120" if call_120 else LINE,
    )


_KIND: Final[dict[Lang, str]] = {
    "zh": "谢谢您愿意说这些。心里难受和身上难受一样，都该有人管，慢慢说就好。",
    "en": "Thank you for telling me. A heavy mood deserves care just as pain does. Take your time.",
}


def kind_word(findings: tuple[Finding, ...], lang: Lang) -> str | None:
    """Answer a word of recognition when low mood was just told for the first time; None otherwise."""
    low = any(finding.id == LOW_MOOD and finding.status is Status.PRESENT for finding in findings)
    return _KIND[lang] if low else None
