"""The words that stand on paper, in both languages, and how numbers, ages, ranges and dates are written there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from records.model import Lang, RecordUrgency

Words = dict[Lang, str]


def _words(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


SEX: Final = {"male": _words("男", "male"), "female": _words("女", "female")}

URGENCY: Final = {
    RecordUrgency.EMERGENCY: _words("紧急程度：急诊，立即接诊", "Urgency: emergency, please see at once"),
    RecordUrgency.URGENT: _words("紧急程度：今天接诊", "Urgency: please see today"),
    RecordUrgency.SOON: _words("紧急程度：一至三天内接诊", "Urgency: please see within one to three days"),
    RecordUrgency.ROUTINE: _words("紧急程度：预约接诊", "Urgency: by appointment"),
    RecordUrgency.SELF_CARE: _words("紧急程度：不急", "Urgency: not urgent"),
}

FLAGS: Final = {
    "low": _words("↓ 偏低", "↓ low"),
    "high": _words("↑ 偏高", "↑ high"),
    "critical_low": _words("↓↓ 危急", "↓↓ critical"),
    "critical_high": _words("↑↑ 危急", "↑↑ critical"),
    "abnormal": _words("异常", "abnormal"),
    "normal": _words("范围内", "in range"),
    "unknown": _words("无法判断", "not judged"),
}

_AGE: Final = {
    "days": _words("{n} 天", "{n} days"),
    "months": _words("{n} 月", "{n} months"),
    "years": _words("{n} 岁", "{n} years"),
}

_UNITS: Final = {
    "Cel": _words("℃", "°C"),
    "mm[Hg]": _words("mmHg", "mmHg"),
    "/min": _words("次/分", "/min"),
    "10*9/L": _words("×10⁹/L", "×10⁹/L"),
    "10^9/L": _words("×10⁹/L", "×10⁹/L"),
    "10*12/L": _words("×10¹²/L", "×10¹²/L"),
    "10^12/L": _words("×10¹²/L", "×10¹²/L"),
}

LETTER: Final = {
    "title": _words("双向转诊（转出）单", "Referral letter"),
    "number": _words("编号：{number}", "Number: {number}"),
    "to": _words("致：{place}　{department}", "To: {place}, {department}"),
    "sentence": _words(
        "下面这位居民因病情需要转往贵单位，请予接诊。",
        "The person named below needs care that we cannot give here. Please see them.",
    ),
    "name": _words("姓名", "Name"),
    "sex": _words("性别", "Sex"),
    "age": _words("年龄", "Age"),
    "birth": _words("出生日期", "Born"),
    "phone": _words("联系电话", "Phone"),
    "pregnant": _words("妊娠", "Pregnant"),
    "pregnant_True": _words("是", "yes"),
    "pregnant_False": _words("否", "no"),
    "written": _words("填写时间", "Written"),
    "impression": _words("初步印象", "Impression so far"),
    "reason": _words("转出原因", "Why we refer"),
    "summary": _words("主要现病史", "Present illness"),
    "findings": _words("症状与体征", "Findings"),
    "present": _words("有：", "Present: "),
    "absent": _words("没有：", "Absent: "),
    "unsure": _words("不能确定：", "Not sure: "),
    "results": _words("检查结果", "Results"),
    "item": _words("项目", "Item"),
    "result": _words("结果", "Result"),
    "unit": _words("单位", "Unit"),
    "range": _words("参考范围", "Reference"),
    "flag": _words("提示", "Flag"),
    "unread": _words("看不清", "not readable"),
    "from_photo": _words(
        "* 从报告照片读出，居民尚未核对，以原件为准。",
        "* Read from a photo of the report and not yet checked by the resident; the paper itself counts.",
    ),
    "history": _words("主要既往史", "Past history"),
    "medicines": _words("正在用的药", "Medicines taken"),
    "allergies": _words("过敏史", "Allergies"),
    "treatment": _words("治疗经过", "Treatment so far"),
    "question": _words("请贵单位协助回答", "Our question to you"),
    "not_known": _words("记录里没有，请当面询问", "Not in the record; please ask"),
    "none": _words("问过，没有", "Asked: none"),
    "joint": _words("；", "; "),
    "place": _words("转出机构：", "From: "),
    "signature": _words("转诊医生（签字）：", "Signature: "),
    "doctor": _words("转诊医生：", "Doctor: "),
    "phone_of_doctor": _words("联系电话：", "Phone: "),
    "footer": _words(
        "转诊意见供接诊医生参考，诊断和治疗以接诊医生当面检查为准。",
        "This letter informs the doctor who takes over; diagnosis and treatment follow from the examination there.",
    ),
}


def age_words(days: int, lang: Lang) -> str:
    """Answer an age as the note says it: days under a month, months under two years, then years (a birthday reached counts)."""
    reached = days + 0.75  # 29 years are 10,592.25 days
    if reached < 31:  # noqa: PLR2004 - a newborn's age is told in days
        return _AGE["days"][lang].format(n=int(reached))
    if reached < 2 * 365.25:
        return _AGE["months"][lang].format(n=int(reached / 30.4375))
    return _AGE["years"][lang].format(n=int(reached / 365.25))


def unit_words(unit: str | None, lang: Lang) -> str:
    """Answer a unit as people write it; records hold UCUM codes for readings taken at home."""
    return _UNITS[unit][lang] if unit in _UNITS else unit or ""


def date_words(at: datetime, lang: Lang) -> str:
    """Answer a day, as its time zone has it."""
    return f"{at.year} 年 {at.month} 月 {at.day} 日" if lang == "zh" else f"{at:%d %B %Y}".lstrip("0")


def number_words(value: float) -> str:
    """Answer a number as reports print it: no exponent, no trailing zeros."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e10 else f"{value:g}"  # noqa: PLR2004 - ten digits


def range_words(low: float | None, high: float | None) -> str:
    """Answer a reference range; empty where there is none."""
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {number_words(high)}" if high is not None else ""
    return f"≥ {number_words(low)}" if high is None else f"{number_words(low)}–{number_words(high)}"
