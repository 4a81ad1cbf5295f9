"""The words by which somebody says, openly or veiled, that they may end their life; and what only sounds like them.

Finds more than it must: to ask one time too often does less harm than to miss it once (WHO, Preventing suicide: a resource for
primary health care workers, 2000). What is suicidal in Chinese and English online speech among the young is listed beside the
plain words. Words inside an idiom ("笑死我了"), and what strangers or a film did, are set aside first.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from agents.companion.crisis_phrases import VEILED_EN, VEILED_ZH
from agents.companion.mishaps import mishap, without_mishaps
from agents.companion.signs import despair
from agents.companion.signs_further import further_despair
from agents.companion.signs_open import plain_intent
from agents.companion.venting import vented, without_venting
from agents.guard.folding import sounded, squeezed, unjunked, unleeted

Weight = Literal["open", "veiled"]

_OPEN_ZH: Final = (
    r"自杀|轻生|寻死|自残|自伤|自尽|割[^，。,]{0,3}腕|划[^，。,]{0,4}手腕|手腕[^，。,]{0,3}(?:划|割)"
    r"|割自己|划自己|跳楼|跳河|跳江|跳桥|跳下去|往下跳|上吊(?!水|针|瓶)|烧炭自|卧轨|撞车死"
    r"|(?:想|要|去|打算|准备)喝(?:农药|药死|百草枯|敌敌畏)|喝过?农药|喝药死|了结(?:自己|生命|这一生"
    r"|这条命)|结束(?:自己|生命|这一切|这条命)"
    r"|(?:[不勿弗唔]|没得|莫得)想(?:再)?做人(?![流工造事情员家])|[勿弗唔冇](?:想|愿)活|活[勿弗唔](?:落|下)去"
    r"|(?:不想|不愿意?|不要)活(?![动跃泼血])|活不下去|活不成了|活够了|活腻|活着(?:没|没有|无)?(?:啥"
    r"|什么)?(?:意思|意义|劲|盼头|干啥|干嘛|受罪)(?<!有意思)(?<!有意义)|没意思活"
    r"|死了(?:就好|(?:就|才|倒|反而)?(?:算了|干净|清净|清静|省心|一了百了|轻松|痛快|更好))|一了百了|(?:想|要)去死(?!亡)|不如死"
    r"|想死(?!你|我|他|她"
    r"|家|亡)|想要死|就是想死|没想开|想不开|寻短见"
    r"|不想死的时候|想过死|盼着死|求死|赴死|死的(?:念头|想法|心都有)|想(?:伤害|弄死|杀)(?:自己|死自己)|怎么死|死得?不痛苦|没有?痛苦的死"
    r"|(?:让|叫|命令)我(?:去)?死|遗书|遗嘱写好|后事都?(?:安排|交代)|(?:吃|要吃)多少[^，。]{0,6}(?:会死"
    r"|能死|致命)|多少[^，。]{0,6}(?:药|片|瓶)[^，。]{0,4}(?:会死|能死|致死|致命)"
    r"|(?:药|安眠药|农药|绳子|刀)[^，。]{0,4}(?:攒够|攒了|准备好|备好|放枕头|放床头)"
    r"|攒[^，。]{0,6}(?:药(?!盒|箱)|安眠药|片)|抱着孩子[^，。]{0,4}(?:跳|死)|带着孩子[^，。]{0,3}(?:走|死)"
    r"|跟(?:着|他|她|你)?(?:一起|一块)?(?:也)?(?:去了|走了|去死)|去陪[^，。]{0,6}(?:死去|去世|走了|过世"
    r"|天上)|来世|下辈子(?:再|报|还)|活到头|在(?:楼顶|天台|桥上|河边)[^，。]{0,6}(?:站|风好大|想跳|坐)"
    r"|站在(?:楼顶|天台|桥上|桥边|窗台|河边)"
)
_OPEN_EN: Final = (
    r"\bkill(?:ing)? (?:my|him|her)self\b|\bsuicid\w*|\bend(?:ing)? (?:my|his|her) (?:own )?life\b"
    r"|\bend(?:ing)? it(?: all)?\b(?=[^a-z]*$|[ ,.]all|[,.])"
    r"|\bend(?:ing)? it all\b|\b(?:don'?t|do not|doesn'?t|no longer) (?:want|wish) to (?:live|be alive|be here"
    r"|wake up)\b|\bno (?:reason|point) (?:to|in) liv(?:e|ing)\b"
    r"|\bbetter off (?:dead|without me)\b|\bhurt(?:ing)? (?:my|him|her)self\b|\bself[- ]?harm\w*|\b(?:cut|cutting"
    r"|slit|slashed?) (?:my|her|his)(?:self| wrists?| arms?| legs?)\b"
    r"(?![^.]{0,24}(?:shav|accident|(?:on|by|from) [^.]{0,12}glass|wire|fence|nail|tin|cook|chop))"
    r"|\b(?:want|wish|going|ready|rather) (?:to )?(?:die|be dead)\b|\bwish i (?:was|were) dead\b|\bkms\b"
    r"|\bunalive\b|\bway to die\b|\bpainless(?:ly)? (?:death|die)\b"
    r"|\bnever wake up\b|\bnot wake up\b|\bhow many [^.]{0,30}(?:kill me|to die|be fatal)"
    r"|\bpills? (?:are )?(?:lined up|ready|saved)|\bhave the pills\b|\bsaved up (?:my )?(?:pills|tablets)"
    r"|\b(?:on|off|from) (?:the|a) (?:bridge|roof|ledge)\b|\bjump (?:off|from|out)\b|\bhang(?:ing)? myself\b"
    r"|\boverdose on purpose\b|\bletters? to (?:the|my) (?:kids|children|family)\b"
    r"|\bwon'?t need (?:them|it|anything) (?:any ?more|where)|\bgave away my things\b|\btired of (?:living"
    r"|being alive)\b|\bsuicide note\b|\bnobody would miss me\b"
)
_VEILED_ZH: Final = (
    r"想解脱|解脱算了|(?:想|要是能?)消失|撑不下去|撑不住了|熬不(?:下去|过)|扛不住了|坚持不下去|不想醒"
    r"|不用醒来?|别醒过?来|一睡不醒|睡过去就好|没有?我[^，。]{0,8}(?:更好|轻松|会好|就好)"
    r"|(?:是|成了)[^，。]{0,6}(?:累赘|拖累|包袱)|拖累(?:大家|家里|孩子|你们|他们)|活着(?:好|太|真"
    r"|很)?(?:累|苦|难)|活得?(?:好|太|真)(?:累|苦)|生不如死|这世上没什么可留恋|没什么留恋"
    r"|没(?:有)?活头|带走就好|(?:怎么|如何)结束(?=$|[，。！]|这|一切|自己)|该走了|替我照顾|帮我照顾好"
    r"|以后就靠(?:他|她|你)|永别|再也不见|(?:见|看|抱)[^，。]{0,3}最后一(?:次|面|眼)|没(?:有)?希望了"
    r"|看不到(?:希望|头)|人间不值得"
)
_VEILED_EN: Final = (
    r"\bcan'?t (?:go on|take it any ?more|do this any ?more|keep going)\b|\bcannot (?:go on|take it any ?more)\b"
    r"|\bwant (?:it|everything|the pain) to (?:be over|stop|end)\b|\bwant to disappear\b"
    r"|\bburden (?:to|on) (?:everyone|my|them|the)\b|\bi'?m done\b(?! (?:with (?!(?:life|living|everything"
    r"|it|all|this(?= (?:life|world|body|place|any ?more|now|all)|[ ]*(?:$|[.,!?;])))\b)|eating|at |for the day|packing"
    r"|working))|\bno way out\b|\bnothing (?:to live"
    r"|left) for\b|\bgoodbye (?:everyone|forever)\b|\bnot be around\b|\bif i was gone\b"
)
_OPEN: Final = re.compile(f"{_OPEN_ZH}|{_OPEN_EN}")
_VEILED: Final = re.compile(f"{_VEILED_ZH}|{_VEILED_EN}|{VEILED_ZH}|{VEILED_EN}")
_WEIGHTS: Final[tuple[tuple[Weight, re.Pattern[str]], ...]] = (("open", _OPEN), ("veiled", _VEILED))

_IDIOM: Final = re.compile(
    r"想死(?:你们?|他们?|她们?|妈妈|爸爸|家|孩子)了?|想死(?:我|俺|咱)(?:了|妈|爸|家|奶|老家|姐|哥|儿|女"
    r"|孙)|(?:笑|热|冻|冷|累|困|烦|气|饿|渴|痒|吓|急|忙|臭|丑|辣|酸|麻|晒|闷|堵|愁|羡慕|爱|甜|美|无聊|尴尬"
    r"|难吃|咸)死(?:我|人|个人|了|啦|俺)*"
    r"|(?:疼|痛|难受|恶心|苦|咳|胀)(?:得要|得想)?死(?:我|人|个人|了|啦|俺)*(?!算)|要死不活"
    r"|不想活[动跃泼血]|死皮|死胡同|死机|死心眼|重开一[局把盘]|重开游戏|跳楼价|跳楼大?甩卖|跳楼机|自杀式"
    r"|\b(?:killer|killing me|dying to|dead tired|to die for|scared to death|bored to death)\b"
)
_STRANGERS: Final = re.compile(
    r"(?:有人|有个人|猫|狗|有个[^，。]{0,4}|新闻|电影|电视剧?|小说|视频|网上|抖音|单位|小区|楼上|隔壁"
    r"|邻居家?|村里|街上|明星)[^，。,；;]{0,8}"
    r"(?:自杀|跳楼|割腕|上吊|轻生|跳河|喝农药|寻死|自残)(?:的?(?:新闻|电影|事|消息|视频))?"
    r"|看了?[^，。]{0,4}(?:自杀|跳楼|轻生)的?(?:新闻|电影|视频|小说|报道)"
    r"|\b(?:film|movie|book|news|story|show|documentary)\b[^.]{0,24}\bsuicide\b|\b(?:somebody|someone|a man"
    r"|a woman|neighbour)\b[^.]{0,30}\b(?:suicide|jumped (?:off|from)|killed (?:him|her)self)"
)
_DENIED: Final = re.compile(
    r"(?:没有?|从没|从来没有?|不会|绝不|绝对不|并没有?|没想过?要?|没有?想过|从来不|未曾|否认|没动过"
    r"|不打算)(?:想过?|想要?|要|去|有|动过|什么|任何|过)*$"
    r"|(?:(?:没有?|从来?没|否认)[^，。；,.;没不]{0,8}$)|不$|(?<!是)(?<!我)不是[^，。；,.;]{0,4}$"
    r"|\b(?:no|not|never|without|deny|denies|denied|haven'?t|don'?t|doesn'?t|wouldn'?t|won'?t|isn'?t)\b(?! only)[^,.;]{0,24}$"
)
_DENIED_AFTER: Final = re.compile(
    r"^(?:的?(?:想法|念头|打算|意思|心思))[^，。；没]{0,3}(?:没有|没|从来没有|没想过)|^[^，。；]{0,2}(?:没有|没想过|不会的)"
)
_TWICE: Final = re.compile(
    r"没有?(?:一天|哪天|一刻|什么时候|时候)[^，。]{0,4}不|不是(?:没有?|不)|不能说没|不敢说没|没有?不"
    r"|怎么(?:会|能|可能)不|谁说[^。]{0,6}(?:不|没)|难道不"
    r"|说没有?[^，。]{0,6}是假|骗人|假装没|嘴上说(?:没|不)"
    r"|\b(?:not|never) a (?:day|night|minute|hour)\b|\b(?:can'?t|cannot|won'?t) say (?:i )?(?:haven'?t|don'?t"
    r"|never|no)|\bdon'?t not\b|\bnot (?:un|that i (?:don'?t|haven'?t))|\bi(?:'d be| would be) lying\b"
    r"|\bhard not to\b"
    r"|\bcan'?t stop\b|\bwithout thinking of\b"
)
_NEAR: Final = 30


def _told(pattern: re.Pattern[str], text: str, written: str, places: tuple[int, ...] | None) -> bool:
    """Answer whether a word stands in the text and is not denied. With `places`, only words that something was put into count."""
    for match in pattern.finditer(text):
        start, end = match.span()
        if places is not None:
            start, end = places[match.start()], places[match.end() - 1] + 1
            if end - start == match.end() - match.start():
                continue
        before, after = written[max(0, start - _NEAR) : start], written[end : end + 12]
        if _TWICE.search(written[max(0, start - 2 * _NEAR) : end]):
            return True
        if _DENIED.search(before) or _DENIED_AFTER.match(after):
            continue
        return True
    return False


def without_idioms(text: str) -> str:
    """Answer the plain text with idioms, and what strangers or films did, blanked out."""
    blank = _STRANGERS.sub(lambda match: "□" * len(match.group()), without_mishaps(text))
    return without_venting(_IDIOM.sub(lambda match: "□" * len(match.group()), blank))


def weight_of(text: str) -> Weight | None:
    """Answer how a text speaks of ending one's life: openly, veiled, or not at all."""
    told = unjunked(text)
    words = without_idioms(told)
    dense = squeezed(words)
    sounds = _IDIOM.sub("□", sounded(words))
    english = unleeted(words)
    bare = _IDIOM.sub("□", sounded(unjunked(words)))
    forms = ((words, None), (sounds, None), (english, None), (bare, None))
    if plain_intent(words):
        return "open"
    for weight, pattern in _WEIGHTS:
        if any(_told(pattern, each, each, places) for each, places in forms):
            return weight
        if _told(pattern, sounded_dense(dense.text), words, dense.places):
            return weight
    # Only what was blanked out can be a mishap or a grumble: the text of nearly every turn is not read for one again.
    if "□" in words and (mishap(told) == "unclear" or vented(told)):
        return "veiled"
    return "veiled" if (despair(words) or further_despair(words)) is not None else None


def sounded_dense(text: str) -> str:
    """Answer the squeezed text by sound where that keeps every character in its place, else as it is."""
    heard = sounded(text)
    return heard if len(heard) == len(text) else text


def harmless(text: str) -> bool:
    """Answer whether danger words stand in the text only inside idioms, or as what strangers did."""
    words = unjunked(text)
    return without_idioms(words) != words and weight_of(text) is None


_ACT: Final = re.compile(
    r"(?:吞|喝|吃|咽|服|灌)(?:下|了|进)[^，。过]{0,6}(?:一整?瓶|整瓶|半瓶|一大把|一把|几十[片颗粒]"
    r"|\d{2,}[片颗粒]|所有|全部|一整?盒|好多|很多|一大堆|一口"
    r"|几口)[^，。]{0,6}(?:安眠药|安定|药|农药|百草枯|敌敌畏|除草剂|片)"
    r"|(?:吞|喝|吃|灌)(?:下|了|进)(?:一口|几口|点|半瓶|一瓶)?(?:农药|百草枯|敌敌畏|除草剂|老鼠药|洁厕灵|消毒液)"
    r"|(?:把|将)[^，。过]{0,6}(?:农药|百草枯|敌敌畏|除草剂|老鼠药|洁厕灵|消毒液|84|安眠药|安定)[^，。过没]{0,5}(?:吞|喝|吃|咽|服|灌|抿)"
    r"(?:了|下|完|光|掉|进)"
    r"|\b(?:took|swallowed|taken|drank|drunk)\b[^.]{0,30}\b(?:overdose|whole (?:bottle|box|pack)|all (?:my"
    r"|the) (?:pills|tablets)|(?:bottle|box|pack|handful) of|pesticide|weed ?killer|bleach|paraquat)"
)
_CLOSE: Final = re.compile(
    r"(?:今晚|今天|现在|马上|这就|等会儿?|一会儿?|明天)[^，。]{0,6}(?:就走|动手|跳|死|了结|结束"
    r"|喝(?:农?药)|上路)|站在(?:楼顶|天台|桥上|桥边|窗台|河边)|在(?:楼顶|天台|桥上)|遗书|熬不过今晚"
    r"|随时可以"
    r"|药[^，。]{0,4}(?:攒够|准备好)|抱着孩子[^，。]{0,6}(?:跳|死)|带着孩子[^，。]{0,3}(?:走|死)|(?:想|要"
    r"|怕)[^，。]{0,4}(?:掐|捂|摔|弄|闷|淹)死(?:孩子|宝宝|娃)"
    r"|\b(?:tonight|right now|about to|i am (?:standing )?on (?:the|a) (?:bridge|roof|ledge)|wrote letters"
    r"|suicide note|pills (?:are )?(?:lined up|ready))\b"
)


def swallowed(text: str) -> bool:
    """Answer whether something dangerous was swallowed, whatever for."""
    return _ACT.search(unjunked(text)) is not None


def close_at_hand(text: str) -> bool:
    """Answer whether, with thoughts of ending one's life, a time, a place or the means are told."""
    words = unjunked(text)
    return _CLOSE.search(words) is not None or plain_intent(words)
