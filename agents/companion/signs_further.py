"""Further signs of despair by kind, told apart from `signs` only to keep both short.

A wish to follow the dead, affairs settled, others eased by one's absence, how much would be deadly, an end after which nothing is
needed, no care any more whether one lives.

Each is a meeting of two things that are ordinary apart, as in `signs`, and leads to no more than a direct and gentle question.
Sources: Rudd MD et al., Suicide Life Threat Behav 2006;36:255-262 (warning signs: preparing, seeking means, recklessness); Joiner TE, Why
people die by suicide, 2005, and Van Orden KA et al., Psychol Rev 2010;117:575-600 (being a burden; habituation to risk).
"""

from __future__ import annotations

from typing import Final

from agents.companion.signs import sign

_CLOSE: Final = (
    r"(?:我妈|我爸|爸妈|孩子|娃|闺女|女儿|儿子|老婆|老公|家里|家人|全家|他们|她们|大家|父母)|\b(?:they|everyone|everybody"
    r"|my (?:family|kids|children"
    r"|husband|wife|parents|mum|mom|dad))\b"
)
_ABSENT: Final = (
    r"(?:要是|如果|家里)?(?:没有|没了|少了|没)我(?![^，。]{0,3}(?:的份|什么事|的事))|跟着?别人|不用(?:管|养|顾)我|换个(?:妈|爸|人)"
    r"|\b(?:without|minus) me\b|\bif i(?: just)? (?:weren'?t|wasn'?t) (?:around|here|there|in the (?:picture|way))\b"
    r"|\bnot having (?:me|to (?:look after"
    r"|care for) me)\b"
    r"|\bwithout having to (?:look after|care for|feed) me\b"
)
_EASED: Final = (
    r"更好|好过|过得[^，。]{0,4}(?:好|强)|强得?多|轻松|省(?:下|心|钱|事)?|少(?:一|花|掉)|宽裕|清静"
    r"|\b(?:happier|better|simpler|easier|save|lighter|richer)\b"
)
_AFFAIRS: Final = (
    r"密码[^。]{0,12}(?:写|告诉|留)|(?:猫|狗|鸟|鱼)[^。]{0,8}(?:送|给)[^。]{0,8}(?:养|了)|(?:账|债|钱)[^。]{0,4}(?:还清|还完|结清)"
    r"|删(?:干净|光|完)"
    r"|(?:房间|屋子|家里|衣柜|东西)[^。]{0,6}(?:收拾|整理|清)(?:干净|好|完)|给(?:每个人|大家|家里人|孩子们?"
    r"|他们)[^。]{0,4}写了?[^。]{0,4}信"
    r"|\b(?:sorted|wrote down|left) my (?:passwords|papers|accounts)\b|\b(?:gave|given) my (?:dog|cat|pets?)\b|\bpaid off (?:all )?my\b"
    r"|\bclean(?:ed|ing) out my\b|\bletters? to everyone\b|\bwritten everyone\b"
)
_AFTER: Final = (
    r"以后(?:没法|也没法|不能|就不|谁)|没法(?:再)?照顾|不想(?:再)?(?:给|麻烦)[^，。]{0,6}(?:添麻烦|添乱|人)?|不给[^，。]{0,5}添麻烦"
    r"|(?:都|全)(?:删|写|交代)[^。]{0,8}(?:还清|删|写|交代)"
    r"|(?:谁|他们|她们|孩子)[^，。]{0,6}(?:能|好)找到|\bafter(?:wards?)?\b(?! (?:work|school|dinner|lunch))|\bso (?:no ?(?:body"
    r"|one)|nobody|they|he|she) (?:has|have|won'?t|can|doesn'?t)"
    r"|\bneed a (?:new )?home\b"
)
_HOW: Final = (
    r"多少|几[片粒颗瓶层楼支]|多[高久深快大]|哪里|哪儿|怎么|什么(?:药|样)|会不会|还?有没有|吗|一整?[瓶盒板]|整[瓶盒板]"
    r"|\bhow (?:high|many|much|deep|long|far|fast|quick)|\bwhat (?:happens|would|drug|dose|height)|\bwhich\b|\b(?:is|does|do|would"
    r"|will|can)\b"
)
_MEANS: Final = (
    r"药|[片粒颗]|楼|跳|割|血|脉|煤气|一氧化碳|炭|胰岛素|绳|淹|溺|冻|电|农药"
    r"|\b(?:pills?|tablets?|meds|medication|overdose|insulin|tylenol|paracetamol|jump\w*|fall|height|drown\w*|bleed\w*"
    r"|carbon monoxide|freez\w*"
    r"|hang\w*|electrocut\w*|bottle|box|pack|chemical\w*|gas)\b"
)
_NO_RETURN: Final = (
    r"醒不(?:过|回)?来|(?<!想)睡过去|就过去了|没(?:有)?(?:知觉|感觉|意识|气|呼吸|心跳)|(?:还有|有没有)意识|停(?:止)?(?:心跳|呼吸)"
    r"|心脏停|流(?:得|的)?(?:最|快|光|干)|不会凝"
    r"|救不(?:回|活)|死得|才会死|会死人|致命|必死|没(?:有)?痛苦|(?:疼|痛|难受|痛苦)不(?:疼|痛|难受|痛苦)"
    r"|\bstop(?:s|ping)? (?:your|my|the|a|someone'?s) (?:heart|breath\w*)|\bto (?:death|drown|die|bleed out)\b|\b(?:peaceful"
    r"|painless)\w*|\bdoes it hurt\b"
    r"|\b(?:not|never) wake\b|\bfatal|\blethal|\bkill (?:you|me|someone|a person)\b|\bpass out (?:and|for good)|\bneed to be\b"
)
_WHOLE: Final = r"(?:一)?整[瓶盒板]|\bwhole (?:bottle|box|pack(?:et)?|strip)\b"
_THEN_WHAT: Final = r"会怎么?样|会咋样|\bwhat (?:happens|would happen)\b"
_EXPLAINED: Final = (
    r"孩子|娃|宝宝|狗|猫|误|老人|奶奶|爷爷|医生|热水器|报警器|泄漏|做饭|漏气|化验|手术|扭|摔|止血|怎么止|化疗|麻药|麻醉|体检|抽血"
    r"|献血|失眠|睡得|崴|楼梯|电梯|烫|洗菜|伤口|口子|切到|打针|注射"
    r"|\b(?:child|toddler|kid|baby|dog|cat|alarm|leak|detector|surgery|accidentally|by mistake)\b"
)
_THEN_NOTHING: Final = (
    r"(?:撑|熬|挺)(?:到|过)[^，。]{0,4}(?:孩子|闺女|儿子|女儿|爸|妈|老人)[^，。]{0,10}(?:就(?:行|好|可以|够|结束|解脱|完)了?(?:$"
    r"|[，。])|(?:我)?就自由)|(?:明年|下次|以后|往后|过年)[^，。]{0,8}(?:跟我没(?:有)?关系|没我(?:的)?事|不用(?:约|叫|等|算|管"
    r"|给)我|不用带我)"
    r"|(?:就|都)不用再[^，。]{0,6}了[，,](?:都|什么都|全)不用"
    r"|\bwon'?t be (?:hearing from|seeing) me\b|\bi won'?t be (?:there|here|around)\b|\b(?:hold|hang) on until\b[^.]{0,40}\b(?:free"
    r"|done|over|rest)\b"
    r"|\b(?:don'?t|do not|not) (?:plan(?:ning)?|intend(?:ing)?|expect(?:ing)?) (?:on |to )(?:be(?:ing)? )?(?:around|here|alive|there)\b"
    r"|\bwon'?t have to (?:pretend|be here|do this|keep going)\b"
)
_MOVES: Final = (
    r"搬(?:家|走|到)|出差|旅游|转院|换(?:了)?医院|出国|回老家|请假|放假|考完试"
    r"|\b(?:mov(?:e|ing)|travel|holiday|vacation|abroad|out of town)\b"
)
_CARELESS: Final = (
    r"(?:车来了|路中间|马路(?:中间|中央)|过马路)[^。]{0,10}(?:懒得|不想|都?不)[^，。]{0,4}(?:躲|看车|让|看了)|(?:懒得|不想)(?:躲|看)车"
    r"|(?:方向盘|车)[^，。]{0,6}(?:往|朝|打向|打到|冲)[^，。]{0,6}(?:护栏|对面|沟|河|树|墙|大货车|下面)"
    r"|(?:水里|浴缸|洗澡|游泳|河里|海里)[^。]{0,14}(?:沉下去|不(?:想)?(?:起来|上来|出来|浮)|憋到)"
    r"|\b(?:don'?t|do not|never|stopped) (?:even )?(?:bother(?:ing)? )?look(?:ing)? before i cross\b|\blet go of the (?:wheel"
    r"|handlebars?)\b"
    r"|\b(?:let my head|let myself) (?:go|slip|slide|sink) under\b|\bstay(?:ed)? under (?:the )?water\b"
)
_VALUELESS: Final = r"(?:我|活着)[^，。]{0,6}(?:多余的|多一张嘴|一张嘴|白吃饭|吃白饭|费钱|花钱(?:的)?(?:东西|累赘)|占地方|占着(?:地方|床))"

_BEYOND: Final = (
    r"(?:老伴|老头子?|老婆子?|老公|爱人|丈夫|妻子|男人|媳妇|孩子他?[爸妈]|[他她娃]+[爸妈]|[爸妈]+|爷爷|奶奶|儿子|女儿|闺女|他"
    r"|她)[^，。]{0,3}"
    r"(?:一个人|自个儿|自己)?[^，。]{0,2}在?(?:那边|那头|那面|底下|地下|地底下|下头|下面|天上|那个世界|另一个世界)"
    r"|\b(?:he|she|my (?:husband|wife|son|daughter|mum|mom|mother|dad|father))\b[^.]{0,30}\b(?:up there|on the other side|over there"
    r"|in heaven|in the ground)\b"
)
_LONELY: Final = (
    r"一个人|冷清|孤单|孤零|没人(?:陪|说话|照顾)|冷|寂寞|等(?:着)?我|叫我|喊我|招手|想我"
    r"|\b(?:alone|lonely|waiting|cold|calling)\b"
)
_JOINS: Final = (
    r"我(?:也|就)?(?:快|该|就要|马上|早晚|不久|迟早|差不多|打算|想|要|也就)+[^，。]{0,4}"
    r"(?:过去|下去|去(?:陪|找|见|跟)|跟(?:着)?(?:他|她|去|过)|陪(?:他|她)|来了|走了)"
    r"|\b(?:i(?:'ll| will|'m|'m going to| am going to| shall| want to)?)[^.]{0,14}\b(?:join(?:ing)?|be with|see|follow(?:ing)?"
    r"|meet(?:ing)?) (?:him|her|them|soon)\b|\bwon'?t be long\b"
)
_JOINS_MEANT: Final = (
    r"打工|上班|工作|出差|老家|国外|外地|机票|车票|火车|高铁|飞机|搬|医院|住院|病房|陪读|学校|宿舍|城里|乡下|下班|接(?:他|她)|吃饭|超市"
    r"|\b(?:flight|train|ticket|visa|work|works|working|hospital|holiday|weekend|airport|abroad|college|university)\b"
)
_STRUCK: Final = (
    r"(?:要是|如果|希望|盼着|巴不得|最好|干脆|来|有|让|被)[^，。]{0,6}(?:车|雷|天上)[^，。]{0,6}(?:撞|碾|轧|压|劈|砸)(?:死|了"
    r"|到)?(?:我|自己)?"
    r"|\bif (?:a|an|the|some|that) (?:\w+ )?(?:car|bus|truck|lorry|train|plane|lightning)\b[^.]{0,12}\b(?:hit|hits|ran|struck|strikes|took"
    r"|killed)\b[^.]{0,12}\bme\b"
)
_WELCOME: Final = (
    r"就好了|[也都]?(?:挺|蛮|还)好的?(?:$|[，。！])|无所谓|不(?:会|觉得)?(?:在乎|难过|可惜|后悔)|认了|省事|解脱|一了百了"
    r"|\b(?:wouldn'?t|would not|don'?t) (?:mind|care|be (?:sad|sorry|upset))\b|\bbe (?:fine|ok|okay|a relief|better|easier)\b"
)
_HEIGHT: Final = r"阳台|护栏|栏杆|窗户|窗台|楼顶|天台|桥|楼层|几楼|\b(?:balcony|railing|ledge|bridge|roof|rooftop)\b"
_GAUGED: Final = (
    r"(?:护栏|栏杆|窗台|窗户)[^，。]{0,4}(?:量|试|比)过|(?:翻|跨|爬)得?(?:过|上|出)去|腿[^，。]{0,3}(?:伸|跨|迈|挂)(?:出去|过去|外面)"
    r"|(?:查|算|看|量)过了?[^。]{0,8}(?:几楼|多高|往下)|(?:railing|ledge|balcony)[^.]{0,20}\b(?:low enough|climb over|measured)\b"
)
_GAUGED_FOR: Final = (
    r"孩子|娃|宝宝|孙|猫|狗|装|封|防护|纱窗|窗帘|晒|花盆|安全|工人|师傅|施工|擦|刷|油漆|扭|拉伤|抻|锻炼|\b(?:child|kids?|toddler|cat"
    r"|dog|install\w*|safe)\b"
)
_KEEPSAKE: Final = (
    r"(?:给|为|把)(?:他们)?(?:每个人|家里每个人|所有人|大家|孩子们?|女儿|儿子)[^，。]{0,10}(?:定时)?(?:写|发|录|留)(?:了|好了?"
    r"|下)[^，。]{0,4}"
    r"(?:信|消息|短信|微信|话|视频|录音)|\bletters? (?:are|is) (?:all )?(?:done|written|finished|ready)\b"
)
_KEEPSAKE_LATER: Final = (
    r"每个人|生日|以后|明早|明天|到时候|等我|定时|\b(?:quiet|calm|peace|stopped fighting|gave up|given up)\b"
)
_AFTER_ME: Final = (
    r"我(?:走|没|不在)了?(?:以后|之后|后)[^。]{0,14}(?:麻烦|拜托|托付?|交给|归|谁)[^。]{0,8}(?:养|照顾|带|管|喂)"
)
_WENT_ROUND: Final = r"(?:跑|换|去|转|问)了?[^，。]{0,3}(?:[二两三四五六七八九十几]|好几)家"
_ONE_BOX: Final = r"药[房店][^，。]{0,8}(?:只|才|就)(?:肯|让|能|给|准)?(?:卖|买|给)[^，。]{0,4}[一两12](?:盒|瓶|板)"
FURTHER: Final = (
    sign(
        "struck_and_welcome",
        _STRUCK,
        _WELCOME,
        unless=r"怎么办|赔|保险公司|医生|检查|拍片|\b(?:insurance|claim|compensation|bruise)\b",
    ),
    sign("following_the_dead", _BEYOND, _LONELY, _JOINS, unless=_JOINS_MEANT),
    sign("affairs_settled", _AFFAIRS, _AFTER, unless=_MOVES + r"|踏实|打喷嚏|过敏"),
    sign(
        "letter_to_all",
        r"给(?:每个人|他们每个人|家里每个人)[^。]{0,4}写了?[^。]{0,4}信|\bwritten everyone (?:a |their own )?letters?\b",
    ),
    sign("others_eased", _CLOSE, _ABSENT, _EASED),
    sign("how_deadly", _HOW, _MEANS, _NO_RETURN, unless=_EXPLAINED),
    sign("how_deadly_whole", _WHOLE, _THEN_WHAT, unless=_EXPLAINED),
    sign(
        "then_nothing",
        _THEN_NOTHING,
        unless=_MOVES.replace("|考完试", "")
        + r"|\b(?:reschedul\w+|travell?ing|away (?:for|on|in)|can (?:the|my|it)\b[^.]{0,20}\bwait)\b",
    ),
    sign("careless_of_life", _CARELESS, unless=r"\b(?:cramp|learn|lesson)\b|抽筋|学(?:车|游泳)"),
    sign("of_no_worth", _VALUELESS),
    sign("height_gauged", _HEIGHT, _GAUGED, unless=_GAUGED_FOR),
    sign("keepsakes", _KEEPSAKE, _KEEPSAKE_LATER, unless=r"通知|拜年|祝福|开会|活动|聚会|请柬|婚礼|祝"),
    sign("who_keeps_them", _AFTER_ME, unless=_MOVES + r"|住院|手术|上班|散步"),
    sign(
        "boxes_gathered",
        _ONE_BOX,
        _WENT_ROUND,
        unless=r"退烧|发烧|烧|咳|孩子|布洛芬|感冒|流感|新冠|断货|缺货|没货|奥司他韦|降压|胰岛素|口罩",
    ),
    sign(
        "enough_kept",
        r"药[^，。]{0,6}够(?:我)?(?:用|吃)?的?了(?:$|[，,。])",
        r"等[^，。]{0,8}(?:高考|结婚|成家|毕业|出嫁|过年|生日|办)[^，。]{0,3}(?:完|了|后|过)",
        unless=r"复诊|复查|开药|续|再去|拿药|医生|买",
    ),
    sign(
        "slept_away",
        r"(?:剩下?的|剩的|整[瓶板盒])[^，。]{0,4}(?:都|全)(?:吃|吞|喝)(?:了|光|完|下)",
        r"(?:想|要)[^，。]{0,3}(?:好好|踏踏实实|安安静静)?睡(?:一觉|个够|过去|个好觉)|不想醒|图个清[静净]",
        unless=r"饭|菜|蛋糕|水果|面|粥|饺|零食|月饼|肉|疗程",
    ),
    sign(
        "marks_that_ease",
        r"手腕|手臂|胳膊|小臂|大腿|腿上|\b(?:arms?|thighs?|wrists?)\b",
        r"(?:多|添|加)了[^，。]{0,3}[几两一三四五](?:道|条|个口子)",
        r"心里?[^，。]{0,4}(?:好受|舒服|痛快|轻松|踏实|平静)|才(?:好受|痛快|平静)",
        unless=r"刮痧|挠|抓痒|蚊|痒|按摩|拔罐|猫|皱纹|纹身",
    ),
)
"""Told beside those of `signs`; the first that is told leads to the question."""


def further_despair(words: str) -> str | None:
    """Answer the id of the first further sign that plain text shows, None when it shows none."""
    return next((each.id for each in FURTHER if each.told(words)), None)
