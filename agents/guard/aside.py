"""What stands beside a complaint and would mislead whoever reads it: swearing, those who are cared for or mourned, titles of kin.

"他妈的嗓子疼" speaks of nobody's mother, and whose back aches from carrying a grandchild has the back ache. Every character that is kept
stays in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from agents.guard.folding import plain, simplified, unjunked
from agents.state import Relation
from kg.schema import Status
from kg.text import Understanding

_SWEARING: Final = re.compile(
    r"(?:他|你|尼|特)(?:妈|马|娘|奶奶)的?(?=[，,。！!\s]|的|[头腿手腰胃肚牙嗓]|疼|咳|又|怎|真|好快|难受|累)的?"
    r"|(?<![我你他她爸的跟和给])妈的(?=[，,。！!\s]|又|疼|怎|真|[头腿手腰胃肚牙嗓])"
    r"|(?:^|(?<=[，,。！!\s]))妈的(?=[这那我老])|家里(?=[炸炒煮做切烧修装擦打搬洗蒸拖扫])"
    r"|我[操靠草艹](?=[，,。！!\s]|[头腿手腰胃肚牙嗓疼又])|^[操靠草艹](?=[，,。！!\s])"
    r"|\b(?:fuck(?:ing)?|bloody hell|damn(?:ed)?|holy shit|shit|for fuck'?s sake)\b",
    re.IGNORECASE,
)
_KIN: Final = (
    r"(?:我|俺)?(?:的|家)?(?:孙子|孙女|外孙|孩子们?|娃娃?|宝宝|儿子|女儿|闺女"
    r"|老伴|老公|老婆|妈妈?|爸爸?|母亲|父亲|婆婆|公公|爷爷|奶奶|老人|岳[父母])"
)
_CARED_FOR: Final = re.compile(
    rf"(?:带|照顾|伺候|护理|陪护|陪)(?:着|了)?[^，。,.；;]{{0,8}}?{_KIN}(?!看)|想(?:念)?(?:他|她|{_KIN})(?=[睡就总老都想哭，,。])"
    rf"|{_KIN}[^，。]{{0,6}}(?:(?:吵|气|烦)(?:得|死|着我|人|醒|我)|闹(?:得|醒)我)"
    rf"|{_KIN}(?:去世|走了|没了|过世|不在了|不回来|不在身边|在外地|出国|结婚)"
)
_ELDERS: Final = {
    "奶奶": "妈妈", "外婆": "妈妈", "姥姥": "妈妈", "婆婆": "妈妈", "岳母": "妈妈",
    "爷爷": "爸爸", "外公": "爸爸", "姥爷": "爸爸", "公公": "爸爸", "岳父": "爸爸",
}  # fmt: skip
_SINGLE: Final = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?![\u3400-\u9fff])")
MOST_SINGLE: Final = 4
"""Characters that stand alone, from which a text is taken for one that was spaced out."""
_ELDER: Final = re.compile("|".join(_ELDERS))


def without_asides(text: str, relation: Relation) -> str:
    """Answer the text as it is read for complaints of the person it is for: in `parent`, grandparents and in-laws are meant too."""
    words = _SWEARING.sub(_blank, simplified(text))
    if relation == "self":
        words = _CARED_FOR.sub(_blank, words)
    if relation == "parent":
        words = _ELDER.sub(lambda match: _ELDERS[match.group()], words)
    return words


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def read_plainly(text: str, relation: Relation, read: Callable[[str], Understanding]) -> Understanding:
    """Answer what a text says without asides, and where blanks, dots or pictures may stand inside its words.

    It is read as it stands, and once more without them; the second reading only adds complaints, because a blank may also end what a denial
    covers. A text with a blank behind every character is read without them alone.
    """
    bare = unjunked(text)
    if bare == plain(text):
        return read(without_asides(text, relation))
    second = read(without_asides(bare, relation))
    if len(_SINGLE.findall(text)) >= MOST_SINGLE:
        return second
    first = read(without_asides(text, relation))
    have = {finding.id for finding in first.findings}
    added = [each for each in second.findings if each.status is Status.PRESENT and each.id not in have]
    return first.model_copy(update={"findings": (*first.findings, *added)}) if added else first
