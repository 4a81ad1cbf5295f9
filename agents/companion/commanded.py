"""A voice that commands harm to a child or to anybody: the illness behind it is an emergency, whatever else is told.

Sources: NICE CG192 (puerperal psychosis); NICE CG178 (psychosis: risk to others, command hallucinations).
"""

from __future__ import annotations

import re
from typing import Final

from agents.guard.folding import plain

_CHILD: Final = (
    r"(?:宝宝|孩子|娃娃?|儿子|女儿|闺女|婴儿|老[大二三]|小(?:孩|家伙|宝)|崽)"
    r"|\b(?:baby|child|kids?|son|daughter|newborn|infant|toddler)\b"
)
_ORDERED: Final = re.compile(
    r"(?:声音|幻听|鬼|神|菩萨|上天)[^。！？]{0,12}(?:叫|让|命令|催|逼|要|喊|教|劝|说)(?:着)?我"
    r"|(?:耳边|耳朵(?:边|里)|脑[子袋]里|脑海里|心里)[^。！？]{0,6}(?:有人|有个|老有|总有|一直有|谁)[^。！？]{0,8}(?:叫|让|命令|催|逼|要|喊)(?:着)?我"
    r"|\b(?:voices?|god|the devil|demons?)\b[^.!?]{0,24}\b(?:tell\w*|told|order\w*|command\w*|ask\w*|want\w*|say\w*|urg\w*)\b"
    r"[^.!?]{0,8}\bme\b"
)
_HARM: Final = re.compile(
    r"掐|捂|闷死|摔|扔|丢|淹|杀|弄死|打死|害|伤|烧|捅|砍|毒|勒|推下|结果了"
    r"|\b(?:kill|hurt|harm|throw|drop|smother|drown|strangle|choke|stab|burn|shake|suffocate|get rid of)\w*\b"
)
_MAIM: Final = re.compile(
    r"(?:砍|(?<!自)杀|捅|弄死|打死|掐死|勒死|烧死|毒死|推下)(?!我|自己)|放火|\b(?:kill|stab|strangle|shoot|attack)\b(?! my ?self| me\b)"
)
_WHOM: Final = re.compile(_CHILD)
_NEAR: Final = 40
"""Characters after the order among which the harm and the child are named."""
_HEARD_TELL: Final = re.compile(
    r"新闻|电影|电视|小说|视频|抖音|网上|梦|\b(?:film|movie|news|book|story|podcast|dream\w*)\b"
)
_DENIED: Final = re.compile(
    r"(?:没有?|从没|未曾|不曾)[^，。；]{0,4}(?:声音|有人|幻听)|\b(?:no|never|without|don'?t (?:hear|have))\b[^.;]{0,10}\bvoices?\b"
)


def commanded_to_harm_a_child(text: str) -> bool:
    """Answer whether a text tells of a voice that orders harm to a child."""
    return any(_HARM.search(after) and _WHOM.search(after) for after in _orders(text))


def commanded_to_harm(text: str) -> bool:
    """Answer whether a text tells of a voice that orders to kill or maim anybody else."""
    return any(_MAIM.search(after) for after in _orders(text))


def _orders(text: str) -> list[str]:
    """Answer what stands behind each order of a voice that the speaker hears; nothing of a film, a dream or a denial."""
    words = plain(text)
    if _HEARD_TELL.search(words) or _DENIED.search(words):
        return []
    return [words[order.end() : order.end() + _NEAR] for order in _ORDERED.finditer(words)]
