"""What is said when violence is told: kind, concrete, to people who can act. Nothing is refused; the complaint is heard as well.

Numbers: 110 police, 120 ambulance, 12338 the Women's Federation's line, 12355 the Youth League's line (both are not staffed at all hours),
12356 the psychological line (at least 18 hours a day: 国家卫生健康委, 2024-12-25). Police have to come when domestic violence is
reported, and a court may order protection: 反家庭暴力法 (2015), 15 and 23. Everybody may report harm to a child: 未成年人保护法 (2020
revision), 11. After strangling, be examined even without marks: Faculty of Forensic and Legal Medicine, 2023. After rape, prophylaxis
against HIV within 72 hours: WHO, Clinical management of rape, 2020.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from agents.guard.folding import forms
from agents.guard.harm_signs import signs_of_harm
from agents.guard.harm_words import (
    CHILD,
    CHILD_DANGER,
    CHILD_OF_OTHERS,
    CHILD_SEEN_WIDE,
    CHILD_SEXUAL,
    CHILD_WIDE,
    CHOKED,
    HARMED_OWN_CHILD,
    NEARLY_HARMED_CHILD,
    SEXUAL,
    SEXUAL_WIDE,
    SUFFERED,
    SUFFERED_WIDE,
    TO_OTHERS,
    TO_OTHERS_WIDE,
)
from agents.state import Relation
from agents.words import local
from kg.schema import LocalText, Person

HarmKind = Literal["to_others", "own_child", "child", "child_seen", "sexual", "suffered"]
ADULT_YEARS: Final = 18.0
GROWN_YEARS: Final = 25.0
"""From this age on blows of one's childhood that are told on the way, and weigh no more, are of no danger now."""


@dataclass(frozen=True)
class Harm:
    """Violence that was told. `choked`: the neck was gripped; `at_once`: a child may be in danger of life."""

    kind: HarmKind
    choked: bool = False
    at_once: bool = False


def harm_told(text: str, person: Person, relation: Relation) -> Harm | None:
    """Answer the violence that a text tells of, the most pressing kind first; None when it tells of none."""
    for words in forms(text):
        found = _told(words, person, relation)
        if found is not None:
            return found
    return None


def _told(words: str, person: Person, relation: Relation) -> Harm | None:
    words = _AT_A_GAME.sub("□", words)
    choked = CHOKED.search(words) is not None
    minor = person.age_years < ADULT_YEARS
    kind: HarmKind | None = None
    if (not minor or relation == "child") and _any(words, HARMED_OWN_CHILD):
        return Harm("own_child", at_once=CHILD_DANGER.search(words) is not None)
    if (not minor or relation == "child") and _any(words, NEARLY_HARMED_CHILD):
        return Harm("own_child")
    if person.age_years >= GROWN_YEARS and not _WEIGHS_STILL.search(words):
        words = _AS_A_CHILD.sub("□", words)
    sexual = _any(words, SEXUAL, SEXUAL_WIDE)
    suffered = _any(words, SUFFERED, SUFFERED_WIDE) or choked
    scuffle = _SCUFFLE.search(words) is not None
    if _any(words, CHILD_OF_OTHERS, CHILD_SEEN_WIDE) and not scuffle:
        kind = "child_seen"
    elif minor and (
        sexual or _any(words, CHILD_SEXUAL) or ((suffered or _any(words, CHILD, CHILD_WIDE)) and not scuffle)
    ):
        kind = "child" if relation == "self" or "我" in words else "child_seen"
    elif sexual:
        kind = "sexual"
    elif suffered and not scuffle:
        kind = "suffered"
    elif _any(words, TO_OTHERS, TO_OTHERS_WIDE):
        kind = "to_others"
    if kind is None:
        return _by_signs(words, minor=minor, relation=relation)
    return Harm(kind, choked=choked)


def _by_signs(words: str, *, minor: bool, relation: Relation) -> Harm | None:
    """Answer the violence whose circumstances are told; what is done to a child by its own hand is a child's."""
    sign = signs_of_harm(words)
    if sign is None or _SCUFFLE.search(words):
        return None
    if sign == "shaken":
        return Harm("own_child", at_once=True)
    if sign == "child" and not minor:
        return Harm("suffered")
    if sign in {"suffered", "child"} and minor:
        return Harm("child" if relation == "self" or "我" in words else "child_seen")
    return Harm(sign)


_AT_A_GAME: Final = re.compile(
    r"\b(?:beat|beats|beating|thrash(?:es|ed)?|kills?|killed|destroys?|crush(?:es|ed)?) (?:me|us) (?:at|to it|in (?:a "
    r"|the )?(?:game|match|race))\b"
)
_AS_A_CHILD: Final = re.compile(
    r"(?:小时候|小的时候|上小学|念小学|读小学|童年)[^，。；,;]*|[^.,;]*\b(?:as a (?:child|kid)|when i was (?:a )?(?:kid|child"
    r"|little|small|young))\b[^.,;]*"
)
_WEIGHS_STILL: Final = re.compile(
    r"忘不|放不下|噩梦|梦见|阴影|恨|还怕|害怕|发抖|走不出|难受|心里|委屈|摸|强|性|现在(?:还|又|也)"
    r"|\b(?:nightmares?|flashbacks?|forget|forgive|hate|scared|afraid|still|touch\w*|raped?|sexual\w*)\b"
)
_SCUFFLE: Final = re.compile(
    r"小朋友|打架|打闹|玩的时候|玩耍|不小心|体检|轮椅|秋千|\b(?:swing|wheelchair)\b|\b(?:playing|by accident|accidentally"
    r"|my baby hit|my toddler)\b"
)
"""Children's scuffles and accidents, which are no abuse."""


def _any(words: str, *patterns: re.Pattern[str]) -> bool:
    return any(pattern.search(words) for pattern in patterns)


_TO_OTHERS: Final = local(
    "听得出您心里压了很大的火，能说出来是好的。现在先离开那个人、那个地方，把刀这类东西交给别人收着，叫个信得过的人陪您。"
    "觉得快控制不住了，或者有声音叫您动手，马上打110，也可以打120请医生来；想找人说说打12356。已经有人受伤，先打120。",
    "I can hear how much anger or fear there is, and it is good that you say it. Leave that person and place now, give knives and the "
    "like to somebody else, and have somebody you trust with you. If you feel you may lose control, or voices tell you to do it, call "
    "110, or 120 for a doctor; to talk, call 12356. If anybody is hurt, call 120 first.",
)
_SUFFERED: Final = local(
    "谢谢您告诉我。这不是您的错，谁也不该这样对您。现在有危险就打110，说是家里人动手，警察应当马上来；受了伤打120。"
    "不方便说话的时候，可以去邻居家、店里，请别人帮着打。",
    "Thank you for telling me. This is not your fault; nobody may treat you like this. If you are in danger now, call 110 and say that "
    "somebody at home is violent: the police have to come. If you are hurt, call 120. If you cannot talk, go to a neighbour or a shop "
    "and ask them to call.",
)
_SUFFERED_MORE: Final = local(
    "看伤的时候照实告诉医生是怎么伤的，请医生写进病历，伤处拍张照。白天可以打12338妇女维权热线，也能向法院申请人身安全保护令。"
    "这部手机别人要是也看，请您留心。",
    "Tell the doctor how it happened and have it written down; photograph the injuries. In working hours the "
    "women's line 12338 helps, and a "
    "court can order protection. If others look at this phone, take care.",
)
_CHOKED: Final = local(
    "被掐过脖子，就算现在没事，今天也要去医院看，伤可能在里面。喘气、吞咽费劲，嗓子哑，头晕，马上打120。",
    "After a grip on the neck, be seen in a hospital today even if you feel well; harm inside may not show. Hard breathing or "
    "swallowing, a hoarse voice, dizziness: call 120.",
)
_SEXUAL: Final = local(
    "谢谢您愿意说。这不是您的错。您现在安全吗？不安全就打110。请尽早去医院，最好在三天以内：可以处理伤、防怀孕、防艾滋病。"
    "想留证据，先别洗澡，换下的衣服用纸袋装好。报不报警由您决定，医院也能帮您报。心里难受，打12356。",
    "Thank you for telling me. It is not your fault. Are you safe now? If not, call 110. Please go to a hospital soon, within three days "
    "at best: injuries, pregnancy and HIV can still be prevented or treated. To keep evidence, do not wash yet and put the clothes in a "
    "paper bag. Reporting is your decision, and the hospital can help with it. For the distress, call 12356.",
)
_CHILD: Final = local(
    "能说出来，很勇敢。这不是你的错，做错事的是那个人。现在害怕、有危险，就打110，小孩子打也可以，警察会来。身上有伤、很疼，打120。",
    "It was brave to say this. It is not your fault; the one who did it is wrong. If you are afraid or in danger "
    "now, call 110: children may "
    "call too, and the police will come. If you are hurt, call 120.",
)
_CHILD_MORE: Final = local(
    "今天就告诉一个你信得过的大人：家里人、老师、医生都行。头一个不信，就再告诉下一个。也可以打12355，专门听青少年说话。"
    "你说的会有医生看到；为了让你安全，医生可能要告诉能帮你的人。",
    "Tell a grown-up you trust today: family, a teacher, a doctor. If the first does not believe you, tell the "
    "next. 12355 listens to young "
    "people too. A doctor will see what you wrote, and to keep you safe may have to tell people who can help.",
)
_CHILD_SEEN: Final = local(
    "谢谢您替孩子说出来。孩子眼下有危险就打110，受了伤打120。不用等有证据，谁都可以报。看见的时间、样子记下来，伤处能拍就拍一张。",
    "Thank you for speaking up for this child. If the child is in danger now, call 110; if hurt, call 120. You "
    "need no proof, anybody may "
    "report. Note when and what you saw, and photograph injuries if you can.",
)
_CHILD_SEEN_MORE: Final = local(
    "先让孩子离开那个人，告诉孩子“不是你的错，说出来做得对”，别追着反复问，带去医院查一查。拿不准怎么办，可以打12355。",
    "Get the child away from that person, say “it is not your fault, you were right to tell”, do not question "
    "again and again, and have a "
    "hospital look. If unsure what to do, call 12355.",
)
_OWN_CHILD: Final = local(
    "先看孩子：叫不醒、不哭、没精神、吐、抽、脸色发白发紫，马上打120。宝宝被摇晃、摔过、捂过，看着没事也要现在就去急诊。"
    "打120时照实说怎么伤的，医生才救得对。",
    "The child first: if not waking, not crying, limp, vomiting, having a fit, pale or blue, call 120 now. A "
    "baby that was shaken, thrown or "
    "smothered has to go to an emergency department now even if it looks well. Say how it happened, so that it is treated rightly.",
)
_OWN_CHILD_MORE: Final = local(
    "带孩子累到撑不住，很多父母都有过，您说出来是在护着孩子。现在把孩子平放在安全的地方，或者交给别人抱，您走开几分钟喘口气。"
    "怕自己再动手，打12356；怕伤着孩子，打110请人来帮。",
    "Many parents have been worn out beyond bearing; by saying it you protect your child. Lay the child down "
    "somewhere safe or give it to "
    "somebody else, and step away for some minutes. If you fear doing it again, call 12356; if the child may come to harm, 110.",
)
_SAID: Final[dict[HarmKind, tuple[LocalText, ...]]] = {
    "to_others": (_TO_OTHERS,),
    "own_child": (_OWN_CHILD, _OWN_CHILD_MORE),
    "child": (_CHILD, _CHILD_MORE),
    "child_seen": (_CHILD_SEEN, _CHILD_SEEN_MORE),
    "sexual": (_SEXUAL,),
    "suffered": (_SUFFERED, _SUFFERED_MORE),
}


def said_of(harm: Harm) -> tuple[LocalText, ...]:
    """Answer what is said, in the order in which it matters."""
    return (_CHOKED, *_SAID[harm.kind]) if harm.choked else _SAID[harm.kind]
