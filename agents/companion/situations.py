"""What weighs on somebody, by what they said, and a sentence that answers to just that: no slogan, no argument, no promise.

Each reflection names the thing that was told, so that the person knows it was heard. Sources for what helps: WHO mhGAP Intervention
Guide 2.0 (2016), modules on depression, on child and adolescent mental disorders, and on stress and grief; NICE CG192 (2014) for the time
after birth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agents.guard.folding import plain
from agents.words import duration_text, local
from kg.schema import Lang, LocalText, Person


@dataclass(frozen=True)
class Situation:
    """One thing that weighs: how it is told, how it is answered, from and to which age (years) it fits."""

    id: str
    told: re.Pattern[str]
    says: LocalText
    from_years: float = 0.0
    to_years: float = 130.0


def _s(id_: str, told: str, zh: str, en: str, ages: tuple[float, float] = (0.0, 130.0)) -> Situation:
    return Situation(id_, re.compile(told), local(zh, en), *ages)


_LOST: Final = re.compile(
    r"(老伴|老公|丈夫|爱人|老婆|妻子|妈妈?|爸爸?|母亲|父亲|儿子|女儿|孩子|爷爷|奶奶|外公|外婆|哥哥?|姐姐?|弟弟?|妹妹?|朋友"
    r"|猫|狗)(?:[^，。]{0,4})"
    r"(?:去世|(?<![班学差门家车路床外])走了(?![两几一]?[步会圈])|没了|过世|不在了|(?<![吵烦累气急热忙吓笑困恨爱想疼痛饿冷丑臭])死了)"
    r"|\b(husband|wife|mother|mum|mom|father|dad|son|daughter|child|friend|grandmother|grandma|grandfather"
    r"|brother|sister|cat|dog)\b[^.]{0,12}\b(?:died|passed away|is gone)\b"
)
SITUATIONS: Final = (
    _s(
        "after_birth",
        r"(?:生完|产后|刚生|月子|(?<![医先学])生了)[^。]{0,20}(?:哭|难过|心情|睡不着|烦|崩溃|抑郁|没劲|不想)|产后抑郁"
        r"|\b(?:after (?:the|giving) birth"
        r"|since the baby|postpartum|postnatal)\b[^.]{0,40}\b(?:cry|crying|low|sad|down|hopeless|anxious)",
        "生了孩子，身子没缓过来，觉又被打碎，还老想哭，这不是您不够好，也不是您不爱孩子。很多妈妈都这样，说出来就能有人搭把手。",
        "Your body has not recovered, your sleep is in pieces, and the tears keep coming: that is not being a "
        "bad mother, nor a lack of love. "
        "Many mothers go through it, and there is help once it is told.",
        (12, 60),
    ),
    _s(
        "bullied",
        r"(?:同学|学校|班里|舍友|室友)[^。]{0,14}(?:欺负|孤立|嘲笑|笑话|骂我|排挤|起外号)|霸凌|\bbull(?:y|ied|ies|ying)\b|\b(?:classmates"
        r"|kids at school)\b[^.]{0,20}\b(?:laugh|tease|mock)",
        "在学校被人这样对待，每天还得走进那间教室，真的很难。错的是他们。这事可以告诉一个信得过的大人，也可以打12355，"
        "那边专门听青少年说话。",
        "To be treated like that and still walk into that room every day is very hard. They are the ones in the "
        "wrong. Tell a grown-up you trust, "
        "and 12355 is a line for young people.",
        (0, 22),
    ),
    _s(
        "exams",
        r"(?:考试|高考|中考|考研|模考|成绩|月考|期末)[^。]{0,16}(?:压力|焦虑|紧张|睡不着|害怕|担心|考不好|砸|下滑|烦|哭)"
        r"|(?:压力|紧张|怕)[^。]{0,8}(?:考试|高考"
        r"|中考|考研)|\bexams?\b[^.]{0,30}\b(?:stress|sleep|anxious|nervous|worried|scared|panic)|\b(?:stress|anxious"
        r"|nervous|can'?t sleep)\b[^.]{0,20}\bexams?\b",
        "考试压在那儿，越怕睡不好就越睡不着，这种紧张很多人都熬过。一次考试定不了您这个人。",
        "With the exam ahead, the more you fear a bad night the worse it gets; many have been there. One exam "
        "does not decide who you are.",
    ),
    _s(
        "caring",
        r"(?:照顾|伺候|护理|陪护|带)[^。]{0,16}(?:累|烦|撑|睡不|崩溃|难受|没有自己|想哭|没人)|\b(?:caring for|looking after"
        r"|carer)\b[^.]{0,40}\b(?:tired|exhausted|alone|cope|cry|worn)",
        "一个人扛着照顾别人的担子，连喘口气的时候都少，累是应当的，不是您不孝顺、没耐心。您自己的身子也得有人惦记。",
        "Carrying the care of somebody with hardly time to breathe would tire anybody; it is no lack of love or "
        "patience. Somebody has to think "
        "of you too.",
    ),
    _s(
        "lonely",
        r"(?:一个人住|独居|空巢|没人说话|没人陪|孤单|孤独|冷清|空落落|没个说话的)|\b(?:lonely|alone all day"
        r"|nobody to talk to|live alone)\b",
        "屋里静下来，一天没个说话的人，心里空是难免的。今天您愿意跟我说，咱们就慢慢说。",
        "When the house goes quiet and there is nobody to talk to all day, it feels empty. You are talking to me "
        "now; let us take our time.",
    ),
    _s(
        "panic",
        r"惊恐|(?:突然|一下子)[^。]{0,8}(?:心慌|害怕|喘不上)[^。]{0,12}(?:要死|晕|失控|发抖)|(?:坐|进|上"
        r"|一到)[^。]{0,6}(?:地铁|电梯|超市|公交|车"
        r"|人多)[^。]{0,8}(?:心慌|出汗|害怕|喘)|\bpanic(?:ky)?\b",
        "那一阵心慌、喘不上气、像要出大事，人吓得够呛。要是以前查过没有大毛病，这种慌多半几分钟到半小时会自己落下去；"
        "慢慢呼气，比吸气长一点。"
        "头一回这样，或者带着胸口疼，就先当身体的事去看。",
        "The pounding heart, no air, the feeling that something terrible is coming: it is frightening. Where the "
        "heart was checked before, such a "
        "wave mostly falls within minutes to half an hour; breathe out longer than in. The first time, or with "
        "chest pain, have your body seen first.",
    ),
    _s(
        "breakup",
        r"分手|失恋|离婚|出轨|\b(?:broke up|break[- ]?up|divorc\w+|cheated on me)\b",
        "一段放了真心的关系断了，心里像缺了一块，白天还得装作没事，很不容易。",
        "When a bond you put your heart into breaks, a piece seems missing, and still the day has to go on. That is hard.",
    ),
    _s(
        "work",
        r"(?:工作|上班|加班|领导|业绩|失业|下岗|欠债|生意)[^。]{0,12}(?:压力|累|烦|崩溃|睡不着|发火|难受|焦虑|心情)"
        r"|压力(?:大|好大|太大)|\b(?:work|job|boss"
        r"|debt)\b[^.]{0,24}\b(?:stress|pressure|burn|cry|sleep|tired)|\bso stressed\b",
        "那么多事压在一个人身上，回到家还松不下来，换谁都会烦、会累。能跟我说说最压人的是哪一件吗？",
        "So much on one person, and no letting go even at home: anybody would be worn and short-tempered. Which of it weighs most?",
    ),
    _s(
        "sleepless",
        r"(?:失眠|睡不着|睡不好|整夜没睡)",
        "夜里醒着数时间，天亮还得照常过，一天比一天没力气，这滋味不好受。",
        "Lying awake counting the hours, and then the day goes on as ever: that wears one down.",
    ),
)
TALK: Final = re.compile(
    r"想(?:找(?:个)?人)?(?:聊聊|说说话|聊天|谈谈|倾诉)|(?:陪我|能不能|可以)[^，。]{0,4}(?:聊聊|说说话|聊会|聊天)"
    r"|心里(?:难受|堵|苦|憋|烦)|(?:就|只)想说说"
    r"|\b(?:just )?(?:want|need) (?:somebody |someone )?to talk\b|\btalk to (?:you|somebody|someone)\b",
)


def reflection(text: str, person: Person, duration_days: float | None, lang: Lang) -> tuple[str, str] | None:
    """Answer the situation's id and a sentence on what was just told; None when nothing of the kind was said."""
    words = plain(text)
    lost = _LOST.search(words)
    if lost is not None:
        return "grief", _grief(next(each for each in lost.groups() if each), duration_days, lang)
    for each in SITUATIONS:
        if each.from_years <= person.age_years <= each.to_years and each.told.search(words):
            return each.id, each.says.in_(lang)
    return None


def _grief(who: str, days: float | None, lang: Lang) -> str:
    since = f"{duration_text(days, lang)}" if days is not None and days >= 1 else ""
    if lang == "zh":
        when = f"{since}了，" if since else ""
        return (
            f"{who}不在了，{when}想念一阵一阵地上来，尤其到了夜里。这份难过有多深，感情就有多深，不用逼自己快点好起来。"
        )
    when = f"It has been {since}. " if since else ""
    return (
        f"You lost your {who}. {when}Missing them comes in waves, most of all at night. "
        "The grief is as deep as the bond was, and there is no hurry to be over it."
    )
