"""Past against now: what was had once ("去年得过肺炎") is history, not a complaint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row

_REACH = 12
_AFTER = 4
_PRESENTED = frozenset({"historiof", "historyof", "hxof", "h/o", "hadahistoriof", "hadahistoryof"})
_FRACTURED = re.compile(r"骨折|骨裂|断了|断过|骨头断|脱臼|fractur|broke|broken|dislocat")
_OLD = re.compile(r"陈旧性?|老伤|旧伤|以前的|(?:^|[^a-z])(?:old|healed|previous|prior)$|old$|heal$|previou$|prior$")
_HEALED = re.compile(r"(?<![没不未])(?:长好|愈合|接好|养好|恢复好)|(?<!not)(?<!n't)heal(?!ing|th)")
_UNHEALED = re.compile(r"[没不未](?:有)?(?:完全)?(?:长好|愈合|接好)|notheal|neverheal")
_EVER_SINCE = re.compile(
    r"后[^，。]{0,6}(?:一直|到现在|至今|老是|总是|总|老(?![人婆公伴爸妈爷奶头太师家乡板]))|(?:到现在|至今)(?:还|都|一直|仍)?"
    r"|后[^，。]{0,3}(?:老[人婆公伴爸妈爷奶头]|孩子|爸|妈)"
)
"""What began in the past and goes on (去年车祸以后腰一直疼) or, with somebody after it, is of now (去年出院后老人咳嗽)."""
LONG_AGO_DAYS = 60.0
"""A disease of so long ago is history."""


def read_past(row: Row, mentions: Sequence[Mention]) -> None:
    """Set `past` of the mentions in place."""
    for mention in mentions:
        long_ago = (mention.onset_days or 0.0) >= LONG_AGO_DAYS
        told_ago = (mention.what == "disease" and _ago_after(row, mention)) or _accident_ago(row, mention)
        told_ago = told_ago or (mention.what in {"finding", "disease"} and _broken(row, mention))
        mention.past = mention.past or (long_ago and told_ago) or _healed(row, mention)
    for clause in row.by_clause:
        if not any(piece.has(Kind.PAST, Kind.PAST_AFTER) for piece in clause):
            continue
        here = [mention for mention in mentions if mention.clause == clause[0].clause]
        for piece in clause:
            if piece.has(Kind.PAST) and not _still(row, clause, piece):
                _forwards(row, clause, here, piece)
            if piece.has(Kind.PAST_AFTER) and not _still(row, clause, piece):
                for mention in here:
                    if mention.end <= piece.start and piece.start - mention.end <= _AFTER + 2:
                        mention.past = True


def _healed(row: Row, mention: Mention) -> bool:
    """Say whether a broken bone is told as an old one: 陈旧性骨折, "an old fracture", 锁骨断过早长好了. What hurts now is told apart."""
    if mention.what not in {"finding", "disease"} or not _broken(row, mention):
        return False
    first = mention.start
    while first and mention.start - first < _AFTER and row.clause_at[first - 1] == mention.clause:
        first -= 1
    before = "".join(row.forms[first : mention.start])
    sentence = "".join(form for at, form in enumerate(row.forms) if _in_sentence(row, at, mention))
    if _UNHEALED.search(sentence):
        return False
    return _OLD.search(before) is not None or _HEALED.search(sentence) is not None


def _broken(row: Row, mention: Mention) -> bool:
    return _FRACTURED.search("".join(row.forms[mention.start : mention.end])) is not None


def _in_sentence(row: Row, at: int, mention: Mention) -> bool:
    return abs(row.clause_at[at] - mention.clause) <= 1 and at >= mention.start


def _ago_after(row: Row, mention: Mention) -> bool:
    """Say whether a disease is told as "had … ago"."""
    following = row.pieces[mention.anchor + 1 : mention.anchor + 3]
    return any(piece.has(Kind.AGO) and piece.clause == mention.clause for piece in following)


def _accident_ago(row: Row, mention: Mention) -> bool:
    """Say whether an accident is dated: 三年前出过车祸. What hurts from it still is told in words of its own."""
    if mention.what != "finding" or not all(id_.startswith("injury") for id_ in mention.ids):
        return False
    return _dated(row, mention)


def _dated(row: Row, mention: Mention) -> bool:
    return any(piece.has(Kind.AGO, Kind.TIME_POINT) for piece in row.by_clause[mention.clause])


def _forwards(row: Row, clause: Sequence[Piece], here: Sequence[Mention], piece: Piece) -> None:
    end = piece.end + _REACH
    # "A history of constipation" is what somebody comes with; a "past history" of it, or one of pneumonia, is over.
    complained = "".join(row.forms[piece.start : piece.end]) in _PRESENTED
    told = min((mention.end for mention in here if mention.start >= piece.end), default=end)
    word = row.tokens[piece.start].kind == "word"
    behind = word and piece.has(Kind.PAST_AFTER) and any(mention.end <= piece.start for mention in here)
    for other in clause:
        # "A history of smoking has had a cough": a verb after the first thing begins what is now.
        verb = other.has(Kind.ASSERT) and other.start >= told and not other.has(Kind.FINDING, Kind.CONTEXT)
        # "Had surgery last year and my leg is swollen": a time behind what it dates says nothing of what is added.
        added = behind and other.has(Kind.AND)
        if other.start > piece.start and (verb or added or other.has(Kind.BUT)):
            end = min(end, other.start)
            break
    for mention in here:
        if _EVER_SINCE.search("".join(row.forms[piece.end : mention.end])):
            continue
        if piece.end <= mention.start < end or (mention.start < piece.start < mention.end):
            mention.past = not (complained and mention.what in {"finding", "sensation"})


def tells_past(row: Row, piece: Piece) -> bool:
    """Say whether a word of the past dates something that is over, so that its time is no onset."""
    return piece.has(Kind.PAST) and not _still(row, row.by_clause[piece.clause], piece)


def _still(row: Row, clause: Sequence[Piece], piece: Piece) -> bool:
    """Say whether the word only dates what still goes on: 去年开始…, since last year, 过去三天, 比以前."""
    before = row.pieces[piece.index - 1] if piece.index else None
    after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
    if after is not None and after.clause == piece.clause and after.has(Kind.DURATION) and after.start == piece.end:
        return True
    if before is not None and before.has(Kind.SINCE):
        return True
    if before is not None and before.has(Kind.DURATION) and before.end == piece.start:
        # "A 3-day history of cough" is of now.
        return True
    if any(form in {"比", "跟", "像", "than", "as"} for form in row.forms[max(0, piece.start - 2) : piece.start]):
        return True
    dated = piece.has(Kind.TIME_POINT, Kind.AGO_WORD)
    return dated and any(other.has(Kind.ONSET) and "了" not in row.forms[other.start : other.end] for other in clause)
