"""Comfort that belongs to the complaint: one or two sentences that a kind community doctor would say to this very person.

Keyed by what troubles the person, not by the urgency; the urgency adds its own sentence only where speed matters.
"""

from __future__ import annotations

from typing import Final

from agents.state import Relation
from agents.words import local
from kg.graph import Graph
from kg.schema import FindingId, LocalText, Urgency

_BY_COMPLAINT: Final[tuple[tuple[tuple[str, ...], LocalText], ...]] = (
    (
        ("suicidal_thoughts",),
        local(
            "您能说出来，就已经往前走了一步。难熬的时候会过去，身边有人愿意听。",
            "Saying it was a first step. The worst hours pass, and there are people who want to listen.",
        ),
    ),
    (
        ("chest_discomfort", "chest_pain", "chest_tightness", "palpitations"),
        local(
            "胸口不舒服，谁都会往心脏上想，害怕是正常的。先把要紧的查清楚，心里就踏实了。",
            "With trouble in the chest everybody thinks of the heart, and being afraid is natural. Once it has been checked, you "
            "will know where you stand.",
        ),
    ),
    (
        ("facial_droop", "speech_difficulty", "limb_weakness"),
        local(
            "突然这样，全家都会慌。越早到医院，能恢复的就越多，现在动身正是时候。",
            "When this comes suddenly, a whole family is frightened. The earlier the hospital, the more can recover.",
        ),
    ),
    (
        ("dyspnea", "wheeze"),
        local(
            "喘不上气的时候人容易慌，越慌越喘。坐起来，慢慢呼气，等一等会松一些。",
            "Shortness of breath makes anybody afraid, and fear makes it worse. Sit up and breathe out slowly.",
        ),
    ),
    (
        ("hemoptysis", "hematemesis", "melena", "hematochezia", "hematuria", "vaginal_bleeding"),
        local(
            "看见血会吓一跳。量看着多，常常没有想的那么严重，但要让医生看看血从哪里来。",
            "Seeing blood is a shock. It often looks worse than it is, but a doctor should find where it comes from.",
        ),
    ),
    (
        ("injury",),
        local(
            "伤着了疼是难免的，先歇着别硬撑。大多数扭伤磕碰养一养就能好。",
            "An injury hurts; rest it and do not push through. Most sprains and knocks mend with time.",
        ),
    ),
    (
        ("headache",),
        local(
            "头疼起来什么也做不了。大多数头疼并不危险，把危险的那几种排除了就好办。",
            "A headache stops everything. Most are harmless, and the few that are not can be told apart.",
        ),
    ),
    (
        ("dizziness", "vertigo", "syncope"),
        local(
            "头晕的时候天旋地转，心里没底。先坐稳躺稳，别摔着，多数能缓过来。",
            "When the head spins, nothing feels safe. Sit or lie down so that you do not fall; mostly it settles.",
        ),
    ),
    (
        ("low_mood", "anxiety"),
        local(
            "心里闷着的日子不好过，这不是您不坚强。这种情况有办法，也治得好，不用一个人熬。",
            "Days like this are heavy, and it is no weakness. There is help that works, and you need not bear it alone.",
        ),
    ),
    (
        ("insomnia",),
        local(
            "睡不好，白天做什么都没力气。越急越睡不着，慢慢调一调，多数能改善。",
            "Without sleep the day has no strength in it. It can be turned around step by step, mostly without haste.",
        ),
    ),
    (
        ("abdominal_pain", "vomiting", "diarrhea", "nausea", "heartburn", "bloating", "constipation"),
        local(
            "肚子闹起来，吃不下也坐不住，确实难受。多数过几天就过去，注意下面说的几种情况就行。",
            "A troubled belly lets nobody eat or rest. Mostly it passes in days; the signs named here are what to watch.",
        ),
    ),
    (
        ("sore_throat", "runny_nose", "nasal_congestion", "sneezing", "hoarseness"),
        local(
            "嗓子和鼻子难受，咽口水都疼，是挺磨人的。多数一周左右自己会好，给身体一点时间。",
            "A sore throat and blocked nose wear anybody down. Mostly they pass within a week; give it time.",
        ),
    ),
    (
        ("cough",),
        local(
            "咳起来白天晚上都不得安生。咳嗽往往是最后好的那一个，别太着急。",
            "A cough gives no peace by day or night. It is often the last thing to leave, so be patient with it.",
        ),
    ),
    (
        ("fever",),
        local(
            "发热是身体在使劲，人会没精神、浑身酸。补水和休息比什么都管用。",
            "Fever is the body at work, and it leaves one weak and aching. Fluids and rest do the most.",
        ),
    ),
    (
        ("dysuria", "urinary_frequency", "flank_pain"),
        local(
            "小便难受不好意思说，其实很常见。查个尿，往往很快就有办法。",
            "Trouble passing water is awkward to tell and very common. A urine test soon shows the way.",
        ),
    ),
    (
        ("rash", "itching"),
        local(
            "皮肤痒起来坐立不安，又怕传给别人。多数不难办，先别使劲抓。",
            "Itching lets nobody sit still. Mostly it is easily helped; try not to scratch hard.",
        ),
    ),
    (
        ("back_pain", "neck_pain", "joint_pain", "joint_swelling", "muscle_pain"),
        local(
            "筋骨疼，干活、睡觉都受影响。不是懒，是该歇一歇，多数能慢慢缓过来。",
            "Pain in back or joints spoils work and sleep. Resting is not laziness; mostly it eases with time.",
        ),
    ),
)
_CHILD_FEVER: Final = local(
    "孩子一发烧，当家长的整夜都揪着心。您看得这么细，孩子就有人护着。",
    "A feverish child keeps a parent awake all night. Watching as closely as you do is what helps most.",
)
_CHILD: Final = local(
    "孩子不舒服，大人比自己病了还难受。您做得已经很好了。",
    "A child's illness is harder to bear than one's own. You are doing well.",
)
_PARENT: Final = local(
    "老人生病，做儿女的两头挂心。把情况弄清楚，一步一步来。",
    "A parent's illness weighs on everybody. Step by step it becomes clear what to do.",
)
_ANY: Final = local(
    "身体不对劲，心里难免打鼓。把情况说清楚，就已经做对了第一步。",
    "When the body is not right, the mind worries. Telling it clearly was the right first step.",
)
_FAST: Final = local(
    "现在最要紧的是快，一打电话就有人来帮您。", "What matters now is speed; one call and help is on its way."
)
_FAST_GO: Final = local("现在动身最要紧，路上让家人陪着。", "What matters now is to go, with somebody beside you.")


def comfort(
    graph: Graph, told: tuple[FindingId, ...], relation: Relation, urgency: Urgency, *, call_120: bool
) -> LocalText:
    """Answer the comfort for what was told first; `told` are the present findings in the order they were said."""
    words = _for_complaint(graph, told, relation)
    if urgency is not Urgency.EMERGENCY or "suicidal_thoughts" in told:
        return words
    fast = _FAST if call_120 else _FAST_GO
    return local(f"{words.zh}{fast.zh}", f"{words.en} {fast.en}")


def _for_complaint(graph: Graph, told: tuple[FindingId, ...], relation: Relation) -> LocalText:
    lines = [{finding, *graph.ancestors(finding)} for finding in told if finding in graph.findings]
    if any("suicidal_thoughts" in line for line in lines):
        return _BY_COMPLAINT[0][1]
    if relation == "child":
        return _CHILD_FEVER if any("fever" in line for line in lines) else _CHILD
    for line in lines:
        for keys, words in _BY_COMPLAINT:
            if line & set(keys):
                return local(f"{_PARENT.zh}", f"{_PARENT.en}") if relation == "parent" else words
    return _PARENT if relation == "parent" else _ANY
