"""What is said at the end of a follow-up: figures against their goal, medicines, life, the next check. Never a dose.

Goals for blood pressure: 中国高血压防治指南（2024 年修订版）: below 140/90 mmHg (and below 130/80 if borne), from 80 years on below
150/90; with diabetes, coronary disease, heart failure or stroke below 130/80 if borne. Glucose: 国家基层糖尿病防治管理指南 (2022):
fasting 4.4 to 7.0 mmol/L, after meals below 10.0. When to be seen: 国家基本公共卫生服务规范（第三版）(2017): within two weeks when the
goal is missed, within three months when it is met. Salt below 5 g a day, 150 minutes of exercise a week: WHO (2012; 2020).
"""

from __future__ import annotations

from typing import Final

from agents.dialogue import GuidanceView
from agents.guidance import wording
from agents.intake.conditions import conditions_of, present_in
from agents.intake.follow_up import (
    CHECKED,
    LIVING,
    NEVER,
    NOT_DAILY,
    OVER_A_YEAR,
    SALTY,
    STILL,
    STOPPED,
    TAKING,
    serves_follow_up,
)
from agents.state import Case, ConsultationState
from agents.words import local
from kg.schema import LocalText, Urgency

VERY_OLD_YEARS: Final = 80.0
GOAL: Final = (140, 90)
GOAL_STRICT: Final = (130, 80)
GOAL_VERY_OLD: Final = (150, 90)
TOO_LOW: Final = (90, 60)
FASTING: Final = (4.4, 7.0)
AFTER_MEALS: Final = 10.0
MOST_LINES: Final = 6

_MET: Final = local(
    "血压{value}，在一般目标（低于{goal}）里。照现在的办法坚持，三个月内再看一次。",
    "Blood pressure {value} meets the usual goal (below {goal}). Keep on as you do and be seen again within three months.",
)
_MISSED: Final = local(
    "血压{value}，高过一般目标（低于{goal}）。药先照常吃，两周内请家庭医生看看要不要调整。",
    "Blood pressure {value} is above the usual goal (below {goal}). Take your medicine as before, and let your doctor review it "
    "within two weeks.",
)
_LOW: Final = local(
    "血压{value}，偏低。起身慢一点，尽快跟家庭医生说，药怎么吃听医生的。",
    "Blood pressure {value} is low. Get up slowly and tell your doctor soon, who decides on the medicine.",
)
_SUGAR_MET: Final = local(
    "{name}{value}，在一般目标（{goal}）里，照现在的办法坚持。",
    "{name} {value} meets the usual goal ({goal}). Keep on as you do.",
)
_SUGAR_MISSED: Final = local(
    "{name}{value}，高过一般目标（{goal}）。药先照常用，两周内请家庭医生看看。",
    "{name} {value} is above the usual goal ({goal}). Take your medicine as before, and let your doctor review it within two weeks.",
)
_SUGAR_LOW: Final = local(
    "{name}{value}，偏低。身上发抖、出汗、心慌就先吃点糖或甜饮料，今天就跟医生说。",
    "{name} {value} is low. With shaking, sweating or a pounding heart take something sweet, and tell your doctor today.",
)
_UNMEASURED: Final = local(
    "最近没有量过，先连着量一周，早晚各一次，记下来给医生看。",
    "Nothing was measured lately: measure morning and evening for a week, and show your doctor.",
)
_TAKE: Final = local(
    "药尽量每天同一时间吃，忘了一次不要补双份；想停、想换，先问医生。",
    "Take the medicine at the same time each day; when one is forgotten do not take two, and ask your doctor before any change.",
)
_SMOKE: Final = local(
    "能把烟戒了，比什么都强；需要帮忙，家庭医生有办法。", "Stopping smoking does most of all; your doctor can help."
)
_DRINK: Final = local("酒尽量不喝。", "Drink as little alcohol as you can, best none.")
_SALT: Final = local(
    "盐一天不超过5克，大约一啤酒瓶盖，少吃咸菜酱菜。", "Less than 5 g of salt a day, pickles and sauces counted."
)
_MOVE: Final = local(
    "身体许可的话，每周五天、每天走半小时。", "If you are able, walk half an hour on five days a week."
)
_NO_NEWS: Final = local(
    "这次是老毛病的随访，没有说到新的不舒服。", "This was a follow-up; nothing new was told that troubles you."
)
_CHECK: Final = local("该复查了：{check}。", "A check is due: {check}.")


def _bp_goal(case: Case, conditions: frozenset[str]) -> tuple[int, int]:
    if case.person.age_years >= VERY_OLD_YEARS:
        return GOAL_VERY_OLD
    return GOAL_STRICT if conditions & {"diabetes", "coronary", "stroke"} else GOAL


def _pressure(case: Case, conditions: frozenset[str]) -> tuple[LocalText, str, str] | None:
    """Answer the sentence on the last blood pressure told, its value and its goal; None without both numbers."""
    latest = {each.measurement: each.value for each in case.readings}
    upper, lower = latest.get("systolic_bp"), latest.get("diastolic_bp")
    if upper is None or lower is None:
        return None
    goal = _bp_goal(case, conditions)
    low = upper < TOO_LOW[0] or lower < TOO_LOW[1]
    text = _LOW if low else _MET if upper < goal[0] and lower < goal[1] else _MISSED
    return text, f"{upper:g}/{lower:g}", f"{goal[0]}/{goal[1]}"


def _sugars(case: Case) -> list[tuple[LocalText, LocalText, float, str]]:
    """Answer for each glucose told its sentence, name, value in mmol/L and goal."""
    answer = []
    for reading in case.readings:
        if reading.measurement == "glucose_fasting_home":
            met = FASTING[0] <= reading.value <= FASTING[1]
            text = _SUGAR_MET if met else _SUGAR_LOW if reading.value < FASTING[0] else _SUGAR_MISSED
            answer.append((text, local("空腹血糖", "Fasting sugar"), reading.value, f"{FASTING[0]}–{FASTING[1]}"))
        elif reading.measurement == "glucose_random_home":
            text = _SUGAR_LOW if reading.value < FASTING[0] else _SUGAR_MET
            text = _SUGAR_MISSED if reading.value >= AFTER_MEALS else text
            answer.append((text, local("血糖", "Sugar"), reading.value, f"<{AFTER_MEALS:g}"))
    return answer


def follow_up_lines(state: ConsultationState, case: Case) -> tuple[str, ...]:
    """Answer the lines of a follow-up, nothing when the consultation is none."""
    if not serves_follow_up(state):
        return ()
    lang, conditions = state.lang, conditions_of(state)
    lines: list[str] = []
    pressure = _pressure(case, frozenset(each.id for each in conditions))
    if pressure is not None:
        lines.append(pressure[0].in_(lang).format(value=pressure[1], goal=pressure[2]))
    for text, name, value, goal in _sugars(case):
        lines.append(text.in_(lang).format(name=name.in_(lang), value=f"{value:g}", goal=goal))
    if not lines and any(each.figures for each in conditions):
        lines.append(_UNMEASURED.in_(lang))
    said = {part.question: part.said for part in state.contributions if part.question is not None}
    told = present_in(state.contributions)
    taking, living, checked = (said.get(each, "") for each in (TAKING, LIVING, CHECKED))
    if any(each.in_(lang) in taking for each in (NOT_DAILY, STOPPED)):
        lines.append(_TAKE.in_(lang))
    if any(each.in_(lang) in checked for each in (OVER_A_YEAR, NEVER)):
        lines.append(_CHECK.in_(lang).format(check=conditions[0].check.in_(lang)))
    lines += [_SMOKE.in_(lang)] if "smoking" in told else []
    lines += [_DRINK.in_(lang)] if "alcohol_use" in told else []
    lines += [_SALT.in_(lang)] if SALTY.in_(lang) in living else []
    lines += [_MOVE.in_(lang)] if STILL.in_(lang) in living else []
    return tuple(lines)


def with_follow_up(view: GuidanceView, state: ConsultationState, case: Case) -> GuidanceView:
    """Answer the page with the follow-up's lines first among what to do now, unless something more pressing leads."""
    lines = follow_up_lines(state, case)
    if not lines or view.urgency.rank <= Urgency.URGENT.rank:
        return view
    lang = state.lang
    now = tuple(each for each in view.now if each != wording.NOW_HOME.in_(lang))
    why = view.why
    if not any(each.startswith(("可能是", "Possibly")) for each in why):
        why = tuple(_NO_NEWS.in_(lang) if each == wording.NOT_SURE.in_(lang) else each for each in why)
    return view.model_copy(update={"now": (*lines, *now)[: max(MOST_LINES, len(now))], "why": why})
