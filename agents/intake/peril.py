"""What somebody else has that calls for 120 whether or not a rule holds: of them nobody knows the age, the course or the rest.

A rule asks for several findings together, and a person who is not here is never asked for the missing ones. Grave words alone are
enough: crushing or tearing pain in the chest, breath that fails, heavy bleeding, a fall from a height, nobody who answers, a fit (2020
International Consensus on First Aid Science, Circulation 2020;142:S284-S334; AHA/ACC chest pain guideline, 2021). Too much is called for
here rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.schema import Finding, FindingId, Status

GRAVE: Final = frozenset(
    map(
        FindingId,
        (
            "chest_pain.pressing",
            "chest_pain.sudden_severe",
            "chest_pain.tearing",
            "dyspnea.severe",
            "dyspnea.sudden",
            "dyspnea.at_rest",
            "cyanosis",
            "choking",
            "drowning",
            "electric_shock",
            "hematemesis",
            "hemoptysis.massive",
            "hematochezia.large",
            "injury.amputation",
            "injury.crush_long",
            "injury.head_danger",
            "injury.neck_severe",
            "injury.penetrating",
            "injury.spine_fall",
            "burn.large",
            "shock_signs",
            "unconscious",
            "seizure",
            "speech_difficulty.sudden",
        ),
    )
)
"""Findings of which one is enough."""
SEVERE: Final = 7
"""The grade (0 to 10) from which a pain in the chest, or want of breath, is grave by itself."""
_CHEST: Final = ("chest_pain", "chest_tightness", "chest_discomfort", "dyspnea")
_EXERTION: Final = ("dyspnea.exertional",)
_BLEEDS: Final = ("vaginal_bleeding", "injury.cut", "epistaxis", "hematochezia", "hemoptysis", "melena")
_PERIODS: Final = FindingId("heavy_periods")
_WITH_CHILD: Final = ("hx.pregnant", "hx.delivery_recent")
"""Bleeding of who is pregnant or has just given birth is no period."""
_NO_BREATH: Final = re.compile(
    r"(?:喘|透|吸|呼|出|上)不(?:上|过|了|来|出|进)[^，。]{0,2}气|喘不[上过]来|气(?:都)?(?:上不来|接不上|喘不上)|不能呼吸|呼吸(?:不了|不上来|困难|停)"
    r"|没(?:有)?(?:呼吸|气)了|不(?:喘气|出气|呼吸)|憋(?:死|得[^，。]{0,4}[紫青黑])|说不(?:成|出|了)(?:一)?(?:句|整话|话)"
    r"|\b(?:can(?:'?t|not)|can ?not|unable to|struggling to|fighting to|not|barely|hardly|stopped|gasping)\b[^.,;]{0,12}"
    r"\b(?:breath\w*|air)\b",
    re.IGNORECASE,
)
_POURS: Final = re.compile(
    r"大出血|血[^，。]{0,4}(?:不止|止不住|喷|涌|哗哗|一(?:大)?[盆滩摊碗地])|(?:止|按|压)不住[^，。]{0,2}血?|喷血|一(?:大)?[盆滩摊]"
    r"|(?:浑身|满身|满地|一地|全)(?:都)?是血|血块[^，。]{0,4}(?:大|一块|好多)|[湿透][^，。]{0,4}(?:卫生巾|床单|裤子)"
    r"|\b(?:hemorrhag\w+|haemorrhag\w+|gush\w*|pour\w*|spurt\w*|soak\w*|pumping|won'?t stop|will not stop|can'?t stop|heavily|buckets?)\b",
    re.IGNORECASE,
)
_OVER: Final = re.compile(
    r"(?:以前|从前|早年|小时候|去年|前年|上个?月|好几年前)|\b(?:years? ago|last (?:year|month)|used to|in the past)\b",
    re.IGNORECASE,
)
_NOW: Final = re.compile(
    r"现在|今[天早晚]|刚|突然|忽然|正在|这会儿|又|\b(?:now|today|tonight|just|suddenly|again)\b", re.IGNORECASE
)
"""Who tells of an old illness and of now tells of now."""


def in_peril(text: str, findings: Iterable[Finding]) -> FindingId | None:
    """Answer the finding for which 120 is called of somebody else; None where the words are not that grave, or tell of long ago."""
    if _OVER.search(text) and not _NOW.search(text):
        return None
    present = [each for each in findings if each.status is Status.PRESENT]
    exerted = any(each.id in _EXERTION for each in present)
    with_child = any(each.id.startswith(_WITH_CHILD) for each in present)
    for each in present:
        severe = each.severity is not None and each.severity >= SEVERE
        if each.id in GRAVE or (severe and each.id.startswith(_CHEST)):
            return each.id
        if each.id.startswith("dyspnea") and not exerted and _NO_BREATH.search(text):
            return each.id
        bleeds = each.id.startswith(_BLEEDS) or (with_child and each.id == _PERIODS)
        if bleeds and _POURS.search(text):
            return each.id
    return None
