"""The questions for the headings of a history that a doctor signs: their wording, their chips, and the headings that each asks for.

When each is put: `agents.intake.matters`. What its answer settles: `agents.intake.history_answers`.
An id names the headings: `intake.background` asks for all of them, `intake.background.past` for that alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast, get_args

from agents.intake.questions import BACKGROUND, CHILD, PERIOD
from agents.knowledge import FAMILY
from agents.state import Section
from agents.words import listed, local
from kg.graph import Graph
from kg.schema import FindingId, LocalText, Option, Question, QuestionId
from kg.wording import UNSURE

LIFE: Final = "intake.life"
BIRTHS: Final = "intake.births"
GROWTH: Final = "intake.growth"
_CORE: Final[tuple[Section, ...]] = ("allergies", "medicines", "past")
_ASKS: Final[dict[str, tuple[Section, ...]]] = {
    BACKGROUND: _CORE,
    CHILD: (*_CORE, "contacts"),
    GROWTH: ("child", "vaccination"),
    BIRTHS: ("births",),
    PERIOD: ("women",),
    LIFE: ("family", "social"),
}
NONE: Final = local("都没有", "None of these")
NOT_SURE: Final = UNSURE
_WELL: Final = local("都好，都按时", "All well and on time")
_WORDS: Final[dict[Section, LocalText]] = {
    "allergies": local("药物过敏", "allergy to medicines"),
    "medicines": local("正在吃的药", "medicines you take"),
    "past": local("长期的病或做过的手术", "long-standing illness or operations"),
}
_OF_BIRTHS: Final = ("hx.cesarean", "hx.miscarriage", "hx.abortion_recent", "hx.curettage", "hx.recurrent_miscarriage")
_OF_BIRTHS_TOO: Final = ("hx.delivery_recent", "hx.ivf_stimulation", "hx.twin_pregnancy")
_OF_WOMEN: Final = (
    "hx.pregnant",
    "hx.menopause",
    "hx.iud",
    "hx.planning_pregnancy",
    "breastfeeding_now",
    "missed_period",
)
_OF_CHILDREN: Final = ("premature_birth", "breastfed", "hx.birth_asphyxia", "hx.mother_diabetes", "child_growth_slow")
WORK: Final = (
    "exposure.dust_mine",
    "exposure.work_fumes",
    "exposure.asbestos",
    "exposure.heavy_metal",
    "exposure.loud_noise",
)
HABITS: Final = ("smoking", "alcohol_use", "risk.betel_nut", "risk.manual_work", "risk.hand_work_repetitive")
_HEADINGS: Final[tuple[tuple[Section, tuple[str, ...]], ...]] = (
    ("family", FAMILY),
    ("allergies", ("hx.allergy",)),
    ("births", (*_OF_BIRTHS, *_OF_BIRTHS_TOO)),
    ("women", _OF_WOMEN),
    ("child", _OF_CHILDREN),
    ("vaccination", ("not_vaccinated",)),
    ("social", (*WORK, "smoking", "alcohol_use", "risk.")),
    ("contacts", ("exposure.",)),
    ("medicines", ("medicine.",)),
)


def heading_of(finding: str) -> Section:
    """Answer the heading under which a finding of the history stands."""
    return next((section for section, starts in _HEADINGS if finding.startswith(starts)), "past")


def asks(question_id: str) -> tuple[Section, ...]:
    """Answer the headings that a question asks for; none for a question that is no history."""
    stem = next((each for each in _ASKS if question_id == each or question_id.startswith(f"{each}.")), None)
    if stem is None:
        return ()
    named = tuple(cast("Section", each) for each in question_id[len(stem) + 1 :].split(".") if each in _SECTIONS)
    return named or _ASKS[stem]


_SECTIONS: Final = frozenset(get_args(Section))


def is_core(question_id: str) -> bool:
    """Answer whether a question asks for what may harm somebody who is not asked: allergies, medicines, the past."""
    return question_id in {CHILD, BACKGROUND} or question_id.startswith(f"{BACKGROUND}.")


def of_sections(stem: str, sections: Iterable[Section]) -> QuestionId:
    """Answer the id of the question for these headings: the stem alone where it asks for all of its own."""
    wanted = tuple(sections)
    return QuestionId(stem if wanted == _ASKS[stem] else ".".join((stem, *wanted)))


def background(sections: tuple[Section, ...] = _CORE, *, more: bool = False) -> Question:
    """Answer the question on allergies, medicines and the past, without what was told; `more`: an illness was told already."""
    words = [_WORDS[each] for each in sections]
    zh, en = "、".join(each.zh for each in words), listed((each.en for each in words), "en").replace(" and ", " or ")
    head = (
        local("除了您说过的，还有没有", "Besides what you told me, is there any ")
        if more
        else local("有没有", "Is there any ")
    )
    why = local(
        "有些病和药会改变我们的建议，医生见到您时也一定会问。",
        "Some illnesses and medicines change the advice, and the doctor will ask as well.",
    )
    return Question(
        id=of_sections(BACKGROUND, sections),
        kind="choice",
        text=local(
            f"{head.zh}{zh}？有的话写几个字就行，几样可以一起说。",
            f"{head.en}{en}? A few words are enough, all at once.",
        ),
        why=why,
        options=(Option(text=NONE), Option(text=NOT_SURE)),
    )


def child_background() -> Question:
    """Answer the question on allergies, medicines, old illness and contacts of a child."""
    return Question(
        id=QuestionId(CHILD),
        kind="choice",
        text=local(
            "孩子有没有药物过敏、在吃的药、老毛病或做过的手术？家里或班上有没有人也病了？有的话写几个字就行。",
            "Does your child have any allergy to medicines, medicines, long-standing illness or operations? Is anybody else ill around? "
            "A few words are enough.",
        ),
        why=local(
            "这些会影响判断，医生见到孩子时也会问。", "These change the judgement, and the doctor will ask as well."
        ),
        options=(Option(text=NONE), Option(text=NOT_SURE)),
    )


def _chips(graph: Graph, listing: Iterable[tuple[LocalText, str]], none: LocalText) -> tuple[Option, ...]:
    """Answer a chip for each, with its finding where the graph holds it, then none of them and not sure."""
    made = [
        Option(text=text, present=(FindingId(each),) if FindingId(each) in graph.findings else ())
        for text, each in listing
    ]
    every = tuple(finding for option in made for finding in option.present)
    return (*made, Option(text=none, absent=every), Option(text=NOT_SURE))


def growth(graph: Graph) -> Question:
    """Answer the question on birth, feeding, growth and vaccination of a small child."""
    listing = (
        (local("早产", "Born early"), "premature_birth"),
        (local("疫苗没按时打全", "Vaccinations missing or late"), "not_vaccinated"),
        (local("个子、体重跟不上", "Height or weight behind"), "child_growth_slow"),
        (local("吃奶、吃饭一直不好", "Always fed poorly"), ""),
        (local("学走路、说话比别的孩子晚", "Late in walking or talking"), ""),
    )
    return Question(
        id=QuestionId(GROWTH),
        kind="multi",
        text=local(
            "孩子出生、喂养、长个和打疫苗，有下面这些情况吗？可以选几个，也可以直接写。",
            "Birth, feeding, growth and vaccination: is any of these so? Choose several, or write it.",
        ),
        why=local(
            "没打全疫苗、早产或长得慢的孩子，同样的毛病要看得更仔细。",
            "In a child born early, growing slowly or without all vaccinations the same illness needs a closer look.",
        ),
        options=_chips(graph, listing, _WELL),
    )


def births(graph: Graph) -> Question:
    """Answer the question on earlier pregnancies, births, miscarriages and operations of the womb."""
    listing = (
        (local("顺产过", "A vaginal birth"), ""),
        (local("剖宫产过", "A caesarean"), "hx.cesarean"),
        (local("自然流产或宫外孕过", "A miscarriage or ectopic pregnancy"), "hx.miscarriage"),
        (local("做过人流、刮宫或宫腔镜", "An abortion, curettage or hysteroscopy"), "hx.curettage"),
        (local("做过别的妇科手术", "Another gynaecological operation"), ""),
    )
    return Question(
        id=QuestionId(BIRTHS),
        kind="multi",
        text=local(
            "以前怀过孕吗？怀过几次、生过几个、怎么生的？可以选几个，也可以直接写。",
            "Earlier pregnancies: how many, how many births, and how? Choose several, or write it.",
        ),
        why=local(
            "以前怀孕、生产和手术的情况，会影响妇科和怀孕时的判断。不想说可以跳过。",
            "Earlier pregnancies, births and operations change the judgement here. You may skip this.",
        ),
        options=_chips(graph, listing, local("都没有，没怀过孕", "None, never pregnant")),
    )


def life(graph: Graph, findings: Iterable[FindingId]) -> Question:
    """Answer the question on the family and on habits that bear on the leading causes."""
    those = tuple(findings)
    sections = tuple(dict.fromkeys(heading_of(each) for each in sorted(those, key=lambda f: heading_of(f) != "family")))
    family, social = "family" in sections, "social" in sections
    zh = "，".join(
        part
        for part in ("父母、兄弟姐妹或子女得过这些病吗" if family else "", "平时有这些习惯或工作吗" if social else "")
        if part
    )
    en = " ".join(
        part
        for part in (
            "Has a parent, brother, sister or child had any of these?" if family else "",
            "Which of these habits or kinds of work apply?" if social else "",
        )
        if part
    )
    return Question(
        id=of_sections(LIFE, sections),
        kind="multi",
        text=local(f"{zh}？可以选几个，也可以直接写。", f"{en} Choose several, or write it."),
        why=_why_life(family=family, social=social),
        options=_chips(graph, ((graph.findings[each].name, each) for each in those), NONE),
    )


def _why_life(*, family: bool, social: bool) -> LocalText:
    if family and social:
        return local(
            "有的病家里会带，有的和生活习惯、工作有关，知道了判断更准。没有责怪的意思。",
            "Some illnesses run in families, some go with habits or work; knowing makes the judgement surer. No blame is meant.",
        )
    if family:
        return local(
            "有的病家里会带，知道了判断更准。", "Some illnesses run in families; knowing makes the judgement surer."
        )
    return local(
        "这类毛病和生活习惯、工作常有关系，知道了判断更准。没有责怪的意思。",
        "Such complaints often go with habits or work; knowing makes the judgement surer. No blame is meant.",
    )
