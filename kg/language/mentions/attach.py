"""Manner: how, when and by what a complaint comes, given to the child of the finding that it belongs to.

"胸闷两天，爬楼梯加重，休息能缓解" has one complaint and two manners; the graph's own words say which children these are. A phrase of
context counts only where its parent, or in the same clause its place, is spoken of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.dictionary.features import MANNER, pair_changes
from kg.language.mentions.mention import Mention, by_clause
from kg.language.rows.entries import Kind
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

_CLAUSES_BACK = 4
"""A manner in a clause of its own belongs to a complaint at most this many clauses before."""
_SPREAD_BACK = 8
_SOUND = re.compile(r"呼吸的?声?音|呼吸声")
_STRUGGLE = re.compile(r"憋|喘|醒|坐|上不来|困难|急|费力|费劲|吃力|凹|紫|停")
"""Noise of breath at night is no waking for want of it, unless one of these is told."""
_SOON = 4
_STRONG = 6


def settle_contexts(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention], known: Collection[FindingId]
) -> tuple[list[Mention], frozenset[tuple[int, int]]]:
    """Turn phrases of context into findings of their parents.

    Answers the mentions that stand, and the token ranges of the phrases that found no parent.
    """
    standing: list[Mention] = []
    refused: set[tuple[int, int]] = set()
    spoken = by_clause(m for m in mentions if m.what in {"finding", "reading"} and m.status is not Status.ABSENT)
    for mention in mentions:
        if mention.what != "context":
            standing.append(mention)
            continue
        ids = tuple(FindingId(id_) for id_ in mention.ids)
        near = (
            _nearest(lexicon, ids, mention, spoken)
            or _placed(lexicon, row, ids, mention)
            or _known(lexicon, ids, known)
        )
        if near:
            mention.ids = near
            mention.what = "finding"
            standing.append(mention)
            if mention.status is not Status.ABSENT:
                spoken.setdefault(mention.clause, []).append(mention)
        elif mention.otherwise:
            mention.ids, mention.what = mention.otherwise, "finding"
            standing.append(mention)
        else:
            refused.add((mention.start, mention.end))
    return standing, frozenset(refused)


def _family(lexicon: Lexicon, id_: FindingId) -> set[FindingId]:
    return {*lexicon.ancestors(id_), FindingId(id_.split(".", 1)[0])}


def _nearest(
    lexicon: Lexicon, ids: Sequence[FindingId], mention: Mention, spoken: Mapping[int, Sequence[Mention]]
) -> tuple[FindingId, ...]:
    for away in range(_SPREAD_BACK + 1):
        near = {
            FindingId(id_)
            for clause in {mention.clause - away, mention.clause + away}
            for other in spoken.get(clause, ())
            if other is not mention
            for id_ in other.ids
        }
        line = near | {ancestor for id_ in near for ancestor in lexicon.ancestors(id_)}
        met = tuple(id_ for id_ in ids if line & _family(lexicon, id_))
        if met:
            return met
    return ()


def _placed(lexicon: Lexicon, row: Row, ids: Iterable[FindingId], mention: Mention) -> tuple[FindingId, ...]:
    """Answer the ids whose place is named beside the phrase: 胸口 + 压榨样."""
    chosen: list[FindingId] = []
    for piece in row.by_clause[mention.clause]:
        if not piece.has(Kind.SITE):
            continue
        for id_ in ids:
            if piece.entry(Kind.SITE).name in lexicon.sites_of(id_) and id_ not in chosen:
                chosen.append(id_)
                mention.start = min(mention.start, piece.start)
                mention.end = max(mention.end, piece.end)
    return tuple(chosen)


def _known(lexicon: Lexicon, ids: Iterable[FindingId], known: Collection[FindingId]) -> tuple[FindingId, ...]:
    lines = {id_ for k in known for id_ in (k, *lexicon.ancestors(k))}
    return tuple(id_ for id_ in ids if _family(lexicon, id_) & lines)


def manners_of(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], known: Collection[FindingId]) -> list[Mention]:
    """Answer the children that composed manners make of the complaints: {exertion, worse} of 胸闷."""
    answer: list[Mention] = []
    complaints = by_clause(
        m
        for m in mentions
        if m.what in {"finding", "reading"} and m.status is Status.PRESENT and not _only_noise(row, m)
    )
    denied = _denied(mentions)
    told = frozenset(mention.anchor for those in complaints.values() for mention in those)
    for number, clause in enumerate(row.by_clause):
        parts = _parts(clause, told)
        if not parts:
            continue
        here = complaints.get(number, [])
        features = frozenset(pair_changes([(kind, name, denied) for _, kind, name, denied in parts]))
        # What gets worse at night comes at night.
        features |= {("trigger", name.removesuffix(">worse")) for kind, name in features if name.endswith(">worse")}
        features = frozenset(feature for feature in features if feature[0] in MANNER)
        if here:
            targets, usable = here, features
        else:
            targets = _before(complaints, number)
            # Alone in a clause, only a full pair ("走路加重") or a quality says something of an earlier complaint.
            pairs = frozenset(f for f in features if f[0] == "change" and ">" in f[1])
            worse = frozenset(("trigger", name.removesuffix(">worse")) for _, name in pairs if name.endswith(">worse"))
            usable = pairs | worse | frozenset(f for f in features if f[0] == "quality")
        if usable:
            start, end = min(piece.start for piece, *_ in parts), max(piece.end for piece, *_ in parts)
            anchor = parts[-1][0]
            for id_ in _children(lexicon, targets, known if not targets else (), usable):
                if not denied.isdisjoint(lexicon.ancestors(id_)):
                    continue
                answer.append(
                    Mention("finding", (id_,), start, end, anchor.index, number, anchor.sentence, status=Status.PRESENT)
                )
                answer[-1].subject = targets[0].subject if targets else ""
    return answer


def _only_noise(row: Row, mention: Mention) -> bool:
    sounds = _SOUND.search(row.words(mention.start, mention.end)) is not None
    return sounds and _STRUGGLE.search(row.text) is None


def _denied(mentions: Sequence[Mention]) -> frozenset[FindingId]:
    """Answer what is denied outright and nowhere said: 有痰但不咳嗽，运动后痰声更响 makes no cough of exercise."""
    said = {id_ for mention in mentions if mention.status is Status.PRESENT for id_ in mention.ids}
    outright = (m for m in mentions if m.status is Status.ABSENT and not m.timed and not m.resolved)
    return frozenset(FindingId(id_) for mention in outright for id_ in mention.ids if id_ not in said)


def _parts(clause: Sequence[Piece], told: frozenset[int]) -> list[tuple[Piece, Kind, str, bool]]:
    """Answer the manners that the pieces of a clause name. `told` are pieces that complaints hang on."""
    parts: list[tuple[Piece, Kind, str, bool]] = []
    denied = False
    for at, piece in enumerate(clause):
        if piece.has(Kind.NEG, Kind.NEG_CLINICAL):
            denied = True
            continue
        if piece.has(Kind.FINDING, Kind.CONTEXT, Kind.DISEASE):
            denied = False
            continue
        if piece.has(Kind.SHORT) and piece.index in told:
            # 有点喘气: breathing is what is short, and no occasion of it.
            continue
        if (
            piece.has(Kind.SEVERITY)
            and parts
            and parts[-1][1] is Kind.TRIGGER
            and piece.start - parts[-1][0].end <= _SOON
        ):
            # "爬楼的时候厉害": a grade of what a trigger does is a change for the worse.
            if piece.entry(Kind.SEVERITY).number >= _STRONG:
                parts.append((piece, Kind.CHANGE, "worse", denied))
            continue
        after = clause[at + 1] if at + 1 < len(clause) else None
        if (
            piece.has(Kind.QUALITY)
            and after is not None
            and after.start == piece.end
            and after.has(Kind.DISEASE, Kind.KIN_ILLNESS)
        ):
            # "Due to severe anaemia" says nothing of how bad the pain is.
            continue
        kinds = [kind for kind in (Kind.QUALITY, Kind.TRIGGER, Kind.CHANGE) if piece.has(kind)]
        if piece.has(Kind.SIDE) and not (
            at + 1 < len(clause) and clause[at + 1].has(Kind.SITE, Kind.CONTEXT, Kind.FINDING)
        ):
            # A side that stands at a place belongs to the place: "headache on the left", not "headache, left arm".
            kinds.append(Kind.SIDE)
        parts.extend((piece, kind, piece.entry(kind).name, denied) for kind in kinds)
        denied = denied and not kinds
    return parts


def _before(complaints: Mapping[int, list[Mention]], clause: int) -> list[Mention]:
    for earlier in range(clause - 1, max(-1, clause - _CLAUSES_BACK - 1), -1):
        if earlier in complaints:
            return complaints[earlier]
    return []


def _children(
    lexicon: Lexicon, targets: Sequence[Mention], known: Collection[FindingId], features: frozenset[tuple[str, str]]
) -> list[FindingId]:
    said = [FindingId(id_) for mention in targets for id_ in mention.ids] or list(known)
    lines = list(dict.fromkeys(id_ for s in said for id_ in (s, *lexicon.ancestors(s))))
    answer: list[FindingId] = []
    for parent in lines:
        fitting = [(manner, child) for manner, child in lexicon.manners.get(parent, ()) if manner <= features]
        for manner, child in fitting:
            # The fuller description wins: "sudden and severe" over "sudden".
            if not any(manner < other for other, _ in fitting) and child not in answer:
                answer.append(child)
    return answer
