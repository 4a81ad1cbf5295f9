"""Amounts of a medicine said to be taken at once: in mass, in pieces, in whole packages. Judges only whether they can be right.

Owns no dose for anybody: `Limit` is a guard against a slip ("500 g of ibuprofen") and against poisoning. What it finds is either
doubtful (asked back) or too much (help is needed now); in doubt it is too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kg.drugs.names import Mention
from kg.drugs.pharmacy import Pharmacy
from kg.drugs.schema import Key
from kg.medicines import MedicineId

Doubt = Literal["too_much", "cannot_be", "much"]
ABSURD: Final = 30.0
"""Times the most of a day, from which an amount is rather a slip of the unit; nobody swallows thirty times as much unnoticed."""
MANY_PIECES: Final = 10
SOME_PIECES: Final = 6
MANY_SMALL_PILLS: Final = 60
MANY_TOXIC_PILLS: Final = 30
TOXIC_TIMES: Final = 1.5
MILD_TIMES: Final = 6.0
BULK_MG: Final = 100_000.0
"""Of a medicine without a limit, an amount that can only be a slip of the unit."""
TABLETS_MG: Final = 10_000.0
"""... and of one that is a tablet of milligrams by its class (`_TABLETS`)."""
_MG: Final[dict[str, float]] = {
    **dict.fromkeys(("mg", "毫克", "milligram", "milligrams"), 1.0),
    **dict.fromkeys(("g", "克", "公克", "gram", "grams"), 1000.0),
    **dict.fromkeys(("ug", "mcg", "μg", "µg", "微克", "microgram", "micrograms"), 0.001),
    **dict.fromkeys(("kg", "公斤"), 1_000_000.0),
    "斤": 500_000.0,
}
_TO_TEN: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH: Final = dict(zip(_TO_TEN, range(1, 11), strict=True)) | {
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100,
    "a whole": 1, "the whole": 1, "half a": 0.5, "a": 1, "all": 1,
}  # fmt: skip
_NUMBER: Final = (
    rf"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十百几半整]+|{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})"
)
_MASS: Final = re.compile(
    _NUMBER + r"\s*(?P<u>毫克|微克|公克|公斤|克|斤|mg|mcg|ug|μg|µg|kg|g|grams?|milligrams?|micrograms?)(?![a-z])",
    re.IGNORECASE,
)
_PIECES: Final = re.compile(_NUMBER + r"\s*(?:多|几)?(?P<u>片|粒|颗|丸|tablets?|pills?|capsules?|tabs?)", re.IGNORECASE)
_PACK: Final = re.compile(
    r"(?P<n>整|一整|一|半|两|三|几|大半|全|a whole |the whole |a |half a |the )\s*"
    r"(?P<u>瓶|盒|板|把|大把|bottle|packet|pack|box|strip|blister|handful)(?:子)?",
    re.IGNORECASE,
)
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "几": 3, "半": 0.5, "整": 1}
_NEAR: Final = 14
"""Characters between a name and the amount that belongs to it."""
_CLAUSE: Final = re.compile(r"[，,。；;！!？?\n]")
_SAYS_HOW_MUCH: Final = re.compile(
    r"[^，,。；;]{0,3}[，,] ?(?:一次|每次|一天|每天|每日|一顿|早晚|早上|晚上|都)(?:各)?(?:吃|服|用)?|, (?:i take )?",
    re.IGNORECASE,
)
"""Between a name and the amount that the next clause gives it: "吃普瑞巴林，一次75克"."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that cannot be right or is too much. `words` as written; `medicine` is the id that it belongs to."""

    doubt: Doubt
    medicine: str
    words: str


def number_of(word: str) -> float:
    """Answer the value of a numeral of either language; 1 for what is none."""
    word = word.strip().casefold()
    if word in _ENGLISH:
        return float(_ENGLISH[word])
    try:
        return float(word)
    except ValueError:
        pass
    total, pending = 0.0, 0.0
    for character in word:
        if character in "十百":
            total += (pending or 1) * (10 if character == "十" else 100)
            pending = 0.0
        else:
            pending = float(_DIGITS.get(character, 1))
    return total + pending


def doubtful(pharmacy: Pharmacy, text: str, mentions: tuple[Mention, ...], *, share: float = 1.0) -> tuple[Amount, ...]:
    """Answer the amounts in a text that cannot be right or are too much, each with the medicine that stands nearest.

    `share`: of an adult's limits, above 0 and at most 1, what holds for this person; a child's are smaller by its weight.
    Pieces and packages over days or weeks are "much", which is asked back, because a course of tablets may well be a box.
    """
    medicines = [each for each in mentions if each.kind in {"medicine", "class"}]
    return tuple(_doubts(pharmacy, text, medicines, share)) if medicines else ()


def _doubts(pharmacy: Pharmacy, text: str, medicines: list[Mention], share: float) -> Iterator[Amount]:
    over_days = bool(_OVER_DAYS.search(text)) and not _AT_ONCE.search(text)
    for found in _MASS.finditer(text):
        owner = _owner(text, medicines, found.start(), found.end())
        if owner is not None:
            mg = number_of(found["n"]) * _MG[found["u"].casefold()]
            yield from _told(_of_mass(pharmacy, owner.id, mg, share), owner, found)
    for pattern in (_PIECES, _BEFORE_NAME):
        for found in pattern.finditer(text):
            owner = _owner(text, medicines, found.start(), found.end("n"))
            if owner is not None:
                doubt = _of_pieces(pharmacy, owner.id, number_of(found["n"]), share)
                yield from _told("much" if doubt and over_days else doubt, owner, found)
    for found in _PACK.finditer(text):
        owner = _owner(text, medicines, found.start(), found.end())
        if owner is not None and not _mild(pharmacy, owner.id) and _swallowed(text, found.start()):
            boxes = bool(_IS_BOX.search(found["u"]) or _SEVERAL.search(found["n"]))
            course = over_days or (boxes and not _AT_ONCE.search(text))
            yield from _told("much" if course else "too_much", owner, found)


def _told(doubt: Doubt | None, owner: Mention, found: re.Match[str]) -> Iterator[Amount]:
    if doubt is not None:
        yield Amount(doubt, owner.id, found[0].strip())


def _swallowed(text: str, at: int) -> bool:
    """Answer whether the package was swallowed, by the words before it in its clause; one that was bought was not."""
    clause = _CLAUSE.split(text[:at])[-1]
    return bool(_SWALLOWS.search(clause)) and not _BUYS.search(clause)


_OVER_DAYS: Final = re.compile(
    r"(?:\d+|[两二三四五六七八九十几这上])个?(?:天|周|星期|月|年)|一(?:周|个?星期|个?月|年)|一共|总共|前后"
    r"|\b(?:days|weeks|months|in total|altogether)\b",
    re.IGNORECASE,
)
_AT_ONCE: Final = re.compile(
    r"一次|一口气|一下子|一起吞|全吃|全吞|都吃了|整瓶|\b(?:at once|all at|in one go|the whole|all of)\b", re.IGNORECASE
)
_SWALLOWS: Final = re.compile(
    r"吃|吞|喝|服|灌|\b(?:took|taken|take|swallow\w*|drank|drunk|ate|eaten|had)\b", re.IGNORECASE
)
_BUYS: Final = re.compile(r"买|开了|给了|剩|拿|bought|prescribed|was given|left", re.IGNORECASE)
_IS_BOX: Final = re.compile(r"盒|板|packet|pack|box|strip|blister", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"[两三几]")
_BEFORE_NAME: Final = re.compile(
    r"\b(?:took|taken|swallowed|ate|had)\s+(?:about\s+|around\s+)?(?P<n>\d+|ten|twelve|fifteen|twenty|thirty|forty|fifty)\s+(?:of\s+)?(?=[a-z])(?!mg|g\b|ml|mcg|hours|days|minutes|weeks)",
    re.IGNORECASE,
)


def _owner(text: str, medicines: list[Mention], start: int, end: int) -> Mention | None:
    """Answer the medicine nearest to an amount inside its clause; inside a name ("30" of insulin 30) there is no amount."""
    if any(each.start <= start < each.end for each in medicines):
        return None
    best: tuple[int, Mention] | None = None
    for each in medicines:
        gap = (min(start, each.start) == start and (end, each.start)) or (each.end, start)
        between = text[gap[0] : gap[1]]
        if (_CLAUSE.search(between) is None or _SAYS_HOW_MUCH.fullmatch(between)) and gap[1] - gap[0] <= _NEAR:
            away = gap[1] - gap[0]
            if best is None or away < best[0]:
                best = (away, each)
    return None if best is None else best[1]


def _most_mg(pharmacy: Pharmacy, some_id: str) -> float | None:
    leaves = pharmacy.taken(some_id).leaves
    told = [pharmacy.most_a_day_mg[leaf] for leaf in leaves if leaf in pharmacy.most_a_day_mg]
    return min(told) if told else None


def _of_mass(pharmacy: Pharmacy, some_id: str, mg: float, share: float) -> Doubt | None:
    most = _most_mg(pharmacy, some_id)
    if most is None:
        least = TABLETS_MG if _is_tablet(pharmacy, some_id) else BULK_MG
        return "cannot_be" if mg >= least and not pharmacy.taken(some_id).keys & _BULKY else None
    if mg > ABSURD * most:
        return "cannot_be"
    keys = pharmacy.taken(some_id).keys
    poisons = most * (MILD_TIMES if keys & _WIDE and not keys & _NARROW else TOXIC_TIMES)
    return "too_much" if mg > poisons * share else "much" if mg > most * share else None


def _is_tablet(pharmacy: Pharmacy, some_id: str) -> bool:
    """Answer whether all of a medicine's class is taken by the milligram, as heart, nerve, diabetes and joint medicines are."""
    medicine = pharmacy.graph.medicines.get(MedicineId(some_id))
    return medicine is not None and not medicine.chinese_patent and (medicine.atc or "").startswith(_TABLETS)


def _of_pieces(pharmacy: Pharmacy, some_id: str, count: float, share: float) -> Doubt | None:
    if _small(pharmacy, some_id):
        return "much" if count >= (MANY_SMALL_PILLS if _mild(pharmacy, some_id) else MANY_TOXIC_PILLS) else None
    half = 0.5 if share < 1 else 1.0
    if count >= MANY_PIECES * half:
        return "too_much"
    return "much" if count >= SOME_PIECES * half else None


def _small(pharmacy: Pharmacy, some_id: str) -> bool:
    """Answer whether it is a Chinese patent medicine without a western ingredient, of which a handful of tiny pills is usual."""
    medicine = pharmacy.graph.medicines.get(MedicineId(some_id))
    return medicine is not None and medicine.chinese_patent and not medicine.ingredients


def _mild(pharmacy: Pharmacy, some_id: str) -> bool:
    return _small(pharmacy, some_id) and not pharmacy.taken(some_id).keys & _TOXIC


_TABLETS: Final = (
    "C01",
    "C02",
    "C03",
    "C07",
    "C08",
    "C09",
    "C10",
    "N",
    "A10",
    "H03",
    "M01",
    "M03",
    "M04",
    "M05",
    "R06",
)
"""ATC groups without creams, powders or infusions by the gram."""
_BULKY: Final = frozenset(map(Key, ("laxative", "antidiarrhoeal", "digestive_enzyme", "potassium_class")))
_WIDE: Final = frozenset(
    map(Key, ("antibacterial", "acid_related", "vitamin", "antihistamine", "antiviral_other", "antiviral_flu"))
)
"""Classes of which several times the usual amount does not yet poison."""
_NARROW: Final = frozenset(
    map(Key, ("antihistamine_sedating", "antituberculous", "hydroxychloroquine_class", "chloramphenicol"))
)
"""What belongs to such a class and poisons early all the same: diphenhydramine and promethazine bring fits and a disturbed heart."""
_TOXIC: Final = frozenset(map(Key, ("tcm_aconite", "g_toad", "g_realgar", "tcm_liver_harm", "opioid_class")))
