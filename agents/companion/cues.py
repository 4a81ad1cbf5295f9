"""Weak cues: words of death, of farewell, of being worth nothing, of being held, hit or touched, that mean nothing certain by themselves.

Phrases by which despair or violence is told are without end, and no list holds them. Where such a word stands and nothing else took the
message up, the companion says that it is not at ease, names the people who help, and asks which of the two it is. A wrong guess costs one
tap; a missed one may cost a life.
"""

from __future__ import annotations

import re
from typing import Final

from agents.companion.crisis_words import without_idioms
from agents.companion.cues_further import FURTHER_EN, FURTHER_ZH
from agents.companion.cues_veiled import veiled_cue
from agents.guard.folding import unjunked, unleeted

_DEATH: Final = (
    r"葬礼|坟|墓地|棺材|寿衣|火化|骨灰|遗物|遗像|绝食|陪葬|阎王|黄泉|阴间|另一个世界|投胎|下辈子|偿命|抵命|赔命|没命了"
    r"|要命的念头|行尸走肉|(?:怎么|为什么)还没死|死给|死了(?:也|都)|该死的是我|死人"
    r"|不配(?:活|做|当)|活在(?:这个)?世上|还活着(?!真好)|活得(?:像|没|窝囊|没意思)|早就不在|不在(?:这个|人)世|去(?:找|陪"
    r"|见)(?:我|俺)?(?:那|的)?(?:老伴|老头子|老太婆)(?!拿|吃|要|玩|看病|开)"
    r"|(?:早点|干脆|不如|该)[^，。]{0,3}去(?:找|陪|见)(?:我|俺)?(?:他爸|她妈|妈|爸|孩他[爸妈])(?:算了|得了|去了|了|吧|$|[，,。])"
    r"|把我(?:烧没|带走|收走)|没有?我[^，。]{0,5}(?:更好"
    r"|也行|都行|一样)|有没有我"
    r"|\b(?:funeral|grave|coffin|afterlife|deserves? to die|not exist|stop existing|existence|no future|(?:any"
    r"|a) future for me|without me|suffocat\w* myself|my will\b|say(?:ing)? goodbye)\b"
)
_DYING: Final = (
    r"(?<![猝坏打杀脑胎])死(?![了掉]?[的]?(?:猫|狗|鸡|鱼|虫|细胞|胎|亡率|血|皮|角|板|记|活|党|机|锁|结|心眼|胡同|水|面))(?!不了|因|者)"
    r"|\b(?:die|dying|dead|death)\b(?! (?:skin|tooth|teeth|battery|end|line|cells?|arm|leg|tired))"
)
_FEARS: Final = re.compile(
    r"(?:会不会|会|怕|要|快|差点|能|算不算)[^，。]{0,4}死|死(?:吗|么|不死)|怕死|(?:去世"
    r"|死)(?:了)?(?:[一二两三四五六七八九十半几]+)(?:年|个月|天)|(?:他|她|老伴|爸|妈|奶奶|爷爷|朋友|猫|狗)[^，。]{0,4}死"
    r"|\b(?:could|can|will|would|might|afraid|scared|going) (?:i|it|he|she|of|to)? ?(?:die|dying|kill)|\b(?:dying|dead"
    r"|death) (?:of|from)\b|\bdog died\b"
)
"""Fear of death, and the dead who are mourned: no wish to die."""
_WORTH: Final = (
    r"浪费(?:粮食|空气|生命)|废物|(?:我|自己)(?:真|好|太)?(?:没用|多余|是个错误|是累赘)|恨(?:我)?自己|恶心我?自己|不治了"
    r"|放弃(?:治疗|抢救)|让我走|受够了|遭(?:够)?罪|(?:想好|定好|选好|挑好)[^，。]{0,3}(?:日子|时间|地方)|倒计时|就等(?:哪天"
    r"|那天)"
    r"|窒息(?:的感觉|让我)|一头撞|头撞墙|撞墙|(?:拿着?|握着?|抱着?)[^，。]{0,4}(?:刀|绳|农药|药瓶)|遗产|(?:做|当)[您你]的?(?:女儿|儿子"
    r"|孩子)|(?:声音|有人)[^，。]{0,6}(?:让|叫|命令)[我他她]"
    r"|\b(?:a mistake and|never have been born|never been born|useless|worthless|all my (?:pills|tablets|meds)"
    r"|when i'?m gone|will notice|favou?rite things|voices? (?:say|tell)\w*|should jump)\b"
)
_WAY: Final = (
    r"(?:搜|查|研究|想)[^，。]{0,8}(?:方式|方法|死法|法子)[^，。]{0,8}(?:疼|快|痛苦|走|干净|结束)|哪种(?:方式"
    r"|方法)[^，。]{0,4}(?:疼|快|痛苦)"
    r"|站在?(?:江|河|海|湖|水库|悬崖|高架|楼|铁)[边顶上路]?(?![^。]{0,8}(?:钓鱼|散步|锻炼|跑步|拍照|吹风|等人))"
    r"|\bresearch\w* (?:methods|ways)\b|\b(?:methods|ways) to (?:go|die|end)\b"
    r"|\b(?:car|driv\w+)\b[^.]{0,20}\b(?:wall|tree|cliff|oncoming|river)\b|\bhandful of [^.]{0,16}(?:pills|tablets)\b"
)
_FAREWELL: Final = (
    r"托付给|过户给|告别(?!单身|厅)|(?:没|了无)[^，。]{0,3}牵挂|把[^，。]{0,8}(?:都送人|都给了)|保重吧|来生|(?:新的"
    r"|又添了?)[^，。]{0,4}口子|疼才(?:觉得|知道)"
)
_HURT: Final = (
    r"挨打|挨揍|按(?:在|到)(?:地|墙|床)|拖(?:到|进|去)[^，。]{0,8}(?:打|树林|屋|厕所|里)|绑(?:着|在|起)|(?:关|锁)(?:着|在"
    r"|起来)(?!窗|门|灯|空调|火|机|水|电)|不(?:许|让|准)我(?:跟|和|见|联系|出|回)|把我的?[^，。]{0,8}(?:烧|砸|扔|剪|撕)了?"
    r"|撒气|一天[^，。]{0,3}一顿饭|(?:锁|关)[^，。]{0,3}(?:屋|家|房|车)[里]?|不让我(?:上班|见|交)|查我?手机"
    r"|手机[^，。]{0,3}查|(?:有|拿)我的?(?:视频|照片)|(?:怕|不想|不敢)回家|吊(?:起来|着)打|压在?我(?:身上)|(?:老师|叔叔"
    r"|伯伯|哥哥|他|大人|保姆)(?:弄|干|打|扎|烫)的|烟头|颜色看看|哪天真|真动手|打了?一顿|想掐|都在杀"
    r"|\b(?:cigarette burns?|won'?t let me (?:leave|out|see|work|go)|threw (?:a|the|his|her) [^.]{0,16} at (?:me|my)"
    r"|followed me|grabbed me|poison my|strangle (?:my|him|her)|hits? me when)\b"
    r"|老不死|摔碗|摔东西|砸东西|(?:扎|拽|扯|拧)我|偷我的?钱|虐|欺负|侮辱|跟踪|尾随|恐吓|见血|带刀|动(?:了)?手脚|报仇"
    r"|复仇|拼了|(?<![一了])下手|害死|弄残|(?:晃|摇)(?:了)?(?:宝宝|孩子|娃)"
    r"|\b(?:shuts? me|won'?t feed me|bruises\b[^.]{0,20}(?:he|him|drunk)|(?:he|him|drunk)[^.]{0,30}bruises|follows me home"
    r"|stalk\w*|revenge|get back at|deserve to (?:die|suffer)|where they live|scared of (?:him|her|my)|afraid of (?:him"
    r"|my (?:dad|father|husband|partner|uncle)))\b"
)
_TOUCHED: Final = (
    r"不穿衣服的?(?:视频|照片|图)|让我(?:学|看|摸)|开房|伸(?:进|到)[^，。]{0,4}(?:衣服|裤子|裙子|被)|坐(?:在)?他(?:的)?腿上"
    r"|裸照|裸聊|脱光|硬(?:把|拉|拽)我"
    r"|灌(?:我)?(?:醉|酒)|不想让他碰|碰我(?:那里|那儿|下面)"
    r"|\b(?:naked|nudes?)\b|\b(?:in|down) my (?:pants|knickers|trousers)\b|\bup my (?:skirt|shirt)\b|\b(?:sit|sat) on his lap\b"
)
_MUCH: Final = re.compile(
    r"(?<=[\u3400-\u9fff])(?<![想去要如是就该脆我都也一])死(?:了|我|人)|到死|该死(?!了)|没想过死"
    r"|死(?:要面子|要钱|活不|抠|犟|倔|沉|重|贵|咸|硬|磕|守着|记|撑面子|鸭子)|七十三[，、]?八十四|阎王(?:爷)?(?:不叫|不收|也不"
    r"|还不)|(?:半截|黄土)[^，。]{0,6}(?:入土|埋)"
    r"|(?:疼|痛|酸|痒|麻|难受)[^，。]{0,4}(?:想|恨不得)[^，。]{0,4}(?:剁|砍|锯|拔|卸|拧)(?:了|掉|下来)?(?:它)?"
    r"|(?:见|看见|看到)(?:了)?太奶"
)
"""折磨死了, 爽死了: a word for "very"; 死要面子, 死沉: likewise; and what old people say of their age, laughing."""
_DIES: Final = re.compile(_DYING)
_CUES: Final = re.compile(f"{_DEATH}|{_WORTH}|{_WAY}|{_FAREWELL}|{_HURT}|{_TOUCHED}|{FURTHER_ZH}|{FURTHER_EN}")


def uneasy(text: str) -> bool:
    """Answer whether a text holds a weak cue of despair or of violence, outside idioms and what strangers did."""
    words = _MUCH.sub("□", without_idioms(unjunked(text)))
    if _DIES.search(words) and not _FEARS.search(words):
        return True
    return any(_CUES.search(each) or veiled_cue(each) for each in (words, unleeted(words)))
