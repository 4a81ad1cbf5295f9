"""Intent that is as plain as its name and is told by parts: a means with "over with it", a car at the water with the wish to drive in.

Two or three parts that are ordinary apart; together they leave little doubt, and are answered as openly spoken words are. A farewell that
was sent, by somebody who no longer answers, is the same of that person: the one who tells it goes, or has them found.

Sources: WHO, Preventing suicide: a resource for primary health care workers, 2000 (means at hand, saying goodbye); Rudd MD et al., Suicide
Life Threat Behav 2006;36:255-262 (seeking means, acute signs).
"""

from __future__ import annotations

from typing import Final

from agents.companion.signs import sign

_DEADLY: Final = r"(?:安眠药|安定片?|农药|百草枯|敌敌畏|老鼠药|耗子药|除草剂|助眠药|佐匹克隆|氯硝西泮)"
_AMOUNT: Final = r"(?:一|整|半|两|几|这)(?:整|大)?(?:瓶|盒|把|板|包)(?:子)?"
_A_LOT: Final = (
    rf"{_DEADLY}[^，。]{{0,3}}{_AMOUNT}|{_AMOUNT}(?:的)?(?:{_DEADLY}|药(?!膏|水|酒))"
    r"|\b(?:a|the|this|my|one|whole|full) (?:whole |full |entire )?(?:bottle|box|pack|handful)(?: of)?(?: my| the)? ?(?:sleeping )?"
    r"(?:pills|tablets|meds|xanax"
    r"|valium|ambien|pesticide)\b"
)
_OVER_WITH_IT: Final = (
    r"(?:今晚|今夜|今天|现在|马上|这就|等会儿?|明天)[^，。]{0,4}(?:就)?(?:解脱|了结|结束|了断|上路|一了百了|走了|清净)"
    r"|(?:吃|喝|吞|咽|灌)(?:下去|进去|完|光|了|掉)?[^，。]{0,3}(?:算了|拉倒|一了百了|解脱|了事|得了|完事)"
    r"|\b(?:tonight|now|soon)\b[^.]{0,24}\b(?:over|done|free|peace|gone)\b|\b(?:be|am|get it) (?:done|over) with (?:it|everything|this)\b"
    r"|\band (?:it'?s|it is|that'?s|it will be|it'?ll be) (?:all )?(?:over|done)\b"
)
_WATER_EDGE: Final = (
    r"(?:江|河|湖|海|水库|水塘|悬崖|崖|山沟|堤)(?:边|上|里|口|岸|头)|(?:桥|堤|坝)(?:上|头|边)|大桥|高架桥?"
    r"|\b(?:river|lake|cliff|bridge|canal|pier|quay|sea|reservoir)\b"
)
_A_CAR: Final = r"车|油门|方向盘|\b(?:car|truck|van|drive|driving|parked)\b"
_DRIVE_IN: Final = (
    r"(?:想|要|打算|准备|干脆|不如|恨不得|差点就|真想|好想)[^，。]{0,6}(?:开|冲|栽|扎|掉|踩)[^，。]{0,4}(?:进去|下去"
    r"|[进下到][江河湖海水崖沟])"
    r"|一脚油门[^，。]{0,6}(?:下去|进去|算了|完了)"
    r"|\b(?:want|wanna|feel like|thinking (?:of|about)|about|going|tempted|could just)\b[^.]{0,12}"
    r"\b(?:driv\w+|go\w*|steer\w*|roll\w*)\b[^.]{0,14}\b(?:in|into|off|over)\b"
)
_PLACES_TO_GO: Final = (
    r"停车场|车库|码头|轮渡|渡口|船|钓|露营|自驾|导航|怎么走|限行|景区|游|玩|洗车|隧道|小区|院|收费|口子|公园|怕|噩梦|做梦|梦见"
    r"|差点没刹住|刹车"
    r"|\b(?:car park|parking lot|garage|ferry|campsite|camping|fishing|tunnel|town|city|scared|afraid|dream\w*)\b"
)
_FAREWELL: Final = (
    r"(?:发|写|留|传|录|群发)(?:来|了|过|给|下)?[^，。]{0,6}(?:告别|诀别|永别|道别|遗言|遗书|绝笔|最后的?(?:话|信|消息|短信|微信))"
    r"|(?:替|帮)我照顾好?(?:咱|我)?(?:爸|妈|孩子|娃|她|他)|\blook after (?:mum|mom|dad|the kids|my \w+|her|him) for me\b"
    r"|\b(?:sent|texted|posted|left|messaged|writing|wrote)\b[^.]{0,24}\b(?:goodbye|farewell|final message|last message|suicide note)\b"
)
_SILENT: Final = (
    r"(?:电话|手机|微信|消息|短信|信息)[^，。]{0,5}(?:不接|没人接|无人接|打不通|关机|不回|没回|停机|没反应)|(?:不接|打不通"
    r"|没接)[^，。]{0,2}电话"
    r"|联系不上|找不(?:到|着)|失联|失踪|不见了|(?:不知道?|没说)[^，。]{0,4}(?:去了?哪|上哪|在哪)|敲门[^，。]{0,4}(?:不开|没人)"
    r"|门[^，。]{0,4}反锁"
    r"|\b(?:not|isn'?t|won'?t|doesn'?t|stopped) (?:pick\w* up|answer\w*|reply\w*|respond\w*)\b"
    r"|\b(?:switched|turned) (?:(?:his|her|the) phone off|off (?:his|her|the) phone)\b|\bcan'?t (?:reach|find|get hold)\b"
    r"|\bphone is off\b|\bmissing\b"
)
_PARTINGS: Final = (
    r"毕业|离职|退休|离任|辞职|转学|调走|调岗|搬家|出国|游戏|公会|退群|分手|主播"
    r"|\b(?:graduat\w+|retir\w+|resign\w+|quit|moving|left the company|game)\b"
)
OPEN: Final = (
    sign("over_with_it", _A_LOT, _OVER_WITH_IT, unless=r"扔|退了?药|丢掉|过期|宠物|狗|猫|\b(?:throw|bin|expired)\b"),
    sign("drive_in", _A_CAR, _WATER_EDGE, _DRIVE_IN, unless=_PLACES_TO_GO),
)
FAREWELL: Final = sign("farewell_and_silent", _FAREWELL, _SILENT, unless=_PARTINGS)


def plain_intent(words: str) -> bool:
    """Answer whether plain text tells by its parts of an end that is meant now, one's own or of somebody who took leave."""
    return any(each.told(words) for each in OPEN) or FAREWELL.told(words)
