"""Meanings composed of a site and a sensation that stand in one clause: "头…疼", "my head really hurts", "pain in my chest".

The table of what composes to what is the graph's own (`Lexicon.composed`). Nothing is composed across clauses but a list of sites
and what is felt where the sentence spoke of last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.dictionary.features import FeatureSet, widened
from kg.language.mentions.mention import Mention
from kg.language.rows.entries import Kind
from kg.schema import FindingId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import What
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

FARTHEST_SITE = 10
"""Tokens between a site and the sensation felt there ..."""
FARTHEST_WORDS = 4
"""... and in English real words, fillers left out."""
_WIDE = frozenset({"pain", "swelling", "numb", "weak", "injury", "discomfort"})
"""What is felt at a part may be told by a child that names the whole; a rash at the foot is not one "of hands and feet"."""
_ELSEWHERE = frozenset({"discharge"})
"""What comes out of many places, though a phrase may be kept for one."""
_ANYWHERE = frozenset({"injury", "swelling"})
"""What is felt at a place that the graph has no word for is still an injury, a swelling."""
_BOTH_SIDED = frozenset({"saddle_numbness"})
"""Not told by one side: a numb left buttock is no numb saddle."""
_ONE_SIDE = frozenset({"left", "right", "one"})
_NO_PLACE = "hx.diabetes"
"""Its Chinese name holds the word for urine (糖尿病), which is no place where something runs: 有糖尿病，脚磨破了，流脓."""
_AT_REST = "rest_state"
CLAUSES_ON = 3
"""Clauses after which a place is no longer the one spoken of."""


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
            if ids and ids[0] in _BOTH_SIDED and not _ONE_SIDE.isdisjoint(sides):
                continue
            if ids and (place == site or sensation in _WIDE or ("." not in ids[0] and place != "body")):
                return ids
    if site and sensation in _ANYWHERE:
        anywhere = (frozenset(base), frozenset(base | {("site", "body")}))
        return next((lexicon.composed[key] for key in anywhere if key in lexicon.composed), ())
    return ()


def composed(
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
        sides = sides_of(row, place)
        ids = look_up(lexicon, site_of(lexicon, row, place), sensation, sides, qualities)
        start = min(place.start, piece.start)
        if sides and row.pieces[place.index - 1].start < start:
            start = row.pieces[place.index - 1].start
        if ids and abs(place.clause - piece.clause) <= 1:
            mention = mention_at("finding", ids, piece, start, max(place.end, piece.end), sensation)
            answer.append(mention)
    if not answer:
        triggers = [other.entry(Kind.TRIGGER).name for other in clause if other.has(Kind.TRIGGER)]
        # "We rolled the dice": an everyday word tells an injury, a rash or a weakness only at a place or with an occasion.
        placed = tuple(row.forms[piece.start : piece.end]) in lexicon.placed
        if placed:
            met = (lexicon.composed.get(frozenset({("sensation", sensation), ("trigger", name)})) for name in triggers)
            bare = next((ids for ids in met if ids), ())
        else:
            bare = look_up(lexicon, None, sensation, (), qualities, triggers)
            if _AT_REST in triggers and sensation == "pain" and any(map(lexicon.sites_of, bare)):
                # 静息痛 is of a foot, 坐着也疼 of whatever hurts.
                bare = look_up(lexicon, None, sensation, (), qualities)
        if bare:
            nearest = places[0] if places else piece
            start, end = min(nearest.start, piece.start), max(nearest.end, piece.end)
            answer.append(mention_at("finding", bare, piece, start, end, sensation))
        else:
            # Felt, but nothing that the graph knows: it still is a member of its list ("no pain, swelling or redness").
            answer.append(mention_at("sensation", (), piece, piece.start, piece.end, sensation))
    return answer


def listed_places(
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
        if not joined or last.start - site.end > 2 or not listed(row, site, last):  # noqa: PLR2004 -- a joining word and a side
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
            if not row.pieces[last.index + 1 : other.index] or not listed(row, last, other):
                break
            places.append(other)
            last = other
    return composed(lexicon, row, clause, piece, sensation, places) if places else []


def placed_finding(
    lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, sites: list[Piece], sensation: str
) -> list[Mention]:
    """Answer what a word that is finding and sensation at once means at the place named with it; nothing without a place."""
    piece = clause[at]
    if not sensation or not piece.has(Kind.FINDING):
        return []
    places = places_of(lexicon, row, clause, at, sites)
    made = composed(lexicon, row, clause, piece, sensation, places) if places else []
    return [mention for mention in made if mention.start < piece.start or mention.end > piece.end]


def sensation_of(lexicon: Lexicon, row: Row, piece: Piece) -> str:
    """Answer the sensation of a piece; a phrase of context gives the one inside it when it names no site of its own."""
    if piece.has(Kind.SENSATION):
        return piece.entry(Kind.SENSATION).name
    if piece.has(Kind.CONTEXT):
        features = dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end])))
        if "site" not in features:
            return features.get("sensation", "")
    return ""


def site_of(lexicon: Lexicon, row: Row, piece: Piece) -> str:
    """Answer the site that a piece names: its own, or the one inside a phrase of the graph."""
    if piece.has(Kind.SITE):
        return piece.entry(Kind.SITE).name
    if not piece.has(Kind.FINDING, Kind.CONTEXT):
        return ""
    if piece.has(Kind.FINDING) and _NO_PLACE in piece.entry(Kind.FINDING).ids:
        return ""
    return dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end]))).get("site", "")


def sides_of(row: Row, place: Piece) -> tuple[str, ...]:
    """Answer the side that stands at a site: 左 of 左腿, "right" of "right ankle"."""
    if place.index:
        previous = row.pieces[place.index - 1]
        if previous.has(Kind.SIDE) and place.start - previous.end <= 1:
            return (previous.entry(Kind.SIDE).name,)
    return ()


def places_of(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, before: list[Piece]) -> list[Piece]:
    """Answer the sites of a sensation: those before it in the clause, or in English those that follow it."""
    piece = clause[at]
    latin = row.tokens[piece.start].kind == "word"
    near = [site for site in before if _within_reach(lexicon, row, site, piece, latin=latin)]
    following: list[Piece] = []
    for other in clause[at + 1 :]:
        if other.has(Kind.SITE) and not other.has(Kind.FINDING):
            last = following[-1] if following else piece
            linked = _linked(lexicon, row, last.end, other.start)
            if following and not (linked or listed(row, last, other)):
                break
            if not following and not (linked and (latin or other.start - piece.end <= 2)):  # noqa: PLR2004 -- 疼在胸口
                break
            following.append(other)
        elif not (
            other.has(Kind.SIDE, Kind.AND, Kind.OR, Kind.SEVERITY)
            or (latin and not following and other.has(Kind.SENSATION, Kind.QUALITY) and not other.has(Kind.FINDING))
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


def _linked(lexicon: Lexicon, row: Row, start: int, end: int) -> bool:
    """Say whether only linking words stand between: "pain in the …", and in English "pain and tightness in the …"."""
    for index in range(start, end):
        form = row.forms[index]
        if form in lexicon.links or form in lexicon.fillers:
            continue
        piece = row.pieces[row.piece_at[index]] if row.piece_at[index] >= 0 else None
        joined = piece is not None and piece.has(Kind.AND, Kind.OR, Kind.SENSATION, Kind.QUALITY, Kind.SIDE)
        if not joined or row.tokens[index].kind != "word":
            return False
    return True


def listed(row: Row, left: Piece, right: Piece) -> bool:
    """Say whether two sites form a list: "头和肚子", "neck, shoulder and arm"."""
    if right.start - left.end > 3:  # noqa: PLR2004 -- a joining word and an article
        return False
    between = row.pieces[left.index + 1 : right.index]
    return all(
        piece.mark in {"enum", "slash"} or piece.has(Kind.AND, Kind.OR, Kind.SIDE, Kind.ALSO) for piece in between
    )


def _within_reach(lexicon: Lexicon, row: Row, site: Piece, piece: Piece, *, latin: bool) -> bool:
    """Say whether a sensation is near enough to a site before it; in English only few real words may stand between."""
    if piece.start - site.end > FARTHEST_SITE:
        return False
    return not latin or sum(form not in lexicon.fillers for form in row.forms[site.end : piece.start]) <= FARTHEST_WORDS


def of_next(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> list[Piece]:
    """Answer the next piece if it names a place that the sensation shares: "painful red eye", "tender left calf swelling"."""
    if row.tokens[clause[at].start].kind != "word":
        return []
    end = clause[at].end
    for following in clause[at + 1 :]:
        if following.start - end > 1:
            return []
        if following.has(Kind.FINDING, Kind.SITE):
            # "Tender lymph nodes in the neck" are no pain in the neck: what is tender is named itself.
            felt = following.has(Kind.SITE) or any(
                kind == "sensation"
                for kind, _ in lexicon.features_of(tuple(row.forms[following.start : following.end]))
            )
            return [following] if felt and site_of(lexicon, row, following) else []
        if not following.has(Kind.SIDE, Kind.QUALITY, Kind.SEVERITY, Kind.SENSATION):
            return []
        end = following.end
    return []


def beside(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> list[Piece]:
    """Answer the finding just told, if its phrase names a place that the sensation shares: "breast lump or pain"."""
    if at < 2 or row.tokens[clause[at].start].kind != "word":  # noqa: PLR2004 -- the finding and a joining word
        return []
    joint, before = clause[at - 1], clause[at - 2]
    close = joint.start == before.end and clause[at].start == joint.end and joint.has(Kind.AND, Kind.OR)
    return [before] if close and before.has(Kind.FINDING) and site_of(lexicon, row, before) else []


def sharper(lexicon: Lexicon, row: Row, piece: Piece) -> list[Mention]:
    """Answer the child that the side inside a phrase makes of it: "weakness of [both] legs", where the side is a filler."""
    if not piece.has(Kind.FINDING) or piece.end - piece.start < 3 or row.tokens[piece.start].kind != "word":  # noqa: PLR2004 -- a side between two words
        return []
    features = lexicon.features_of(tuple(row.forms[piece.start : piece.end]))
    named = dict(features)
    sides = [name for kind, name in features if kind == "side"]
    if not sides or "site" not in named or "sensation" not in named:
        return []
    ids = look_up(lexicon, named["site"], named["sensation"], sides, ())
    above = {ancestor for id_ in ids for ancestor in lexicon.ancestors(FindingId(id_))}
    if ids and above.issuperset(piece.entry(Kind.FINDING).ids):
        return [mention_at("finding", ids, piece, piece.start, piece.end)]
    return []


def paired(lexicon: Lexicon, clause: Sequence[Piece], at: int, sensation: str) -> list[Mention]:
    """Answer what comes with a complaint told before it: "vomited a large amount of fresh blood"."""
    piece = clause[at]
    for other in reversed(clause[:at]):
        if other.has(Kind.FINDING):
            ids = (lexicon.paired.get((FindingId(id_), sensation)) for id_ in other.entry(Kind.FINDING).ids)
            found = tuple(id_ for id_ in ids if id_ is not None)
            if found and piece.start - other.end <= FARTHEST_SITE:
                return [mention_at("finding", found, piece, other.start, piece.end, sensation)]
            return []
        if other.has(Kind.NEG, Kind.NEG_CLINICAL, Kind.WEAK_NEG):
            return []
    return []


def displaced(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int, spoken: Sequence[Piece]) -> list[Mention]:
    """Answer what a phrase that names no place means at the place told with it, when the graph means it elsewhere.

    "Bloody discharge from the nipple" is none of the womb, whatever "bloody discharge" means where nothing else is said.
    """
    piece = clause[at]
    if not piece.has(Kind.FINDING) or row.tokens[piece.start].kind != "word" or piece.end - piece.start < 2:  # noqa: PLR2004 -- one word is `placed_finding`'s
        return []
    features = dict(lexicon.features_of(tuple(row.forms[piece.start : piece.end])))
    sensation = features.get("sensation", "")
    if sensation not in _ELSEWHERE or "site" in features:
        return []
    ids = piece.entry(Kind.FINDING).ids
    implied = {site for id_ in ids for site in lexicon.sites_of(FindingId(id_))}
    places = places_of(lexicon, row, clause, at, []) or [place for place in spoken if place.clause < piece.clause][-1:]
    for place in places:
        site = site_of(lexicon, row, place)
        other = look_up(lexicon, site, sensation, sides_of(row, place), ()) if implied and site not in implied else ()
        if other:
            start, end = (
                (piece.start, max(piece.end, place.end)) if place.start > piece.start else (piece.start, piece.end)
            )
            return [mention_at("finding", other, piece, start, end, sensation)]
    return []


def again(lexicon: Lexicon, row: Row, piece: Piece, sensation: str, spoken: Sequence[Piece]) -> list[Mention]:
    """Answer what is felt where the sentence spoke of last: "膝盖疼，不红不肿", "my ankle is swollen, it hurts"."""
    for place in spoken:
        ids = look_up(lexicon, site_of(lexicon, row, place), sensation, (), ())
        if ids and piece.clause - place.clause <= CLAUSES_ON:
            return [mention_at("finding", ids, piece, piece.start, piece.end, sensation)]
    return []


def mention_at(what: What, ids: tuple[str, ...], piece: Piece, start: int, end: int, sensation: str = "") -> Mention:
    """Answer a mention that hangs on a piece and covers tokens [start, end)."""
    return Mention(what, ids, start, end, piece.index, piece.clause, piece.sentence, sensation)


def sensed(lexicon: Lexicon, row: Row, clause: Sequence[Piece]) -> bool:
    """Say whether the clause tells a sensation or a finding."""
    return any(sensation_of(lexicon, row, piece) or piece.has(Kind.FINDING) for piece in clause)
