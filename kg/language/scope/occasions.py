"""What only sounds as if it were told or denied: occasions ("worse when I cough"), comparisons, denials of one time alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.language.scope.lists import Groups

_NEAR = 8
"""Tokens before a denial that may name its time."""
_TIMES = (Kind.TIME_POINT, Kind.WEAK_TIME_POINT, Kind.AGO)
_WHILE = frozenset("再时后前") | {"again", "then", "when", "while", "after", "before"}
"""Words in a clause that bind a denial to one time: 没再吐, 睡着后不咳."""
_LISTED = (frozenset({"adjacent"}), frozenset({"enum"}), frozenset({"and"}), frozenset({"or"}))
_HAVING = frozenset(
    {"hav", "have", "has", "had", "get", "got", "is", "are", "was", "were", "wer", "feel", "the", "my", "his", "her"}
)
_WHEN = frozenset({"when", "whenev", "whenever", "while"})
_UNABLE = frozenset({"unabl", "not", "cannot", "never", "hardli", "bare"})
_MORE = re.compile(
    r"(?:也|又|都|还|有点|有些|比[^，。]{0,4})?(?:更|越来越|多了|多些|变多|增多|少了|少些|变少|加重|重了|变重|严重|厉害|频繁|减轻|轻了|好点|好一?些|好一点|好转|缓解)"
)
_HOURS = ("白天", "早上", "早晨", "上午", "中午", "下午", "晚上", "夜里", "夜间", "半夜", "睡着", "平时", "平常")
_ANEW = frozenset("也都还人我他她")
"""Before or at the head of a denial they begin what is said next."""
_REACH = 8
_LIKE = (("一", "样"), ("似", "的"), ("一", "般"), ("那", "样"))


def only_when(row: Row, groups: Groups, k: int) -> bool:
    """Say whether a thing that somebody does only tells when a complaint comes: "I leak whenever I jump or cough"."""
    start, clause = groups.start(k), groups.items[k][0].clause
    told = k > 0 and groups.items[k - 1][0].clause == clause
    for index in range(start - 1, max(-1, start - 5), -1):
        form = row.forms[index]
        if row.clause_at[index] != clause or form in _HAVING:
            return False
        if form in _WHEN:
            return told and groups.end(k - 1) <= index
    return False


def is_occasion(row: Row, groups: Groups, k: int) -> bool:
    """Say whether a finding only tells when something else gets worse: "咳嗽时加重", "worse when I cough"."""
    clause = row.by_clause[groups.items[k][0].clause]
    if only_when(row, groups, k):
        return True
    if not any(piece.has(Kind.CHANGE) and not piece.has(Kind.FINDING) for piece in clause):
        return False
    end = groups.end(k)
    while k + 1 < len(groups.items) and groups.links[k] in _LISTED:
        k += 1
        end = groups.end(k)
    after = "".join(row.forms[end : end + 3])
    start = groups.start(k)
    when = row.forms[max(0, start - 4) : start]
    by = row.forms[max(0, start - 2) : start]
    worse = any(piece.has(Kind.CHANGE) and piece.entry(Kind.CHANGE).name == "worse" for piece in clause)
    return (
        after.startswith(("时", "的时候", "时候"))
        or not _WHEN.isdisjoint(when)
        or (worse and "by" in by and groups.items[k][0].what == "finding")
    )


def not_without(row: Row, groups: Groups, piece: Piece) -> bool:
    """Say whether what is told is not done without something: "unable to grip the cup without pain" has the pain."""
    forms = row.forms
    if forms[piece.start] != "without":
        return False
    for index in range(piece.start - 1, -1, -1):
        if row.clause_at[index] != piece.clause or row.piece_at[index] in groups.at:
            return False
        if forms[index] in _UNABLE:
            return True
    return False


def begins_anew(row: Row, piece: Piece) -> bool:
    """Say whether a denial right behind another one denies a thing of its own: 肚子没感觉人也不晕, not 没有不舒服."""
    return row.forms[piece.start] in _ANEW or (piece.start > 0 and row.forms[piece.start - 1] in _ANEW)


def unprecedented(row: Row, groups: Groups, k: int, cue: Piece) -> bool:
    """Say whether a denial is of having had the like: "never had a headache like this", 从来没有过这么厉害的头疼."""
    words = "".join(row.forms[cue.start : cue.end])
    until = min(len(row.forms), groups.end(k) + _REACH)
    around = {row.piece_at[index] for index in range(cue.end, until) if row.clause_at[index] == cue.clause}
    likes = [row.pieces[at] for at in around if at >= 0 and row.pieces[at].has(Kind.UNPRECEDENTED)]
    ever = words.startswith(("从", "never")) or {"过", "before", "ever"} & set(row.forms[cue.end : until])
    return any(ever or "比" in row.forms[like.start : like.end] for like in likes)


def likens(row: Row, piece: Piece) -> bool:
    """Say whether 好像, 像 compares ("好像针扎一样") rather than doubts."""
    forms = row.forms
    for index in range(piece.end, min(len(forms) - 1, piece.end + 14)):
        if row.clause_at[index] != piece.clause:
            return False
        if (forms[index], forms[index + 1]) in _LIKE:
            return True
    return False


def of_degree(row: Row, piece: Piece) -> bool:
    """Say whether a doubt is of how much, not of whether: 红点好像更多了, 喷嚏好像也多了."""
    end = min(len(row.forms), piece.end + _NEAR)
    following = "".join(
        form for at, form in enumerate(row.forms[piece.end : end], piece.end) if row.clause_at[at] == piece.clause
    )
    return _MORE.match(following) is not None


def of_other_hours(row: Row, start: int, end: int) -> bool:
    """Say whether what is said after a finding is said of other hours of the day: 晚上发烧白天正常, 咳嗽早上不明显."""
    between = "".join(row.forms[start:end])
    return between.startswith(_HOURS)


def of_one_time(row: Row, mention: Mention) -> bool:
    """Say whether the clause of a denial names the time that it is of."""
    clause = row.by_clause[mention.clause]
    if any(piece.has(*_TIMES) for piece in clause):
        return True
    first = mention.start
    while first and row.clause_at[first - 1] == mention.clause and mention.start - first < _NEAR:
        first -= 1
    words = row.forms[first : mention.end]
    return not _WHILE.isdisjoint(words) or any(hour in "".join(words) for hour in (*_HOURS, "期间"))
