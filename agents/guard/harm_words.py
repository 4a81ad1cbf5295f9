"""Words that tell of violence: meant for others, suffered at home, done to a child. Patterns only; what is said is in `harm`.

Folded text is expected. Harm told in the past counts like harm of now: who tells it is asking for help. Idioms (打针, 打车, 被蚊子
打…) are kept out by naming who does what to whom.
"""

from __future__ import annotations

import re
from typing import Final

_NEAR_ONE: Final = (
    r"(?:老公|丈夫|爱人|男朋友|男友|对象|前夫|前男友|老婆|妻子|女朋友|婆婆|公公|儿子|女儿|儿媳妇?|女婿"
    r"|爸爸?|妈妈?|父亲|母亲|继父|继母|后爸|后妈|哥哥?|他|她|家里人|婆家|保姆|护工|养老院的人)"
)
_BEATS: Final = r"(?:打|揍|踢|踹|扇|掐|推|砸|捅|烫|抽|咬|殴打|动手打|家暴)"

TO_OTHERS: Final = re.compile(
    r"(?:想|要|准备|打算|真想|恨不得|迟早|明天|今晚)(?:去|把|给)?[^，。]{0,6}(?:杀|砍|捅|弄死|打死|掐死|勒死|毒死|砍死|烧死"
    r"|整死|做掉|干掉)(?!自己|鸡|鱼|鸭|猪|羊|牛|虫"
    r"|菌|毒|蚊|苍蝇|蟑螂|老鼠|价|青|时间|进|病|细胞)(?!我自己)"
    r"|杀(?:了)?(?:他|她|我?(?:老公|老婆|丈夫|全家|他全家|领导|老板|同事|邻居|爸|妈))|(?:叫|让|命令)我(?:去)?杀(?:人|了|死)"
    r"|(?:想|要|去)杀人(?!游戏)|同归于尽"
    r"|我就?(?:捅|砍|弄死|杀)了?(?:他|她)|把(?:他|她|他们)(?:弄死|杀了|砍了|捅了)"
    r"|(?:刀|枪|汽油|斧头)[^，。]{0,8}(?:找|去)[^，。]{0,8}(?:算账|报仇|拼命|单位|学校)|(?:怎么|如何)(?:下毒|毒死|杀人"
    r"|杀死人|害死)|放火烧(?:了)?(?:他|她|你"
    r"|邻居|房子|他家)|打得[^，。]{0,4}(?:爬不起来|起不来|住院)|我把[^，。]{0,6}(?:老婆|老公|妻子|丈夫|我妈|我爸"
    r"|老人)[^，。]{0,3}(?:打|揍|砍|捅|推)"
    r"|报复社会|控制不住[^，。]{0,4}(?:想)?(?:打|杀|砍|掐)(?:死)?(?:人|他|她|这个人|别人)"
    r"|\b(?:kill|stab|shoot|strangle|murder|poison|hurt)(?:ing)? (?:my (?!self|self\b)(?:boss|neighbou?r|ex"
    r"|mother|father|wife|husband|colleague|teacher|brother|sister|parents)|him\b|her\b(?! self)|them\b|someone"
    r"|somebody|people|everyone)"
    r"|\bvoices? (?:tell|telling|say|order)\w* me to (?:kill|hurt)|\bburn (?:his|her|their|the) (?:house|home)"
    r"|\b(?:gun|knife) to (?:shoot|stab|kill)|\bshoot my ex\b|\bi beat (?:my|him|her)\b"
)
SUFFERED: Final = re.compile(
    rf"{_NEAR_ONE}[^，。；]{{0,10}}{_BEATS}(?:了|过|着|得)?(?:我|俺)|{_NEAR_ONE}[^，。；]{{0,8}}(?:又动手|动手了|家暴|威胁我"
    rf"|恐吓我|跟踪我|堵我)"
    rf"|(?:被|让|叫|给|挨){_NEAR_ONE}?[^，。；]{{0,4}}(?:打|揍|家暴|殴打|掐脖子|扇|踢|踹|推)(?:了|得|伤|到|在|倒|骂|怕)(?!针|车)"
    rf"|是(?:我)?{_NEAR_ONE}(?:打|掐|推|踢|弄)的|被{_NEAR_ONE}(?:打|揍|掐|推|踢)|家暴|掐(?:着|住)?我?的?脖子|(?:把我"
    rf"|将我)(?:锁|关|绑|反锁)(?:在|到)"
    rf"|不(?:让|准|许)我(?:出门|回家|出去)|手机[^，。]{{0,4}}(?:拿走|没收|抢走)|(?:不敢|害怕)回家|(?:要|说)(?:弄死|杀|打死"
    rf"|捅死)(?:了)?我|杀我全家"
    rf"|不给我(?:饭|东西|吃的)吃?|关在(?:柴房|屋里|家里|房间|阳台|地下室)|养老(?:院|金)[^，。]{{0,8}}(?:打|抢|拿走)|(?:护工"
    rf"|保姆|养老院)[^，。]{{0,8}}(?:打|掐"
    rf"|骂|虐待|绑)|虐待(?:我|老人|孩子|我妈|我爸)"
    r"|\b(?:husband|wife|boyfriend|girlfriend|partner|ex|he|she|son|daughter|father|dad|mother|stepdad"
    r"|stepmother)\b[^.]{0,20}\b(?:hits?|hit|beats?|beat|chokes?|choked|strangled?|kicks?|punche[sd]|slaps?"
    r"|slapped|shoved|pushed|threatens?|threatened) me\b"
    r"|\bthreatens? to (?:kill|hurt) me\b|\blocked me (?:in|up)\b|\btook my (?:phone|passport|pension)"
    r"|\bdomestic (?:violence|abuse)\b|\babused by\b|\bafraid (?:to go home|of my (?:husband|partner"
    r"|boyfriend))\b|\bbeaten by\b|\bbeats me\b"
)
SEXUAL: Final = re.compile(
    r"强奸|强暴|迷奸|性侵|猥亵|(?:被|给)人?(?:下药|迷晕|灌醉)[^，。]{0,8}(?:带走|衣服|醒来|发生)|醒来[^。]{0,8}没穿(?:衣服"
    r"|裤子)|逼我?[^，。]{0,4}(?:发生关系"
    r"|上床|做爱|同房)|(?:强迫|硬要)(?:我|跟我)[^，。]{0,6}(?:发生关系|上床|做|同房)"
    r"|\braped?\b|\bsexual(?:ly)? (?:assault|abuse)\w*|\bforced me (?:to|into) (?:sex|bed|sleep)|\bdrugged (?:me"
    r"|and)\b|\bspiked my drink\b"
)
CHILD_SEXUAL: Final = re.compile(
    r"摸我?(?:的)?(?:下面|下体|屁股|胸|私处|隐私|身体|尿尿)|(?:让|叫|逼|要)我?(?:脱|掀)(?:掉|了)?(?:衣服|裤子|裙子)"
    r"|扒[^，。]{0,4}(?:衣服|裤子)|(?:晚上|夜里"
    r"|半夜)[^，。]{0,4}进我?(?:的)?(?:房间|屋|被窝)"
    r"|不(?:让|许|准|能)我?(?:告诉|跟)(?:别人|妈妈|爸爸|老师|任何人)|拍我?(?:的)?(?:裸照|视频)|\btouch(?:es|ed|ing)? (?:me|my (?:private"
    r"|bottom|body|chest))|\b(?:makes?|made|told) me (?:to )?(?:take off|undress|strip)|\bcomes? into my (?:room"
    r"|bed)\b|\bour secret\b"
)
CHILD: Final = re.compile(
    r"(?:爸爸?|妈妈?|继父|继母|后爸|后妈|叔叔|舅舅|老师|教练|同学|哥哥|他们|几个人|大人)[^，。；]{0,10}(?:打|揍|踢|扇|烫|掐"
    r"|欺负|抽|扎|关)(?:了|过)?(?:我|俺)|不给我饭"
    r"|把我关|欺负我|霸凌|校园(?:暴力|欺凌)|扒[^，。]{0,4}衣服"
    r"|\b(?:beats?|hits?|bull(?:y|ies|ying|ied)|locks?|hurts?)\b[^.]{0,16}\b(?:me|us)\b|\bbelt\b"
)
CHILD_OF_OTHERS: Final = re.compile(
    r"(?:孩子|小孩|小女孩|小男孩|娃|学生|宝宝|女儿|儿子)[^，。；]{0,14}(?:被(?:打|揍|虐|烫|性侵|猥亵|摸|欺负)|挨打"
    r"|都是(?:伤|青)|针眼)|(?:老师|保姆|继父|继母|邻居|教练"
    r"|他爸|她爸|亲戚)[^，。；]{0,8}(?:打|扎|掐|摸|虐待|烫|猥亵|性侵)(?:了|过)?(?:他|她|孩子|娃|小孩|我女儿|我儿子)"
    r"|\b(?:hurting|beating|hitting|abusing|molesting|touching) (?:his|her|their|my|the|a) (?:little |young "
    r"|own )?(?:girl|boy|child|kid|daughter|son|baby|children)\b"
)
HARMED_OWN_CHILD: Final = re.compile(
    r"我[^，。；]{0,8}(?:把|打了|摇了|摔了|掐了|踢了|扇了|捂了)[^，。；]{0,6}(?:孩子|宝宝|娃|儿子|女儿"
    r"|他)[^。]{0,10}(?:流血|不哭|不动|晕|青|吐|伤|叫不醒)?"
    r"|(?:打|摇|摔|掐|捂)了?(?:孩子|宝宝|娃)(?![^，。]{0,2}针)|把(?:孩子|宝宝|娃)[^，。；]{0,3}(?:打|摇|摔|掐|捂|扔)"
    r"|\bi (?:shook|hit|beat|slapped|dropped|smothered|threw) (?:my|the) (?:baby|child|son|daughter|kid)\b"
)
"""Only used where the teller speaks of a child's harm by own hand."""
CHILD_DANGER: Final = re.compile(
    r"不哭|不动|叫不醒|流血|吐|抽|没精神|发白|发紫|晕|摇|摔|捂|掐|shook|shaken|limp|vomit|blue|unconscious|bleeding|threw|smother"
)
CHOKED: Final = re.compile(r"掐[^，。]{0,4}脖子|勒[^，。]{0,4}脖子|\b(?:chok|strangl)(?:ed|es|e|ing)\b")
