"""What is normal, when a resident asks: the graph's reference range for this person, or the usual bounds of what is measured at home.

Answers figures, judges nobody: a single value outside its range is said to be outside, and that one figure is not everything.

Bounds for adults: blood pressure 中国高血压防治指南（2024年修订版）; pulse, temperature 人民卫生出版社《诊断学》第 9 版 (2018);
body mass index WS/T 428-2013《成人体重判定》; oxygen WHO, Pulse oximetry training manual (2011).
"""

from __future__ import annotations

import re
from typing import Final

from agents.intake.views import range_text
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from agents.words import local, unit_text
from kg.graph import Graph
from kg.labs import interpret, match_indicator, range_for
from kg.schema import LabId, LabIndicator, LabResult, LocalText

ADULT_YEARS: Final = 18.0
_TOGETHER: Final[dict[LabId, tuple[LabId, ...]]] = {
    LabId("glucose_random"): (LabId("glucose_fasting"), LabId("glucose_2h")),
}
"""A name that people use for several indicators: who asks about sugar has to be told which one."""
_PANELS: Final[tuple[tuple[re.Pattern[str], tuple[LabId, ...]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), tuple(map(LabId, labs)))
    for pattern, labs in (
        (r"血脂|lipids?\b", ("tc", "tg", "ldl", "hdl")),
        (r"肝功|liver (?:function|tests?)", ("alt", "ast", "tbil")),
        (r"肾功|kidney (?:function|tests?)", ("creatinine", "urea", "uric_acid")),
        (r"甲功|thyroid (?:function|tests?)", ("tsh", "ft4", "ft3")),
    )
)
"""Names of a whole sheet."""
_GOOD: Final = (
    r"(?:正常|达标|合格|标准|合适|理想|控制得?好|好|高|低|贫血|糖尿病|高血压|低血压|发烧|发热|胖|肥胖|超重|没事)"
)
_ASKS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"(?P<n>[^，。？?！!]{1,24}?)的?(?:(?:正常|参考|标准)(?:值|范围|水平|区间|数值)?|标准值?)(?:一般|大概|应该)?(?:是|在"
            r"|为)?(?:多少|什么|几|哪|多大)"
        ),
        (
            rf"(?P<n>[^，。？?！!]{{1,24}}?)(?:一般|大概|应该|要|该|得|最好)*(?:控制|保持|维持|降|量出来)?(?:在|到|是)?(?:多少|几|多高"
            rf"|多低|多大|啥范围|什么范围)(?:下|次|度|点|斤)?"
            rf"(?:以[上下内]|之间|左右)?(?:才|就|都|会)?(?:能|可以)?(?:算|是|叫|为|属于)?(?:比较)?{_GOOD}"
        ),
        r"(?P<n>[^，。？?！!]{1,24}?)(?:一般|应该|要|该|得|最好)*(?:控制|保持|维持|降|压)(?:在|到)(?:多少|几|什么|哪)",
        r"(?P<n>[^，。？?！!]{1,24}?)(?:一般|应该|要|该|得|最好)+(?:在|到|是)(?:多少|几|什么范围|哪)",
        (
            rf"(?P<n>[^，。？?！!\d]{{1,20}}?)(?:是|有|到|为|查出来|测出来|量出来"
            rf"|结果)*\s*(?P<v>\d+(?:\.\d+)?)\s*(?P<u>[a-zµμ%]+(?:/[a-z]+)?)?"
            rf"(?:是不是|算不算|算是|算|是|属于)?(?:有点|偏|太)*{_GOOD}(?:不(?:高|低|正常|好))?(?:了)?(?:吗|么|嘛|不|没|呢|$|[？?])"
        ),
        r"\bnormal (?:range|levels?|values?)(?: (?:for|of))? (?:an? |the |my )?(?P<n>[a-z0-9][a-z0-9 -]{1,30})",
        r"\bwhat(?:'s| is| are| counts as)? (?:an? |the )?(?:normal|healthy|good|ideal) (?P<n>[a-z0-9][a-z0-9 -]{1,30})",
        r"\bwhat should (?:my|a|the|your) (?P<n>[a-z0-9][a-z0-9 -]{1,30}?)(?: level)? be\b",
        r"\bhow (?:high|low) (?:should|can|may) (?:my|a|the) (?P<n>[a-z0-9][a-z0-9 -]{1,30}?) (?:be|go)\b",
        (
            r"\bis (?:an? |my )?(?P<n>[a-z][a-z0-9 -]{1,30}?)(?: level| count)?(?: of"
            r"| at)? (?P<v>\d+(?:\.\d+)?)\s*(?P<u>[a-zµμ%]+/[a-z]+|%)?\s*"
            r"(?:too |a bit |considered )?(?:high|low|normal|ok|okay|bad|dangerous|fine)\b"
        ),
    )
)
_MEASURED: Final[tuple[tuple[re.Pattern[str], LocalText], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), local(zh, en))
    for pattern, zh, en in (
        (
            r"血压|高压|低压|blood pressure|\bbp\b",
            (
                "成人的血压，在诊室量低于140/90、在家量低于135/85毫米汞柱；不同日子反复量都到了这条线，才考虑高血压。低于90/60算偏低，"
                "头晕没劲要看医生。"
            ),
            (
                "For adults, blood pressure is below 140/90 mmHg at a clinic and below 135/85 at home; only repeated readings on "
                "different days "
                "at or above that suggest high blood pressure. Below 90/60 is low; with dizziness or weakness see a doctor."
            ),
        ),
        (
            r"心率|心跳|脉搏|pulse|heart rate",
            "成人安静坐着时，一分钟60到100下多属正常；常运动的人可以再慢些。",
            "In adults at rest, 60 to 100 beats a minute is usual; in people who train it may be slower.",
        ),
        (
            r"体温|temperature",
            "腋下体温36到37度多属正常，37.3度以上算发热。",
            "Under the arm, 36 to 37 °C is usual; above 37.3 °C counts as fever.",
        ),
        (
            r"血氧|oxygen|spo2",
            "安静时血氧多在95%到100%；到了94%以下要尽快看医生，90%以下或者喘得厉害就打120。",
            "At rest, oxygen is mostly 95 to 100 %; at 94 % or less see a doctor soon, below 90 % or with hard breathing call 120.",
        ),
        (
            r"体重指数|bmi",
            "成人体重指数（公斤除以身高米数的平方）18.5到23.9算正常，24起算超重，28起算肥胖。",
            (
                "By Chinese bounds an adult's BMI (kg divided by height in metres squared) is normal from 18.5 to 23.9, "
                "overweight from 24, obese from 28."
            ),
        ),
    )
)
_SOMEBODY: Final = re.compile(
    r"孩子|小孩|娃|宝宝|婴儿|新生儿|儿童|\b(?:child|children|kids?|baby|babies|toddlers?|infants?)\b", re.IGNORECASE
)
_RANGE: Final = local("{name}{range}{unit}", "{name} {range}{unit}")
_FOR_YOU: Final = local(
    "按这次填的年龄、性别，一般的参考范围：{ranges}。各家医院略有不同，以化验单上印的为准；有慢性病的，按医生给定的目标。",
    "For the age and sex given, the usual reference range: {ranges}. Laboratories differ a little: the range on the report stands first, "
    "and with a chronic illness the target your doctor set.",
)
_WITHIN: Final = local("{value}在这个范围里。", "{value} lies within it.")
_ABOVE: Final = local("{value}比这个范围高，", "{value} is above it: ")
_BELOW: Final = local("{value}比这个范围低，", "{value} is below it: ")
_ASK: Final = local(
    "一次的数说明不了全部，请带单子问问医生。", "one figure does not tell everything; please show your doctor."
)
_FAR: Final = local(
    "{value}离这个范围很远，今天就请医生看；人不舒服就打120。",
    "{value} is far outside it: see a doctor today, and if you feel unwell call 120.",
)
_OTHERS: Final = local(
    "孩子的正常值和大人不一样，跟月龄、年龄走。请回到第一步选“孩子”，我按他（她）的年龄告诉您。",
    "What is normal in a child differs from adults and goes by age. Please start again with “child”, and I will answer for that age.",
)


def normal_of(knowledge: Knowledge, state: ConsultationState, text: str) -> str | None:
    """Answer the range that a message asks for, for this person; None when it asks for none that is known."""
    for pattern in _ASKS:
        found = pattern.search(text)
        if found is None:
            continue
        told = _answer(knowledge, state, text, found)
        if told is not None:
            return told
    return None


def _answer(knowledge: Knowledge, state: ConsultationState, text: str, found: re.Match[str]) -> str | None:
    name, lang = found["n"].strip(), state.lang
    measured = next((said for pattern, said in _MEASURED if pattern.search(name)), None)
    panel = next((labs for pattern, labs in _PANELS if pattern.search(name)), ())
    lab = (
        None if measured is not None else knowledge.graph.labs.get(panel[0]) if panel else _named(knowledge.graph, name)
    )
    child = state.person.age_years < ADULT_YEARS
    if (measured is not None or lab is not None) and _SOMEBODY.search(text) and not child:
        return _OTHERS.in_(lang)
    if measured is not None:
        return None if child else measured.in_(lang)
    if lab is None:
        return None
    ranges = [
        each for one in panel or _TOGETHER.get(lab.id, (lab.id,)) if (each := _range(knowledge.graph, state, one))
    ]
    if not ranges:
        return None
    said = _FOR_YOU.in_(lang).format(ranges=("；" if lang == "zh" else "; ").join(ranges))
    return said if panel else said + _judged(knowledge.graph, state, lab, found)


def _named(graph: Graph, name: str) -> LabIndicator | None:
    """Answer the indicator whose name ends, or begins, what stands before the question; the longest name first."""
    words = name.split(" ") if name.isascii() else list(name)
    between = " " if name.isascii() else ""
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size, -1, -1):
            part = between.join(words[start : start + size])
            lab = match_indicator(graph, part) if len(part) > 1 or part == name else None
            if lab is not None and lab.kind == "quantity":
                return lab
    return None


def _range(graph: Graph, state: ConsultationState, lab: LabId) -> str | None:
    indicator = graph.labs.get(lab)
    reference = range_for(indicator, state.person) if indicator is not None else None
    if indicator is None or reference is None:
        return None
    unit = unit_text(indicator.unit, state.lang)
    shown = range_text(reference.low, reference.high)
    return _RANGE.in_(state.lang).format(
        name=indicator.name.in_(state.lang), range=shown, unit=f" {unit}" if unit else ""
    )


def _judged(graph: Graph, state: ConsultationState, lab: LabIndicator, found: re.Match[str]) -> str:
    """Answer where the value told lies; nothing where none was told, where its unit is not known, or where it cannot be."""
    groups = found.groupdict()
    if groups.get("v") is None or lab.id in _TOGETHER:
        return ""
    lang, value = state.lang, float(groups["v"])
    if groups.get("u") is None and lab.plausible is not None and not lab.plausible[0] <= value <= lab.plausible[1]:
        return ""
    result = LabResult(lab=lab.id, name=lab.name.zh, value=value, unit=groups.get("u") or lab.unit)
    flag = interpret(graph, state.person, result).flag
    shown = f"{value:g}"
    if flag in {"critical_low", "critical_high"}:
        return _FAR.in_(lang).format(value=shown)
    if flag == "normal":
        return _WITHIN.in_(lang).format(value=shown)
    if flag in {"high", "low"}:
        return (_ABOVE if flag == "high" else _BELOW).in_(lang).format(value=shown) + _ASK.in_(lang)
    return ""
