"""What has not stopped yet: a fit that goes on (还没停, "right now"), a nosebleed that pressing does not stop or that lasts twenty minutes.

Owns hearing it in the clause of the complaint or one soon after that speaks of nothing else. Twenty minutes is what the graph calls a
nosebleed that persists; a fit that goes on while it is told is one, however long.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.language.rows.amounts import chinese_number
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

SEIZURE: Final = FindingId("seizure")
ONGOING: Final = FindingId("seizure.ongoing")
EPISTAXIS: Final = FindingId("epistaxis")
PERSISTENT: Final = FindingId("epistaxis.persistent")
LONG_MINUTES: Final = 20
_CLAUSES_ON: Final = 2
_FIT_GOES_ON: Final = re.compile(
    r"(?:还|仍|正|现在|一直)(?:一直|还)?在?抽(?!血|烟|筋|[了过])|抽着呢|抽个?(?:不停|没完)|不停地?抽|抽搐不止"
    r"|(?<!药)(?<!药一直)(?<!奶)(?:没|没有|不)(?:停(?!药|奶|用)|停下来|缓过来)|停不下来|止不住"
    r"|\bright now\b|\bas (?:we|i) (?:speak|type|write)\b|\bat this moment\b"
    r"|\bstill (?:seizing|convulsing|fitting|jerking|having|going)\b|\bkeeps? (?:seizing|convulsing|fitting)\b"
    r"|(?:\bis|\bare|['’]s) (?:having (?:a|another) (?:seizure|fit|convulsion)|seizing|convulsing|fitting)\b"
    r"|\b(?:wo|has|is|does|ca)n['’]?o?t (?:stop(?:ped|ping)?|seem to stop)\b|\b(?:not|will not|cannot) stop(?:ped|ping)?\b",
    re.IGNORECASE,
)
_BLEEDS_ON: Final = re.compile(
    r"(?:按|压|捏|堵|塞|止|捂)[^，。]{0,3}不(?:住|了|下来)|怎么[按压捏]都|还在流|流个?不停|一直在?流|没停|不停"
    r"|\b(?:wo|has|is|does|ca)n['’]?o?t (?:stop(?:ped|ping)?|seem to stop)\b|\b(?:not|will not|cannot) stop(?:ped|ping)?\b"
    r"|\bstill (?:bleeding|pouring|going)\b|\bdespite (?:pressure|pinching|pressing)\b|\bkeeps (?:bleeding|pouring)\b",
    re.IGNORECASE,
)
_LASTING: Final = re.compile(
    r"(?P<n>\d+|[一二两三四五六七八九十半几]+)(?:多|来|几)?(?P<half>个半)?\s*(?:多)?个?(?:多)?(?P<unit>小时|钟头|分钟?|刻钟)"
    r"|(?P<long>半个?多?(?:小时|钟头)|一晚上|一下午|一上午|一整?夜)"
    r"|\b(?:for|over|about|been|after|nearly|almost) (?:over |more than |about |at least |almost |nearly )?"
    r"(?P<en>\d+|an?|one|two|three|half an) (?P<en_unit>hours?|minutes|mins)\b",
    re.IGNORECASE,
)
_STOPPED: Final = re.compile(
    r"(?<!没)(?<!没有)(?<!不)(?:止住了?|不流了|停了|好了)|\b(?<!not )(?:stopped|it['’]s over|has stopped)\b(?! (?:and|then) start)",
    re.IGNORECASE,
)
_NOT_STOPPED: Final = re.compile(r"(?:没|没有|不|n['’]t|not)\s*(?:止住|停|stopped)", re.IGNORECASE)


def unstopped(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> list[Mention]:
    """Answer, as mentions, the fits and nosebleeds that go on."""
    answer: list[Mention] = []
    told = [m for m in mentions if m.what == "finding" and m.status is Status.PRESENT and not m.past]
    for general, child in ((SEIZURE, ONGOING), (EPISTAXIS, PERSISTENT)):
        if child not in lexicon.findings:
            continue
        family = [m for m in told if any(_under(lexicon, id_, general) for id_ in m.ids)]
        for mention in family:
            clauses = {mention.clause, *_free_after(row, told, family, mention)}
            words = _words(row, clauses)
            if (_FIT_GOES_ON.search(words) is not None) if child == ONGOING else _bleeds_on(words):
                answer.append(replace(mention, ids=(str(child),), severity=None))
                break
    return answer


def _under(lexicon: Lexicon, id_: str, general: FindingId) -> bool:
    return id_ == general or general in lexicon.ancestors(FindingId(id_))


def _free_after(row: Row, told: Sequence[Mention], family: Sequence[Mention], mention: Mention) -> list[int]:
    """Answer the next clauses, up to `_CLAUSES_ON` after the last word of the complaint, in which nothing else is complained of."""
    last = max(m.clause for m in family if m.sentence == mention.sentence)
    taken = {m.clause for m in told if m not in family}
    after = [clause for clause in range(mention.clause + 1, last + _CLAUSES_ON + 1) if clause < len(row.by_clause)]
    return [clause for clause in after if clause not in taken]


def _words(row: Row, clauses: set[int]) -> str:
    """Answer the text of these clauses."""
    tokens = [token for token, clause in zip(row.tokens, row.clause_at, strict=True) if clause in clauses]
    pieces: list[str] = []
    end = -1
    for token in tokens:
        pieces.append(row.text[token.start if end < 0 or token.start - end > 1 else end : token.end])
        end = token.end
    return "".join(pieces)


def _bleeds_on(words: str) -> bool:
    if _BLEEDS_ON.search(words) is not None:
        return True
    if _STOPPED.search(words) and not _NOT_STOPPED.search(words):
        return False
    return any(_minutes(match) >= LONG_MINUTES for match in _LASTING.finditer(words))


def _minutes(match: re.Match[str]) -> float:
    """Answer how many minutes a length of time is."""
    if match["long"]:
        return 30.0
    if match["en"]:
        number = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "half an": 0.5}.get(match["en"].lower())
        return (float(match["en"]) if number is None else number) * (60 if match["en_unit"].startswith("h") else 1)
    told = match["n"]
    read = None if told.isdigit() or told == "半" else chinese_number(list(told), 0)
    number = float(told) if told.isdigit() else read[0] if read is not None else 0.5
    return number * {"小时": 60.0, "钟头": 60.0, "刻钟": 15.0}.get(match["unit"], 1.0)
