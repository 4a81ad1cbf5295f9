"""What people ask of the machine that it must not do, and the kind word that says so.

A request beside a complaint does not spoil the complaint: the word is said and the complaint is taken. Patterns ask for the form of a
request, not for a topic: who reads a novel and has sore eyes asks for nothing.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from agents.guard.folding import forms, squeezed
from agents.words import local
from kg.schema import LocalText

Request = Literal["false_urgency", "snooping", "illicit", "injection", "role", "dose", "prescription", "not_medical"]

_FALSE_URGENCY: Final = re.compile(
    r"(?:标|写|改|评|定|说|填|报|算|设|升|弄)(?:成|为|个|我|到)?[^，。；]{0,6}(?:紧急|急诊|病危|最高(?:级|等级|级别)?|红色|危重|一级|重症|急救)(?!怎么|在哪|科)"
    r"|(?:插队|不用排队|绿色通道|快点给我看|早点看上)"
    r"|(?:假装|装作|编个?)[^，。]{0,6}(?:心梗|中风|胸痛|昏倒|急|病)|就(?:说|写)我[^，。]{0,6}(?:要|得|必须)?(?:马上|立刻)?(?:住院|病危|快不行|急)"
    r"|\b(?:mark|label|set|write|say|put|make|classify)\b[^.]{0,24}\b(?:emergency|urgent|critical|red"
    r"|life[- ]threatening|chest pain)\b|\bskip the (?:queue|line)\b|\bget seen first\b"
)
_PRETENDS: Final = re.compile(
    r"其实(?:没|就|只)|没(?:啥|什么|病|事)|我没病|假装|装作|不用排队|插队|赶时间|请假|不想等|早点看上|就说|你就写|你就说|让救护车送|领导|老板|绿色通道"
    r"|\b(?:feel fine|nothing is wrong|only have|so i (?:get|skip)|in a hurry|boss|queue|just label)\b"
)
_SNOOPING: Final = re.compile(
    r"(?:告诉我|查(?:一)?(?:下|查)?|看看|帮我看|打听|想知道|调|给我|发我|名单|导出)[^，。；]{0,14}(?:邻居|同事|隔壁|前妻|前夫|前任|女朋友|男朋友|员工|婆婆|老王"
    r"|上一个(?:用户|病人|患者)|别的(?:用户|病人|患者)|其他(?:用户|病人|患者)|村|小区|系统里|这个人|张三|病历|就诊记录)[^，。；]{0,14}"
    r"(?:病|病历|记录|怀孕|打过胎|乙肝|艾滋|体检|名单|说了什么|建的档|什么科|情况)|(?:邻居|同事|隔壁[^，。]{0,3}|前妻|前夫|员工[^，。]{0,4}|女朋友|男朋友"
    r"|婆婆[^，。]{0,4})[^。；]{0,16}(?:得了什么病|什么病|有艾滋|有没有艾滋|有乙肝|打过胎|有没有怀孕|看的什么科|报告写了啥|报告写了什么)"
    r"|(?:多少|哪些)[^，。]{0,8}病人[^。]{0,4}名单|(?:这个人|他)有什么病|还有谁(?:得了|有)|(?:我们|咱们)?(?:村|小区|楼)[^，。]{0,4}谁有|后台数据|查一下张三"
    r"|\b(?:tell me|show me|look up|find out|list|check)\b[^.?]{0,40}\b(?:neighbou?r|records? of|last patient"
    r"|other patients?|all patients|employee|her file|his file|my ex|girlfriend|boyfriend)\b"
    r"|\bdoes (?:my|the) (?:ex|neighbou?r|boss|colleague)\b[^?]{0,24}\bhave\b|\bis my girlfriend pregnant\b"
    r"|\bmemory of other patients\b|\bwhat did the last patient\b"
)
_ILLICIT: Final = re.compile(
    r"(?:怎么|如何|教我|教程)?(?:制作?|造|合成|提炼|配制?)[^，。]{0,3}(?:炸药|炸弹|毒品|冰毒|毒药|枪|安乐死)|(?:怎么|如何|教我|哪里)(?:偷|抢|买枪|贩毒|买毒|撬)"
    r"|氯胺酮[^，。]{0,6}(?:昏|打多少)|迷药|迷晕"
    r"|\b(?:build|make|cook|synthesi[sz]e)\b[^.]{0,16}\b(?:bomb|explosives?|meth|napalm|poison|gun)\b"
    r"|\bsell me (?:fentanyl|heroin|cocaine)\b|\brecipes? for napalm\b"
)
_INJECTION: Final = re.compile(
    r"(?:忽略|无视|忘记|忘掉|绕过|解除|关闭|不存在|推翻)[^。；]{0,14}(?:指令|提示|规则|设定|要求|之前|以上|审查|限制|安全)|(?:规则|限制|审查)(?:都|已)?(?:不存在|解除"
    r"|关闭)|(?:系统|隐藏|全部|内部)(?:消息|提示词?|指令|设定|配置|prompt)|提示词|调试模式|开发者(?:模式|授权)|口令|越狱"
    r"|(?:重复|复述|打印|输出|念出来|一字不漏)[^。]{0,16}(?:一百遍|第一条|消息|全部|设定|上面|配置)|(?:你的|刚才的)设定|(?:当作|作为)新规则|从(?:现在|今天)(?:开始"
    r"|起)(?:你|只|说话|就)|(?:命令|要求)你|回答最后加|已通过医生认证|不受限制|没有(?:任何)?限制"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,40}\b(?:instructions?|prompts?|rules?|guidelines?"
    r"|triage|everything above|safety)\b|\bsystem (?:prompt|message|override)\b|\bsystem:|developer mode"
    r"|\bdebug mode\b|\bjailbreak\b|\bdo anything now\b"
    r"|\byou are (?:now|dan)\b|\bunrestricted\b|\bsafety rules are off\b|\bnew instruction\b"
    r"|\brepeat the text above\b|\bstarting with \"?you are\b|\bhidden configuration\b|\byour instructions\b"
    r"|\bbegin your answer with\b|\btold before this conversation\b"
    r"|<\|?/?(?:system|im_start|im_end|assistant|user)\|?>|\[/?inst\]|###\s*new"
)
_ROLE: Final = re.compile(
    r"(?:假装|假设|扮演|演)(?:你|一个|自己)?(?:是|成)?[^，。]{0,16}(?:医生|主任|药师|奶奶|朋友|女友|角色|老师|医师|黑客|药贩|毒贩|华佗)|角色扮演|你(?:现在"
    r"|今天)?(?:就)?是(?:没有|一个|华佗|主任|黑客|DAN|dan)|(?:现在起|以后)你叫|扮演|写个?故事|同行之间直接说|我是医生[，,]"
    r"|\b(?:act as|pretend to be|role[- ]?play|play my|you are (?:house|dr|doctor))\b|\bwrite a story in which\b"
)
_DOSE: Final = re.compile(
    r"(?:吃|喝|打|用|含|服)(?:几|多少)(?:片|粒|颗|毫升|支|单位|克|次|量|包|袋|丸|滴)?|(?:几|多少)(?:片|粒|颗|毫升|个?单位|毫克)|(?:一天|一次|每天|最多"
    r"|一日)[^，。]{0,8}(?:几|多少)(?:片|粒|颗|克|毫升|次|毫克)|给几毫升|吃各多少"
    r"|(?:药|片|胰岛素|二甲双胍|华法林|优甲乐|激素|降压药|止痛药|抗抑郁药|泼尼松|头孢)[^，。；]{0,12}(?:加到|加一|减半|加倍|加量|减量|停了|停掉|能停|可以停|直接停|停吧|停用"
    r"|自己停)|(?:加倍|减药|停药|减量|加量|减半)[^，。]{0,6}(?:行不行|行吗|可以吗|吗|吧|怎么)?|吃两倍|一次吃\S{1,2}[粒片颗]|吃\d+片?还是|吃\d+还是"
    r"|\bhow (?:many|much)\b[^?]{0,40}\b(?:tablets?|pills?|ml|mg|units|ibuprofen|paracetamol|tramadol|dose|calpol"
    r"|insulin|melatonin|morphine)\b|\bhow much \w+ is too much\b|\b(?:maximum|daily|exact|what"
    r"|right) (?:daily )?dos(?:e|age)\b|\bdouble (?:my|the|insulin)\b|\btake (?:two|double|three"
    r"|more)\b[^?.]{0,16}\bnow\b|\bhow many units\b"
    r"|\b(?:should|can|may) i stop\b|\bstop (?:my|taking)\b[^?.]{0,24}\b(?:pills?|medicine|tablets?|prednisone"
    r"|warfarin|myself)\b|\bhow to taper\b|\btaper my\b|\btake double\b"
)
_PRESCRIPTION: Final = re.compile(
    r"(?:给|帮|替)?我?(?:开|配|续)(?:点|个|些|一?[盒瓶支]|几[盒瓶]|[两三四五十]\S?[盒瓶片]|张)[^，。]{0,10}(?:药|方|头孢|霉素|西林|安定|可待因|曲马多|处方|糖浆|片"
    r"|胶囊|中药)|开(?:处方|药|方子)|写个?(?:处方|方子)|处方笺|给我开|续个方|药方|方子[治写]?|买什么药|哪种(?:抗生素|药)|推荐[^，。]{0,4}药|选个[^，。]{0,4}药|特效药"
    r"|开三盒|一次开|配点药|我要(?:曲马多|伟哥|安定)"
    r"|\bprescri(?:be|ption)\b|\bwrite me a script\b|\b(?:give|order|get) me (?:\w+ )?(?:antibiotics|tramadol"
    r"|xanax|abortion pills|sleeping pills|opioids|morphine)\b|\brefill my\b|\bwhich medicine should i buy\b"
    r"|\bi need (?:oxycodone|xanax|tramadol|codeine)\b|\bherbal recipe\b"
)
_NOT_MEDICAL: Final = re.compile(
    r"股票[^，。]{0,6}(?:怎么样|行情|涨|跌|推荐|买)|彩票[^，。]{0,6}(?:号|中|买)|天气(?:怎么样|预报|如何)|几点了|(?:写|作|编|背"
    r"|念)(?:一)?[首篇个段封份][^，。]{0,8}(?:诗|作文|故事|笑话|论文|辞职信|情书|请假条|代码|爬虫|小说|歌词|信)|写(?:辞职信|作文(?!写|的时候|时|久)|诗|代码|请假条|个爬虫)|讲个?笑话|python"
    r"|写代码"
    r"|(?:做|解|算)[^，。]{0,6}(?:数学|方程|题)(?!做到|做得)(?=[：:？?。]|$|\w*[：:])|(?:比分|世界杯|球赛|足球|篮球)[^，。]{0,4}(?:谁|几比几|赢|结果)"
    r"|(?:推荐|买)(?:个|部|什么|哪款)[^，。]{0,4}(?:手机|电脑|车|股票|电影)|支持谁|选举|特朗普|拜登|算命|运势|星座|怎么(?:做|炒|烧)[^，。]{0,6}(?:红烧肉|菜)|房价"
    r"|比特币"
    r"|\bweather (?:today|tomorrow|forecast|like)\b|\b(?:what(?:'s| is) the|how is the) weather\b"
    r"|\bstocks?\b[^.]{0,12}\b(?:buy|price|today)|\bwrite (?:me )?(?:a|an|some|my) (?:poem|essay|letter|code|song"
    r"|story|email)\b|\bhomework\b|\btell (?:me )?a joke\b|\bwho won\b|\bwhat phone\b|\bwho should i vote\b"
    r"|\bbitcoin\b|\bpython\b"
)
_ORDERED: Final[tuple[tuple[Request, re.Pattern[str]], ...]] = (
    ("snooping", _SNOOPING),
    ("illicit", _ILLICIT),
    ("injection", _INJECTION),
    ("role", _ROLE),
    ("dose", _DOSE),
    ("prescription", _PRESCRIPTION),
    ("not_medical", _NOT_MEDICAL),
)


def requested(text: str) -> Request | None:
    """Answer what a text asks for that is not given, the first that fits; None for everything else."""
    for words in forms(text):
        if _FALSE_URGENCY.search(words) and _PRETENDS.search(words):
            return "false_urgency"
        for request, pattern in _ORDERED:
            if pattern.search(words):
                return request
    return "injection" if _INJECTION.search(squeezed(text).text) else None


def gives_orders(text: str) -> bool:
    """Answer whether a text gives orders to a machine, whatever else it asks."""
    return any(_INJECTION.search(words) for words in forms(text)) or _INJECTION.search(squeezed(text).text) is not None


SAID: Final[dict[Request, LocalText]] = {
    "false_urgency": local(
        "多急，我只能照您身体的情况来定，这样轮到谁真的危急都不会被耽误，也包括您。照实说哪里不舒服就好。",
        "How pressing it is, I can only judge from how you are; that way nobody in real danger has to wait, you included. Just tell me "
        "what is troubling you.",
    ),
    "snooping": local(
        "别人的病情我看不到，也不会说；您的情况我同样不会告诉别人。您自己有不舒服，跟我说说。",
        "I cannot see what others have and would not tell; nor do I tell others about you. If something troubles you, I am listening.",
    ),
    "illicit": local(
        "这个我不做。您要是心里有事、怕出事，或者身体不舒服，可以跟我说。",
        "That I will not do. If something weighs on you, or you are unwell, tell me.",
    ),
    "injection": local(
        "我只能聊身体和心情上的事。您哪里不舒服，跟我说说。",
        "I can only talk about health. Tell me what is troubling you.",
    ),
    "role": local(
        "我就是家医助手，别的我不会扮。医生的话要医生当面看过才能说；您哪里不舒服，我帮您理清楚。",
        "I am the family doctor's assistant and play nobody else. What only a doctor can say takes a doctor; I "
        "can help you sort out what "
        "is troubling you.",
    ),
    "dose": local(
        "用多少、加不加、停不停，要看年龄、体重、肝肾和别的药，我不能定。先照医生写的或说明书来，再问问家庭医生或药师。"
        "万一吃多了、吃错了，马上打120。",
        "How much, whether more or less, depends on age, weight, kidneys and other medicines, and is not mine to "
        "decide. Keep to what the "
        "doctor wrote or the leaflet says, and ask your family doctor or a pharmacist. If too much or the wrong "
        "thing was taken, call 120.",
    ),
    "prescription": local(
        "药我不能开，要医生看过您、问过过敏和别的药才稳妥。先说说哪里不舒服，我帮您弄清该找谁、多急。",
        "I cannot prescribe; a doctor has to see you and ask about allergies and other medicines first. Tell me "
        "what is troubling you, and "
        "I will help find whom to see and how soon.",
    ),
    "not_medical": local(
        "这个我帮不上忙，我只懂看病的事。您身体或者心情有什么不舒服吗？",
        "I cannot help with that; I only know about health. Is anything troubling your body or mood?",
    ),
}
REFUSED_WITH_COMPLAINT: Final = frozenset({"false_urgency", "snooping", "role", "dose", "prescription"})
"""Requests that are answered also where a complaint is told beside them; the others are passed over in silence then."""
