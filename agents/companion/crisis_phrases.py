"""Compositions by which an end of one's own life is told without its name.

A wish with an end, means with a preparation, a high place with lingering, one's absence with other people's relief, a blade with one's own
skin.

Patterns only, over plain text. They are wide on purpose: what they find is answered by a direct and gentle question (`questions.direct`),
which does no harm where nothing was meant. The warning signs are those of the American Association of Suicidology (Rudd MD et al.
Suicide Life Threat Behav 2006;36:255-262): talk of dying, seeking means, purposelessness, being trapped, withdrawing.
"""

from __future__ import annotations

from typing import Final

_WISH_ZH: Final = (
    r"(?:想着?|要|不如|宁愿|宁可|巴不得|恨不得|希望|盼着?|打算|干脆|可以放心|该|让我|叫我|怎么才能|如何才能"
    r"|有(?:什么|啥|没有)[^，。]{0,6}(?:办法|法子)|哪天|随时|早点|早晚)"
)
_END_ZH: Final = (
    r"(?:去死|死掉|死了算|死去|走了(?=$|[，。！,!])|走(?=$|[，。！,!])|走了也就|去了(?=$|[，。！,!])|去见[^，。]{0,4}(?:爸|妈|老伴|他|她)"
    r"|离开(?:这个?)?(?:世界|人世|人间)|告别(?:这个?)?(?:世界|人世)|消失|一走了之|了断|长眠|睡死|永远(?:地)?睡|一睡不[醒起]|睡过去"
    r"|(?:再也|永远|以后)?(?:别|不要|不用|不)再?(?:醒|睁眼)|(?:再也别|别再|不用再)起来|(?:从|打)[^，。]{0,6}(?:窗|楼|桥|阳台|天台|山"
    r"|崖)[^，。]{0,4}(?:跳|翻|下去|出去|掉)"
    r"|撞(?:上去|墙死|死)|往[^，。]{0,4}[河江海水][里中]?(?:跳|走)|跳下去|闭(?:上)?眼(?:就|走|算))"
)
_MEANS_ZH: Final = (
    r"(?:安眠药|安定片?|农药|百草枯|敌敌畏|老鼠药|药(?:片|瓶)?|绳子?|麻绳|刀片|剃须刀|美工刀|水果刀|炭|煤气)"
)
_READY_ZH: Final = (
    r"(?:攒(?!到一起|在一起|一周)|存|囤|藏|数了|倒出来|备好|备着|准备好|买好|磨好|放在?(?:床|枕|手边|抽屉|包))"
)
_SKIN_ZH: Final = r"(?:自己|胳膊|手腕|手臂|大腿|腿上|手背|腕子|手上)"
VEILED_ZH: Final = (
    rf"{_WISH_ZH}[^，。；]{{0,8}}{_END_ZH}"
    rf"|{_MEANS_ZH}[^，。；]{{0,6}}{_READY_ZH}(?![^，。]{{0,6}}(?:过期|孩子|医生|药箱|冰箱|安全))"
    rf"|{_READY_ZH}[^，。；]{{0,6}}(?:安眠药|农药|百草枯|绳子?|刀片|炭)(?![^，。]{{0,6}}(?:孩子|安全))"
    r"|(?:阳台|楼顶|天台|桥上|桥边|桥头|河边|江边|铁轨|窗台|窗边|楼上)[^。]{0,8}(?:站了|站着|坐了|往下看|往下望|看了很久"
    r"|发呆)|(?:往下看|往下望)[^。]{0,6}(?:很久|想|腿)"
    r"|(?:我|自己)?(?:死了|不在了|走了|没了|消失了)[^，。]{0,6}(?:没人|也没|谁|都)[^，。]{0,4}(?:在乎|难过|知道|伤心|哭"
    r"|轻松|好过|解脱)|(?:没有|没了|少了)我[^，。]{0,8}(?:更好|轻松|一样|就好|好过)"
    r"|活着的?(?:理由|意义|必要|目的)|为(?:什么|啥)(?:还)?(?:要)?活|(?:一个人)?活着(?:干啥|干嘛|干什么|有啥)|别活了|白活"
    r"|活一天算一天|活受罪|苟活|(?:只有|只剩)(?:一|这)条路|走投无路|没(?:有)?(?:路|退路)(?:了|可走)"
    r"|任务(?:就|也|都|算)?(?:完成|结束|到头)了?[^。]{0,6}(?:放心|可以)(?:走|去)|(?:心愿|后事|后路)[^，。]{0,3}(?:了了|安排|交代)|寿衣"
    r"|(?:该|让|叫|求|盼着?|等|早点|快|咋不|怎么还?不)[^，。]{0,3}(?:菩萨|佛祖|阎王爷?|老天爷?|上帝|主)[^，。]{0,4}(?:收|接|带|领)了?"
    r"(?:[我她他俺]|走|去)"
    r"|(?:菩萨|佛祖|阎王爷?|老天爷?|上帝)[^，。]{0,4}(?:怎么|咋|还不|快|早点|啥时候|什么时候)[^，。]{0,4}(?:收|接"
    r"|带)(?:[我她他俺]|走|去)|(?:给|为)(?:他们?|她们?|孩子们?|儿子|女儿"
    r"|家里人?|大家|你们|爸妈)[^，。]{0,3}留(?:个|点|些|下)?念想"
    r"|(?:念头|失望|讨厌|可惜|遗憾)[^，。]{0,8}又(?:醒|活)"
    r"|(?:别|不要|不用)(?:来)?找我|忘了我吧|对不起[^，。]{0,6}(?:爸妈|你们|孩子们|大家)[，。]?[^。]{0,6}(?:走|先)"
    rf"|(?:(?<!被)(?<!被刀)(?<!被人)(?:割|划|剌|烫|刻))了?(?:好?几|一|两|三|很多)[刀道条](?![^，。]{{0,6}}(?:菜|肉|手指|小?口子|苹果|手术"
    rf"|阑尾))|(?:拿|用)[^，。]{{0,5}}(?:刀|针|烟头|指甲)[^，。]{{0,4}}(?:割|划|刻|扎|烫){_SKIN_ZH}"
    rf"|{_SKIN_ZH}[^，。]{{0,6}}(?:一道道|一条条|新旧|刀痕|刀印|划痕|割痕|刀疤|(?:刀|刀片)(?:划|割)的?(?:印|痕|疤|道))"
    r"|(?:今晚|今天|等会儿?)[^，。]{0,4}(?:吃药|上路|动手|就走)(?![了]?(?:后|前|时))(?=$|[，。！,!])|恨(?:死)?我自己|(?:我"
    r"|自己)(?:是|像|就是)个?(?:废物|没用的人|垃圾|多余的)|我就是多余"
)
_WISH_EN: Final = (
    r"\b(?:want|wish|wanna|could|like|ready|going|hope|rather|keep"
    r"|thinking|thought|think|talk(?:ing|ed|s)?|dream(?:ing)?|plan(?:ning)?)\b"
)
_END_EN: Final = (
    r"\b(?:die\b(?! ?down| of (?:laugh|embarrass|hunger)| from (?:a|this))|dying\b(?! to)|be dead\b|sleep(?:ing)? forever"
    r"|never wak|not wak|disappear\b|end(?:ing)? (?:it|things"
    r"|everything)\b(?! with)|be gone\b|not be(?:ing)? (?:here|alive)"
    r"|train tracks|the bridge\b|(?:crash|drive|swerve)\w* (?:the|my|into|off)|jump(?:ing)?\b|go(?:ing)? to sleep and not"
    r"|it to be over|it all to (?:stop|end))"
)
VEILED_EN: Final = (
    rf"{_WISH_EN}[^.!?]{{0,28}}{_END_EN}"
    r"|\b(?:point|reason|use|sense) (?:of|in|to|for) (?:liv(?:e|ing)|going on|being alive)\b|\bworth living\b|\bwhy (?:am i"
    r"|do i) (?:still )?(?:alive|live|here)\b"
    r"|\b(?:if|when|once) i(?: ?'m| am| was| were|'d be)? (?:not|n't|wasn'?t|weren'?t|gone|dead|no longer)\b[^.]{0,12}"
    r"|\bwasn'?t here\b|\bwithout me\b[^.]{0,16}\b(?:better|happier|easier)\b|\b(?:better|happier"
    r"|easier)\b[^.]{0,10}\bwithout me\b"
    r"|\b(?:stockpil|hoard|sav|count|hid)\w*\b[^.]{0,16}\b(?:pills|tablets|meds|medication|rope|razor|blades?)\b"
    r"|\b(?:scratch|burn|cut|carv|slic)\w*\b[^.]{0,8}\bmy (?:arms?|legs?|skin|wrists?|thighs?)\b[^.]{0,24}\b(?:razor|blade"
    r"|knife|again|on purpose|lighter)\b|\b(?:razor|blade)\b[^.]{0,16}\b(?:arm|wrist|skin|thigh)"
    r"|\b(?:hate|loathe) (?:myself|my life|being alive)\b|\bi(?:'m| am) (?:worthless|nothing|a waste)\b|\bso (?:much )?i could die\b"
)
