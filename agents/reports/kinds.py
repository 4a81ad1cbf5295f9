"""Which examination a report is of: told by its title first, by the words of its body else.

Owns the kinds and their names. A kind decides words only, never what a report means: a wrong one costs a word, no finding.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from agents.words import local
from kg.schema import LocalText

Sort = Literal[
    "ecg", "echo", "ultrasound", "ct", "mri", "xray", "endoscopy", "pathology", "function", "checkup", "lab", "other"
]

NAMES: Final[dict[Sort, LocalText]] = {
    "ecg": local("心电图报告", "an ECG report"),
    "echo": local("心脏超声报告", "a heart ultrasound report"),
    "ultrasound": local("超声报告", "an ultrasound report"),
    "ct": local("CT报告", "a CT report"),
    "mri": local("磁共振报告", "an MRI report"),
    "xray": local("X线片报告", "an X-ray report"),
    "endoscopy": local("内镜报告", "an endoscopy report"),
    "pathology": local("病理报告", "a pathology report"),
    "function": local("功能检查报告", "a function test report"),
    "checkup": local("体检报告", "a check-up report"),
    "lab": local("化验单", "a laboratory report"),
    "other": local("检查报告", "a test report"),
}


def _compiled(words: tuple[tuple[Sort, str], ...]) -> tuple[tuple[Sort, re.Pattern[str]], ...]:
    return tuple((sort, re.compile(pattern, re.IGNORECASE)) for sort, pattern in words)


_TITLES: Final = _compiled(
    (
        ("pathology", r"病理|活检|细胞学|TCT|免疫组化|\b(patholog|histolog|cytolog|biops)"),
        ("checkup", r"体检|健康检查|总检|\b(health check|check-?up|physical examination report)"),
        ("endoscopy", r"胃镜|肠镜|内镜|内窥镜|喉镜|支气管镜|膀胱镜|宫腔镜|阴道镜|关节镜|鼻镜|\w*scopy\b"),
        ("echo", r"超声心动|心脏彩超|心脏超声|心超|\b(echocardio|TTE\b)"),
        ("ecg", r"心电图|动态心电|心电监测|holter|\b(ecg|ekg|electrocardio)"),
        ("mri", r"磁共振|核磁|MRI|MRA|MRCP|MR检查|\bmagnetic resonance"),
        ("ct", r"(?<![a-z])(?:PET[-/]?)?(?:CTA|CTPA|CTU|HRCT|CT)(?![a-z])|计算机断层|\bcomputed tomograph"),
        ("ultrasound", r"超声|彩超|B超|多普勒|\b(ultraso|sonogra|doppler)"),
        ("xray", r"X线|X光|DR检查|DR报告|\bDR\b|胸片|平片|正侧位|钡餐|钼靶|\b(x-?ray|radiograph|mammogra)"),
        ("function", r"肺功能|肌电图|脑电图|骨密度|眼底|听力|睡眠监测|\b(spirometr|emg\b|eeg\b|bone densit)"),
        ("lab", r"检验报告|化验|检验科|血常规|尿常规|生化|\b(laborator|blood count|chemistry panel)"),
    )
)
_BODIES: Final = _compiled(
    (
        ("ecg", r"窦性|QRS|QTc|PR间期|ST段|T波|\bsinus rhythm|\bQRS\b"),
        ("echo", r"射血分数|EF值|二尖瓣|左室舒张|\bejection fraction"),
        ("pathology", r"镜下见|异型增生|上皮内瘤变|低分化|高分化|\bdysplasia|\bdifferentiated"),
        ("ultrasound", r"低回声|高回声|无回声|强回声|声影|血流信号|CDFI|\b(hypo|hyper|an)echoic"),
        ("mri", r"T1WI|T2WI|FLAIR|DWI|长T2|\bT[12][- ]weighted"),
        ("ct", r"低密度|高密度|密度影|平扫|增强扫描|\b(hypo|hyper)(dense|attenuat)"),
        ("xray", r"肺纹理|膈面|肋膈角|骨皮质|\bcostophrenic"),
        ("endoscopy", r"黏膜|粘膜|齿状线|胃窦|\bmucosa"),
    )
)
_TITLE_LINES: Final = 6


def sort_of(text: str, *, has_items: bool = False) -> Sort:
    """Answer the kind of a report from its text; with items and no other title it is a laboratory report.

    The title stands in the first lines; the heading with the earliest place wins, so that a CT that speaks of a biopsy
    stays a CT.
    """
    head = "\n".join([line for line in text.splitlines() if line.strip()][:_TITLE_LINES])[:200]
    places = [
        (found.start(), order, sort) for order, (sort, pattern) in enumerate(_TITLES) if (found := pattern.search(head))
    ]
    if places:
        return min(places)[2]
    if has_items:
        return "lab"
    counts = [(len(pattern.findall(text)), -order, sort) for order, (sort, pattern) in enumerate(_BODIES)]
    best = max(counts)
    return best[2] if best[0] else "other"
