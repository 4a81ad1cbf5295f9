"""The fixed wording of the resident's page, in both languages: how soon, where, what to bring, what to watch for.

Short, plain, kind, without exclamation marks. The medicine itself comes from the graph; here is only the frame.
"""

from __future__ import annotations

from typing import Final, Literal

from agents.state import Action, Relation
from agents.words import local
from kg.schema import LocalText, Urgency

_SELF: Final[dict[Action, LocalText]] = {
    "call_120": local("请马上打120", "Call 120 now"),
    "go_to_emergency": local("请马上去医院急诊", "Go to an emergency department now"),
    "see_doctor_today": local("今天就去看医生", "See a doctor today"),
    "see_doctor_soon": local("请在一到三天内去看医生", "See a doctor within one to three days"),
    "book_appointment": local("不急，约个时间去看医生", "No rush: book an appointment with a doctor"),
    "home": local("可以先在家照顾自己", "You can look after this at home"),
}
_CHILD: Final[dict[Action, LocalText]] = {
    "call_120": local("请马上打120", "Call 120 now"),
    "go_to_emergency": local("请马上带孩子去医院急诊", "Take your child to an emergency department now"),
    "see_doctor_today": local("今天就带孩子去看医生", "Take your child to a doctor today"),
    "see_doctor_soon": local("请在一到三天内带孩子去看医生", "Take your child to a doctor within one to three days"),
    "book_appointment": local("不急，约个时间带孩子去看医生", "No rush: book an appointment for your child"),
    "home": local("可以先在家照顾孩子", "You can look after your child at home"),
}
_OTHER: Final[dict[Action, LocalText]] = {
    "call_120": local("请马上打120", "Call 120 now"),
    "go_to_emergency": local("请马上送去医院急诊", "Go together to an emergency department now"),
    "see_doctor_today": local("今天就陪着去看医生", "Go together to a doctor today"),
    "see_doctor_soon": local("请在一到三天内陪着去看医生", "Go together to a doctor within one to three days"),
    "book_appointment": local("不急，约个时间陪着去看医生", "No rush: book an appointment and go together"),
    "home": local("可以先在家照顾", "This can be looked after at home"),
}

ACTIONS: Final[dict[Urgency, Action]] = {
    Urgency.EMERGENCY: "go_to_emergency",
    Urgency.URGENT: "see_doctor_today",
    Urgency.SOON: "see_doctor_soon",
    Urgency.ROUTINE: "book_appointment",
    Urgency.SELF_CARE: "home",
}


def urgency_text(action: Action, relation: Relation) -> LocalText:
    """Answer the one imperative sentence that stands on top of the page."""
    table = _SELF if relation == "self" else _CHILD if relation == "child" else _OTHER
    return table[action]


SHORT: Final[dict[Urgency, LocalText]] = {
    Urgency.EMERGENCY: local("要马上看", "needs care now"),
    Urgency.URGENT: local("今天要看", "to be seen today"),
    Urgency.SOON: local("一到三天内看", "to be seen within three days"),
    Urgency.ROUTINE: local("约个时间看", "to be seen by appointment"),
    Urgency.SELF_CARE: local("可以先在家观察", "can be watched at home"),
}

LEVELS: Final[dict[Literal["community", "county", "tertiary"], LocalText]] = {
    "community": local("社区卫生服务中心或乡镇卫生院", "your community health centre or township clinic"),
    "county": local("县（区）级医院", "a county or district hospital"),
    "tertiary": local("市里的三级医院", "a large city hospital"),
}

NOW_EMERGENCY: Final = (
    local("坐下或躺下，不要走动，不要自己开车去。", "Sit or lie down, do not walk about, do not drive yourself."),
    local(
        "身边留一个人陪着，把门打开，手机放在手边。",
        "Keep somebody with you, leave the door open, the phone within reach.",
    ),
    local("先不要吃东西喝水，等医生看过再说。", "Do not eat or drink until a doctor has looked."),
)
NOW_CHILD_EMERGENCY: Final = (
    local(
        "抱着孩子，让他保持最舒服的姿势，不要让他一个人待着。",
        "Hold your child in the position that is easiest, and stay.",
    ),
    local(
        "把孩子的情况记住：什么时候开始、体温、吃奶和小便。",
        "Remember when it began, the temperature, feeding and wet nappies.",
    ),
)
NOW_SEEN: Final = local("看医生之前先休息，别干重活。", "Rest until you have been seen; no heavy work.")
NOW_SEEN_CHILD: Final = local("看医生之前让孩子歇着，别出去跑。", "Let your child rest until you have been seen.")
NOW_MEDICINES: Final = local(
    "平时在吃的药照常吃，有疑问先问医生。", "Keep taking your usual medicines, and ask the doctor when in doubt."
)
NOW_HOME: Final = local("多休息，多喝温水，按平时的口味吃清淡些。", "Rest, drink enough, and eat lightly.")

BRING: Final = (
    local("身份证和医保卡", "Identity card and health insurance card"),
    local("正在吃的药，连盒子一起带", "The medicines you take, in their boxes"),
    local("以前的化验单和检查单", "Earlier test results and reports"),
    local("这份病例小结，给医生看", "This visit summary, to show the doctor"),
)
BRING_CHILD: Final = local("孩子的预防接种本", "Your child's vaccination booklet")
BRING_PREGNANT: Final = local("产检本", "Your antenatal record")
BRING_120: Final = local(
    "身份证、医保卡和正在吃的药，能拿就拿，拿不到也别耽误",
    "Identity card and medicines if at hand; do not delay for them",
)

WATCH: Final = (
    local("喘不上气、胸口疼或者人昏过去", "Hard breathing, chest pain, or fainting"),
    local("越来越重，或者在家两三天还不见好", "It gets worse, or is no better after two or three days at home"),
    local("出现新的、让您担心的情况", "Anything new that worries you"),
)
WATCH_EMERGENCY: Final = (
    local(
        "还没到医院就昏过去、叫不醒、喘不上气：马上打120",
        "Before you arrive: fainting, not waking, hard breathing. Call 120",
    ),
    local("任何一样突然加重：马上打120", "Anything that suddenly gets worse: call 120"),
)
WATCH_SEEN: Final = (
    local(
        "还没看上医生就加重了：马上打120或去急诊",
        "It gets worse before you are seen: call 120 or go to an emergency department",
    ),
    local("出现新的、让您担心的情况", "Anything new that worries you"),
)
WATCH_CHILD: Final = (
    local(
        "孩子叫不醒、抽筋、喘得厉害或嘴唇发紫", "Your child cannot be woken, has a fit, breathes hard, or has blue lips"
    ),
    local("不吃不喝，或者大半天没有小便", "Your child will not drink, or passes no urine for most of a day"),
    local("在家两三天还不见好，或者您觉得不对劲", "No better after two or three days, or you feel something is wrong"),
)

NOT_SURE: Final = local(
    "目前还说不准是什么原因，可能要医生当面看过、查过才清楚。",
    "The cause is not clear yet; it may take an examination and tests to know.",
)
ONLY_POSSIBLE: Final = local(
    "以上只是可能，不是诊断，医生看过才能定。", "These are possibilities, not a diagnosis; a doctor has to decide."
)
SAFER: Final = local(
    "几个科的看法不完全一样，我们按更稳妥的来。", "The specialties do not fully agree; we follow the safer view."
)
HAND_OVER: Final = local(
    "这次的详细建议没能通过检查，所以没有显示。请把这份小结交给您的家庭医生。",
    "The detailed advice did not pass our checks and is not shown. Please give this summary to your family doctor.",
)
