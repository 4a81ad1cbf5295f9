"""Words around a question that was made from a finding: how it is asked, why it is asked, and the chips under it."""

from __future__ import annotations

import re
from typing import Final

from kg.schema import Disease, FindingConcept, FindingKind, LocalText, Option, Question, Urgency

YES: Final = LocalText(zh="有", en="Yes")
NO: Final = LocalText(zh="没有", en="No")
UNSURE: Final = LocalText(zh="不清楚", en="Not sure")
NONE_OF_THESE: Final = LocalText(zh="都没有", en="None of these")

_ASK: Final[dict[FindingKind, tuple[str, str]]] = {
    FindingKind.SYMPTOM: ("有没有{zh}？", "Have you noticed this: {en}?"),
    FindingKind.SIGN: ("有没有发现{zh}？", "Have you noticed this: {en}?"),
    FindingKind.MEASUREMENT: ("如果量过，有没有{zh}？", "If you measured it: {en}?"),
    FindingKind.HISTORY: ("有没有这种情况：{zh}？", "Does this apply to you: {en}?"),
    FindingKind.RISK: ("有没有这种情况：{zh}？", "Does this apply to you: {en}?"),
    FindingKind.EXPOSURE: ("最近有没有：{zh}？", "Recently, did this apply to you: {en}?"),
    FindingKind.MEDICINE: ("最近在用这类药吗：{zh}？", "Are you taking this: {en}?"),
    FindingKind.LAB: ("化验有没有提示{zh}？", "Did a test show this: {en}?"),
    FindingKind.DIAGNOSIS: ("有没有{zh}？", "Does this apply: {en}?"),
}


_PROPER: Final = re.compile(
    r"^(Achilles|Addison|Alzheimer|Bartholin|Behcet|Bell|Crohn|Cushing|Down|Graves|Guillain|Hashimoto|Helicobacter|Henoch|"
    r"Hodgkin|Horner|Huntington|Kawasaki|Legionnaires|Lyme|Mallory|Meniere|Ménière|Parkinson|Raynaud|Reye|Sjogren|Sjögren|"
    r"Stevens|Tourette|Treponema|Wilson|Chinese|Japanese)\b"
)
"""Names of people, places and species keep their capital inside a sentence."""


def inside(name: str) -> str:
    """Answer an English name as it stands inside a sentence: small first letter unless it is a proper name or abbreviation."""
    kept = (len(name) > 1 and (name[1].isupper() or name[1].isdigit())) or _PROPER.match(name) or name.startswith("Ig")
    return name if kept else name[:1].lower() + name[1:]


_ASIDE: Final = re.compile(r"\s*（[^（）0-9]*）|\s*\([^()0-9]*\)")
"""What stands in brackets explains the name to who reads it alone; a list of choices is read at a glance. A
number there is a limit, and stays."""
_PAST: Final = re.compile(r"^(?:History of|Previous|Past) | (?:in the past|before)$")
"""What an illness's name says of the past is said by "have you ever had" already."""


def plain(name: LocalText) -> LocalText:
    """Answer a finding's name as a chip or a passing mention says it, without what stands in brackets."""
    return LocalText(zh=_ASIDE.sub("", name.zh).strip() or name.zh, en=_ASIDE.sub("", name.en).strip() or name.en)


def asking(concept: FindingConcept) -> LocalText:
    """Answer the question that asks for this finding."""
    zh, en = _ASK[concept.kind]
    if concept.kind is FindingKind.HISTORY and concept.name.zh.endswith("史"):
        zh, en = "有没有{zh}？", "Have you ever had this: {en}?"
        return LocalText(zh=zh.format(zh=concept.name.zh), en=en.format(en=inside(_PAST.sub("", concept.name.en))))
    return LocalText(zh=zh.format(zh=concept.name.zh), en=en.format(en=inside(concept.name.en)))


def asking_kinds(concept: FindingConcept, *, again: bool) -> LocalText:
    """Answer the question which kinds or features of a finding that is present apply; `again` asks for further ones."""
    if again:
        return LocalText(
            zh=f"{concept.name.zh}还有下面这些情况吗？可以选几个",
            en=f"Does any of these also fit the {inside(concept.name.en)}? You may choose several",
        )
    return LocalText(
        zh=f"关于{concept.name.zh}，下面哪些符合？可以选几个",
        en=f"About the {inside(concept.name.en)}: which of these fit? You may choose several",
    )


def why_kinds(concept: FindingConcept) -> LocalText:
    """Answer why the features of a finding are asked."""
    return LocalText(
        zh=f"{concept.name.zh}的特点往往能说明原因，选得越准，我们越有把握",
        en=f"What the {inside(concept.name.en)} is like often tells its cause; the closer the choice, the surer we can be",
    )


def asking_beside(*, again: bool) -> LocalText:
    """Answer the question for symptoms beside the complaint; `again` asks for further ones."""
    if again:
        return LocalText(zh="再看看，有没有下面这些？可以选几个", en="And any of these? You may choose several")
    return LocalText(
        zh="除了刚才说的，还有下面这些吗？可以选几个",
        en="Besides what you told me, have you noticed any of these? You may choose several",
    )


WHY_BESIDE: Final = LocalText(
    zh="同时还有哪些不舒服，往往能说明原因，也能看出要不要尽快处理",
    en="What comes along with it often tells the cause, and how soon you need care",
)


def why_danger(concept: FindingConcept) -> LocalText:
    """Answer why a finding is asked that may need quick help, without naming a disease that frightens."""
    name = plain(concept.name)
    return LocalText(
        zh=f"有没有{name.zh}，关系到要不要尽快处理，先问清楚，您也更放心",
        en=f"Knowing about “{inside(name.en)}” decides how soon you need care, so we would like to be sure of it first",
    )


def why_apart(concept: FindingConcept, more: Disease | None, less: Disease | None) -> LocalText:
    """Answer why a finding is asked that tells two ordinary causes apart."""
    name = plain(concept.name)
    if more is None:
        zh, en = (
            f"知道有没有{name.zh}，能帮我们看得更准",
            f"Knowing about “{inside(name.en)}” helps us see more clearly",
        )
    elif less is None or less.id == more.id:
        zh = f"知道有没有{name.zh}，能帮我们判断像不像{more.name.zh}"
        en = f"Knowing about “{inside(name.en)}” helps us tell if this may be {inside(more.name.en)}"
    else:
        zh = f"有没有{name.zh}，能帮我们分清更像{more.name.zh}，还是更像{less.name.zh}"
        en = f"Knowing about “{inside(name.en)}” helps us tell {inside(more.name.en)} from {inside(less.name.en)}"
    return LocalText(zh=zh, en=en)


_UNSPOKEN: Final = re.compile(r"^(F|C|D[0-4]|A5|A6[0-4]|B2[0-4]|N34|O|Z|Y|X|T)")
"""ICD-10 chapters and blocks whose names are not said in passing: mental disorders, neoplasms, sexually transmitted infections,
HIV, pregnancy, poisoning and self-harm. They are weighed all the same."""


def is_speakable(disease: Disease) -> bool:
    """Answer whether the disease may be named in the reason for a question before it has been weighed."""
    return disease.urgency.rank >= Urgency.SOON.rank and not _UNSPOKEN.match(disease.icd10)


def is_unsure(option: Option) -> bool:
    """Answer whether choosing the option says nothing (it makes nothing present or absent)."""
    return not option.present and not option.absent


def added_chips(question: Question) -> tuple[LocalText, ...]:
    """Answer the chips put after the authored options: "none of these" and "not sure", where the author offers no such."""
    offers_none = any(not option.present and option.absent for option in question.options)
    offers_unsure = any(is_unsure(option) for option in question.options)
    return (() if offers_none else (NONE_OF_THESE,)) + (() if offers_unsure else (UNSURE,))


def chips(question: Question) -> tuple[LocalText, ...]:
    """Answer the quick answers in the order of their indexes: yes, no, not sure; or the options and `added_chips`."""
    if question.kind == "yes_no":
        return YES, NO, UNSURE
    return (*(option.text for option in question.options), *added_chips(question))
