"""A printed name held against the name that the phone registered, of which only marks are known (decision 53).

Whether it is another name is answered only where the paper shows it: what is masked (张*), was not read surely, is cut off, or stands in
another script tells nothing. No name is kept.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from agents.dialogue import NameMarks
from agents.guard.folding import simplified

MASK: Final = "*"
_LABEL: Final = "\0jiayi/v1/name\0"
_VARIANTS: Final = dict(
    zip(
        "張陳劉黃楊趙吳鄭孫馬羅蕭馮鄧許韓蔣葉蘇盧鍾譚陸賈鄒閻龍賀顧龔萬錢嚴賴湯龐倫莊紀齊華偉國強麗紅軍傑濤曉艷鵬飛蘭鳳鳴輝瓊貴榮寶瑩穎慶學義銘鋒鋼劍"
        "維緒勝賢東風雲雙遠達寧靜夢嬌婭媽瑋圓澤潔潤鴻懷楨樹樂業嵐愛憲應恆亞傳優儀億儉偵冊駿驥鐵鎮銀錦長開關陽陰頌領顏魯鴿麥齡",
        "张陈刘黄杨赵吴郑孙马罗萧冯邓许韩蒋叶苏卢钟谭陆贾邹阎龙贺顾龚万钱严赖汤庞伦庄纪齐华伟国强丽红军杰涛晓艳鹏飞兰凤鸣辉琼贵荣宝莹颖庆学义铭锋钢剑"
        "维绪胜贤东风云双远达宁静梦娇娅妈玮圆泽洁润鸿怀桢树乐业岚爱宪应恒亚传优仪亿俭侦册骏骥铁镇银锦长开关阳阴颂领颜鲁鸽麦龄",
        strict=True,
    )
)
"""Traditional characters of common names, beside those that `simplified` knows."""
_SIMPLE: Final = str.maketrans(_VARIANTS)
_TRADITIONAL: Final = {simple: old for old, simple in _VARIANTS.items()}

_PRINTED: Final = re.compile(
    r"(?:(?<![生师属人])姓\s*名|患者姓名|病人姓名|受检[者人](?:姓名)?|(?:patient(?:'s)? )?name)\s*[:：]\s*"
    r"(?P<name>[一-鿿]\s{1,4}(?![男女])[一-鿿]|[一-鿿·•・.*＊×□○●?？]{2,20}|[A-Za-z][A-Za-z .,'-]{1,40}?)"
    r"(?=\s*(?:[(（]|性\s*[别別]|年\s*[龄齡]|sex|gender|age|dob|\d|$|\n|[|;；,，]|科|床|门|住|病|编|卡|ID)|\s{2}|\s+[男女])",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(r"性别|年龄|科室|医院|检查|报告|之[子女婴]|^(?:无名|未知|不详)")
_TITLE: Final = re.compile(r"(?:先生|女士|小姐|同志)$")
_FIGURE: Final = re.compile(r"\s*\d")
_BETWEEN: Final = re.compile(r"[\s,.·•・'-]")
_HIDDEN: Final = re.compile(r"[*＊×□○●?？某]+")
_HAN: Final = re.compile(r"[㐀-鿿]")


def printed_names(text: str, unsure: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """Answer the names that a photo shows, each once: two sheets may lie in it.

    `MASK` stands for what is masked or was not read surely; `unsure` are the places in `text` whose letters may be others. Case, blanks,
    dots and traditional characters do not count.
    """
    names = (_name(text, found, unsure) for found in _PRINTED.finditer(text))
    return tuple(dict.fromkeys(name for name in names if name))


def _name(text: str, found: re.Match[str], unsure: frozenset[int]) -> str:
    start = found.start("name")
    read = "".join(MASK if start + at in unsure else letter for at, letter in enumerate(found["name"]))
    name = _TITLE.sub("", _BETWEEN.sub("", _HIDDEN.sub(MASK, simplified(read).translate(_SIMPLE)))).casefold()
    if len(name) > 2 and name[-1] in "男女" and _FIGURE.match(text, found.end()):  # noqa: PLR2004 - 张三男45岁
        name = name[:-1]
    return "" if _NO_NAME.search(name) or not name.replace(MASK, "") else name


def several(names: tuple[str, ...]) -> bool:
    """Answer whether a photo shows the whole names of two people."""
    return len({name for name in names if MASK not in name and _HAN.match(name)}) > 1


def letter_mark(letter: str, salt: str) -> int:
    """Answer the four bits that stand for one character of a name; the page makes the same (`core/fitting.ts`)."""
    return hashlib.sha256(f"{salt}{_LABEL}{letter}".encode()).digest()[0] & 15


def fits(printed: str, registered: NameMarks | None) -> bool | None:
    """Answer whether a printed name can be the registered one; None where that cannot be told."""
    if registered is None or not _HAN.match(printed.replace(MASK, "")):
        return None
    marks = registered.marks
    if MASK not in printed:
        cut = len(printed) < len(marks) and _same(printed, marks[: len(printed)], registered.salt)
        whole = len(printed) == len(marks) and _same(printed, marks, registered.salt)
        return None if cut else whole
    head, _, rest = printed.partition(MASK)
    tail = rest.rpartition(MASK)[2]
    if not head + tail or len(head) + len(tail) > len(marks):
        return None
    beside = _same(head, marks[: len(head)], registered.salt)
    return beside and _same(tail, marks[len(marks) - len(tail) :], registered.salt)


def _same(letters: str, marks: tuple[int, ...], salt: str) -> bool:
    """Answer whether each letter, simplified or traditional, has its mark."""
    return all(
        mark in {letter_mark(form, salt) for form in (letter, _TRADITIONAL.get(letter, letter))}
        for letter, mark in zip(letters, marks, strict=True)
    )
