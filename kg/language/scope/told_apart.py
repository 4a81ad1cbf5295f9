"""Events that are nobody's of now: asked about only to learn, another's who was elsewhere, an old one, an illness long after.

蛇咬了怎么急救？我就是想学学 tells of no bite; 邻居煤气中毒, 我没跟她一起 is the neighbour's; 去年卡过鱼刺, 现在没感觉 is over;
中风后三年 is history. Each needs a word that says so outright. Whoever tells of now, of a hurt, or of being there is believed: a doubt
stays as grave as it sounds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import words_of
from kg.language.rows.entries import Kind
from kg.language.scope.contacts import CONTACT
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row

_EVENTS: Final = (
    "bite.",
    "co_exposure",
    "poisoning",
    "choking",
    "drowning",
    "electric_shock",
    "burn",
    "fishbone",
    "swallowed_object",
    "injury",
    "heat_exposure",
    "unconscious",
    "seizure",
)
"""How the findings begin that are things that happen, and that people learn first aid for."""
_ELSEWHERE: Final = ("co_exposure", "poisoning")
"""What counts for whoever was there too, and for nobody else."""
_LEAVES_NOTHING: Final = ("fishbone", "swallowed_object", "choking", "injury", "bite.insect", "burn", "electric_shock")
"""What is over when it is long past and nothing is felt; a bite may bring rabies and a poison harm later."""
_STUDY: Final = re.compile(
    r"(?:就是|只是|就|先|提前|顺便)想?(?:提前|先|来)?(?:学|了解)(?:学|习|一下|点)?|(?:想|要)(?:提前|先)?学(?:学|习|一下|点|一点)"
    r"|以防万一|有备无患|提前知道"
    r"|急救(?:知识|培训|课)|科普"
    r"|\b(?:going|planning|plan to go|about to go|before we go) (?:on a |a |for a )?(?:camping|hiking|trekking|hike|trip|trek|camp)\b"
    r"|\b(?:just|only) (?:want to learn|curious|asking in case|learning)\b|\b(?:in case it (?:ever )?happens|for future reference"
    r"|first[- ]aid (?:course|class|training))\b",
    re.IGNORECASE,
)
_PREVENT: Final = re.compile(
    r"(?:怎么|如何|咋|怎样)(?:预)?(?:防|避免)(?!护)|预防(?!针|接种)"
    r"|\bhow (?:can|do|could|should) (?:i|we|you) (?:prevent|avoid)\b|\bto prevent\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(r"[了过]|住院|抢救|\b(?:had|was|were|got|have|has|been)\b", re.IGNORECASE)
_HAPPENED: Final = re.compile(
    r"刚|现在(?!没|不|开始学|想|还没)|已经|昨[天晚夜]|今[天早晚]|[这正]会儿|正在|流血|肿|疼|痛|麻|晕|烫|叫不醒|昏|喘|吐|发黑|发紫"
    r"|几分钟|小时|救命|快[来死]"
    r"|(?:我|俺|我们)(?:自己)?(?:好像|可能|也|都)?(?:被|让|叫|给|中了|喝了|吃了|吸了)"
    r"|\b(?:just|now|already|today|yesterday|tonight|minutes? ago|hours? ago|bit(?:ten)? me|i was|i got|i've been|swollen"
    r"|swelling|hurts?|pain|bleeding|numb|dizzy|help me)\b(?! (?:want|curious|asking|learning|in case))",
    re.IGNORECASE,
)
_APART: Final = re.compile(
    r"(?:没|不|并没|没有|未)(?:有)?(?:和|跟|与|同)[^，。]{0,6}(?:一起|一块|一处|在)|(?:没|不)在(?:场|一起|那|现场|一块|他家"
    r"|她家)|没去(?:过)?(?:他|她|那|现场)"
    r"|\b(?:wasn'?t|was not|weren'?t|not|never) (?:with (?:her|him|them)|there|at (?:her|his|their)|in the same)\b",
    re.IGNORECASE,
)
_THERE: Final = re.compile(
    r"同屋|合租|隔壁屋|宿舍|室友|住一|一个屋|同住|一栋|楼下|楼上|我也|我们都"
    r"|\b(?:roommates?|housemates?|flatmates?|same (?:house|room|flat|building)|me too)\b",
    re.IGNORECASE,
)
_LONG_PAST: Final = re.compile(
    r"(?:去年|前年|大前年|好?几年前|多年前|[一二两三四五六七八九十\d]+年前|小时候|以前|从前|早些年|老早)(?:的"
    r"|发生的)?(?:老)?(?:事|那次|一回)"
    r"|\b(?:that|it|this) (?:was|happened)[^.,;]{0,12}\b(?:last year|years? ago|long ago|as a (?:child|kid))\b",
    re.IGNORECASE,
)
_NOTHING_NOW: Final = re.compile(
    r"(?:现在|如今|这会儿|后来|早)(?:已经|早|就|都|也|一点|啥|什么)*"
    r"(?:没(?:有)?(?:什么|啥|任何)?(?:感觉|事|症状|不舒服|不适|异常|影响)|好了|不(?:疼|痛|难受)了?|正常)"
    r"|\b(?:fine|nothing|no (?:symptoms|pain|problems?)|all right|ok|okay) (?:now|since|any ?more)\b"
    r"|\bnow (?:i'?m |it'?s |all )?(?:fine|ok|okay|gone|nothing)\b",
    re.IGNORECASE,
)
_CLOCK_ONLY: Final = re.compile(
    r"闹[钟铃](?:都|也|总|老|怎么|响|完|了|半天|一直|死活|根本){0,4}(?:叫|喊|吵|闹|唤|弄)(?:都|也)?不醒"
)
"""An alarm clock that wakes nobody: a heavy sleeper. Who else calls and shakes in vain stands between the clock and the waking."""
_LONG: Final = 60.0
"""Days after an illness from which on it is history."""
_NEAR: Final = 2
"""Tokens between an illness and the time since it."""


def read_told_apart(row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, what is no event of this person's now: spoken of only, or somebody else's."""
    _long_after(row, mentions)
    if not any(_event(mention) for mention in mentions):
        return
    if _to_learn(row, mentions):
        for mention in mentions:
            if _event(mention) or mention.what == "disease":
                mention.status = None
        return
    clock = _CLOCK_ONLY.search(row.text)
    over = _LONG_PAST.search(row.text) is not None and _NOTHING_NOW.search(row.text) is not None
    for mention in mentions:
        if clock is not None and "unconscious" in mention.ids and row.tokens[mention.end - 1].end <= clock.end():
            mention.status = None
        elif over and mention.ids and all(id_.startswith(_LEAVES_NOTHING) for id_ in mention.ids):
            mention.status, mention.past = None, True
        elif _of_another_elsewhere(row, mention):
            mention.subject = CONTACT


def _to_learn(row: Row, mentions: Sequence[Mention]) -> bool:
    """Say whether events are only asked about: to be prepared, or how to prevent what happened to nobody or to an acquaintance."""
    if _HAPPENED.search(row.text) or _complains(mentions):
        return False
    if _STUDY.search(row.text):
        return True
    if not _PREVENT.search(row.text):
        return False
    events = [mention for mention in mentions if _event(mention)]
    return all(_acquaintance(row, each) or not _DONE.search(words_of(row, each.clause)) for each in events)


def _event(mention: Mention) -> bool:
    return mention.what == "finding" and bool(mention.ids) and all(id_.startswith(_EVENTS) for id_ in mention.ids)


def _complains(mentions: Sequence[Mention]) -> bool:
    """Say whether something else than the event is said to be there."""
    return any(
        mention.status is Status.PRESENT
        and mention.what in {"finding", "sensation", "context", "reading"}
        and not _event(mention)
        and not any(id_.startswith(("hx.", "exposure.")) for id_ in mention.ids)
        for mention in mentions
    )


def _of_another_elsewhere(row: Row, mention: Mention) -> bool:
    """Say whether poison is told of an acquaintance, long ago or where this person was not."""
    if not _event(mention) or not all(id_.startswith(_ELSEWHERE) for id_ in mention.ids):
        return False
    if not _acquaintance(row, mention) or _THERE.search(row.text):
        return False
    return mention.past or _APART.search(row.text) is not None or _LONG_PAST.search(row.text) is not None


def _acquaintance(row: Row, mention: Mention) -> bool:
    """Say whether the one named last before a mention, in its clause, is a neighbour, a colleague, a friend."""
    named = [
        piece
        for piece in row.by_clause[mention.clause]
        if piece.has(Kind.KIN, Kind.SELF)
        and piece.start < mention.start
        and row.words(piece.start, piece.end).lower() != "my"
    ]
    return bool(named) and named[-1].has(Kind.KIN) and named[-1].entry(Kind.KIN).name == CONTACT


def _long_after(row: Row, mentions: Sequence[Mention]) -> None:
    """Take an illness of which the time since is told (中风后三年, 脑梗后两年多) for an old one."""
    for mention in mentions:
        if mention.what != "disease" or mention.end >= len(row.forms) or row.forms[mention.end] != "后":
            continue
        after = next((piece for piece in row.pieces if piece.start >= mention.end and piece.has(Kind.DURATION)), None)
        if after is None or after.clause != mention.clause or after.start - mention.end > _NEAR:
            continue
        mention.past = mention.past or after.entry(Kind.DURATION).number >= _LONG
