"""Weak cues that hide a farewell or a harm behind an everyday sentence, by kind. As all cues they lead to one question, never more.

A farewell to who listens, an end after which nobody need trouble, pills that are kept, a wish to follow the dead; a child who shrinks from
a grown-up, a secret that is bought with love or fear, a heavy hand that one is used to, a story that is not to be asked about.
Kinds after Rudd MD et al., Suicide Life Threat Behav 2006;36:255-262; NICE NG76, Child abuse and neglect, 2017 (frozen watchfulness, fear
of carers, secrets); WHO, Responding to intimate partner violence, 2013 (excusing, getting used, cover stories).
"""

from __future__ import annotations

import re
from typing import Final

_DEAD: Final = r"(?:老伴|老头子?|老婆|老公|爱人|丈夫|妻子|孩子|儿子|女儿|闺女|妈妈?|爸爸?|爷爷|奶奶|他|她)"
_ADULT: Final = (
    r"(?:他?爸|他?妈|她爸|她妈|爸爸|妈妈|后爸|后妈|继父|继母|叔叔?|舅舅?|伯伯?|爷爷|姑父|姨父|老师|教练"
    r"|保姆|阿姨|大人|哥哥|表哥|他|她)"
)
_NO_TROUBLE: Final = (
    r"(?:以后|往后|今后|以后都|从明天起|过了[今明]天|等[^，。]{1,8}[，,]?我就)[^，。]{0,6}(?:不用|不必|不会"
    r"|不)(?:再)?(?:来)?(?:麻烦|管|惦记|操心|烦|打扰|担心|照顾|拖累|连累)(?:你|您|我|他|她|大家|孩子|儿子|女儿|闺女|家里)"
    r"|(?:麻烦|拖累|辛苦)(?:您|你|你们|大家)[^。]{0,8}(?:以后|往后|今后)[^，。]{0,4}(?:清闲|轻松|省心|清静|解脱|歇)"
)
_NO_TROUBLE_MEANT: Final = (
    r"设了?|闹钟|提醒|学会|会了|自己能|好了|治好|康复|搬|换|出院|办好|装了|买了|请了|有人帮|回来了|结束了"
)
_TO_THE_LISTENER: Final = (
    r"最后一(?:次|回|晚)[^，。]{0,6}(?:跟|和|找|问|来|陪|麻烦|打扰)[^，。]{0,4}(?:你|您)|谢谢(?:你"
    r"|您)们?[^，。]{0,6}(?:一直|这些年|这么久|这阵子)[^，。]{0,4}(?:陪|听|照顾)"
)
_TO_THE_LISTENER_MEANT: Final = r"复查|复诊|疗程|换药|拆线|打针|医生说不用|治好|痊愈"
_KEPT: Final = (
    r"(?:药|安眠药|片子?|止疼药|农药)[^，。]{0,4}(?:都|全|我)?(?:攒|囤|藏|留)(?:着|起来|够|了(?:不少|好多|一堆|半瓶|一瓶))"
    r"|(?:攒|囤|藏)(?:着|了|下)?[^，。]{0,6}(?:安眠药|药片|止疼药|农药)"
)
_KEPT_MEANT: Final = r"药盒|分装|一周|过期|放冰箱|抽屉|孩子够不着|怕孩子|备用|应急|旅游|出门"
_FOLLOW: Final = rf"(?:想|去|要|该)[^，。]{{0,3}}(?:去)?(?:找|陪|跟着?|看|见){_DEAD}(?:了|去|走|吧|$|[，。])"
_FOLLOW_LOSS: Final = rf"{_DEAD}[^，。]{{0,2}}(?:走了|没了|去世|过世|不在)"
_FOLLOW_MEANT: Final = r"走了[^，。]{0,3}(?:分钟|公里|里|米|步|小时)|回(?:家|来)|医院|上班|墓|扫墓"
_SHRINKS: Final = (
    rf"(?:一)?(?:看见|看到|瞅见|见到?|听见|听到|提到?|碰到){_ADULT}[^，。]{{0,6}}(?:就)?[^，。]{{0,3}}(?:躲|钻|藏|缩|发抖"
    rf"|哆嗦|哭|不敢|尿裤子|不吭声|抱头)"
    rf"|{_ADULT}[^，。]{{0,3}}(?:一)?(?:进门|回来|抬手|伸手|大声|靠近|过来)[^，。]{{0,8}}(?:躲|缩|发抖|哆嗦|抱头|不敢|尿裤子|不吭声)"
)
_SHRINKS_MEANT: Final = r"打针|抽血|医生|护士|剪头|理发|白大褂|怕光|狗|疫苗"
_SECRET: Final = (
    rf"(?:说出去|告诉(?:别人|妈妈?|爸爸?|老师|家里)|讲出去|(?:讲|说)给(?:别人|妈妈?|爸爸?|老师)听?)[^，。]{{0,8}}(?:会死|坐牢"
    rf"|完了|不要我|不喜欢我|打|杀|弄|没人要|不给|赶|丢人|关)"
    rf"|{_ADULT}[^，。]{{0,4}}(?:弄|戳|捅|摸|搞)(?:得|的|了)?我?[^，。]{{0,4}}(?:下面|下身|那里|那儿|屁股|尿尿的地方)"
)
_HEAVY_HAND: Final = (
    r"(?:喝|酒|醉|脾气|火)[^。]{0,10}(?:手就?(?:重|没轻没重|没数|痒)|手上就?没(?:轻重|数))"
    r"|(?:他|她|老公|老婆)[^，。]{0,6}手[^，。]{0,2}(?:重|没轻没重)[^。]{0,8}(?:习惯|忍|不怪|都怪我)"
)
_STORY: Final = (
    r"又[^，。]{0,4}(?:撞|摔|磕|碰)[^。]{0,12}(?:别问|不要问|就当|就说|算了|你懂)|(?:撞|摔|磕"
    r"|碰)[^，。]{0,4}的?[^。]{0,4}[，。]?(?:别问了|别再问)"
)
_SHRINKS_EN: Final = (
    r"\b(?:flinch\w*|cowers?|cowering|freezes?|goes quiet|hides?)\b[^.]{0,24}\b(?:when|whenever|if|every time)\b[^.]{0,24}"
    r"\b(?:step ?dad|step ?mum|father|dad|mum|mom|uncle|teacher|coach|he|she|husband|partner)\b"
)
_SHRINKS_EN_MEANT: Final = (
    r"\b(?:needle|vaccin\w+|doctor|dentist|touch(?:ed|es)? (?:the|his|her) (?:knee|tummy|belly))\b"
)
_NO_TROUBLE_EN: Final = (
    r"\bwon'?t (?:need|have) to (?:look after|worry about|bother with|put up with) me\b"
    r"|\blast time i(?:'ll| will)? (?:ask|talk|bother|write)\b"
    r"|\b(?:keep|kept|keeping) (?:all )?(?:my|the) (?:pills|tablets)\b(?! in)"
)
_GUARDS_ITSELF: Final = (
    r"(?:幼儿园|托班|补习|学校|老师|保姆|教练|叔叔|舅舅|伯伯|哥哥|阿姨|爷爷)[^。]{0,16}(?:不让|不肯|不许|死活不|□|不敢|捂着"
    r"|护着)[^，。]{0,4}"
    r"(?:碰|脱|换|洗|看|擦|摸)?[^，。]{0,3}(?:裤子|裤衩|内裤|下面|下身|屁股|那里)[^。]{0,16}(?:说|怕|哭|躲|疼)"
)
_GUARDS_ITSELF_MEANT: Final = r"尿裤|拉裤|便秘|红屁股|尿布疹|湿疹|痱子|打针|疫苗|拉肚子|包皮|痔|冷"
_PAIRS: Final = tuple(
    (re.compile(told), re.compile(meant) if meant else None)
    for told, meant in (
        (_NO_TROUBLE, _NO_TROUBLE_MEANT),
        (_TO_THE_LISTENER, _TO_THE_LISTENER_MEANT),
        (_KEPT, _KEPT_MEANT),
        (rf"{_FOLLOW_LOSS}.*{_FOLLOW}", _FOLLOW_MEANT),
        (_SHRINKS, _SHRINKS_MEANT),
        (_SECRET, ""),
        (_GUARDS_ITSELF, _GUARDS_ITSELF_MEANT),
        (_HEAVY_HAND, r"手就?抖|手重[^，。]{0,3}的?东西"),
        (_STORY, ""),
        (_SHRINKS_EN, _SHRINKS_EN_MEANT),
        (_NO_TROUBLE_EN, r"\b(?:weekly|box|fridge|reach of)\b"),
    )
)


def veiled_cue(words: str) -> bool:
    """Answer whether plain text holds such a cue and nothing that explains it."""
    return any(told.search(words) and not (meant and meant.search(words)) for told, meant in _PAIRS)
