"""Names that stand where a medicine's name stands and that nobody here knows. They are said to be unknown, never guessed.

A word that is plainly food or talk is left alone; a herbal brew (中药, 汤药) is always unknown, as nobody knows what is in it.
"""

from __future__ import annotations

import re
from typing import Final

from kg.drugs.names import Named

_FORM: Final = r"(?:胶囊|片|颗粒|冲剂|丸|口服液|滴丸|注射液|糖浆|膏|散|栓|滴剂|软胶囊|缓释片)"
_BY_FORM: Final = re.compile(rf"[㐀-鿿A-Za-z]{{2,8}}{_FORM}(?![㐀-鿿]{{0,1}}(?:怎么|刀|子))")
_COUNTED: Final = re.compile(rf"(?:(?<!三)七|[一二两三四五六八九十百几半多每整])[大小]?{_FORM}$")
"""One tablet or two is an amount and no name; 三七片 is one."""
_STEM: Final = re.compile(
    r"^[㐀-鿿]{2,8}(?:灵|康|宁|平|林|素|唑|汀|芬|酮|星|坦|定|胺|辛|通|西林|沙星|地平|普利|洛尔|拉唑|他汀|列净|格列|单抗|替尼|韦|肽|酯|钠|钾|钙|酸)$"
)
_SLOTS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:能不能|可不可以|能|可以)(?:吃|喝|用|服|打)(?P<a>[㐀-鿿A-Za-z]{2,14}?)(?:吗|么|嘛|不|[？?，,]|$)",
        (
            r"(?:^|[，,。])(?:吃|吃了|用|服)?(?P<a>[㐀-鿿A-Za-z]{2,14}?)(?:和|跟|与|同|配)"
            r"(?P<b>[㐀-鿿A-Za-z]{2,14}?)(?:能不能|能|可以|可不可以|一起|同时|会)"
        ),
        r"(?P<a>[㐀-鿿A-Za-z]{2,14}?)(?:能不能|能|可以|可不可以)(?:和|跟|与|同|配)(?P<b>[㐀-鿿A-Za-z]{2,14}?)(?:一起|同时|一块|合|搭|同)",
        r"(?:^|[，,。])(?P<a>[㐀-鿿A-Za-z]{2,14}?)(?:是什么药|是啥药|有什么副作用|有副作用吗|饭前|饭后|怎么吃|治什么)",
        (
            r"\b(?:take|taking|took|mix|combine|use|on)\s+(?P<a>[a-z-]{5,20})\s+(?:with|and|while|together|along)"
            r"\s+(?:my\s+)?(?P<b>[a-z-]{5,20})?"
        ),
        (
            r"\b(?:can|may|should|is it safe to|is it ok to)\s+(?:i\s+)?(?:take|use)\s+(?P<a>[a-z-]{5,20})"
            r"(?:\s*\?|$|\s+(?:with|while|during|in|if|when))"
        ),
        r"\b(?:side effects of|what is)\s+(?P<a>[a-z-]{5,20})(?:\s*\?|$)",
        r"\b(?P<a>[a-z-]{5,20})\s+(?:and|with)\s+(?P<b>[a-z-]{5,20})\s+(?:together|at the same time)",
    )
)
_LEAD: Final = re.compile(
    r"^(?:我|他|她|孩子|宝宝|老人|怀孕|孕妇|哺乳期?|现在|还|再|先|要|想|就|了|在|正在|一直|吃着|吃了|吃|喝|用|服用?|打|的|这个|那个|请问|问下|想问|是|有|叫|发烧|感冒|头疼|可以|能)+"
)
_ORDINARY: Final = re.compile(
    r"^(?:药|什么|别的|其他|点|些|东西|这个|那个|这种|它|饭|鸡蛋|海鲜|水果|辣|辣的|牛肉|羊肉|鱼|虾|螃蟹|"
    r"豆浆|蜂蜜|糖|面|粥|肉|菜|西药|退烧|止疼|消炎|感冒|降压|保健品|水|早饭|晚饭|什么药|哪些药|这些药|这药|两种|几种|补品|阿姨|疫苗|检查|手术|运动|洗澡|上班)"
)
_HERBAL: Final = re.compile(
    r"中药(?!店|材)|汤药|草药|偏方|膏方|祖传|保健品|土方|民间药|\bherbal (?:medicine|remed|brew|tea)\w*|\bsupplements?\b",
    re.IGNORECASE,
)
_ENGLISH_ORDINARY: Final = frozenset(
    {
        "something", "anything", "medicine", "medicines", "medication", "medications", "tablets", "pills",
        "antibiotics", "painkillers", "alcohol", "coffee", "grapefruit", "breastfeeding", "pregnant",
        "pregnancy", "together", "food", "breakfast", "dinner", "water", "these", "those", "them", "other",
        "others", "blood", "pressure", "about", "after", "before", "during", "while", "could", "should",
        "would", "taking", "doctor", "pharmacist", "headache", "fever", "cough", "children", "child", "baby",
        "infant", "vitamin", "vitamins", "supplements", "supplement", "everything", "nothing", "normal",
        "dangerous"
    }
)  # fmt: skip
_MOST: Final = 2


def unknown_names(text: str, named: Named) -> tuple[str, ...]:
    """Answer the names in a text that stand in a medicine's place and are not known; at most two."""
    known = [(each.start, each.end) for each in named.mentions] + [(each.start, each.end) for each in named.suspects]
    found: list[str] = [match[0] for match in _HERBAL.finditer(text) if _free(match.start(), match.end(), known)]
    for match in _BY_FORM.finditer(text):
        name, start = _cut(match[0], match.start())
        if _free(start, match.end(), known) and len(name) > 2 and not _ORDINARY.match(name):  # noqa: PLR2004 -- 药片, 药丸
            if _COUNTED.search(name):
                continue
            found.append(name)
    for slot in _SLOTS:
        for match in slot.finditer(text):
            for group in ("a", "b"):
                if group in slot.groupindex and match[group]:
                    name, start = _cut(match[group], match.start(group))
                    if _free(start, match.end(group), known) and _like_a_name(name):
                        found.append(name)
    return tuple(dict.fromkeys(found))[:_MOST]


def _cut(name: str, start: int) -> tuple[str, int]:
    lead = _LEAD.match(name)
    return (name, start) if lead is None else (name[lead.end() :], start + lead.end())


def _free(start: int, end: int, known: list[tuple[int, int]]) -> bool:
    return end > start and all(end <= left or start >= right for left, right in known)


def _like_a_name(name: str) -> bool:
    if name.isascii():
        return name.casefold() not in _ENGLISH_ORDINARY and not name.casefold().endswith(("ing", "ache", "ness"))
    return not _ORDINARY.match(name) and bool(_STEM.match(name))
