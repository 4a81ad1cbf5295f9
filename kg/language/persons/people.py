"""Who is meant: the speaker, a child, a parent, somebody else; and the age, sex and pregnancy of the one who is ill.

Every mention gets a subject. The patient is the one whose complaints the text tells; what others have is family history or
nobody's, and never becomes the patient's own finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.language.persons.patient import patient_of, settle
from kg.language.persons.person import ages, sex_of, told_pregnant
from kg.language.persons.spoken_of import subjects_of
from kg.language.persons.subjects import FAMILY, RELATION, SELF, THIRD, UNSAID, Relation
from kg.language.rows.entries import Kind
from kg.language.scope.contacts import read_contacts
from kg.schema import Sex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

_MEASURES = re.compile(r"量|测|帮|给|扎|查|\b(?:took|takes|measured|checked|tested)\b", re.IGNORECASE)


@dataclass(slots=True)
class People:
    """The one who is ill, as far as the text says. `age_pieces` are the pieces used for ages; `role` is the subject's name."""

    role: str
    person: Relation | None
    age_days: int | None
    sex: Sex | None
    pregnant: bool | None
    age_pieces: frozenset[int]
    subjects: tuple[str, ...] = ()
    """Of every piece, the one last named before it."""

    def measured(self, row: Row, anchor: int) -> str:
        """Answer whom the reading that hangs on a piece is of: a relative in whose clause it stands, where the speaker asks for themself.

        我老公血压180/110，我头晕: not of who is dizzy. Who measures (老公帮我量了, my wife took it) is not who is measured.
        """
        if self.person != "self" or anchor < 0 or self.subjects[anchor] in {self.role, UNSAID, FAMILY, THIRD}:
            return self.role
        here = row.pieces[anchor]
        named = row.by_clause[here.clause]
        if not any(each.has(Kind.MEASURE) for each in named):
            # 我妈血糖昨天7.8，今天25.2: it goes on about what was measured last.
            named = next(
                (
                    those
                    for those in reversed(row.by_clause[: here.clause])
                    if any(each.has(Kind.MEASURE) for each in those)
                ),
                named,
            )
        kin = next((each for each in reversed(named) if each.end <= here.start and each.has(Kind.KIN)), None)
        of_kin = kin is not None and _MEASURES.search(row.words(kin.end, here.start)) is None
        return self.subjects[anchor] if of_kin else self.role


def read_people(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention], relation: Relation | None, measured: Sequence[int] = ()
) -> People:
    """Set `subject` of the mentions in place and answer who the patient is.

    `relation` is what the resident chose before; `measured` are the pieces that readings hang on.
    """
    subjects = subjects_of(row, relation)
    for mention in mentions:
        # "My baby hit me in the eye": it is done to who speaks.
        mine = "me" in row.forms[mention.start : mention.end]
        mention.subject = SELF if mine else subjects[_piece_at(row, mention)]
    _of_family(row, mentions)
    read_contacts(row, mentions)
    role = patient_of(lexicon, mentions, subjects, relation, measured, row)
    settle(lexicon, row, mentions, role, relation)
    read_contacts(row, mentions)
    told, age_pieces = ages(row, subjects)
    age = next((days for subject, days in told if subject in {role, THIRD} and role != UNSAID), None)
    if age is None:
        age = next((days for subject, days in told if subject in {UNSAID, role}), None)
    sex = sex_of(row, subjects, role)
    pregnant = told_pregnant(lexicon, row, subjects, role)
    if pregnant and sex is None:
        sex = Sex.FEMALE
    person = RELATION.get(role) if role != UNSAID else None
    return People(role, person, age, sex, pregnant, age_pieces, tuple(subjects))


def _of_family(row: Row, mentions: Sequence[Mention]) -> None:
    """Give to the family what stands before "in the family", "runs in my family"."""
    families = [p for p in row.pieces if p.has(Kind.FAMILY) and {"in", "run"} & set(row.forms[p.start : p.end])]
    for mention in mentions if families else ():
        if any(piece.clause == mention.clause and mention.end <= piece.start for piece in families):
            mention.subject = FAMILY


def _piece_at(row: Row, mention: Mention) -> int:
    index = mention.anchor
    while index > 0 and row.pieces[index - 1].start >= mention.start:
        index -= 1
    return index
