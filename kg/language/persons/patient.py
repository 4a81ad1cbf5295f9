"""Who of those spoken of is the patient, and which mentions are the patient's: those who complain, before whom the consultation is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.dictionary.compiler import FAMILY_PREFIX
from kg.language.persons.kin import elder
from kg.language.persons.spoken_of import narrated
from kg.language.persons.subjects import CHILDREN, FAMILY, OLD_MAN, OUTSIDE, RELATION, SELF, THIRD, UNSAID, Relation
from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon


def _complains(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a mention is a complaint rather than an old disease or a habit."""
    if mention.what in {"disease", "context", "kin_illness"}:
        return False
    return mention.what == "sensation" or any(not lexicon.timeless(id_) for id_ in mention.ids)


def patient_of(
    lexicon: Lexicon,
    mentions: Sequence[Mention],
    subjects: Sequence[str],
    relation: Relation | None,
    measured: Sequence[int],
    row: Row,
) -> str:
    """Answer the subject's name of the patient. `measured` are the pieces that readings hang on."""
    if relation == "self":
        return THIRD if narrated(row) else SELF
    said_self = any(piece.has(Kind.SELF) for piece in row.pieces)
    complaints = [(m.anchor, m.subject) for m in mentions if _complains(lexicon, m)]
    complaints = sorted([*complaints, *((index, subjects[index]) for index in measured)])
    telling = [subject for _, subject in complaints if subject not in {UNSAID, FAMILY, "contact"}]
    if relation is not None:
        spoken = (*telling, *subjects)
        of_relation = [s for s in spoken if RELATION.get(s) == relation] or [s for s in spoken if elder(s, relation)]
        return of_relation[0] if of_relation else (THIRD if THIRD in telling else UNSAID)
    if telling:
        children = [subject for subject in telling if subject in CHILDREN]
        # Who complains of themselves in passing and of a child at length asks for the child; so does who names others' first.
        passing = telling[0] in OUTSIDE or (telling[0] == SELF and len(children) > telling.count(SELF))
        return children[0] if children and passing else telling[0]
    if complaints:
        # "发烧三天，孩子两岁": nobody else complains, so a child that is named is the one.
        return _child_named(row, subjects, complaints[0][0]) or (SELF if said_self else UNSAID)
    return SELF if said_self else _without_complaint(mentions, subjects, row)


def _without_complaint(mentions: Sequence[Mention], subjects: Sequence[str], row: Row) -> str:
    """Answer who is meant where nobody complains."""
    old = [m.subject for m in mentions if m.subject not in {UNSAID, FAMILY}]
    if THIRD in old and narrated(row):
        # "He smokes and has asthma": a case history that tells habits and old diseases only.
        return THIRD
    named = [s for s in subjects if s not in {UNSAID, FAMILY, "contact"}]
    return named[0] if named and not old else UNSAID


def _child_named(row: Row, subjects: Sequence[str], first: int) -> str:
    """Answer the child that is named before the first complaint, or anywhere with an age: "发烧三天，孩子两岁"."""
    for piece in row.pieces:
        if piece.has(Kind.KIN) and subjects[piece.index] in {"child", "son", "daughter"}:
            following = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
            aged = following is not None and following.has(Kind.AGE) and following.start - piece.end <= 1
            if piece.index < first or aged:
                return subjects[piece.index]
    return ""


def settle(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str, relation: Relation | None) -> None:
    """Give the mentions without a subject to the patient, and speak of kin that only have old diseases as family."""
    named = {piece.clause for piece in row.pieces if piece.has(Kind.FAMILY, Kind.KIN)}
    for mention in mentions:
        passing = mention.subject in {FAMILY, "contact"} and _complains(lexicon, mention)
        if passing and mention.clause not in named:
            # "家里人也痒，手指缝有水泡": relatives are only mentioned in passing.
            mention.subject = role
        if mention.subject in {UNSAID, role} or _aboutpatient_of(lexicon, mention):
            mention.subject = role
        elif relation == "self" and role == SELF and _complains(lexicon, mention) and mention.subject != "contact":
            # Told to be about the speaker: after "我爸有糖尿病，" the complaints are the speaker's again.
            own = [m for m in mentions if m.subject == mention.subject and m.clause == mention.clause]
            if not any(m.what == "disease" or not _complains(lexicon, m) for m in own) and _far_from_kin(
                mention, mentions
            ):
                mention.subject = role
    if relation in {"child", "parent", "other"}:
        for mention in mentions:
            theirs = RELATION.get(mention.subject) == relation or (mention.subject == OLD_MAN and relation == "parent")
            if mention.subject != role and theirs:
                mention.subject = role


def _aboutpatient_of(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a phrase is the patient's whoever it names: family history, contact with the sick."""
    if mention.what != "finding":
        return False
    family = all(id_.startswith(FAMILY_PREFIX) for id_ in mention.ids)
    return family or (mention.subject in {THIRD, FAMILY, "contact"} and all(map(lexicon.exposure, mention.ids)))


def _far_from_kin(mention: Mention, mentions: Sequence[Mention]) -> bool:
    return any(m.subject == mention.subject and m.clause < mention.clause for m in mentions if m is not mention)
