"""Comfort that belongs to the complaint: what a kind community doctor would say to this very person.

Each complaint has a word for how it feels, and a word of ease. The ease is said only where there is time: nobody is told that
it mostly passes while being sent to a hospital.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from agents.state import Relation
from agents.words import local
from kg.graph import Graph
from kg.schema import FindingId, LocalText, Urgency


class Words(NamedTuple):
    """How it feels, and what eases the mind."""

    feeling: LocalText
    ease: LocalText


def _words(feeling_zh: str, ease_zh: str, feeling_en: str, ease_en: str) -> Words:
    return Words(local(feeling_zh, feeling_en), local(ease_zh, ease_en))


_DESPAIR: Final = _words(
    "您能说出来，就已经往前走了一步。",
    "难熬的时候会过去，身边有人愿意听。",
    "Saying it was a first step.",
    "The worst hours pass, and there are people who want to listen.",
)
_BY_COMPLAINT: Final[tuple[tuple[tuple[str, ...], Words], ...]] = (
    (
        ("chest_discomfort", "chest_pain", "chest_tightness", "palpitations"),
        _words(
            "胸口不舒服，谁都会往心脏上想，害怕是正常的。",
            "先把要紧的查清楚，心里就踏实了。",
            "With trouble in the chest everybody thinks of the heart, and being afraid is natural.",
            "Once it has been checked you will know where you stand.",
        ),
    ),
    (
        ("facial_droop", "speech_difficulty", "limb_weakness"),
        _words(
            "好好的突然这样，全家都会慌。",
            "早一点弄清楚，能做的就多一点。",
            "When this comes out of nowhere, a whole family is frightened.",
            "The sooner it is clear what it is, the more can be done.",
        ),
    ),
    (
        ("dyspnea", "wheeze"),
        _words(
            "喘不上气的时候人容易慌，越慌越喘。坐起来，慢慢呼气。",
            "缓一缓，多数会松一些。",
            "Shortness of breath makes anybody afraid, and fear makes it worse. Sit up and breathe out slowly.",
            "Mostly it eases after a while.",
        ),
    ),
    (
        ("hemoptysis", "hematemesis", "melena", "hematochezia", "hematuria", "vaginal_bleeding"),
        _words(
            "看见血，谁都会吓一跳。",
            "常常没有看上去那么严重，让医生看看血从哪里来就放心了。",
            "Seeing blood is a shock to anybody.",
            "It is often less serious than it looks; a doctor should find where it comes from.",
        ),
    ),
    (
        ("injury",),
        _words(
            "伤着了疼是难免的，先歇着，别硬撑。",
            "大多数扭伤磕碰，养一养就能好。",
            "An injury hurts; rest it and do not push through.",
            "Most sprains and knocks mend with time.",
        ),
    ),
    (
        ("headache",),
        _words(
            "头疼起来什么也做不了。",
            "大多数头疼并不危险，把危险的那几种排除了就好办。",
            "A headache stops everything.",
            "Most are harmless, and the few that are not can be told apart.",
        ),
    ),
    (
        ("dizziness", "vertigo", "syncope"),
        _words(
            "头一晕，心里就没底。先坐稳躺稳，别摔着。",
            "多数歇一歇能缓过来。",
            "When the head spins, nothing feels safe. Sit or lie down so that you do not fall.",
            "Mostly it settles with rest.",
        ),
    ),
    (
        ("low_mood", "anxiety"),
        _words(
            "心里闷着的日子不好过，这不是您不坚强。",
            "这种情况有办法，也治得好，不用一个人熬。",
            "Days like this are heavy, and it is no weakness.",
            "There is help that works, and you need not bear it alone.",
        ),
    ),
    (
        ("insomnia",),
        _words(
            "睡不好，白天做什么都没力气。",
            "越急越睡不着，慢慢调一调，多数能改善。",
            "Without sleep the day has no strength in it.",
            "It can be turned round step by step, without haste.",
        ),
    ),
    (
        ("abdominal_pain", "vomiting", "diarrhea", "nausea", "heartburn", "bloating", "constipation"),
        _words(
            "肚子闹起来，吃不下也坐不住，确实难受。",
            "多数过几天就过去，留意下面说的几种情况就行。",
            "A troubled belly lets nobody eat or rest.",
            "Mostly it passes in days; the signs named here are what to watch.",
        ),
    ),
    (
        ("sore_throat", "runny_nose", "nasal_congestion", "sneezing", "hoarseness"),
        _words(
            "嗓子和鼻子难受，咽口水都疼，是挺磨人的。",
            "多数一周左右自己会好，给身体一点时间。",
            "A sore throat and blocked nose wear anybody down.",
            "Mostly they pass within a week; give it time.",
        ),
    ),
    (
        ("cough",),
        _words(
            "咳起来白天晚上都不得安生。",
            "咳嗽往往是最后好的那一个，别太着急。",
            "A cough gives no peace by day or night.",
            "It is often the last thing to leave, so be patient with it.",
        ),
    ),
    (
        ("fever",),
        _words(
            "发热是身体在使劲，人会没精神、浑身酸。",
            "多喝水，好好歇着，最管用。",
            "Fever is the body at work, and it leaves one weak and aching.",
            "Fluids and rest do the most.",
        ),
    ),
    (
        ("dysuria", "urinary_frequency", "flank_pain"),
        _words(
            "小便上的难受不好意思说，其实很常见。",
            "查个尿，往往很快就有办法。",
            "Trouble passing water is awkward to tell and very common.",
            "A urine test soon shows the way.",
        ),
    ),
    (
        ("rash", "itching"),
        _words(
            "皮肤痒起来坐立不安，又怕传给别人。",
            "多数不难办，先别使劲抓。",
            "Itching lets nobody sit still.",
            "Mostly it is easily helped; try not to scratch hard.",
        ),
    ),
    (
        ("back_pain", "neck_pain", "joint_pain", "joint_swelling", "muscle_pain"),
        _words(
            "筋骨疼，干活、睡觉都受影响。",
            "不是懒，是该歇一歇，多数能慢慢缓过来。",
            "Pain in back or joints spoils work and sleep.",
            "Resting is not laziness; mostly it eases with time.",
        ),
    ),
)
_CHILD_FEVER: Final = _words(
    "孩子一发烧，当家长的整夜都揪着心。",
    "您看得这么细，孩子就有人护着。",
    "A feverish child keeps a parent awake all night.",
    "Watching as closely as you do is what helps most.",
)
_CHILD: Final = _words(
    "孩子不舒服，大人比自己病了还难受。",
    "您做得已经很好了。",
    "A child's illness is harder to bear than one's own.",
    "You are doing well.",
)
_PARENT: Final = _words(
    "老人生病，做儿女的两头挂心。",
    "把情况弄清楚，一步一步来。",
    "A parent's illness weighs on everybody.",
    "Step by step it becomes clear what to do.",
)
_ANY: Final = _words(
    "身体不对劲，心里难免打鼓。",
    "把情况说清楚，就已经做对了第一步。",
    "When the body is not right, the mind worries.",
    "Telling it clearly was the right first step.",
)
_CALL: Final = local(
    "现在最要紧的是快，一打电话就有人来帮您。", "What matters now is speed; one call and help is on its way."
)
_GO: Final = local("现在动身最要紧，路上让家人陪着。", "What matters now is to go, with somebody beside you.")
_TODAY: Final = local(
    "今天让医生看过，心里就踏实了。", "Once a doctor has looked today, you will know where you stand."
)


def comfort(
    graph: Graph, told: tuple[FindingId, ...], relation: Relation, urgency: Urgency, *, call_120: bool
) -> LocalText:
    """Answer the comfort for what was told first; `told` are the present findings in the order they were said."""
    words = _for_complaint(graph, told, relation)
    then = words.ease
    if words is not _DESPAIR and urgency is Urgency.EMERGENCY:
        then = _CALL if call_120 else _GO
    elif words is not _DESPAIR and urgency is Urgency.URGENT:
        then = _TODAY
    return local(f"{words.feeling.zh}{then.zh}", f"{words.feeling.en} {then.en}")


def _for_complaint(graph: Graph, told: tuple[FindingId, ...], relation: Relation) -> Words:
    lines = [{finding, *graph.ancestors(finding)} for finding in told if finding in graph.findings]
    if any("suicidal_thoughts" in line for line in lines):
        return _DESPAIR
    if relation == "child":
        return _CHILD_FEVER if any("fever" in line for line in lines) else _CHILD
    if relation == "parent":
        return _PARENT
    for line in lines:
        for keys, words in _BY_COMPLAINT:
            if line & set(keys):
                return words
    return _ANY
