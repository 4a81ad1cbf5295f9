"""A cut at the wrist that was an accident, told apart from one that somebody did to themselves.

Glass, a tin or a slip of the kitchen knife cut wrists every day. What is told as an accident with what did it is a wound; where only
a slip or only a thing is told (玻璃划了手腕), or nobody who did it (手腕被划了一道), it is a wound and the direct, gentle question is
asked beside it. A blade held, a wish,
a quarrel, old marks or any other word of despair leave the words to `crisis_words`, as before: nothing of these is ever taken for
an accident, and asking does no harm (NICE NG225, Self-harm, 2022).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from agents.guard.folding import plain

Mishap = Literal["accident", "unclear"]

_WRIST_ZH: Final = r"(?:手腕子?|手脖子?|腕子|腕部)"
_CUTS_ZH: Final = r"(?:划|割|刮|剐|拉|切|扎|刺|豁|戳)"
_CUT: Final = re.compile(
    rf"{_CUTS_ZH}[^，。,]{{0,4}}{_WRIST_ZH}[^，。,]{{0,2}}|{_WRIST_ZH}[^，。,]{{0,12}}{_CUTS_ZH}[了着破伤开到]*"
    r"|\b(?:cut|cuts|cutting|slashed|sliced|gashed)(?: \w+){0,2} (?:my|her|his) (?:left |right )?wrists?\b"
    r"|\b(?:my|her|his) (?:left |right )?wrist (?:was |got |is |has been )?(?:cut|slashed|sliced|gashed)\b"
)
_DENIED: Final = re.compile(
    r"(?:没有?|不是|并非|从没|绝没)(?:想|要|在|去)?(?:自残|自杀|自伤|割腕|故意|有意|想不开)[^，。,]{0,4}"
    r"|\b(?:not|never|didn'?t|did not|wasn'?t|isn'?t) (?:mean to|on purpose|self[- ]?harm\w*|deliberate\w*|trying to)[^,.;]{0,20}"
)
_MEANT: Final = re.compile(
    r"故意|有意|割腕|割脉|割自己|划自己|切自己|伤自己|伤害自己|自己(?:给|把|就)?[^，。,不]{0,3}(?:割|划|切)"
    r"|刀片|剃须刀|刮胡刀|刮眉刀|美工刀|裁纸刀"
    rf"|(?:用|拿|捡|抓|掏|找|握|攥|举|藏|把)(?:起|了|着|出)?[^，。,]{{0,8}}(?:刀|玻璃|剪|针|瓷|碎|尖|圆规|铁)[^，。,]{{0,8}}{_CUTS_ZH}"
    rf"|(?:想|要|忍不住|控制不住|冲动|偷偷|干脆|打算|准备|试着|又){_CUTS_ZH}|(?:想|忍不住|冲动)[^，。,]{{0,6}}{_CUTS_ZH}"
    r"|[二两三四五六七八九十几多好]+(?:道|条|刀)|一(?:道道|条条|刀)|刀疤|旧伤|印子|新旧|以前也(?:割|划)"
    r"|吵架|吵了|分手|失恋|离婚|崩溃|绝望|委屈|被骂|挨骂|抑郁|难过|痛苦|心里|压力|解脱|舒服|发泄|遗书|(?<![干农生])活|死"
    r"|\b(?:on purpose|deliberate\w*|razors?|blades?|wrists\b|again"
    r"|with (?:a |the |some |my |her |his )?(?:broken |piece of )*(?:glass|knife|scissors|shard)"
    r"|(?:wanted|want|trying|tried|going|decided|need) to"
    r"|breakup|broke up|depress\w*|hate|numb inside|relief|die|dead|kill|hopeless|scars?)"
)
_SLIP: Final = re.compile(
    r"不小心|不当心|没当心|没留神|没注意|没拿稳|没拿住|不慎|不留神|一不留|无意|意外|误伤|失手|手滑|脚滑|打滑|滑了一下"
    r"|\b(?:accident\w*|by mistake|slipp\w+|tripp\w+|dropp\w+)\b"
)
_SCENE: Final = re.compile(
    r"滑倒|滑了一跤|摔倒|摔跤|摔了一跤|摔下来|绊倒|绊了|打碎|打破了?(?:碗|杯|盘|瓶|玻璃|盆|镜)|打烂|(?:碗|杯子?|盘子?|瓶子?|玻璃|灯泡|盆|暖壶)[^，。,]{0,3}(?:碎|破|炸|裂)"
    r"|切菜|切肉|切水果|做饭|做菜|炒菜|剁|削[苹果皮土梨]|杀鱼|洗碗|刷碗|洗杯|擦玻璃|擦窗|[安装]玻璃|机器|车床|电锯|锯子|砍柴|砍树|割草|割麦|割稻|翻墙|车祸|开罐头|拆快递|拆箱"
    r"|\b(?:fell|(?:cook|chopp|wash|clean|garden|fix|repair|climb)ing|doing the dishes)\b"
)
_THING: Final = re.compile(
    rf"被[^，。,人他她刀我自]{{1,8}}{_CUTS_ZH}"
    rf"|(?:玻璃|铁皮|铁丝|铁片|碎片|瓷片|碗碴|碗片|碎碗|罐头|易拉罐|瓦片|钉子|树枝|荆棘|竹[片子]|纸|箱子|铁架)[^，。,]{{0,5}}{_CUTS_ZH}"
    r"|\b(?:glass|bottle|tin|can lid|wire|metal|fence|nail|branch|window)\b[^.;]{0,16}\bcut\b"
    r"|\b(?:on|by|from) (?:a |the |some |an )?(?:\w+ )?(?:glass|tin|can|wire|fence|nail|metal|window|door|edge|bottle)\b"
)
_UNTOLD: Final = re.compile(
    rf"{_WRIST_ZH}上?(?:今天|昨天|刚才|刚刚|早上|不知[^，。,]{{0,6}})?(?:被|让|给)[^，。,我自]{{0,6}}{_CUTS_ZH}"
    rf"|{_WRIST_ZH}上?(?:今天|昨天|刚才|刚刚|早上|不知[^，。,]{{0,6}})?(?:划|刮|剐|拉|豁|戳|扎|刺)(?:了|破了?|开了?|出了?|伤了?)?"
    r"(?:一道|一个|一条|个|道|条|小|长|浅|深)*(?:口子?|伤口|印|血|皮)"
    rf"|{_WRIST_ZH}上?(?:划|刮|剐|豁|蹭)破"
    r"|\b(?:my|her|his) (?:left |right )?wrist (?:was|got|has been) (?:cut|gashed|sliced)\b"
)
"""A cut whose doer is left out (手腕被划了一道, "my wrist got cut"): said of accidents and of what was meant alike."""
_WORK: Final = re.compile(r"干活|工地|车间|上班|搬|修理|装修|收拾|\b(?:at work|carrying|moving)\b")


def mishap(text: str) -> Mishap | None:
    """Answer whether a cut at the wrist is told as an accident, or only as done by a thing; None: neither, or it may be meant.

    A slip without anything that did it (不小心划了手腕) is unclear: the young say so of a harm that was meant.
    """
    return _mishap_in(plain(text))


def _mishap_in(plain_words: str) -> Mishap | None:
    words = _DENIED.sub("，", plain_words)
    if not _CUT.search(words) or _MEANT.search(words):
        return None
    slipped, thing = _SLIP.search(words), _THING.search(words)
    if _SCENE.search(words) or (thing and (slipped or _WORK.search(words))):
        return "accident"
    return "unclear" if slipped or thing or _UNTOLD.search(words) else None


def without_mishaps(text: str) -> str:
    """Answer the plain text with the words of a cut that was no intent blanked out."""
    words = plain(text)
    if _mishap_in(words) is None:
        return words
    blank = _DENIED.sub(lambda match: "□" * len(match.group()), words)
    return _CUT.sub(lambda match: "□" * len(match.group()), blank)
