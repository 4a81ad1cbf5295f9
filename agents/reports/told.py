"""What is said around a report, in both languages, and two small questions of units that the wording needs."""

from __future__ import annotations

import re
from typing import Final

from agents.words import local, unit_text
from kg.graph import Graph
from kg.labs import scale_of
from kg.schema import LabResult, Lang

SORTS: Final = ("finding", "unsure", "normal", "advice", "unread")
LONGEST_QUOTE: Final = 60
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

OPENING: Final = local(
    "这是一份{kind}{day}，我把里面写的用平常话说一遍。", "This is {kind}{day}. Here is what it says in plain words."
)
OPENING_ITEMS: Final = local(
    "这是一份{kind}{day}，读到{count}项，请您对一对，不对的可以改。",
    "This is {kind}{day}. Items read: {count}; please look them over and correct what is wrong.",
)
ON: Final = local("（{day}）", " of {day}")
RANGE: Final = local("（参考{range}）", " (range {range})")
OLD: Final = local(
    "这是{day}的，已经一年多了，现在可能不一样，里面的数先不当作您现在的情况，看病时最好问问要不要复查。",
    "It is of {day}, more than a year old. Things may have changed, so its values do not count as how you are now; "
    "do ask whether to repeat it.",
)
CRITICAL: Final = local(
    "先说最要紧的：{items}，到了医院说的“危急值”，不能等。请现在就带着单子去急诊，或马上打给开单的医院；人不舒服就打120。",
    "The most pressing first: {items}. Hospitals call this a critical value; it cannot wait. Take the report to an emergency department "
    "now, or ring the hospital that issued it; if unwell, call 120.",
)
CRITICAL_TODAY: Final = local(
    "先说最要紧的：{items}，到了医院要尽快处理的范围。今天就带着单子去看医生，或打给开单的医院；人不舒服就打120。",
    "The most pressing first: {items}. Hospitals act on such a value soon: see a doctor today with the report, or ring the hospital that "
    "issued it; if unwell, call 120.",
)
ODD: Final = local("有{count}项不在参考范围里，从最明显的说起：", "{count} outside the range, the clearest first:")
ODD_REST: Final = local("还有{names}也超出了范围。", "{names} are outside the range as well.")
MEANS: Final = local("{item}：{meaning}", "{item}: {meaning}")
ALL_FINE: Final = local(
    "读到的{count}项都在参考范围里，这张单子是正常的：{names}。人要是还不舒服，正常的单子也不能把所有原因都排除，接着跟我说。",
    "All of it ({count}) is within range; this report is normal: {names}. If you still feel unwell, a normal "
    "report does not rule out every "
    "cause, so do go on telling me.",
)
FINE: Final = local("在参考范围里、正常的有{count}项：{names}。", "Within range, so normal ({count}): {names}.")
AND_MORE: Final = local("{names}等", "{names} and others")
UNIT_UNKNOWN: Final = local(
    "这几项的单位和我知道的不一样，没法判断，不乱猜：{names}。请对着单子看看单位有没有读错。",
    "The units of these are not ones I know, so I do not judge them and do not guess: {names}. Please check the unit on the paper.",
)
NOT_POSSIBLE: Final = local(
    "这几项的数和单位配在一起不合常理，可能单位或小数点读错了，先不算数，请对着单子核对：{names}。",
    "These values are not possible in their units; unit or decimal point may be misread. They do not count yet, please check: {names}.",
)
NOT_JUDGED: Final = local(
    "有{count}项我判断不了（不认识，或者没有参考范围），会原样给医生看：{names}。",
    "Not judged ({count}), because I do not know them or they have no range; the doctor will see them as they are: {names}.",
)
DOCTOR_ASKS: Final = local(
    "医生看这张单子，多半会问：为什么去查、抽血前吃没吃东西、当时在吃什么药、以前的结果怎样。手边有旧单子也可以拍来比一比。",
    "Looking at this, a doctor will probably ask: why it was done, whether you had eaten before, which "
    "medicines you took, and what earlier "
    "results were. Photos of older reports help to compare.",
)
SAYS: Final = local("报告的结论里写着：", "The report's conclusion says:")
SAYS_MORE: Final = local("还有{count}条，会一起给医生看。", "{count} more are kept for the doctor.")
STATES_MEANS: Final = local("{said}：{plain}", "{said}: {plain}")
SUSPECTS_MEANS: Final = local(
    "{said}：这是报告的怀疑，还不能算定。{plain}",
    "{said}: this is what the report suspects, it is not settled. {plain}",
)
SUSPECTS: Final = local(
    "{said}：这是报告的怀疑，还不能算定，要医生看过再说。",
    "{said}: this is what the report suspects; a doctor has to look further.",
)
NORMAL_WHOLE: Final = local(
    "报告写的是正常的：{said}。这是好结果。人要是还不舒服，正常的检查也不能把所有原因都排除，接着跟我说。",
    "The report calls it normal: {said}. That is a good result. If you still feel unwell, a normal test does "
    "not rule out every cause, so do go on "
    "telling me.",
)
NORMAL_PART: Final = local("写着正常的：{said}。", "Called normal: {said}.")
ADVISES: Final = local("报告上建议：{said}。", "The report advises: {said}.")
UNREAD: Final = local(
    "这几句我没看懂，会原样给医生看：{said}。",
    "These I did not understand; the doctor will see them as they are: {said}.",
)
DOCTOR_DECIDES: Final = local(
    "报告看的是一个部位、一个时刻，是不是跟您的不舒服有关，要医生结合您的情况来看。",
    "A report looks at one part at one moment; whether it goes with how you feel is for a doctor to judge together with you.",
)
STRANGE: Final = local(
    "单子上印的姓名、性别或年龄和登记的或前面说的对不上，先跟您核对一下，没核对之前里面的结果不算数。",
    "Name, sex or age printed on the report do not match what you registered or told me. Let me check with you first; until "
    "then its results do not count.",
)
NOT_OWN: Final = local(
    "好的，这张不算在里面。要问那一位的情况，请回到第一步另选一次。",
    "Thank you, this one is left out. To ask about that person, please start again and choose them.",
)
NOT_SURE_OWN: Final = local(
    "那这张先不算数，看病时带上，请医生核对。",
    "Then it does not count for now; take it along and let the doctor check.",
)
TREND: Final = local("{name}前后比：{values}，{way}。", "{name} over time: {values}; {way}.")
RISING: Final = local("在升高", "rising")
FALLING: Final = local("在下降", "falling")
STEADY: Final = local("变化不大", "much the same")
VARYING: Final = local("有高有低", "up and down")
IN_BRIEF: Final = local(
    "您给的单子上，{names}不在参考范围里，也考虑进去了。",
    "Your reports show {names} outside the range; that was taken into account.",
)


def shown_unit(unit: str, lang: Lang) -> str:
    """Answer a unit as people write it; u stands for micro in UCUM."""
    return re.sub(r"^u(?=mol|g|[gk]?[al]/|l$)", "µ", unit_text(unit, lang), flags=re.IGNORECASE)


def unit_unknown(graph: Graph, result: LabResult) -> bool:
    """Answer whether a result has no judgement because its unit is none that the indicator is measured in."""
    indicator = graph.labs.get(result.lab) if result.lab is not None else None
    if indicator is None or indicator.kind != "quantity" or result.value is None or result.flag != "unknown":
        return False
    return scale_of(indicator, result) is None
