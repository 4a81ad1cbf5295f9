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
    rf"{_NEAR_ONE}[^，。；]{{0,10}}{_BEATS}(?:了|过|(?<!推)着|得)?(?:我|俺)|{_NEAR_ONE}[^，。；]{{0,8}}(?:又动手|动手了|家暴|威胁我"
    rf"|恐吓我|跟踪我|堵我)"
    rf"|(?:被|让|叫|给|挨){_NEAR_ONE}?[^，。；]{{0,4}}(?:打|揍|家暴|殴打|掐脖子|扇|踢|踹|推)(?:了|得|伤|到|在|倒|骂|怕)(?!针|车"
    rf"|点滴|吊|一针|石膏|封闭)"
    rf"|是(?:我)?{_NEAR_ONE}(?:打|掐|推|踢|弄)的|被{_NEAR_ONE}(?:打|揍|掐|推|踢)|家暴|掐(?:着|住)?我?的?脖子|(?:把我"
    rf"|将我)(?:锁|关|绑|反锁)(?:在|到)"
    rf"|不(?:让|准|许)我(?:出门|回家|出去)|手机[^，。]{{0,4}}(?:拿走|没收|抢走)|(?:不敢|害怕)回家|(?:要|说)(?:弄死|杀|打死"
    rf"|捅死)(?:了)?我(?!的?(?:老公|老婆|妈|爸|丈夫|妻子|儿|女|婆|公|领导|老板|邻|前))|杀我全家"
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
    r"摸我?(?:的)?(?:下面|下体|屁股|胸|私处|隐私|身体|尿尿)|(?:让|叫|逼)我?(?:脱|掀)(?:掉|了)?(?:衣服|裤子|裙子)"
    r"|扒[^，。]{0,4}(?:衣服|裤子)|(?:晚上|夜里"
    r"|半夜)[^，。]{0,4}进我?(?:的)?(?:房间|屋|被窝)"
    r"|(?:让|叫|逼|要)我(?:给他)?(?:摸|碰|舔|亲)(?:他|她)的?(?:那里|那儿|下面|小鸡|身体)|(?:没穿(?:衣服|裤子|上衣)|光着?身子"
    r"|光屁股)的?(?:照片|视频)"
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
_VIOLENT: Final = r"(?:扇|揍|踹|踢|抽|砸|掐|烫|摁|勒|捶|拽|推|打)"
_WEAPON: Final = r"(?:皮带|衣架|棍子?|木棍|板凳|凳子|鞋底?|电线|擀面杖|酒瓶|拳头|巴掌|耳光|藤条|烟头|刀)"
SUFFERED_WIDE: Final = re.compile(
    rf"(?<![被球枝门])(?:男人|女人|家里那位|男朋友|对象|前任|前男友|前女友|儿子|女婿|媳妇|公婆|父亲|母亲|爸|妈|哥|弟|他|她"
    rf"|老板|领导|丈夫|老公|老婆|室友|房东|债主|一喝酒就|喝醉了?就?)[^，。；]{{0,12}}(?:(?:拿"
    rf"|用){_WEAPON}[^，。]{{0,3}}{_VIOLENT}|{_VIOLENT}(?<!推着)(?:了|过|着(?<!推着))?(?:我|俺)(?![一]?针|电话|的?(?:手机|电话|疫苗|点滴|字"
    rf"|招呼|呼噜|鼾|牌))|扇[^，。]{{0,3}}(?:耳光|巴掌))"
    rf"|(?:拿|用){_WEAPON}(?:抽|打|砸|捅|烫|扇|揍)(?:了)?(?:我|俺|人)|(?:扇|打)(?:了)?(?:我|俺)(?:一|几|好几)?(?:个"
    rf"|下)?(?:耳光|巴掌|嘴巴)|怕[^，。]{{0,4}}(?:动手|打我|打人|揍我|发火打)|不给(?:钱)?就(?:打|推|骂|揍)"
    r"|(?:抢|拿|扣)(?:了|走)?[^，。]{0,4}(?:工资卡|存折|养老金|退休金|身份证|手机)|(?:工资卡|存折|养老金|退休金"
    r"|身份证)[^，。]{0,6}(?:抢|拿走|扣)|(?:照片|视频)[^，。]{0,4}(?:威胁|要挟|勒索|逼)|威胁(?:我|要|说)|恐吓|勒索"
    r"|\b(?:he|she|they|partner|husband|wife|boyfriend|girlfriend|ex|dad|mum|mom|son|brother|boss"
    r"|carer)\b[^.]{0,14}\b(?:hits?|hitting|slaps?|slapped|punche[sd]|kick(?:s|ed)?|push(?:es|ed)|shoves?|shoved|throws?"
    r"|threw|grab(?:s|bed)|drag(?:s|ged)|burn(?:s|ed|t)) me\b"
)
SEXUAL_WIDE: Final = re.compile(
    r"(?:老板|领导|同事|老师|教练|司机|亲戚|叔叔|舅舅|伯伯|继父|男的|陌生人|医生|护工|他|那人|姐夫"
    r"|男朋友)[^，。；]{0,10}(?:摸|碰|搂|抱住|亲|蹭)(?:了|着)?我(?!的?(?:额头|头|脉|肚子|淋巴|脸|手腕))"
    r"|被[^，。]{0,5}逼着?(?:做|和|跟|干)|逼(?:着|我)[^，。]{0,4}(?:做那|那种事|干那|脱)|(?:爬|钻|摸)(?:到|进"
    r"|上)(?:了)?我(?:的)?(?:床|被子|被窝|房间)|(?:看|拍)我(?:洗澡|换衣服|睡觉)|\bforced to have sex\b|\bforced (?:himself"
    r"|sex) on me\b|\bgroped\b|\btouched me\b(?! up)"
    r"|\btakes? (?:pictures?|photos?|videos?) of me\b[^.]{0,16}\b(?:bath|shower|naked|undress)"
)
CHILD_WIDE: Final = re.compile(
    r"(?:碰|摸|亲|搂|蹭)(?:了|着)?(?:我|人家)?(?:的)?(?:胸口?|屁股|下面|大腿|身体|隐私)|(?:把我|给我)(?:堵|按|锁|关|绑"
    r"|推)[^，。]{0,6}(?:厕所|墙|柜|屋|门|阳台|打)|(?:抢|要)我?(?:的)?(?:钱|零花钱)|孤立我|"
    rf"用{_WEAPON}(?:抽|打)|饿着我|\blocks? me (?:in|out|up)\b|\b(?:hits?|beats?|burns?|kicks?) me\b"
)
CHILD_SEEN_WIDE: Final = re.compile(
    r"(?:侄女|侄子|外甥|外甥女|孩子|小孩|娃|小女孩|小男孩|学生|宝宝|儿子|女儿)[^，。；]{0,10}(?:烟头|被(?:虐|打|揍|性侵"
    r"|猥亵|欺负)|挨打|针眼)|给(?:宝宝|孩子|娃)[^，。]{0,3}(?:喂|吃|灌)[^，。]{0,3}(?:安眠药|安定|酒)|(?:虐待|猥亵"
    r"|性侵)[^，。]{0,4}(?:孩子|儿童|小孩|幼儿)"
)
TO_OTHERS_WIDE: Final = re.compile(
    r"(?:捂|掐|勒|弄|毒|打|砍|捅|整)死(?:了)?(?:我)?(?:爸|妈|婆婆|公公|老公|老婆|丈夫|妻子|他|她|那|孩子|宝宝|娃|领导|老板"
    r"|邻居|同事|同学|老师|老师|前)|(?:饭|水|酒|茶|菜)里[^，。]{0,3}(?:下|放|掺)(?:点)?(?:药|毒)|(?:菜刀|斧头?|砍刀|刀|锤子"
    r"|汽油|硫酸)[^，。]{0,6}(?:磨好|带着|准备好|拿着|备好|泼)|(?:跟|和)[^，。]{0,4}拼命"
    r"|(?:忍不住|控制不住|怕自己|怕我)[^，。]{0,6}(?:对[^，。]{0,4}(?:动手|下手)|伤害(?:别人|他|她|孩子|宝宝|家人)"
    r"|打(?:孩子|他|她|人))|(?:忍不住|控制不住|怕(?:我|自己))[^，。]{0,8}把(?:我)?(?:婆婆|公公|老公|老婆|妈|爸|老人|老太太|他"
    r"|她)[^，。]{0,8}"
    r"(?:推|掐|捂|砸|打|扔|弄死|勒|捅)|\b(?:hurt(?:ing)?|harm(?:ing)?|kill(?:ing)?) (?:people|someone|somebody|others|my (?:kids?"
    r"|child|children|baby|boss|wife|husband|mother|father|ex))\b|\bmake (?:him|her|them) pay\b[^.]{0,20}\b(?:axe|knife|gun"
    r"|bat|tonight)|\bwith my (?:axe|knife|gun)\b"
)
HARMED_OWN_CHILD: Final = re.compile(
    r"(?<![给和帮])我[^，。；]{0,4}(?:把[^，。；]{0,6}(?:打|摇|摔|掐|踢|扇|捂|扔)|打了|摇了|摔了|掐了|踢了|扇了"
    r"|捂了)[^，。；]{0,6}(?:孩子|宝宝|娃|儿子|女儿"
    r"|他)[^。]{0,10}(?:流血|不哭|不动|晕|青|吐|伤|叫不醒)?"
    r"|(?:打|摇|摔|掐|捂)了(?:孩子|宝宝|娃)(?![^，。]{0,4}(?:针|疫苗|电话))|把(?:孩子|宝宝|娃)[^，。；]{0,3}(?:打|摇|摔|掐|捂|扔)"
    r"|\bi (?:shook|hit|beat|slapped|dropped|smothered|threw) (?:my|the) (?:baby|child|son|daughter|kid)\b"
)
"""Only used where the teller speaks of a child's harm by own hand."""
NEARLY_HARMED_CHILD: Final = re.compile(
    r"\bi(?:'m|'ve| am| have)?\b[^.]{0,24}\b(?:nearly|almost|about to|wanted to|want to|going to|might|scared i(?:'ll| will)"
    r"|afraid i(?:'ll| will))"
    r" (?:shake|shook|hit|hurt|smother|throw|threw|drop the baby on purpose)\b[^.]{0,8}\b(?:baby|child|son|daughter|kids?"
    r"|toddler|newborn)\b"
    r"|差(?:一?点|点儿?)(?:就|没)?[^，。]{0,4}(?:摇|晃|掐|捂)(?:了|死)?[^，。]{0,3}(?:孩子|宝宝|娃)"
)
CHILD_DANGER: Final = re.compile(
    r"不哭|不动|叫不醒|流血|吐|抽|没精神|发白|发紫|晕|摇|摔|捂|掐|shook|shaken|limp|vomit|blue|unconscious|bleeding|threw|smother"
)
CHOKED: Final = re.compile(
    r"掐[^，。]{0,4}脖子|勒[^，。]{0,4}脖子|\b(?:choke[sd]?|strangle[sd]?|strangling) me\b|\bhands (?:a?round) my (?:neck|throat)"
)
