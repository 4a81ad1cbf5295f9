"""What readings come to: mentions of the patient, with value and unit, and of somebody else whose reading was told beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions.mention import Mention
from kg.language.values.readings import present_wins, statuses_of
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kg.language.persons.people import People
    from kg.language.rows.pieces import Row
    from kg.language.values.reading_values import Reading
    from kg.lexicon import Lexicon


def marks_of(row: Row, readings: Sequence[Reading]) -> dict[Reading, Mention]:
    """Answer where the readings stand, as mentions that times can be given to."""
    answer: dict[Reading, Mention] = {}
    for reading in readings:
        piece = row.pieces[reading.anchor] if reading.anchor >= 0 else None
        clause, sentence = (piece.clause, piece.sentence) if piece is not None else (0, 0)
        answer[reading] = Mention("reading", (), reading.start, reading.end, reading.anchor, clause, sentence)
    return answer


def measured_of(row: Row, readings: Sequence[Reading], people: People) -> list[Reading]:
    """Answer the readings of the patient."""
    return [each for each in readings if people.measured(row, each.anchor) == people.role]


def decided(
    lexicon: Lexicon,
    readings: Sequence[Reading],
    marks: Mapping[Reading, Mention],
    mentions: Sequence[Mention],
    age_years: float | None,
    people: People,
    showing: Collection[Reading],
) -> list[Mention]:
    """Answer the mentions that readings make, each with value and unit; of those `showing` none that denies."""
    child = people.person == "child"
    rows = [(r, marks[r], statuses_of(lexicon, r, age_years, child=child)) for r in readings if r.plausible]
    merged = present_wins([decision for _, _, decisions in rows for decision in decisions])
    dated = {id_: m.onset_days for m in mentions if m.onset_days is not None for id_ in m.ids}
    answer: list[Mention] = []
    for reading, mark, decisions in rows:
        for id_, status in decisions:
            if merged[id_] is status and not (status is Status.ABSENT and reading in showing):
                mention = replace(mark, ids=(id_,), status=status, denied=status is Status.ABSENT, subject=people.role)
                mention.value, mention.unit = reading.value, reading.unit
                mention.onset_days = mark.onset_days or dated.get(id_)
                answer.append(mention)
    return answer


def of_others(
    lexicon: Lexicon, row: Row, readings: Sequence[Reading], marks: Mapping[Reading, Mention], people: People
) -> list[Mention]:
    """Answer the mentions that readings of somebody else make, which are nobody's findings here, judged as a grown-up's."""
    answer: list[Mention] = []
    for reading in readings:
        subject = people.measured(row, reading.anchor)
        if subject == people.role or not reading.plausible:
            continue
        for id_, status in statuses_of(lexicon, reading, None, child=False):
            mention = replace(
                marks[reading],
                what="finding",
                ids=(id_,),
                status=status,
                denied=status is Status.ABSENT,
                subject=subject,
            )
            mention.value, mention.unit = reading.value, reading.unit
            answer.append(mention)
    return answer


def used_up(row: Row, readings: Sequence[Reading]) -> frozenset[int]:
    """Answer the pieces that readings have used: 血糖 9.8 is a reading at home, not a laboratory's."""
    taken = {index for reading in readings for index in range(reading.start, reading.end)}
    return frozenset(piece.index for piece in row.pieces if not taken.isdisjoint(range(piece.start, piece.end)))
