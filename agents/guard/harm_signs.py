"""Violence told by its circumstances: who it is done by, what is done, and to whom, where no list of blows would find it.

Tying a patient down, marks on a child who cannot explain them, a secret that an adult asks a child to keep, a bed that was not wanted.
Where each part stands alone it is an ordinary sentence. Indicators: WHO, Responding to child maltreatment: a clinical handbook for health
professionals (2022); WHO, Health care for women subjected to intimate partner violence or sexual violence (2014).
"""

from __future__ import annotations

import re
from typing import Final, Literal

Sign = Literal["sexual", "suffered", "child", "child_seen", "shaken", "to_others"]

_CHILD: Final = r"(?:孩子|小孩|娃|宝宝|儿子|女儿|闺女|小女孩|小男孩|学生|孙子|孙女|外孙|侄[女子]|外甥)"
_ELDER: Final = r"(?:妈妈?|爸爸?|母亲|父亲|爷爷|奶奶|姥姥|姥爷|外婆|外公|婆婆|公公|老人|老伴)"
_CARER: Final = r"(?:托班|托儿所|幼儿园|早教|老师|保姆|阿姨|月嫂|护工|养老院|敬老院|教练|继父|继母|后爸|后妈|邻居|隔壁|楼上|楼下|对门)"
_MARK: Final = (
    r"(?:指甲|手指|巴掌|牙|勒|掐|鞭|皮带)(?:印|痕)|掐痕|烟疤|烫疤|淤[青血]|青一块|紫一块|青紫|(?:全身|身上"
    r"|背上)(?:都)?是伤|新伤旧伤"
)
_PLEA: Final = r"别打了|不要打了|救命|哭喊|惨叫|打得?(?:直|哇)?哭|骂得很难听"
_UNWANTED: Final = (
    r"(?:不愿意?|不想(?!吃|喝|去|用|买|看)|不肯|不同意|拒绝|说了?(?:不(?!去|吃|喝|买|用|辣|要(?!$|[，,。了])|了)|别(?=$|[，,。])|停)"
    r"|没答应|睡着了?|喝醉了?)"
)
_FORCED: Final = (
    r"硬来|硬上|硬要|强来|用强|(?:还是|照样|非)(?:要)?(?:做|弄|来|上)(?:了|我|$|[，,。])"
    r"|逼(?:着)?我[^，,。]{0,3}(?:做|睡|同房)"
)
_HUSHED: Final = r"(?:我们俩?|咱们?俩?)?(?:的)?(?:小?秘密)|(?:我们俩|咱们?俩)的?游戏"
_SILENCE: Final = (
    r"(?:讲|说|告诉)[^，,。]{0,3}(?:妈妈?|爸爸?|别人|老师)[^，,。]{0,5}(?:会死|不要|坐牢|完)|(?:谁|别人|爸妈?|妈妈?|老师"
    r"|大人)?(?:都|也)?(?:不能|不许|不准|不让|别|不可以)(?:跟|和|对"
    r"|告诉)?[^，,。]{0,4}(?:说|讲|告诉)"
)
_HE: Final = (
    r"(?:he|she|my (?:son|daughter|husband|wife|partner|boyfriend|girlfriend|ex|dad|father|mum|mother|brother|uncle|carer"
    r"|step\w+))"
)

_PARTS: Final[tuple[tuple[Sign, tuple[str, ...]], ...]] = (
    ("shaken", (r"(?:宝宝|孩子|娃|小家伙|\bbaby\b)", r"我[^，,。]{0,8}(?:摇|晃)(?:了|他|她|得)|\bi (?:shook|shake)\b")),
    ("sexual", (_UNWANTED, _FORCED)),
    (
        "sexual",
        (
            r"\b(?:said no|didn'?t want|don'?t want to|was asleep)\b",
            r"\b(?:anyway|kept going|didn'?t stop|had sex)\b",
            r"\bhe\b",
        ),
    ),
    ("child", (_HUSHED, _SILENCE)),
    (
        "child",
        (
            r"(?s)^(?!.*(?:体检|校医|医院|护士|卫生室|我妈陪|妈妈陪))",
            (
                r"老师|教练|辅导班|补习|师傅|叔叔|伯伯|舅舅|哥哥?|爷爷|邻居|房东|继父|后爸|\b(?:teacher|tutor|coach|uncle|neighbou?r"
                r"|step\w+)\b"
            ),
            (
                r"检查(?:我的?)?(?:身体|下面|发育|那里)|看(?:看)?我?的?(?:身体|发育|下面)|量(?:胸围|身体)|\b(?:check|examine|inspect"
                r"|look at)\w*"
                r" (?:my (?:body|chest|private)|me down there|how i)\b"
            ),
            (
                r"反锁|锁(?:上|了|住)?(?:了)?门|门(?:锁|关)|关(?:上|了)?(?:门|灯)|拉(?:上|了)?窗帘|单独|一个人|没人|脱|掀|发育"
                r"|\b(?:locks?|locked|alone|undress|shut the door|closed the door)\b"
            ),
        ),
    ),
    (
        "child_seen",
        (
            r"(?s)^(?!.*(?:玩|跑来|串门|\bplay))",
            rf"{_CHILD}|小姑娘|小丫头|小男娃|\b(?:little (?:girl|boy)|child|kid)\b",
            r"邻居|隔壁|楼上|楼下|对门|亲戚|村里|\bnext door\b|\bneighbou?r",
            (
                r"单衣|光着?脚|捡(?:剩饭|垃圾)|翻垃圾|饿得|不(?:让|给)进(?:屋|门|家)|不给(?:饭|吃的|吃饱)|锁在|\b(?:barefoot|locked out"
                r"|hungry|bins?)\b"
            ),
        ),
    ),
    (
        "child",
        (
            r"(?:要|让|叫|逼|非要|骗)我[^，,。]{0,3}(?:亲|抱|摸|脱|舔|坐|陪|看他)",
            r"别(?:讲|说)|不(?:许|准|能|让)(?:我)?(?:讲|说|告诉)|给(?:我|了)?[^，,。]{0,3}(?:钱|糖|红包|玩具|手机)|每次",
        ),
    ),
    (
        "suffered",
        (
            r"(?:他|她|老公|老婆|丈夫|对象|男朋友|女朋友|爸|妈|哥|姐|儿子|儿媳|女婿|媳妇|婆婆|公公|保姆|护工)",
            (
                r"(?:泼|浇|淋|烙|扎|剪|拧|饿|捆|绑|吊|锁|关)(?:了|着)?我(?!的?(?:手机|电脑|头发|指甲))"
                r"|把我[^，,。]{0,3}(?:锁|关|捆|绑|扔|丢|吊|拴)|(?:砸|摔|剪|烧)了?我的?(?:手机|东西|衣服|证件)"
            ),
        ),
    ),
    ("child", (r"秘密|\bsecret\b", r"那里|下面|屁股|亲我|抱我|脱|\bprivate\b|\btouch")),
    (
        "child",
        (
            rf"\b{_HE}\b[^.]{{0,14}}\b(?:comes?|came|walks?|walked|gets?|stands?)\b[^.]{{0,12}}\b(?:in|into|bathroom|bed)\b",
            r"\bshower|\bbath\b|\bundress|\bchang(?:e|ing)\b|\bmy bed\b|\bnaked\b",
        ),
    ),
    (
        "child",
        (
            r"(?:让|罚|叫|逼|把)我[^，,。]{0,4}(?:跪|站|关|赶|锁|饿|冻)",
            (
                r"一?(?:整)?(?:晚上?|夜|宿|天)|门外|外面|几个小时"
                r"|不给(?:进|吃|饭|开门)"
            ),
        ),
    ),
    ("child_seen", (_CHILD, _CARER, rf"{_MARK}|{_PLEA}")),
    ("child_seen", (rf"(?:{_CARER}|他爸|她爸|人家)[^，,。]{{0,8}}{_CHILD}", _PLEA)),
    ("suffered", (_ELDER, r"护工|保姆|养老院|敬老院", rf"{_MARK}|捆|绑|拴|饿|凶|骂")),
    (
        "suffered",
        (
            r"(?:他|她|老公|老婆|丈夫|对象|男朋友|女朋友|爸|妈|儿子|女婿|媳妇|哥)",
            (
                r"(?:拿|当)我[^，,。]{0,3}(?:沙袋|出气|撒气|练手)|(?:按|摁|压|拖|拽|拎|堵)(?:住|着|了|倒|上)?我"
                r"|把我[^，,。]{0,6}(?:按|摁|拖|拽|赶|轰|撵|堵)"
            ),
        ),
    ),
    (
        "suffered",
        (
            r"儿子|儿媳|女儿|女婿|子女|孩子们",
            (
                r"不给(?:我)?(?:饭|吃(?!咸|甜|辣|油|糖|盐|肉|零食|冰|凉|生|海鲜|太|多|硬|酸)|看病|买药)|(?:赶|撵|轰)(?:我|到|出)|(?:睡"
                r"|住)(?:车库|柴房|猪圈|地下室|走廊)"
            ),
        ),
    ),
    (
        "suffered",
        (
            rf"\b{_HE}\b",
            (
                r"\b(?:held|holds|pinned|pins|pinning) me (?:down|against|by)\b|\bby the (?:throat|neck|hair)\b"
                r"|\b(?:shoves?|slams?|slammed|pins?|spits? (?:on|at)|chokes?|scratches|bites|burns|hurts|locks) me\b"
                r"|\b(?:takes?|took|keeps?|kept) (?:all )?my (?:pension|money|bank|cards?|wages|passport)\b"
            ),
        ),
    ),
    (
        "suffered",
        (
            (
                r"\b(?:carers?|caregivers?|care ?workers?|aide|nurse|helper|staff|maid|brother|sister|uncle|aunt|son|daughter|they"
                r"|he|she)\b[^.]{0,16}"
                r"\b(?:slap(?:s|ped)|hits?|hitting|pinch(?:es|ed|ing)|shove[sd]?|kick(?:s|ed)|beats?|ties|tied|strap(?:s|ped)"
                r"|lock(?:s|ed)|starve[sd]?"
                r"|drag(?:s|ged))\b (?:my |our |her |his |the )?(?:poor |old )?"
                r"(?:mum|mom|mother|dad|father|grandma|grandpa|gran|granny|nan|grandmother|grandfather|old (?:man|woman|lady)"
                r"|parents?)\b(?!['’]s| at\b)"
            ),
        ),
    ),
    (
        "suffered",
        (
            r"\b(?:sorry|apologi[sz]es?) (?:every|each) time\b(?! (?:he|she|i|we|it|they|the)\b)",
            r"\b(?:this|last|next) time\b|\b(?:black eye|bruis\w*|broke|bleed\w*)\b",
        ),
    ),
    (
        "suffered",
        (r"(?:薅|揪|拽|抓|扯)着?(?:我的?)?头发[^，,。]{0,4}(?:往|撞|打|拖|按|摁|扇|在地)",),
    ),
    (
        "to_others",
        (
            r"鼠药|农药|百草枯|敌敌畏|毒|安眠药|安定|泻药|\b(?:poison|pesticide|sleeping (?:pills|tablets)|sedatives?)\b",
            (
                r"(?:掺|放|下|混|加|拌)(?:点|些)?(?:在|到|进)|[汤饭水酒茶菜奶][里中]?[^，,。]{0,3}(?:掺|放|下|混|加|拌)|\b(?:food"
                r"|drink|soup|tea|coffee)\b"
            ),
            (
                r"(?:尝|吃|喝|看|查|闻)不出|没(?:有)?味|无味|不(?:会)?被?发现|发现不了|\b(?:tasteless|taste it|undetect\w+"
                r"|won'?t (?:notice|know)|without"
                r" (?:him|her|them) (?:noticing|knowing))\b"
            ),
        ),
    ),
    (
        "to_others",
        (
            r"让(?:他|她|他们|那[^，,。]{1,3})(?:横着|躺着|爬着)(?:出|走|回)|(?:打断|卸)(?:了)?(?:他|她)[^，,。]{0,3}(?:腿|胳膊)",
        ),
    ),
    (
        "to_others",
        (
            r"棍|棒|钢管|刀|斧|锤|砖",
            r"(?:堵|找|收拾|教训|会会)(?:着)?(?:他|她|他们|那)",
            r"(?s)^(?!.*(?:切菜|切到|修|拄|钓|柴|做饭|削)).*(?:放|带|藏|揣|备|拿|别)(?:着|好|了)",
        ),
    ),
    ("to_others", (r"(?:杯子?|碗|饭|水|汤|茶|酒|菜)里[^，,。]{0,3}(?:放|加|倒|掺|下)了?", r"东西|料|他|她|死|报复")),
    (
        "to_others",
        (
            r"\bvoices?\b|声音|有人(?:一直)?(?:跟|对|让|叫)我",
            (
                r"\bget rid of\b|\bbefore (?:he|she|they) gets? me\b"
                r"|除掉|先下手|收拾(?:他|她)|弄掉"
            ),
        ),
    ),
    (
        "to_others",
        (
            r"骗(?:子|我|钱)|欠我|仇|那个(?:男|女|贱|混)",
            (
                r"(?:刀|斧|汽油|硫酸)[^，,。]{0,4}(?:磨|买|准备|带|备)"
                r"|捅了?(?:他|她|那)"
            ),
        ),
    ),
)
_SIGNS: Final = tuple((kind, tuple(map(re.compile, parts))) for kind, parts in _PARTS)
_HARMLESS: Final = re.compile(
    r"惊喜|礼物|生日|淘气包|捉迷藏|打针|抽血|安全带|按摩|推拿|正骨|量血压|扶|抢救|\b(?:surprise|present|birthday|massage)\b"
)


def signs_of_harm(words: str) -> Sign | None:
    """Answer the kind of violence whose circumstances plain text tells, None when it tells of none."""
    if _HARMLESS.search(words):
        return None
    return next((kind for kind, parts in _SIGNS if all(part.search(words) for part in parts)), None)
