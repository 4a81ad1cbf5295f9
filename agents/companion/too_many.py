"""Medicines taken beyond the dose, told softly: 多吃了几片, 又补了一把, 一板都下去了, "most of the packet", a child at the tablets.

Who tells an overdose makes it small, out of shame or because it seems so (NICE NG225, Self-harm, 2022: take any overdose as one until
a clinician has judged it). Owns the ways of saying it in which no quantity is an overdose by itself; counted ones are
`kg.language.events.overdose`'s.
Food by the slice, courses that were finished and doses that were missed are none of it.
"""

from __future__ import annotations

import re
from typing import Final

from agents.guard.folding import unjunked

_MEDICINE: Final = (
    r"药|胰岛素|安眠|安定|褪黑素|降压|降糖|止[疼痛]|布洛芬|对乙酰|泰诺|芬必得|阿司匹林|头孢|感冒灵|糖浆"
    r"|糖衣片|助眠|胶囊|抗抑郁|地高辛|华法林|二甲双胍"
)
_FOOD: Final = (
    r"西瓜|橙|橘|柚|柠檬|苹果|梨|菠萝|面包|吐司|饼|肉|土豆|薯|姜|藕|山楂|黄瓜|番茄|瓜子|花生|葡萄|枣|饭|菜"
    r"|饺|汤圆|牛奶|奶酪|火腿|巧克力|水果"
)
_TOOK: Final = r"(?:吃|吞|服|喝|咽|补|灌|磕)"
_SOME: Final = r"(?:好几|几|两|三|四|五|六|一|半|大半|一大|一小)"
_PORTION: Final = r"(?:片|粒|颗|把|板|瓶|袋|包|支|盒|格)"
_SMALL: Final = r"(?:孩子|小孩|娃|宝宝|孙子|孙女|外孙|儿子|女儿|小家伙|妹妹|弟弟)"
_TOLD_ZH: Final = (
    rf"(?:又|再|接着|连着){_TOOK}(?:了|下|进|过)?[^，。]{{0,3}}{_SOME}{_PORTION}",
    "吃了两份",
    r"(?:一|两|半|大半|整)(?:整)?(?:板|瓶|盒|把)[^，。]{0,5}(?:下去了|下肚|没了|见底|空了|光了|吃没)",
    r"(?:下去|下肚|干掉|吃掉|吞掉)了?(?:一|两|半|大半|小半|快一)(?:整)?(?:板|瓶|盒|把)",
    (
        rf"(?:药|胰岛素)[^，。]{{0,8}}(?:{_TOOK}|打)(?:了)?(?:两|2|俩|三|好几)(?:遍|回|次)|(?:{_TOOK}"
        rf"|打)了(?:两|俩)(?:遍|回)[^，。]{{0,4}}(?:药|胰岛素)"
    ),
    rf"(?:早|中|晚|白天|今天|明天|一天)[^，。]{{0,4}}的?药[^。]{{0,10}}(?:一起|一气儿?|一次|一块儿?|一口气|一顿|全)[^。]{{0,4}}{_TOOK}",
    rf"把?(?:剩下?|余下)的?[^，。]{{0,4}}(?:都|全){_TOOK}(?:了|光|完|掉|下)",
    rf"(?:一会儿?|隔一会儿?|过一会儿?)[^，。]{{0,4}}一?(?:片|粒|颗)|记不[清得]{_TOOK}了(?:几|多少)(?:片|粒|颗|次)",
)
_BY_A_CHILD: Final = (
    rf"{_SMALL}[^。]{{0,14}}(?:{_MEDICINE}|药片)[^。]{{0,10}}(?:当(?:成|作)?(?:糖|饮料|水|零食)|抓着?吃|偷吃|偷喝|误[食吃服]|少了|空了)"
    rf"|{_SMALL}[^。]{{0,6}}(?:当(?:成|作)?(?:糖豆?|饮料|零食)|偷)[^。]{{0,4}}(?:吃|喝)[^。]{{0,8}}(?:{_MEDICINE})"
    rf"|{_SMALL}[^，。]{{0,4}}(?:动|偷拿|够到|翻到|拿到)(?:过|了)[^，。]{{0,6}}(?:{_MEDICINE})(?![箱盒柜房店])"
    rf"|(?:{_MEDICINE}|药片)[^。]{{0,4}}(?:被|让|叫){_SMALL}[^，。]{{0,6}}(?:吃|喝|吞|咽)"
)
_STORE: Final = (
    rf"药[格盒板瓶袋]|分药盒|小药盒|(?:{_SOME}|整|十|半个)个?(?:天|周|礼拜|星期|月)(?:的|份的?)?[^，。]{{0,2}}药"
)
_EMPTIED: Final = r"(?:掏|倒|抠|挖|扒|抓|吃|吞)(?:得)?(?:空|光|干净|没)(?:了|光)?|(?:全|都|一下子?就?|一夜)(?:空|没)了"
_AT_ONCE: Final = (
    r"(?:一次(?:性)?|一下子?|一顿|一口气|一起|一把|一晚上|一天就?)[^，。]{0,6}(?:吃|吞|服)(?:了|光|完|掉|下)?"
    r"|(?:全|都)[^，。]{0,4}(?:掏|倒|抠)?(?:出来)?(?:吃|吞)(?:了|光|掉|下)(?!完)"
)
_STORE_EMPTIED: Final = re.compile(
    rf"(?:把|将)[^，。]{{0,12}}(?:{_STORE})[^，。]{{0,10}}(?:{_EMPTIED}|{_AT_ONCE})"
    rf"|(?:{_STORE})[^，。]{{0,8}}(?:(?:全|都|一下子?)?(?:被|让|叫)?[^，。]{{0,4}}(?:掏|倒|抠|挖|扒)(?:空|光)|{_AT_ONCE})"
)
"""A box of pills, or days of them, gone at once. Whoever tells of it does not know how many were swallowed: it may be all of them."""
_STORE_USED_UP: Final = re.compile(
    r"开药|续|配药|取药|拿药|复[诊查]|分装|清洗|洗干净|整理|收拾|过期|扔|丢|摆|装[好满上]|疗程|[没不]见好|没好|没(?:什么"
    r"|啥)?(?:效果?|用)|好转|管用"
)
_STORE_ONLY_FEARED: Final = re.compile(
    r"怕|担心|会不会|能不能|可不可以|要不要|如果|要是|按时|按量|每[天日]|刚好|正好|医生(?:让|说|叫)|没(?:有)?(?:掏|倒|吃|吞)"
)
"""Before the swallowing in its own clause: what comes after is a frightened question, and takes nothing back."""
_ILL_OF_IT: Final = re.compile(r"叫不醒|不醒|昏|吐|抽|迷糊|没反应|没呼吸|喘")
_DRINK: Final = r"(?:水|矿泉|牛?奶|可乐|饮料|汤|粥|豆浆|茶)"
_TOLD_MORE: Final = (
    rf"多{_TOOK}(?:了|下|进|过)?[^，。]{{0,3}}{_SOME}{_PORTION}(?!{_DRINK})",
    rf"把[^，。]{{0,4}}(?:大半|小半|半|一整?|整|几|两|三)(?:瓶|板|盒|把)[^，。]{{0,6}}{_TOOK}(?:了|完|光|掉|下)",
    rf"重复{_TOOK}了|{_TOOK}(?:重|双份|超量|过量|多)了",
    rf"(?:一下子?|一口气|一气儿?|一次性?){_TOOK}了[^，。]{{0,2}}(?:大半|小半|半|一整?|整|几|好几|两|三)(?:瓶|板|盒|把)(?!{_DRINK})",
)
"""Ways that say by themselves that it was more than was meant, whatever is usual or was prescribed."""
_NOT_DONE: Final = (
    r"(?:没(?:有)?|没敢|别|不要|不能|不敢|能不能|可以|可不可以|要不要|想|是不是(?:该|要))(?:再|补|多|重复)?"
    rf"{_TOOK}(?!.{{0,12}}{_TOOK})"
)
_ADVISED: Final = "医生(?:让|说|叫|嘱)|大夫(?:让|说|叫)|按医嘱|遵医嘱"
_USUAL: Final = (
    r"疗程|医生开|每[天日]|一天|一日|天天|吃多了(?:饭|盐|肉|油|甜)|(?:饭|晚饭"
    r"|中午|油|肉|辣|甜|盐)[^，。]{0,3}吃多了"
)
_DAY_OF_PILLS: Final = re.compile(r"一天的?药[^。]{0,10}(?:一起|一次|一口气|一顿|全)")
_ZH: Final = re.compile("|".join((*_TOLD_MORE, *_TOLD_ZH)))
_MORE: Final = re.compile("|".join(_TOLD_MORE))
_CHILD: Final = re.compile(_BY_A_CHILD)
_EN: Final = re.compile(
    r"\b(?:took|taken|swallowed|popped|necked)\b[^.]{0,10}\b(?:a few|several|a couple|some|two|three|four|five|loads)"
    r" (?:more|extra|too many)\b"
    r"|\b(?:took|taken|had|swallowed|popped|gone through|got through)\b[^.]{0,24}\b(?:most|half|rest|nearly all|almost all)"
    r" of the (?:packet|pack|box|bottle|strip|blister)\b"
    r"|\b(?:toddler|baby|child|kid|son|daughter|grand(?:son|daughter|child)|little one|year[- ]old)\b[^.]{0,20}"
    r"\b(?:been (?:at|in|into|eating)|got(?:ten)? (?:into|at|hold of)|helped (?:him|her)self to)\b[^.]{0,28}"
    r"\b(?:tablets|pills|capsules|medicines?|meds|medication)\b"
    r"|\bmost of the (?:packet|box|bottle|strip)\b"
    r"|\b(?:lost count of|don'?t know) how many\b[^.]{0,24}\b(?:pills|tablets|took|taken)\b"
    r"|\btook (?:my|his|her|the) (?:\w+ )?(?:tablets|pills|medicine|meds|insulin|dose) twice\b"
    r"|\b(?:doubled|tripled) (?:my|the|his|her) (?:\w+ )?(?:dose|tablets|pills)\b"
)
_TABLETS: Final = re.compile(rf"{_TOOK}了?[^，。]{{0,2}}{_SOME}(?:片|粒|颗)")
"""Tablets without a name, where no food was told."""
_EN_MEDICINE: Final = re.compile(
    r"\b(?:pills?|tablets?|capsules?|medicines?|meds|medication|dose|insulin|paracetamol|acetaminophen"
    r"|tylenol|ibuprofen|aspirin|codeine|packet"
    r"|strip|blister|sleeping|painkillers?)\b"
)


def took_too_many(text: str) -> bool:
    """Answer whether a text tells, however softly, that more of a medicine was taken than was meant, by whomever."""
    words = unjunked(text)
    if _CHILD.search(words) or _store_emptied(words):
        return True
    if _EN.search(words) and _EN_MEDICINE.search(words):
        return True
    if not _ZH.search(words) or re.search(_FOOD, words):
        return False
    if _COURSE_OVER.search(words) and not _ALL_AT_ONCE.search(words):
        return False
    if not _DAY_OF_PILLS.search(words):
        usual = re.search(_USUAL, words) is not None and not _MORE.search(words) and not _gross(words)
        if usual or re.search(f"{_NOT_DONE}|{_ADVISED}", words):
            return False
    return re.search(_MEDICINE, words) is not None or _TABLETS.search(words) is not None


_COURSE_OVER: Final = re.compile(r"疗程|(?:再|还要|要不要|用不用)[^，。]{0,4}(?:开|配|续)|复[查诊]")
_ALL_AT_ONCE: Final = re.compile(r"一次|一下|一口气|一起|一顿|睡|不想|今晚|攒|够了?(?:没|死)")
_GROSS: Final = re.compile(
    r"(?:一|大|几|半)把|整?板|[一半整]瓶|整?盒|剩|\b(?:most|half|rest|nearly all|almost all) of\b|\blost count\b"
)


def took_far_too_many(text: str) -> bool:
    """Answer whether a handful, a strip, a bottle or what was left was taken: an overdose, whatever the medicine."""
    words = unjunked(text)
    return took_too_many(text) and (_gross(words) or _store_emptied(words))


def _store_emptied(words: str) -> bool:
    for match in _STORE_EMPTIED.finditer(words):
        start = max(words.rfind(each, 0, match.start()) for each in "，。；！？,;!?") + 1
        feared = _STORE_ONLY_FEARED.search(words[start : match.end()]) is not None
        if _ILL_OF_IT.search(words) or not (feared or _STORE_USED_UP.search(words)):
            return True
    return False


def _gross(words: str) -> bool:
    told = (match.group() for pattern in (_ZH, _EN) for match in pattern.finditer(words))
    return any(_GROSS.search(each) for each in told)
