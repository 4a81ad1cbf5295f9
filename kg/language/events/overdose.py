"""Medicines swallowed in a quantity that no treatment has: "吃了三十片安眠药", "a handful of paracetamol" is an overdose.

Owns how many is too many to be a dose, whatever the medicine: ten tablets or more at once, a handful, a whole bottle at one go; of
sleeping pills any bottle. No label of a Western tablet asks for ten at once. Doses by the day, courses and strengths are none of it.
In doubt it is asked about as poisoning: a missed overdose is not made good.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.language.rows.amounts import chinese_number
from kg.language.scope.stopped import MEDICINE
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

OVERDOSE: Final = FindingId("poisoning.medicine_overdose")
SEDATIVE: Final = "medicine.sedative"
MANY: Final = 10
"""Tablets at once from which on it is no dose."""
_REACH: Final = 12
_TAKEN: Final = "(?:吃|服|吞|喝|咽|灌)"
_COUNT: Final = re.compile(
    _TAKEN
    + r"(?:下去?|了|掉|进去)*(?:大概|大约|约|有|差不多|得有|整整)*(?P<n>\d+|[一二两三四五六七八九十百几]+)(?:多|来|几)?\s*(?:片|粒|颗|丸)"
)
_ENGLISH: Final = re.compile(
    r"\b(?:took|taken|swallowed|ate|had|swallowing|taking)\s+(?:about|around|some|over|more than|nearly|at least|all)?\s*"
    r"(?P<n>\d+|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|a hundred)\s+"
    r"(?!(?:mg|mcg|ml|g|units?|iu|days?|weeks?|months?|hours?|minutes?|times?)\b)",
    re.IGNORECASE,
)
_AT_ONCE: Final = re.compile(
    _TAKEN + r"(?:下去?|了|掉|进去)*(?:一|两|好几|几)?大?把|吞(?:下去?|了|掉)*(?:一|半|整|大半|两|几)整?[瓶盒板]"
    r"|(?:一口气|一下子|一次性|一股脑)[^。；]{0,8}"
    + _TAKEN
    + r"|整[瓶盒板][^。；]{0,6}"
    + _TAKEN
    + r"|(?:全|都)(?:吃|吞|喝)(?:了|光|下)"
    r"|\b(?:handful of|whole (?:bottle|packet|box|pack|strip)|bottle of|packet of|all (?:of )?(?:my|his|her|the))\b",
    re.IGNORECASE,
)
_BOTTLE: Final = re.compile(_TAKEN + r"(?:下去?|了|掉|进去)*(?:一|半|整|大半|小半|两|几)整?[瓶盒板]")
_COURSE: Final = re.compile(
    r"[天日周月]\s*(?:吃|服|喝)|[一每]\s*(?:天|日|周|个月)|疗程|总共|加起来|这几[天个]|陆续|天了|个月|mg|毫克"
    r"|a day|daily|per day|each day|course|so far|weeks|days",
    re.IGNORECASE,
)


_IN_DAYS: Final = re.compile(
    r"(?:(?P<days>[一两二三四五六七]|\d)\s*天(?:之?内|里|以来|一共|总共|就)?[^，。；]{0,6}" + _COUNT.pattern + r")"
    r"|(?:"
    + _ENGLISH.pattern.replace("?P<n>", "?P<many>")
    + r"[^.;]{0,40}?\b(?:in|over|within)\s+(?:the\s+(?:last|past)\s+)?"
    r"(?P<span>two|three|four|five|\d)\s+days)",
    re.IGNORECASE,
)
"""So many tablets in so many days: more in each than any treatment has is an overdose as well, taken in parts (Medicines and Healthcare
products Regulatory Agency, paracetamol overdose guidance, 2012: staggered overdoses go to hospital)."""
_PAINKILLERS: Final = frozenset({"medicine.paracetamol", "medicine.nsaid", SEDATIVE})
"""Twelve tablets of prednisone a day are a treatment; ten a day of these are none."""
_WRITTEN: Final = {
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "a hundred": 100,
}
_SPANS: Final = {"two": 2, "three": 3, "four": 4, "five": 5}


def overdoses(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> list[Mention]:
    """Answer, as mentions, the overdoses that medicines in the text were swallowed in."""
    if OVERDOSE not in lexicon.findings:
        return []
    answer: list[Mention] = []
    for mention in mentions:
        if mention.what != "finding" or mention.status is not Status.PRESENT or mention.past:
            continue
        if all(id_.startswith(MEDICINE) for id_ in mention.ids) and _too_many(row, mention):
            answer.append(replace(mention, ids=(str(OVERDOSE),)))
    return answer


def _too_many(row: Row, mention: Mention) -> bool:
    first, last, count = mention.start, mention.end, len(row.tokens)
    while first and mention.start - first < _REACH and row.clause_at[first - 1] == mention.clause:
        first -= 1
    while last < count and last - mention.end < _REACH and row.clause_at[last] == mention.clause:
        last += 1
    told = row.words(first, last)
    if _PAINKILLERS.intersection(mention.ids) and any(_a_day(found) >= MANY for found in _IN_DAYS.finditer(told)):
        return True
    if _COURSE.search(told):
        return False
    if _AT_ONCE.search(told) or (SEDATIVE in mention.ids and _BOTTLE.search(told)):
        return True
    numbers = [_number(found["n"]) for found in (*_COUNT.finditer(told), *_ENGLISH.finditer(told))]
    return any(number >= MANY for number in numbers)


def _a_day(found: re.Match[str]) -> float:
    """Answer how many tablets a day a text tells of."""
    if found["days"] is not None:
        return _number(found["n"]) / max(_number(found["days"]), 1.0)
    span = found["span"].lower()
    many = float(_WRITTEN.get(found["many"].lower(), found["many"]))
    return many / _SPANS.get(span, int(span) if span.isdigit() else 1)


def _number(text: str) -> float:
    if text.isdigit():
        return float(text)
    if text.isascii():
        return MANY  # the words that are listed are ten and more
    read = chinese_number(list(text), 0)
    return read[0] if read is not None else 0.0
