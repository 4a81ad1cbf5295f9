"""Mentions: where a finding or a disease is spoken of, whatever is then said of it.

A mention is a word of the graph, a short form where the sentence leaves no doubt, or a meaning composed of a site and a
sensation that stand in one clause ("头…疼", "my head really hurts", "pain in my chest").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.language.entries import Kind
from kg.language.features import FeatureSet, widened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.language.pieces import Piece, Row
    from kg.lexicon import Lexicon
    from kg.schema import FindingId, Status

What = Literal["finding", "context", "well", "disease", "kin_illness", "reading", "sensation"]

FARTHEST_SITE = 10
"""Tokens between a site and the sensation felt there."""
_CLAUSES_ON = 2
_DOUBT_FREE = (Kind.NEG, Kind.WEAK_NEG, Kind.SEVERITY, Kind.ASSERT, Kind.ALSO, Kind.UNSURE, Kind.AND, Kind.NEG_CLINICAL)
_AFTER_SHORT = frozenset("得了个不起着呢吗的")


@dataclass(slots=True)
class Mention:
    """One place where something is spoken of: tokens [start, end), the piece that it hangs on, and what is made of it.

    `status` None means spoken of without being said to be so (a question, a condition).
    """

    what: What
    ids: tuple[str, ...]
    start: int
    end: int
    anchor: int
    clause: int
    sentence: int
    sensation: str = ""
    status: Status | None = None
    denied: bool = False
    resolved: bool = False
    subject: str = ""
    past: bool = False
    onset_days: float | None = None
    severity: int | None = None
    value: float | None = None
    unit: str | None = None
    otherwise: tuple[str, ...] = ()
    """Findings that a phrase of context stands for where its parent is not spoken of."""


def by_clause(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """Answer the mentions of each clause, in their order."""
    answer: dict[int, list[Mention]] = {}
    for mention in mentions:
        answer.setdefault(mention.clause, []).append(mention)
    return answer


def mentions_of(lexicon: Lexicon, row: Row, taken: frozenset[int] = frozenset()) -> list[Mention]:
    """Answer all mentions in order of where they hang. `taken` are pieces that a reading has used up."""
    found: list[Mention] = []
    dangling: list[Piece] = []
    spoken: list[Piece] = []
    sentence = -1
    for clause in row.by_clause:
        if clause and clause[0].sentence != sentence:
            sentence, dangling, spoken = clause[0].sentence, [], []
        dangling = _clause_mentions(lexicon, row, clause, dangling, found, taken, spoken)
        spoken = [piece for piece in clause if _site_of(lexicon, row, piece)][-1:] or spoken
    found.sort(key=lambda mention: (mention.anchor, mention.start))
    return found


def _clause_mentions(
    lexicon: Lexicon,
    row: Row,
    clause: Sequence[Piece],
    before: list[Piece],
    found: list[Mention],
    taken: frozenset[int],
    spoken: Sequence[Piece],
) -> list[Piece]:
    """Add the mentions of one clause; answer the sites that found no sensation, for the next clause."""
    sites: list[Piece] = []
    used = False
    for at, piece in enumerate(clause):
        if piece.index in taken:
            continue
        if piece.has(Kind.SITE) and not piece.has(Kind.FINDING):
            if used or (sites and not _listed(row, sites[-1], piece)):
                sites, used = [], False
            sites.append(piece)
        sensation = _sensation(lexicon, row, piece)
        placed = _placed_finding(lexicon, row, clause, at, sites, sensation)
        if placed:
            # 没劲 alone is tiredness; 手脚没劲 is weakness of the limbs.
            found.extend(placed)
            used = True
            continue
        direct = _direct(row, clause, at)
        found.extend(direct)
        if any(mention.what in {"finding", "well"} for mention in direct):
            used = True
            if piece.has(Kind.FINDING):
                found.extend(_listed_places(lexicon, row, clause, at, sites, before))
        if sensation and all(mention.what == "context" for mention in direct):
            places = _places(lexicon, row, clause, at, sites) or _of_next(lexicon, row, clause, at)
            if before and (not sites or places == sites):
                # "头，脖子和肩膀都疼", "my neck, shoulder and arm hurt": the comma only lists places.
                places = [*before, *places]
            made = [] if places else _again(lexicon, row, piece, sensation, spoken)
            made = made or _composed(lexicon, row, clause, piece, sensation, places)
            found.extend(made)
            used = used or bool(made)
        elif piece.has(Kind.QUALITY) and sites and not piece.has(Kind.FINDING) and not _sensed(lexicon, row, clause):
            made = _composed(lexicon, row, clause, piece, "pain", [sites[-1]])
            found.extend(made)
            used = used or bool(made)
    bare = sum(piece.end - piece.start for piece in clause if piece.has(Kind.SITE, Kind.SIDE)) * 3
    return [*before, *sites] if sites and not used and len(clause) <= bare + 1 else []


def _listed_places(
    lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, sites: Sequence[Piece], before: Sequence[Piece]
) -> list[Mention]:
    """Answer what a phrase of the graph says of the places listed with its own: 头和[肚子疼], [pain in chest] and left arm."""
    piece = clause[at]
    features = dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end])))
    sensation = features.get("sensation", "")
    if not sensation or "site" not in features:
        return []
    places: list[Piece] = []
    last = piece
    for site in reversed(sites):
        joined = row.pieces[site.index + 1 : last.index]
        if not joined or last.start - site.end > 2 or not _listed(row, site, last):  # noqa: PLR2004 -- a joining word and a side
            break
        places.append(site)
        last = site
    if places or (before and not sites):
        places.extend(before)
    last = piece
    for other in clause[at + 1 :]:
        if other.has(Kind.SITE) and not other.has(Kind.FINDING, Kind.CONTEXT):
            following = clause[clause.index(other) + 1] if clause[-1] is not other else None
            if following is not None and (following.has(Kind.SENSATION) or row.tokens[piece.start].kind == "han"):
                break
            if not row.pieces[last.index + 1 : other.index] or not _listed(row, last, other):
                break
            places.append(other)
            last = other
    return _composed(lexicon, row, clause, piece, sensation, places) if places else []


def _placed_finding(
    lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, sites: list[Piece], sensation: str
) -> list[Mention]:
    """Answer what a word that is finding and sensation at once means at the place named with it; nothing without a place."""
    piece = clause[at]
    if not sensation or not piece.has(Kind.FINDING):
        return []
    places = _places(lexicon, row, clause, at, sites)
    made = _composed(lexicon, row, clause, piece, sensation, places) if places else []
    return [mention for mention in made if mention.start < piece.start or mention.end > piece.end]


def _sensed(lexicon: Lexicon, row: Row, clause: Sequence[Piece]) -> bool:
    return any(_sensation(lexicon, row, piece) or piece.has(Kind.FINDING) for piece in clause)


def _sensation(lexicon: Lexicon, row: Row, piece: Piece) -> str:
    """Answer the sensation of a piece; a phrase of context gives the one inside it when it names no site of its own."""
    if piece.has(Kind.SENSATION):
        return piece.entry(Kind.SENSATION).name
    if piece.has(Kind.CONTEXT):
        features = dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end])))
        if "site" not in features:
            return features.get("sensation", "")
    return ""


def _direct(row: Row, clause: Sequence[Piece], at: int) -> list[Mention]:
    """Answer the mentions that a piece is by itself: a phrase of the graph, a disease's name, a short form beyond doubt."""
    piece = clause[at]
    answer: list[Mention] = []
    if piece.has(Kind.CONTEXT):
        answer.append(_mention("context", piece.entry(Kind.CONTEXT).ids, piece, piece.start, piece.end))
        if piece.has(Kind.FINDING):
            answer[0].otherwise = piece.entry(Kind.FINDING).ids
    elif piece.has(Kind.FINDING):
        answer.append(_mention("finding", piece.entry(Kind.FINDING).ids, piece, piece.start, piece.end))
    elif piece.has(Kind.WELL):
        answer.append(_mention("well", piece.entry(Kind.WELL).ids, piece, piece.start, piece.end))
    elif piece.has(Kind.SHORT) and _beyond_doubt(row, clause, at):
        answer.append(_mention("finding", piece.entry(Kind.SHORT).ids, piece, piece.start, piece.end))
    if piece.has(Kind.KIN_ILLNESS):
        answer.append(_mention("kin_illness", piece.entry(Kind.KIN_ILLNESS).ids, piece, piece.start, piece.end))
    if piece.has(Kind.DISEASE):
        answer.append(_mention("disease", piece.entry(Kind.DISEASE).ids, piece, piece.start, piece.end))
    return answer


def _beyond_doubt(row: Row, clause: Sequence[Piece], at: int) -> bool:
    piece = clause[at]
    previous = clause[at - 1] if at else None
    led = previous is not None and piece.start - previous.end <= 1 and previous.has(*_DOUBT_FREE)
    follows = row.forms[piece.end] if piece.end < len(row.forms) else ""
    alone = len([other for other in clause if not other.mark]) == 1
    return led or follows in _AFTER_SHORT or alone


def _mention(what: What, ids: tuple[str, ...], piece: Piece, start: int, end: int, sensation: str = "") -> Mention:
    return Mention(what, ids, start, end, piece.index, piece.clause, piece.sentence, sensation)


def _listed(row: Row, left: Piece, right: Piece) -> bool:
    """Say whether two sites form a list: "头和肚子", "neck, shoulder and arm"."""
    if right.start - left.end > 3:  # noqa: PLR2004 -- a joining word and an article
        return False
    between = row.pieces[left.index + 1 : right.index]
    return all(
        piece.mark in {"enum", "slash"} or piece.has(Kind.AND, Kind.OR, Kind.SIDE, Kind.ALSO) for piece in between
    )


def _places(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, before: list[Piece]) -> list[Piece]:
    """Answer the sites of a sensation: those before it in the clause, or in English those that follow it."""
    piece = clause[at]
    near = [site for site in before if piece.start - site.end <= FARTHEST_SITE]
    latin = row.tokens[piece.start].kind == "word"
    following: list[Piece] = []
    for other in clause[at + 1 :]:
        if other.has(Kind.SITE) and not other.has(Kind.FINDING):
            last = following[-1] if following else piece
            linked = all(form in lexicon.links or form in lexicon.fillers for form in row.forms[last.end : other.start])
            if following and not (linked or _listed(row, last, other)):
                break
            if not following and not (linked and (latin or other.start - piece.end <= 2)):  # noqa: PLR2004 -- 疼在胸口
                break
            following.append(other)
        elif not (
            other.has(Kind.SIDE, Kind.AND, Kind.OR, Kind.SEVERITY)
            or other.mark in {"enum", "slash"}
            or all(form in lexicon.links for form in row.forms[other.start : other.end])
        ):
            break
    if following and latin:
        between = row.forms[piece.end : following[0].start]
        if not near or not between or any(form in lexicon.links for form in between):
            return following
    if (
        following
        and not near
        and not latin
        and any(form in "在是" for form in row.forms[piece.end : following[0].start])
    ):
        return following
    return near


def _again(lexicon: Lexicon, row: Row, piece: Piece, sensation: str, spoken: Sequence[Piece]) -> list[Mention]:
    """Answer what is felt where the sentence spoke of last: "膝盖疼，不红不肿", "my ankle is swollen, it hurts"."""
    for place in spoken:
        ids = look_up(lexicon, _site_of(lexicon, row, place), sensation, (), ())
        if ids and piece.clause - place.clause <= _CLAUSES_ON:
            return [_mention("finding", ids, piece, piece.start, piece.end, sensation)]
    return []


def _of_next(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> list[Piece]:
    """Answer the next piece if it is a finding with a place that the sensation shares: "painful red eye"."""
    if at + 1 >= len(clause) or row.tokens[clause[at].start].kind != "word":
        return []
    following = clause[at + 1]
    close = following.start - clause[at].end <= 1 and following.has(Kind.FINDING)
    return [following] if close and _site_of(lexicon, row, following) else []


def _site_of(lexicon: Lexicon, row: Row, piece: Piece) -> str:
    """Answer the site that a piece names: its own, or the one inside a phrase of the graph."""
    if piece.has(Kind.SITE):
        return piece.entry(Kind.SITE).name
    if not piece.has(Kind.FINDING, Kind.CONTEXT):
        return ""
    return dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end]))).get("site", "")


def _composed(
    lexicon: Lexicon, row: Row, clause: Sequence[Piece], piece: Piece, sensation: str, places: Sequence[Piece]
) -> list[Mention]:
    """Answer the composed mentions of a sensation at its places, or the bare sensation when the graph knows it as such."""
    qualities = [
        other.entry(Kind.QUALITY).name
        for other in clause
        if other.has(Kind.QUALITY) and abs(other.start - piece.start) <= FARTHEST_SITE
    ]
    answer: list[Mention] = []
    for place in places:
        sides = _sides(row, place)
        ids = look_up(lexicon, _site_of(lexicon, row, place), sensation, sides, qualities)
        start = min(place.start, piece.start)
        if sides and row.pieces[place.index - 1].start < start:
            start = row.pieces[place.index - 1].start
        if ids and abs(place.clause - piece.clause) <= 1:
            mention = _mention("finding", ids, piece, start, max(place.end, piece.end), sensation)
            answer.append(mention)
    if not answer:
        triggers = [other.entry(Kind.TRIGGER).name for other in clause if other.has(Kind.TRIGGER)] if not places else []
        bare = look_up(lexicon, None, sensation, (), qualities, triggers)
        if bare:
            nearest = places[0] if places else piece
            start, end = min(nearest.start, piece.start), max(nearest.end, piece.end)
            answer.append(_mention("finding", bare, piece, start, end, sensation))
        elif not places:
            answer.append(_mention("sensation", (), piece, piece.start, piece.end, sensation))
    return answer


def _sides(row: Row, place: Piece) -> tuple[str, ...]:
    """Answer the side that stands at a site: 左 of 左腿, "right" of "right ankle"."""
    if place.index:
        previous = row.pieces[place.index - 1]
        if previous.has(Kind.SIDE) and place.start - previous.end <= 1:
            return (previous.entry(Kind.SIDE).name,)
    return ()


def look_up(
    lexicon: Lexicon,
    site: str | None,
    sensation: str,
    sides: Sequence[str],
    qualities: Sequence[str],
    triggers: Sequence[str] = (),
) -> tuple[FindingId, ...]:
    """Answer what the graph calls a sensation at a site: with side and quality if it knows them, else at the larger place."""
    places: list[str | None] = [*widened(site, lexicon.within)] if site else []
    if not places:
        places = [None]
    base: set[tuple[str, str]] = {("sensation", sensation)}
    extras: list[set[tuple[str, str]]] = []
    for quality in qualities:
        extras.extend({("quality", quality), ("side", side)} for side in sides)
        extras.append({("quality", quality)})
    for side in sides:
        extras.append({("side", side)})
        if side in {"left", "right"}:
            extras.append({("side", "one")})
    extras.extend({("trigger", trigger)} for trigger in triggers)
    extras.append(set())
    for place in places:
        here = base | ({("site", place)} if place else set())
        for extra in extras:
            key: FeatureSet = frozenset(here | extra)
            ids = lexicon.composed.get(key)
            if ids:
                return ids
    if site and sensation == "injury":
        return lexicon.composed.get(frozenset(base), ())
    return ()
